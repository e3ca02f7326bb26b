//! Edited texts: mistakes are told with their place, the last run stays, and what is mended runs.

use anyhow::Result;
use pagelock_e2e::{Browser, Key, Setup, in_browser};

use crate::run::{take, wait_step};

/// Replaces `from` by `to` in the open editor, and tells the line that changed.
async fn edit(browser: &Browser, from: &str, to: &str) -> Result<usize> {
    let text = browser.value_of_testid("editor").await?;
    let at = text.find(from).unwrap_or_else(|| panic!("the text has no {from}"));
    browser.fill("editor", &text.replacen(from, to, 1)).await?;
    Ok(text[..at].matches('\n').count() + 1)
}

/// The mistake stands in `file` at `line`, and a click on the place puts the caret there.
async fn assert_mistake(browser: &Browser, file: &str, line: usize) -> Result<()> {
    browser.wait_text("diagnostics", &format!("{file}, line {line}, column ")).await?;
    let told = browser.text_of_testid("diagnostics").await?;
    assert!(told.contains("PL0"), "{told}");
    browser.find_css("[data-testid=diagnostics] li button").await?.click().await?;
    let caret_line = "const field = document.activeElement;
        return field.value.slice(0, field.selectionStart).split('\\n').length";
    browser.wait_script(caret_line, line).await
}

/// The last run that could run is there still, but cannot go on.
async fn assert_last_run(browser: &Browser, steps: usize) -> Result<()> {
    browser.wait_text("status", "1 mistake found.").await?;
    let shown = "return document.querySelectorAll('[data-testid=step-list] > li').length";
    assert_eq!(browser.run_script(shown).await?, steps);
    assert!(!browser.find("choice-0").await?.is_enabled().await?);
    Ok(())
}

/// Piggin's answer to the objection, typed into the patch: both kmaps become atomic.
#[tokio::test]
async fn the_patch_is_mended_by_hand() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/0*2@2").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("edit-listing").await?;
        let original = browser.value_of_testid("editor").await?;
        let line = edit(browser, "kmap(src_page);", "kmop(src_page);").await?;
        browser.click_testid("apply").await?;
        assert_mistake(browser, "pin-source", line).await?;
        assert_last_run(browser, 2).await?;
        browser.screenshot("mistake").await?;

        let from = original.rfind("kmap(src_page);").expect("the patch maps the source");
        let atomic = "kmap_atomic(src_page, KM_USER0);\n        kmap_atomic(page, KM_USER1);\n        \
            memcpy_page(page, offset, src_page, src_offset, bytes);\n        \
            kunmap_atomic(page, KM_USER1);\n        kunmap_atomic(src_page, KM_USER0);\n}\n";
        browser.fill("editor", &format!("{}{atomic}", &original[..from])).await?;
        browser.press_with(Key::Control, Key::Enter + "").await?;
        wait_step(browser, 0, 0).await?;
        browser.wait_gone("diagnostics").await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.wait_text("coverage", "Exhaustive").await?;
        browser.wait_script("return location.hash.slice(0, 4)", "#1z/").await?;
        browser.wait_text("edit-listing", "(edited)").await?;
        take(browser, 1, &[0, 1]).await?;

        browser.click_testid("revert").await?;
        wait_step(browser, 0, 0).await?;
        assert_eq!(browser.value_of_testid("editor").await?, original);
        browser.wait_script("return location.hash.slice(0, 3)", "#1/").await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "Deadlock").await
    })
    .await;
}

#[tokio::test]
async fn a_scenario_is_changed_by_hand() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@3").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("edit-scenario").await?;
        for (from, to) in [
            ("reclaim = 1", "reclaim = "),
            ("reclaim = 1", "reclaimed = 1"),
            ("write(a, 0, src, 1 page)", "wrote(a, 0, src, 1 page)"),
            ("src = \"a:0\"", "src = \"b:0\""),
        ] {
            let line = edit(browser, from, to).await?;
            browser.click_testid("apply").await?;
            assert_mistake(browser, "same-page", line).await?;
            assert_last_run(browser, 3).await?;
            browser.click_testid("revert").await?;
            browser.wait_gone("diagnostics").await?;
            wait_step(browser, 0, 0).await?;
            take(browser, 1, &[0, 0, 0]).await?;
        }
        // Without reclaim there is no deadlock.
        edit(browser, "reclaim = 1", "reclaim = 0").await?;
        browser.click_testid("apply").await?;
        wait_step(browser, 0, 0).await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "No deadlock").await
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_stays_until_it_is_reverted() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.click_testid("edit-listing").await?;
        let typed = "# nothing yet\n";
        browser.fill("editor", typed).await?;
        browser.wait_text("edit-listing", "*").await?;
        browser.click_testid("edit-listing").await?;
        browser.wait_gone("editor").await?;
        browser.click_testid("home").await?;
        browser.click_testid("cell-abba-two-files-2.6.20").await?;
        browser.wait_text("ending", "Deadlock").await?;
        browser.click_testid("edit-listing").await?;
        assert_eq!(browser.value_of_testid("editor").await?, typed);
        // It runs only when it is applied.
        browser.click_testid("apply").await?;
        browser.find("diagnostics").await?;
        browser.click_testid("revert").await?;
        browser.wait_gone("diagnostics").await?;
        wait_step(browser, 0, 0).await
    })
    .await;
}
