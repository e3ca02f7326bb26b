//! What a search may use and leave out, what is kept when it is cancelled, and what happens when its worker dies.

use std::fs;

use anyhow::{Context, Result};
use pagelock_e2e::{Browser, Key, Setup, Site, in_browser};

use crate::boot::{SEARCH_WASM, WORKER_WASM};
use crate::keyboard::tab_to;
use crate::run::wait_step;
use crate::search::unreduced;
use crate::wasm_memory::with_memory_max;

/// Appended to the scenario of two tasks that wait for each other's page: a third that waits for itself, and more
/// reclaims. The nearest deadlock of all three is 15 steps away, and the graph, of a million states, is 181 steps deep.
const LARGER: &str = r#"
[[file]]
name = "d"
pages = ["absent"]

[[task]]
name = "D"
maps = { src = "d:0" }
calls = ["write(d, 0, src, 1 page)"]

[environment]
reclaim = 16
"#;

/// Opens a scenario whose search is long and has found a deadlock soon, and starts the search.
async fn long_search(browser: &Browser) -> Result<()> {
    browser.open("#1/abba-two-files/gfs2-5.15/-/0*2@2").await?;
    wait_step(browser, 2, 2).await?;
    browser.click_testid("edit-scenario").await?;
    let text = browser.value_of_testid("editor").await?;
    let (before, _) = text.split_once("\n[environment]").context("the scenario has an environment")?;
    browser.fill("editor", &format!("{before}{LARGER}")).await?;
    browser.click_testid("apply").await?;
    browser.wait_text("verdict", "No verdict yet").await?;
    wait_step(browser, 0, 0).await?;
    browser.click_testid("choice-0").await?;
    wait_step(browser, 1, 1).await?;
    browser.click_testid("search").await
}

/// Waits until the states being expanded are further away than the nearest deadlock.
async fn wait_depth(browser: &Browser) -> Result<()> {
    let depth = "const depth = document.querySelector('[data-testid=progress-depth]');
        return Number(depth?.textContent ?? 0) > 15";
    browser.wait_script(depth, true).await
}

#[tokio::test]
async fn a_cancelled_search_keeps_the_deadlock_it_has_found() {
    in_browser(Setup::default(), async |browser| {
        long_search(browser).await?;
        wait_depth(browser).await?;
        browser.screenshot("searching").await?;
        browser.click_testid("cancel").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.wait_text("verdict-kind", "self").await?;
        browser.wait_text("coverage", "Cancelled. ").await?;
        browser.wait_text("coverage", "not expanded, and runs through them may end otherwise.").await?;
        browser.wait_text("shortest", "Shortest schedule: 15 steps").await?;
        browser.wait_text("ends", "How runs end, as far as was searched").await?;
        // The visitor stays where they are.
        wait_step(browser, 1, 1).await?;
        browser.screenshot("cancelled").await?;
        browser.click_testid("replay-shortest").await?;
        browser.wait_text("ending", "Deadlock: self").await
    })
    .await;
}

/// Turns what the keys have changed into what the search used.
#[tokio::test]
async fn search_options_without_a_mouse() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser
            .wait_text("coverage", "Exhaustive: every interleaving was searched, or one that ends alike.")
            .await?;
        let default = "both reductions, up to 4,000,000 states or 512 MiB";
        browser.wait_text("search-options-summary", default).await?;
        tab_to(browser, "search-options-summary").await?;
        browser.press(Key::Enter + "").await?;
        for switch in ["symmetry", "partial-order"] {
            tab_to(browser, switch).await?;
            browser.press(" ").await?;
        }
        tab_to(browser, "states-max").await?;
        browser.press_with(Key::Control, "a").await?;
        browser.press("100").await?;
        // A number that has just been typed counts.
        browser.press_with(Key::Control, Key::Enter + "").await?;
        browser.wait_text("coverage", "Bounded: 100 states. ").await?;
        browser.wait_text("verdict", "Undecided").await?;
        browser.wait_text("search-options-summary", "no reductions, up to 100 states or 512 MiB").await?;
        browser.screenshot("search-options").await?;

        // Four times as many are enough, and are what is set from now on.
        browser.click_testid("search-further").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.wait_text("coverage", "Exhaustive: every interleaving was searched.").await?;
        assert_eq!(browser.value_of_testid("states-max").await?, "400");

        // They are of this scenario only, and are still there on the way back.
        browser.choose("select-scenario", "bad-buffer").await?;
        browser.wait_text("search-options-summary", default).await?;
        browser.choose("select-scenario", "same-page").await?;
        browser.wait_text("search-options-summary", "no reductions, up to 400 states").await?;
        browser.run_script("document.querySelector('[data-testid=memory-max]').focus()").await?;
        tab_to(browser, "default-limits").await?;
        browser.press(Key::Enter + "").await?;
        browser.wait_text("search-options-summary", default).await?;
        assert!(!browser.find("default-limits").await?.is_enabled().await?);
        browser.press_with(Key::Control, Key::Enter + "").await?;
        browser.wait_text("coverage", "or one that ends alike").await
    })
    .await;
}

#[tokio::test]
async fn the_memory_limit_ends_a_search() {
    in_browser(Setup::default(), async |browser| {
        unreduced(browser).await?;
        browser.enter("memory-max", "8").await?;
        browser.click_testid("search").await?;
        browser.wait_text("coverage", "Bounded: memory, at most 8 MiB. ").await?;
        browser.wait_text("verdict", "Undecided").await
    })
    .await;
}

/// The browser gives no more memory long before the limit: no trap, and the worker goes on to serve.
#[tokio::test]
async fn memory_that_cannot_be_had_ends_a_search_like_the_limit() -> Result<()> {
    let site = Site::copy("little-memory", "")?;
    let wasm = fs::read(site.file(SEARCH_WASM)?)?;
    site.write(SEARCH_WASM, with_memory_max(&wasm, 96))?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        unreduced(browser).await?;
        browser.click_testid("search").await?;
        browser.wait_text("coverage", "Bounded: memory, at most 512 MiB. ").await?;
        browser.wait_text("verdict", "Undecided").await?;
        browser.enter("states-max", "1000").await?;
        browser.click_testid("search").await?;
        browser.wait_text("coverage", "Bounded: 1,000 states. ").await?;
        assert_eq!(browser.count("engine-message").await?, 0);
        Ok(())
    })
    .await;
    Ok(())
}

/// In front of the worker's script: its first news of a search cannot be sent, which it takes for a mistake of its own.
/// A reply is bytes: its id, whose last byte is the first one below 128, and then which kind it is; 7 is `Progress`.
const NO_NEWS: &str = r#"
const post = self.postMessage.bind(self);
self.postMessage = (message, transfer) => {
  const kind = message[message.findIndex((byte) => byte < 128) + 1];
  if (kind === 7) throw new Error("this test lets no news through");
  post(message, transfer);
};
"#;

#[tokio::test]
async fn a_worker_that_dies_in_a_search_is_started_again() -> Result<()> {
    let site = Site::copy("dying-worker", "")?;
    let script = site.file("worker.js")?;
    let whole = fs::read_to_string(&script)?;
    fs::write(&script, format!("{NO_NEWS}{whole}"))?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        long_search(browser).await?;
        browser.wait_text("coverage", "The worker that searched has stopped").await?;
        browser.wait_text("coverage", "It was started again, and everything you have set is kept.").await?;
        browser.wait_text("verdict", "No verdict yet").await?;
        browser.screenshot("worker-died").await?;
        browser.expect_console("bytes can be sent").await?;
        // Text and place are as they were.
        wait_step(browser, 1, 1).await?;
        assert!(browser.value_of_testid("editor").await?.contains(LARGER));
        assert_eq!(browser.count("engine-message").await?, 0);

        // The one that was started then still has the fault, but a search without news is nothing to it.
        browser.choose("select-scenario", "same-page").await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        Ok(())
    })
    .await;
    Ok(())
}

/// A worker whose memory was cut.
struct Cut {
    site: Site,
    whole: Vec<u8>,
}

impl Cut {
    /// Workers that are started from now on have enough.
    fn mend(&self) -> Result<()> {
        self.site.write(WORKER_WASM, &self.whole)
    }
}

/// A site whose workers have too little memory for thousands of tasks.
fn with_little_memory(name: &str) -> Result<(Site, Cut)> {
    let site = Site::copy(name, "")?;
    let whole = fs::read(site.file(WORKER_WASM)?)?;
    site.write(WORKER_WASM, with_memory_max(&whole, 6))?;
    Ok((site.clone(), Cut { site, whole }))
}

/// Four thousand tasks do not fit into so little memory: the worker that is asked for the run dies of it, twice.
#[tokio::test]
async fn an_engine_that_runs_out_of_memory_is_started_again_and_then_left_to_the_visitor() -> Result<()> {
    let (site, _) = with_little_memory("tiny-memory")?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("#1/kmap-pool/2.6.20/-/0*2@2").await?;
        wait_step(browser, 2, 2).await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.enter("option-tasks", "4000").await?;
        browser.wait_text("engine-message", "The engine has stopped.").await?;
        browser.screenshot("out-of-memory").await?;
        assert_eq!(browser.value_of_testid("option-tasks").await?, "4000");
        // The last run that could run is there still.
        browser.wait_text("step-list", "W1").await?;
        browser.enter("option-tasks", "3").await?;
        browser.click_testid("restart-engine").await?;
        wait_step(browser, 0, 0).await?;
        browser.wait_hash("#1/kmap-pool/2.6.20/tasks=3/-@0").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn an_engine_that_dies_once_is_asked_again() -> Result<()> {
    let (site, worker) = with_little_memory("dying-once")?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("#1/kmap-pool/2.6.20/-/0*2@2").await?;
        wait_step(browser, 2, 2).await?;
        // The part that searches has the same file beside its own: it is to be there before that changes.
        browser.wait_text("verdict", "No deadlock").await?;
        // What is running has little memory; what is started from now on has enough.
        worker.mend()?;
        browser.enter("option-tasks", "4000").await?;
        browser.wait_text("engine-revived", "The engine had stopped and was started again.").await?;
        wait_step(browser, 0, 0).await?;
        browser.wait_hash("#1/kmap-pool/2.6.20/tasks=4000/-@0").await?;
        browser.screenshot("engine-revived").await?;
        assert_eq!(browser.count("engine-message").await?, 0);
        browser.click_testid("dismiss").await?;
        browser.wait_gone("engine-revived").await
    })
    .await;
    Ok(())
}
