//! Nothing leaves the page: every file comes from where the page comes from.

use pagelock_e2e::{Setup, in_browser};
use serde_json::json;

#[tokio::test]
async fn no_request_goes_anywhere_else() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.click_testid("cell-same-page-2.6.20").await?;
        browser.find("ending").await?;
        browser.click_testid("share").await?;
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

/// The address in Share is the address of what is shown.
#[tokio::test]
async fn share_gives_the_address() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        browser.wait_text("status", "Step 2 of 3").await?;
        browser.click_testid("choice-0").await?;
        browser.wait_text("status", "Step 3 of 3").await?;
        browser.click_testid("share").await?;
        // In the clipboard, or where it is refused in a field to be copied by hand.
        let told = "return (document.querySelector('.p-share input')?.value
            ?? document.querySelector('[data-testid=share-note]').textContent) !== ''";
        browser.wait_script(told, true).await?;
        browser.wait_hash("#1/same-page/2.6.20/-/0*3@3").await
    })
    .await;
}
