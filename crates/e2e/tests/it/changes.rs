//! What a listing changes, the story beside the code, and what the listings cost.

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, in_browser};
use serde_json::json;

/// Lines of the difference that have a sign: the sign, its word for those who do not see it, and the line.
const SIGNED: &str = "return [...document.querySelectorAll(
        '[data-testid=listing-diff] .p-diff__line:not(.p-diff__line--same)')].map((line) =>
        line.querySelector('.p-diff__sign').textContent + line.querySelector('.p-hidden').textContent
        + line.querySelector('code').textContent.trim());";

/// Opens the difference.
async fn open_diff(browser: &Browser) -> Result<()> {
    browser.click_testid("listing-diff-toggle").await?;
    browser.find_css("[data-testid=listing-diff][open]").await?;
    Ok(())
}

#[tokio::test]
async fn a_listing_shows_what_it_changes() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source-atomic/-/-@0").await?;
        browser.wait_text("listing-diff", "What it changes: 1 function of pin-source").await?;
        open_diff(browser).await?;
        browser.wait_text("listing-diff", "copy_pinned: changed, 4 lines removed, 4 added").await?;
        let expected = json!([
            "−removed: kmap(src_page);",
            "−removed: kmap(page);",
            "+added: kmap_atomic(src_page, KM_USER0);",
            "+added: kmap_atomic(page, KM_USER1);",
            "−removed: kunmap(page);",
            "−removed: kunmap(src_page);",
            "+added: kunmap_atomic(page, KM_USER1);",
            "+added: kunmap_atomic(src_page, KM_USER0);",
        ]);
        assert_eq!(browser.run_script(SIGNED).await?, expected);

        // A listing on its own changes nothing.
        browser.choose("select-listing", "2.6.20").await?;
        browser.wait_gone("listing-diff").await
    })
    .await;
}

#[tokio::test]
async fn an_edited_listing_shows_what_was_edited() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.click_testid("edit-listing").await?;
        let text = browser.value_of_testid("editor").await?;
        browser.fill("editor", &text.replacen("status = 0;", "status = -EFAULT;", 1)).await?;
        browser.click_testid("apply").await?;
        browser.wait_text("listing-diff", "What it changes: 1 function of the built-in 2.6.20").await?;
        open_diff(browser).await?;
        browser.wait_script(SIGNED, json!(["−removed: status = 0;", "+added: status = -EFAULT;"])).await?;
        browser.click_testid("revert").await?;
        browser.wait_gone("listing-diff").await
    })
    .await;
}

#[tokio::test]
async fn the_story_stands_beside_the_code() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/abba-two-files/2.6.20/-/-@0").await?;
        browser.wait_text("story", "In the mail: 2,8;2,8").await?;
        browser.wait_text("story", "Listing: 2.6.20: prefault and hope").await?;
        browser.wait_text("story", "Kernel facts: section SC2").await?;
        let inside = "return document.querySelector('[data-testid=zone-code] [data-testid=story]') !== null";
        assert_eq!(browser.run_script(inside).await?, true);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn costs_stand_below_the_table_and_what_is_more_has_a_sign() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("costs-0-pin-source").await?;
        let cells = "const row = (name) => document.querySelector(`[data-testid='costs-0-${name}']`);
            const more = (name) => [...row(name).querySelectorAll('.p-costing__count--more')].length;
            const signs = (name) => row(name).textContent.split('▲').length - 1;
            const words = (name) => row(name).textContent.split('more than 2.6.20').length - 1;
            return [more('2.6.20'), more('pin-source') > 0, signs('pin-source') === more('pin-source'),
                words('pin-source') === more('pin-source')];";
        assert_eq!(browser.run_script(cells).await?, json!([0, true, true, true]));
        browser.click_testid("group-the-patch-of-the-mail").await?;
        browser.wait_gone("costs-0-pin-source").await
    })
    .await;
}
