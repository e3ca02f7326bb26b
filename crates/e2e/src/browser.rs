//! One headless browser with a profile of its own, open at a served site.

use std::fs;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{BrowserLogEntry, TypingData};

use crate::kind::Kind;
use crate::site::{Server, scratch};
use crate::{Setup, firefox, link};

/// How long anything on the page may take; long, because the machine may be slow and busy.
pub const PATIENCE: Duration = Duration::from_secs(150);
const POLL: Duration = Duration::from_millis(50);

/// A browser at work on a served site.
pub struct Browser {
    driver: WebDriver,
    kind: Kind,
    /// where the page is
    address: String,
    server: Mutex<Server>,
    console: Mutex<Vec<Entry>>,
}

/// What the console says.
struct Entry {
    level: Level,
    message: String,
}

/// Whether a test fails of it.
#[derive(PartialEq, Eq)]
enum Level {
    /// A warning or an error.
    Bad,
    /// Anything else.
    Other,
}

impl Browser {
    /// Serves the site and starts a browser, which has opened nothing yet.
    pub(crate) async fn start(setup: &Setup) -> Result<Browser> {
        let server = setup.site.serve()?;
        let kind = Kind::of_this_run();
        let driver = kind.launch(setup).await?;
        // Drivers give a script half a minute unless told otherwise.
        driver.set_script_timeout(PATIENCE).await?;
        let address = server.address.clone();
        let browser =
            Browser { driver, kind, address, server: Mutex::new(server), console: Mutex::default() };
        browser.resize(setup.viewport.0, setup.viewport.1).await?;
        Ok(browser)
    }

    /// Opens the page afresh at a fragment (`"#1/..."`, or `""`), as if a link had been followed from elsewhere.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn open(&self, fragment: &str) -> Result<()> {
        self.driver.goto("about:blank").await?;
        self.goto_hash(fragment).await
    }

    /// Opens a page of the site afresh by its name, with a query if it has one, at a fragment as of [`Browser::open`].
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn open_at(&self, page: &str, fragment: &str) -> Result<()> {
        self.driver.goto("about:blank").await?;
        Ok(self.driver.goto(format!("{}{page}{}", self.address, link::sealed(fragment))).await?)
    }

    /// The address of the folder that is served.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Goes to a fragment of the page, as if it had been typed into the address bar of the open page. A readable link
    /// without its check gets one that says nothing of what its maker saw.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn goto_hash(&self, fragment: &str) -> Result<()> {
        Ok(self.driver.goto(format!("{}{}", self.address, link::sealed(fragment))).await?)
    }

    /// Goes to another address of the site, seen from where the page is: `"scenarios/same-page.html"`.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn goto_path(&self, path: &str) -> Result<()> {
        Ok(self.driver.goto(format!("{}{path}", self.address)).await?)
    }

    /// Waits until the browser has kept the site, and answers the page's requests from it.
    ///
    /// # Errors
    /// When it does not.
    pub async fn wait_kept(&self) -> Result<()> {
        self.wait_script("return navigator.serviceWorker.controller?.state", "activated").await
    }

    /// Stops the server: from now on there is no network.
    ///
    /// # Errors
    /// When it has been stopped before.
    pub fn stop_server(&self) -> Result<()> {
        self.server.lock().map_err(|_| anyhow!("the server's lock"))?.stop()
    }

    /// The fragment the page is at, with its `#` and without its check; empty when there is none.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn hash(&self) -> Result<String> {
        let hash = self.run_script("return location.hash.split('~')[0]").await?;
        Ok(hash.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for the element with this `data-testid`.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn find(&self, testid: &str) -> Result<WebElement> {
        self.find_css(&format!("[data-testid='{testid}']")).await
    }

    /// Waits for the first element that matches a CSS selector.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn find_css(&self, selector: &str) -> Result<WebElement> {
        let query = self.driver.query(By::Css(selector)).wait(PATIENCE, POLL);
        query.first().await.with_context(|| format!("nothing matches {selector}"))
    }

    /// The number of elements with this `data-testid` there are right now.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn count(&self, testid: &str) -> Result<usize> {
        Ok(self.driver.find_all(By::Css(format!("[data-testid='{testid}']"))).await?.len())
    }

    /// Clicks an element, once it can be clicked.
    ///
    /// # Errors
    /// When it cannot be clicked in time.
    pub async fn click_testid(&self, testid: &str) -> Result<()> {
        let element = self.find(testid).await?;
        element.scroll_into_view().await?;
        element.wait_until().wait(PATIENCE, POLL).clickable().await.with_context(|| testid.to_owned())?;
        element.click().await.with_context(|| format!("clicking {testid}"))
    }

    /// The text of an element, as it is displayed.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn text_of_testid(&self, testid: &str) -> Result<String> {
        Ok(self.find(testid).await?.text().await?)
    }

    /// An attribute of an element.
    ///
    /// # Errors
    /// When there is no such element in time.
    pub async fn attribute(&self, testid: &str, name: &str) -> Result<Option<String>> {
        Ok(self.find(testid).await?.attr(name).await?)
    }

    /// Waits until the displayed text of an element contains `part`.
    ///
    /// # Errors
    /// When it does not in time; the error tells the text it had instead.
    pub async fn wait_text(&self, testid: &str, part: &str) -> Result<()> {
        let mut last = None;
        let has_part = self.wait_until(async || {
            // An element that is not there yet, or was just replaced, has no text yet.
            last = self.text_now(testid).await;
            last.as_ref().is_some_and(|text| text.contains(part))
        });
        let found = has_part.await;
        ensure!(found, "`{testid}` does not say `{part}`: {last:?}");
        Ok(())
    }

    /// Waits until no element has this `data-testid`.
    ///
    /// # Errors
    /// When one is left.
    pub async fn wait_gone(&self, testid: &str) -> Result<()> {
        let gone = self.wait_until(async || self.count(testid).await.is_ok_and(|count| count == 0)).await;
        ensure!(gone, "`{testid}` is still there");
        Ok(())
    }

    /// Presses a key, or types a text, where the focus is: `"k"`, `Key::Right`, `Key::Tab + ...`.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Presses a key while another one, such as `Key::Control`, is held down.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn press_with(&self, held: Key, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().key_down(held.clone()).send_keys(keys).key_up(held).perform().await?)
    }

    /// Runs JavaScript in the page, as the body of a function, and returns what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run_script(&self, body: &str) -> Result<Value> {
        Ok(self.driver.execute(body, Vec::new()).await?.json().clone())
    }

    /// Runs JavaScript that calls its last argument (`arguments[0]`) when it is done, with what is returned.
    ///
    /// # Errors
    /// When it throws, or takes longer than [`PATIENCE`].
    pub async fn run_script_async(&self, body: &str) -> Result<Value> {
        Ok(self.driver.execute_async(body, Vec::new()).await?.json().clone())
    }

    /// Sets width and height of the page in CSS pixels; a telephone's width works too.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        if self.kind == Kind::Firefox {
            return firefox::resize(&self.driver, width, height).await;
        }
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await
    }

    /// Sets width and height in CSS pixels, and how many dots of a picture a pixel has. Chromium only.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn magnify(&self, width: u32, height: u32, dots: f32) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": dots, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await
    }

    /// Sets a feature of the visitor's screen: `"prefers-color-scheme"`, `"dark"`.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn prefer(&self, feature: &str, value: &str) -> Result<()> {
        if self.kind == Kind::Firefox {
            return firefox::prefer(&self.driver, feature, value).await;
        }
        let media = json!({ "features": [{ "name": feature, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", media).await
    }

    /// Keeps a picture of what is in view: `target/e2e/screenshots/NAME.png`.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn screenshot(&self, name: &str) -> Result<()> {
        let folder = scratch().join("screenshots");
        fs::create_dir_all(&folder)?;
        Ok(self.driver.screenshot(&folder.join(format!("{name}.png"))).await?)
    }

    /// A picture of what is in view, as a PNG.
    ///
    /// # Errors
    /// When it cannot be taken.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        Ok(self.driver.screenshot_as_png().await?)
    }

    /// Takes every entry of the console that contains `part`, of any level.
    ///
    /// # Errors
    /// When there is none.
    pub async fn expect_console(&self, part: &str) -> Result<()> {
        self.read_console().await?;
        let mut console = self.console.lock().map_err(|_| anyhow!("the console's lock"))?;
        let before = console.len();
        console.retain(|entry| !entry.message.contains(part));
        // Firefox tells an answer that is no success to its developer tools only.
        let is_told = console.len() < before || self.kind == Kind::Firefox;
        ensure!(is_told, "the console does not say `{part}`");
        Ok(())
    }

    /// Fails when the console has a warning or an error that was not expected.
    ///
    /// # Errors
    /// When it has.
    pub async fn assert_clean(&self) -> Result<()> {
        self.read_console().await?;
        let console = self.console.lock().map_err(|_| anyhow!("the console's lock"))?;
        let bad = console.iter().filter(|entry| entry.level == Level::Bad);
        let bad: Vec<&str> = bad.map(|entry| &*entry.message).collect();
        ensure!(bad.is_empty(), "in the console:\n{}", bad.join("\n"));
        Ok(())
    }

    /// Types a text into the focused field, as if it had been pasted.
    pub(crate) async fn insert_text(&self, text: &str) -> Result<()> {
        match self.kind {
            Kind::Chromium => self.devtools("Input.insertText", json!({ "text": text })).await,
            Kind::Firefox => firefox::insert_text(&self.driver, text).await,
        }
    }

    /// Which browser it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The driver itself, for what has no helper here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Ends the browser and its driver.
    pub(crate) async fn quit(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    /// The driver hands each entry out once, so they are collected.
    async fn read_console(&self) -> Result<()> {
        let entries: Vec<Entry> = match self.kind {
            Kind::Chromium => {
                let entries = self.driver.browser_log().await.context("console")?;
                let entry = |entry: BrowserLogEntry| Entry {
                    level: match &*entry.level {
                        "SEVERE" | "WARNING" => Level::Bad,
                        _ => Level::Other,
                    },
                    message: entry.message,
                };
                entries.into_iter().map(entry).collect()
            }
            Kind::Firefox => {
                let messages = firefox::console(&self.driver).await.context("console")?;
                messages.into_iter().map(|message| Entry { level: Level::Bad, message }).collect()
            }
        };
        self.console.lock().map_err(|_| anyhow!("the console's lock"))?.extend(entries);
        Ok(())
    }

    async fn text_now(&self, testid: &str) -> Option<String> {
        let element = self.driver.find(By::Css(format!("[data-testid='{testid}']"))).await.ok()?;
        element.text().await.ok()
    }

    /// Asks again and again; false when the answer stays no.
    pub(crate) async fn wait_until(&self, mut holds: impl AsyncFnMut() -> bool) -> bool {
        let asking = async {
            while !holds().await {
                tokio::time::sleep(POLL).await;
            }
        };
        tokio::time::timeout(PATIENCE, asking).await.is_ok()
    }

    /// Gives the browser a command of its developer tools.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Result<()> {
        self.driver.cdp().send_raw(method, params).await.with_context(|| method.to_owned())?;
        Ok(())
    }
}
