//! Long searches: the page stays alive meanwhile, Cancel ends them, and what was not searched is not called
//! safe.

use anyhow::Result;
use pagelock_e2e::{Browser, Key, Setup, in_browser};

use crate::run::{take, wait_step};

/// More states than fit into the limits, and no deadlock among them; with reductions a few dozen.
const ENDLESS: &str = "#1/kmap-pool/2.6.20/pkmap_slots=8,tasks=8/-@0";

const STATES: &str = "
    const told = document.querySelector('[data-testid=progress-states]')?.textContent ?? '0';
    const states = Number(told.replaceAll(',', ''));";

/// Opens a scenario whose search without reductions is long, and switches them off.
pub(crate) async fn unreduced(browser: &Browser) -> Result<()> {
    browser.open(ENDLESS).await?;
    browser.wait_text("verdict", "No deadlock").await?;
    for testid in ["search-options-summary", "symmetry", "partial-order"] {
        browser.click_testid(testid).await?;
    }
    browser.wait_text("search-options-summary", "no reductions").await
}

/// Waits until the running search has visited more than `than` states, and tells how many.
async fn wait_progress(browser: &Browser, than: u64) -> Result<u64> {
    browser.wait_script(&format!("{STATES} return states > {than}"), true).await?;
    let states = browser.run_script(&format!("{STATES} return states")).await?;
    Ok(states.as_u64().unwrap_or_default())
}

#[tokio::test]
async fn a_long_search_is_cancelled_and_nothing_is_lost() {
    in_browser(Setup::default(), async |browser| {
        unreduced(browser).await?;
        browser.click_testid("search").await?;
        let states = wait_progress(browser, 0).await?;
        // Steps are taken by another worker, so nobody waits for the search.
        take(browser, 1, &[0, 1]).await?;
        wait_progress(browser, states).await?;
        browser.wait_text("verdict", "Searching").await?;
        browser.click_testid("cancel").await?;
        browser.wait_text("verdict", "Undecided").await?;
        browser.wait_text("coverage", "runs through them may deadlock").await?;
        wait_step(browser, 2, 2).await?;
        browser.wait_hash("#1/kmap-pool/2.6.20/pkmap_slots=8,tasks=8/0.1@2").await?;
        take(browser, 3, &[2]).await?;

        browser.click_testid("search").await?;
        wait_progress(browser, 0).await?;
        browser.press(Key::Escape + "").await?;
        browser.wait_text("verdict", "Undecided").await?;
        wait_step(browser, 3, 3).await?;

        // A change of what is searched ends the search, too.
        browser.click_testid("search").await?;
        wait_progress(browser, 0).await?;
        browser.enter("option-tasks", "3").await?;
        browser.wait_text("verdict", "No verdict yet").await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.wait_text("coverage", "Exhaustive").await
    })
    .await;
}

#[tokio::test]
async fn the_way_back_to_the_table_ends_a_search() {
    in_browser(Setup::default(), async |browser| {
        unreduced(browser).await?;
        browser.click_testid("search").await?;
        wait_progress(browser, 0).await?;
        browser.click_testid("home").await?;
        // The table's own searches go on with a worker of their own.
        let agrees = "return document.querySelectorAll('[data-testid^=cell-][data-state=agrees]').length > 4";
        browser.wait_script(agrees, true).await
    })
    .await;
}

#[tokio::test]
async fn a_search_that_gives_up_never_says_that_there_is_no_deadlock() {
    in_browser(Setup::default(), async |browser| {
        unreduced(browser).await?;
        browser.click_testid("search").await?;
        browser.find("progress").await?;
        browser
            .run_script(
                "window.told = new Set();
                const note = () => {
                    const verdict = document.querySelector('[data-testid=verdict]');
                    window.told.add(verdict?.textContent ?? '');
                };
                const all = { subtree: true, childList: true, characterData: true };
                new MutationObserver(note).observe(document, all);",
            )
            .await?;
        browser.wait_text("coverage", "Bounded: ").await?;
        browser.wait_text("verdict", "Undecided").await?;
        browser.wait_text("coverage", "not expanded").await?;
        browser.screenshot("bounded").await?;

        browser.click_testid("search-further").await?;
        browser.wait_text("progress", "It gives up at 16,000,000 states or 1,536 MiB.").await?;
        browser.click_testid("cancel").await?;
        browser.wait_text("coverage", "Cancelled. ").await?;
        let told = browser
            .run_script("return [...window.told].filter((told) => !told.startsWith('Ending')).sort()")
            .await?;
        assert_eq!(told, serde_json::json!(["Searching…", "Undecided"]));
        Ok(())
    })
    .await;
}
