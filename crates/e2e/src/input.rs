//! What a visitor does besides clicking and pressing keys, and waits for what comes of it.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::link;

impl Browser {
    /// Loads the page again.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver().refresh().await?)
    }

    /// Presses the browser's own button Back.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn back(&self) -> Result<()> {
        Ok(self.driver().back().await?)
    }

    /// Presses the browser's own button Forward.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn forward(&self) -> Result<()> {
        Ok(self.driver().forward().await?)
    }

    /// Picks the option with this value of a `select`.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn choose(&self, testid: &str, value: &str) -> Result<()> {
        let option = self.find_css(&format!("[data-testid='{testid}'] option[value='{value}']")).await?;
        option.click().await.with_context(|| format!("choosing {value} of {testid}"))
    }

    /// Replaces the text of a field, as if it had been pasted.
    ///
    /// # Errors
    /// When there is no such field in time.
    pub async fn fill(&self, testid: &str, text: &str) -> Result<()> {
        self.find(testid).await?.focus().await?;
        self.run_script("document.activeElement.select()").await?;
        self.insert_text(text).await
    }

    /// Replaces the text of a field and leaves it, which is when a number counts.
    ///
    /// # Errors
    /// When there is no such field in time.
    pub async fn enter(&self, testid: &str, text: &str) -> Result<()> {
        self.fill(testid, text).await?;
        self.run_script("document.activeElement.blur()").await?;
        Ok(())
    }

    /// The text in a field.
    ///
    /// # Errors
    /// When there is no such field in time.
    pub async fn value_of_testid(&self, testid: &str) -> Result<String> {
        Ok(self.find(testid).await?.value().await?.unwrap_or_default())
    }

    /// Waits until JavaScript, the body of a function, returns `expected`.
    ///
    /// # Errors
    /// When it does not in time; the error tells what it returned instead.
    pub async fn wait_script(&self, body: &str, expected: impl Into<Value>) -> Result<()> {
        let expected = expected.into();
        let mut last = None;
        let is_there = self.wait_until(async || {
            // In the middle of loading there is no page to ask.
            last = self.run_script(body).await.ok();
            last.as_ref() == Some(&expected)
        });
        let found = is_there.await;
        let last = last.unwrap_or_default();
        ensure!(found, "`{body}` does not come to\n  {expected}, but to\n  {last}");
        Ok(())
    }

    /// Waits until the page's address has this fragment, with its `#`.
    ///
    /// # Errors
    /// When it has another one.
    pub async fn wait_hash(&self, fragment: &str) -> Result<()> {
        self.wait_script("return location.hash.split('~')[0]", link::body(fragment)).await
    }

    /// Slows what is loaded from now on: bytes in a second, and milliseconds of each answer. Chromium only.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn slow_network(&self, bytes: u32, millis: u32) -> Result<()> {
        let conditions = json!({
            "offline": false,
            "latency": millis,
            "downloadThroughput": bytes,
            "uploadThroughput": bytes,
        });
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.emulateNetworkConditions", conditions).await
    }

    /// Lets the page take the screen for one that is touched. Chromium only.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn touch(&self) -> Result<()> {
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await
    }
}
