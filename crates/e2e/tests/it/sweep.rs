//! The sweep of an option: the threshold is found, opened, and seen again in the table; a sweep can be ended.

use anyhow::Result;
use pagelock_e2e::{Browser, Key, Setup, in_browser};

use crate::keyboard::tab_to;

const FOCUSED: &str = "return document.activeElement.dataset.testid ?? ''";

/// What a row of the table says.
async fn row(browser: &Browser, value: u32) -> Result<String> {
    browser.text_of_testid(&format!("sweep-row-{value}")).await
}

/// Four slots, so four tasks hang (facts 5.3); all of it without a mouse.
#[tokio::test]
async fn a_threshold_is_found_and_opened_from_the_keyboard() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        tab_to(browser, "sweep-summary").await?;
        browser.press(Key::Enter + "").await?;
        tab_to(browser, "sweep-last").await?;
        browser.press_with(Key::Control, "a").await?;
        browser.press("9").await?;
        // In a field, Enter sends the form.
        browser.press(Key::Enter + "").await?;
        browser.wait_text("sweep-headline", "The threshold is tasks = 4.").await?;
        assert_eq!(browser.value_of_testid("sweep-last").await?, "9", "what was typed stays");
        browser.wait_text("sweep-changes", "3: ok, exhaustive; 4: deadlock (pool)").await?;
        assert!(row(browser, 3).await?.contains("ok exhaustive"), "{}", row(browser, 3).await?);
        assert!(row(browser, 4).await?.contains("deadlock (pool)"), "{}", row(browser, 4).await?);
        browser.wait_gone("sweep-row-7").await?;

        // The plot is one stop of Tab, at the value that is open.
        tab_to(browser, "sweep-mark-4").await?;
        browser.press(Key::Left + "").await?;
        browser.wait_script(FOCUSED, "sweep-mark-3").await?;
        browser.press(Key::Enter + "").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.wait_text("sweep-headline", "The threshold is tasks = 4.").await?;
        let hash = browser.hash().await?;
        assert!(hash.starts_with("#1/kmap-pool/pin-source/tasks=3/"), "{hash}");
        browser.press(Key::End + Key::Left + Key::Home + Key::Right).await?;
        browser.wait_script(FOCUSED, "sweep-mark-2").await?;

        tab_to(browser, "sweep-open-4").await?;
        browser.press(Key::Enter + "").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser
            .wait_script("return document.querySelector('[data-testid=sweep-mark-4]').ariaCurrent", "true")
            .await
    })
    .await;
}

/// Marks are clicked, too, and points of one listing are not shown under another.
#[tokio::test]
async fn a_mark_is_clicked_and_other_points_are_not_mixed_in() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/pool-held-slots/pin-source/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("sweep-summary").await?;
        browser.choose("sweep-option", "holders").await?;
        browser.click_testid("sweep-start").await?;
        // Three slots and two tasks: one slot that is held is enough.
        browser.wait_text("sweep-headline", "The threshold is holders = 1.").await?;
        browser.find("sweep-mark-0").await?.click().await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.choose("select-listing", "2.6.20").await?;
        browser.wait_gone("sweep-headline").await?;
        browser.choose("select-listing", "pin-source").await?;
        browser.wait_text("sweep-headline", "The threshold is holders = 1.").await?;
        // An empty range is refused by the engine, with its own words.
        browser.enter("sweep-first", "9").await?;
        browser.enter("sweep-last", "8").await?;
        browser.click_testid("sweep-start").await?;
        browser.wait_text("sweep-mistake", "there is no value from 9 to 8").await
    })
    .await;
}

/// A request of 16 pages has so many states in which 64 of it can be that no limit is far enough.
#[tokio::test]
async fn a_sweep_that_is_cancelled_keeps_its_points() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/pool-requests/2.6.20/pkmap_slots=512,pages=16/-@0").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.click_testid("sweep-summary").await?;
        browser.enter("sweep-last", "64").await?;
        browser.click_testid("sweep-start").await?;
        browser.wait_text("sweep-headline", "1 value searched").await?;
        // The page is alive meanwhile.
        browser.click_testid("round-robin").await?;
        browser.wait_text("status", "Step ").await?;
        browser.click_testid("sweep-cancel").await?;
        browser.wait_text("sweep-headline", "the sweep was stopped").await?;
        assert!(row(browser, 1).await?.contains("ok exhaustive"));
        browser.click_testid("sweep-open-1").await?;
        browser.wait_text("verdict", "No deadlock").await
    })
    .await;
}
