//! How soon things are painted, by the browser's own performance entries. Figures are printed (`--nocapture`) and go
//! into docs/performance.md; what is asserted is order and count, never a time.

use anyhow::{Context, Result, ensure};
use pagelock_e2e::{Browser, Kind, Setup, in_browser};
use serde_json::Value;

use crate::run::wait_step;
use crate::search::unreduced;

/// Clicks that are measured: an odd number has a median.
const CLICKS: usize = 31;

/// Collects event timings, which end at the next paint, and marks when the words of a step are there to be painted.
const OBSERVE: &str = "
    window.painted = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (entry.name === 'click' && entry.interactionId) window.painted.push(entry.duration);
        }
    }).observe({ type: 'event', durationThreshold: 16, buffered: false });
    window.told = [];
    addEventListener('click', () => performance.mark('clicked'), true);
    new MutationObserver(() => requestAnimationFrame(() => {
        if (performance.getEntriesByName('clicked').length === 0) return;
        window.told.push(performance.measure('told', 'clicked').duration);
        performance.clearMarks('clicked');
    })).observe(document.querySelector('[data-testid=status]'),
        { characterData: true, childList: true, subtree: true });";

/// The middle and the largest of numbers.
fn summary(name: &str, values: &Value) -> Result<String> {
    let mut values: Vec<f64> =
        values.as_array().context("no list")?.iter().filter_map(Value::as_f64).collect();
    ensure!(!values.is_empty(), "{name}: nothing was measured");
    values.sort_by(f64::total_cmp);
    let (middle, last) = (values[values.len() / 2], values[values.len() - 1]);
    Ok(format!("{name}: median {middle:.0} ms, longest {last:.0} ms, of {}", values.len()))
}

/// A click on a step while a search runs: until the next paint, and until the step's words are about to be painted.
#[tokio::test]
async fn a_step_is_painted_while_a_search_runs() {
    in_browser(Setup::default(), async |browser| {
        unreduced(browser).await?;
        browser.click_testid("search").await?;
        browser.find("progress-memory").await?;
        browser.run_script(OBSERVE).await?;
        for step in 1..=CLICKS {
            browser.click_testid("choice-0").await?;
            wait_step(browser, step, step).await?;
        }
        // The search was there all the time.
        browser.find("progress-memory").await?;
        let told = browser.run_script("return window.told").await?;
        ensure!(told.as_array().is_some_and(|told| told.len() >= CLICKS), "{told}");
        // Events that were painted within 16 ms have no entry of their own: they count as 16.
        let fill = format!(
            "return [...window.painted, ...Array(Math.max(0, {CLICKS} - window.painted.length)).fill(16)]"
        );
        let painted = browser.run_script(&fill).await?;
        println!("{:?}, a step while a search runs", browser.kind());
        println!("  {}", summary("click to next paint", &painted)?);
        println!("  {}", summary("click to the step's words", &told)?);
        browser.click_testid("cancel").await?;
        browser.wait_text("coverage", "Cancelled. ").await
    })
    .await;
}

/// Writers of thirteen steps each up to their second slot, as in the deadlock of 512: 1,001 steps.
const WRITERS: usize = 77;
const STEPS: usize = 13;

/// Drags the scrubber through the whole run, one step a frame, and tells the frames' lengths.
const SCRUB: &str = "
    const done = arguments[0];
    const scrubber = document.querySelector('[data-testid=scrubber]');
    const len = Number(scrubber.max);
    const frames = [];
    let last, step = len;
    const frame = (now) => {
        if (last !== undefined) frames.push(now - last);
        last = now;
        step -= 1;
        if (step < 0) {
            performance.measure('scrubbed', { start: performance.now() - frames.reduce((a, b) => a + b, 0) });
            const seconds = performance.getEntriesByName('scrubbed')[0].duration / 1000;
            done({ frames, seconds, rate: frames.length / seconds });
            return;
        }
        scrubber.value = step;
        scrubber.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

#[tokio::test]
async fn a_thousand_steps_are_scrubbed() {
    in_browser(Setup::default(), async |browser| {
        let len = WRITERS * STEPS;
        let runs: Vec<String> = (0..WRITERS).map(|task| format!("{task}*{STEPS}")).collect();
        let options = format!("pkmap_slots={WRITERS},tasks={WRITERS}");
        browser.open(&format!("#1/kmap-pool/pin-source/{options}/{}@{len}", runs.join("."))).await?;
        wait_step(browser, len, len).await?;
        browser.wait_text("pool", "77 used").await?;
        let scrubbed = browser.run_script_async(SCRUB).await?;
        let frames = scrubbed["frames"].as_array().context("no frames")?.len();
        ensure!(frames == len, "{frames} frames for {len} steps");
        let [seconds, rate] = ["seconds", "rate"].map(|name| scrubbed[name].as_f64().unwrap_or_default());
        println!("{:?}, a run of {len} steps scrubbed, one step a frame", browser.kind());
        println!("  {frames} frames in {seconds:.1} s: {rate:.0} a second");
        println!("  {}", summary("frames", &scrubbed["frames"])?);
        browser.wait_text("status", "Initial state, before 1,001 steps.").await
    })
    .await;
}

/// The paint with the story and the table, and the arrival of the page's WebAssembly.
const PAINTS: &str = "
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const wasm = performance.getEntriesByType('resource').find((entry) => entry.name.includes('pagelock-web_bg'));
    return paint && wasm?.responseEnd ? [paint.startTime, wasm.responseEnd] : null;";

#[tokio::test]
async fn the_story_and_the_table_are_painted_before_the_webassembly_is_there() {
    if Kind::of_this_run() == Kind::Firefox {
        // It has no slow network to offer.
        return;
    }
    in_browser(Setup::default(), async |browser| {
        // A slow telephone: 1.6 Mbit and 150 ms.
        browser.slow_network(200_000, 150).await?;
        browser.open("").await?;
        browser.wait_text("static-story", "Andrew Morton").await?;
        assert!(browser.find_css("#app table").await?.is_displayed().await?);
        let is_there = format!("return (() => {{ {PAINTS} }})() !== null");
        browser.wait_script(&is_there, true).await?;
        let times = browser.run_script(PAINTS).await?;
        let (paint, wasm) = (times[0].as_f64().context("paint")?, times[1].as_f64().context("wasm")?);
        println!("first paint after {paint:.0} ms, WebAssembly there after {wasm:.0} ms (uncompressed)");
        ensure!(paint < wasm, "painted after {paint} ms, and the WebAssembly came after {wasm} ms");
        browser.find("matrix").await?;
        Ok(())
    })
    .await;
}

/// Messages for those who listen come at most once a second, however fast one steps.
#[tokio::test]
async fn steps_are_read_aloud_at_most_once_a_second() {
    in_browser(Setup::default(), async |browser| {
        let len = 52;
        browser.open("#1/kmap-pool/pin-source/-/0*13.1*13.2*13.3*13@0").await?;
        wait_step(browser, 0, len).await?;
        let listen = "
            window.said = [];
            const region = document.querySelector('[data-testid=announcer]');
            new MutationObserver(() => window.said.push([performance.now(), region.textContent]))
                .observe(region, { characterData: true, childList: true, subtree: true });";
        browser.run_script(listen).await?;
        for _ in 0..len {
            browser.press(pagelock_e2e::Key::Right + "").await?;
        }
        wait_step(browser, len, len).await?;
        // The last message is not lost.
        let told = browser.text_of_testid("status").await?;
        browser
            .wait_script("return document.querySelector('[data-testid=announcer]').textContent", told)
            .await?;
        assert_paced(browser).await
    })
    .await;
}

async fn assert_paced(browser: &Browser) -> Result<()> {
    let gaps = "return window.said.slice(1).map(([time], i) => time - window.said[i][0])";
    let gaps = browser.run_script(gaps).await?;
    let gaps = gaps.as_array().context("no list")?;
    ensure!(!gaps.is_empty(), "nothing was said");
    // A timer may be a hair early by the clock of the page.
    let short = gaps.iter().filter_map(Value::as_f64).find(|gap| *gap < 950.0);
    ensure!(short.is_none(), "two messages within {short:?} ms");
    Ok(())
}
