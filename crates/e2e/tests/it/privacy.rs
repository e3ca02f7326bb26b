//! Nothing leaves the page: every file comes from where the page comes from.

use pagelock_e2e::{Key, Setup, in_browser};
use serde_json::json;

#[tokio::test]
async fn no_request_goes_anywhere_else() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.click_testid("cell-same-page-2.6.20").await?;
        browser.find("ending").await?;
        browser.click_testid("share").await?;
        browser.click_testid("share-close").await?;
        browser.click_testid("random").await?;
        browser.click_testid("home").await?;
        browser.find("matrix").await?;
        let elsewhere = "
            const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
            const elements = [...document.querySelectorAll('[src], [href]')];
            const linked = elements.map((element) => element.src ?? element.href);
            const urls = [...loaded, ...linked].filter((url) => typeof url === 'string');
            const isElsewhere = (url) => new URL(url).origin !== location.origin;
            return { some: loaded.length > 5, elsewhere: urls.filter(isElsewhere) };";
        assert_eq!(browser.run_script(elsewhere).await?, json!({ "some": true, "elsewhere": [] }));
        Ok(())
    })
    .await;
}

/// Share has the address of what is shown, bare, in Markdown, and behind the report for a mail.
#[tokio::test]
async fn share_gives_the_address() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        browser.wait_text("status", "Step 2 of 3").await?;
        browser.click_testid("choice-0").await?;
        browser.wait_text("status", "Step 3 of 3").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("share").await?;
        browser.wait_hash("#1/same-page/2.6.20/-/0*3@3").await?;
        let href = browser.run_script("return location.href").await?;
        let href = href.as_str().unwrap_or_default();
        assert_eq!(browser.value_of_testid("share-link").await?, href);
        let markdown = format!("[same-page under 2.6.20: deadlock (self)]({href})");
        assert_eq!(browser.value_of_testid("share-markdown").await?, markdown);
        browser.find("share-mail").await?;
        let mail = browser.value_of_testid("share-mail").await?;
        assert!(mail.starts_with("# Simulated by Pagelock"), "{mail}");
        assert!(mail.ends_with(&format!("\n\n{href}\n")), "{mail}");
        // The browser may or may not have a clipboard: either way it says what came of it.
        browser.click_testid("share-link-copy").await?;
        let said = "const note = document.querySelector('[data-testid=share-link-note]').textContent;
            return note === 'Copied.' || note.includes('by hand')";
        browser.wait_script(said, true).await?;
        for (width, height) in [(1280, 900), (360, 740)] {
            browser.resize(width, height).await?;
            for theme in ["light", "dark"] {
                browser.prefer("prefers-color-scheme", theme).await?;
                browser.screenshot(&format!("share-{width}-{theme}")).await?;
            }
        }
        browser.assert_accessible("share dialog").await?;
        // Escape closes it and gives the focus back.
        browser.press(Key::Escape + "").await?;
        browser
            .wait_script("return document.querySelector('[data-testid=share-dialog]').open", false)
            .await?;
        browser.wait_script("return document.activeElement.dataset.testid", "share").await
    })
    .await;
}
