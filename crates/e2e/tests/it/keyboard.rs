//! The whole way without a mouse.

use anyhow::{Result, bail};
use pagelock_e2e::{Browser, Key, Setup, in_browser};

use crate::run::wait_step;

const FOCUSED: &str = "return document.activeElement.dataset.testid ?? ''";

/// Goes from control to control until this one has the focus.
pub(crate) async fn tab_to(browser: &Browser, testid: &str) -> Result<()> {
    let mut passed = Vec::new();
    while passed.len() < 40 {
        browser.press(Key::Tab + "").await?;
        let focused = browser.run_script(FOCUSED).await?;
        if focused == testid {
            return Ok(());
        }
        passed.push(focused);
    }
    bail!("Tab does not come to {testid}, only to {passed:?}")
}

/// The number of steps of the run that is shown.
async fn run_len(browser: &Browser) -> Result<usize> {
    browser.find("ending").await?;
    Ok(browser.attribute("scrubber", "max").await?.unwrap_or_default().parse()?)
}

#[tokio::test]
async fn from_the_table_along_a_run() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("matrix").await?;
        tab_to(browser, "cell-same-page-2.6.17").await?;
        browser.press(Key::Right + "").await?;
        browser.press(Key::Enter + "").await?;
        let len = run_len(browser).await?;
        wait_step(browser, len, len).await?;

        browser.press(Key::Home + "").await?;
        wait_step(browser, 0, len).await?;
        browser.press(Key::Right + "").await?;
        wait_step(browser, 1, len).await?;
        browser.press(Key::Right + Key::Right).await?;
        wait_step(browser, 3, len).await?;
        browser.press(Key::Left + "").await?;
        wait_step(browser, 2, len).await?;
        browser.press(Key::End + "").await?;
        wait_step(browser, len, len).await?;
        browser.press(Key::Right + "").await?;
        wait_step(browser, len, len).await?;

        browser.press(Key::Backspace + "").await?;
        wait_step(browser, len - 1, len - 1).await?;
        browser.press("r").await?;
        wait_step(browser, 0, 0).await?;
        browser.press("1").await?;
        wait_step(browser, 1, 1).await?;
        // There is no ninth choice, so nothing happens.
        browser.press("9").await?;
        browser.press("1").await?;
        wait_step(browser, 2, 2).await
    })
    .await;
}

#[tokio::test]
async fn playing_runs_to_the_end_and_pauses() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page-no-reclaim/2.6.20/-/0*3@0").await?;
        wait_step(browser, 0, 3).await?;
        browser.choose("speed", "fast").await?;
        browser.run_script("document.activeElement.blur()").await?;
        browser.press(" ").await?;
        browser.wait_script("return document.querySelector('[data-testid=play]').title", "Pause").await?;
        wait_step(browser, 3, 3).await?;
        browser.wait_script("return document.querySelector('[data-testid=play]').title", "Play").await?;
        // At the end it starts over; a key that moves the cursor stops it.
        browser.choose("speed", "slow").await?;
        browser.run_script("document.activeElement.blur()").await?;
        browser.press(" ").await?;
        wait_step(browser, 0, 3).await?;
        browser.press(Key::End + "").await?;
        wait_step(browser, 3, 3).await?;
        browser.wait_script("return document.querySelector('[data-testid=play]').title", "Play").await
    })
    .await;
}

#[tokio::test]
async fn the_sheet_of_keys_opens_and_closes() {
    in_browser(Setup::default(), async |browser| {
        let is_open = "return document.querySelector('dialog.p-help').open";
        browser.open("#1/same-page/2.6.20/-/0*2@2").await?;
        wait_step(browser, 2, 2).await?;
        browser.press("?").await?;
        browser.wait_script(is_open, true).await?;
        browser.screenshot("keys").await?;
        // Keys do nothing behind it.
        browser.press("r").await?;
        browser.press(Key::Escape + "").await?;
        browser.wait_script(is_open, false).await?;
        wait_step(browser, 2, 2).await?;

        // Single keys can be turned off; those with Ctrl stay.
        browser.press("?").await?;
        browser.find_css("dialog input[type=checkbox]").await?.click().await?;
        browser.press(Key::Escape + "").await?;
        browser.wait_script(is_open, false).await?;
        browser.press("r?").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.choose("select-listing", "pin-source").await?;
        browser.wait_text("verdict", "No verdict yet").await?;
        browser.press_with(Key::Control, Key::Enter + "").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        assert_eq!(browser.run_script(is_open).await?, false);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn another_listing_and_a_search_without_a_mouse() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/2.6.20/-/-@0").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        tab_to(browser, "select-listing").await?;
        browser.press(Key::Down + Key::Down).await?;
        browser.wait_hash("#1/kmap-pool/pin-source/-/-@0").await?;
        browser.press_with(Key::Control, Key::Enter + "").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        // A number that has just been typed counts. Digits in the field are no choices.
        tab_to(browser, "option-tasks").await?;
        browser.press_with(Key::Control, "a").await?;
        browser.press("3").await?;
        browser.press_with(Key::Control, Key::Enter + "").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.wait_hash("#1/kmap-pool/pin-source/tasks=3/-@0").await
    })
    .await;
}

/// The name of the lane that has the focus, how many Tab comes to, and whether the page has moved beside it.
const LANE: &str = "
    const stops = document.querySelectorAll('[data-lane][tabindex=\"0\"]').length;
    return `${stops}: ${document.activeElement.getAttribute('aria-label')}`;";

/// A takes three steps, B two, A one.
#[tokio::test]
async fn from_lane_to_lane_and_along_the_steps_of_one_task() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/abba-two-files/2.6.20/-/0*3.1*2.0@0").await?;
        wait_step(browser, 0, 6).await?;
        browser.run_script("document.querySelector('[data-lane=\"0\"]').focus()").await?;
        let is_at = async |name: &str| {
            let said = browser.run_script(LANE).await?;
            let said = said.as_str().unwrap_or_default().to_owned();
            anyhow::ensure!(said.starts_with(&format!("1: {name}: ")), "{said}");
            Ok(said)
        };
        is_at("A").await?;
        browser.press(Key::Down + "").await?;
        is_at("B").await?;
        // B's steps are the fourth and the fifth; after them and before them there is none.
        for step in [4, 5, 5] {
            browser.press(Key::Right + "").await?;
            wait_step(browser, step, 6).await?;
        }
        let said = is_at("B").await?;
        anyhow::ensure!(said.contains("holds i_mutex b"), "{said}");
        for step in [4, 0] {
            browser.press(Key::Left + "").await?;
            wait_step(browser, step, 6).await?;
        }
        browser.press(Key::Enter + "").await?;
        browser.wait_script("return document.activeElement.getAttribute('aria-pressed')", "true").await?;
        // Space is the name's as well: it plays nothing.
        browser.press(" ").await?;
        browser.wait_script("return document.activeElement.getAttribute('aria-pressed')", "false").await?;
        browser.press(Key::Home + "").await?;
        is_at("A").await?;
        wait_step(browser, 0, 6).await
    })
    .await;
}
