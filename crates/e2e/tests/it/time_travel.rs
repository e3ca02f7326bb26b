//! Time travel: lock events, forks and returning to them, comparing, running to a step, and a long run scrubbed.
//! The visitor has been here before and has no network.

use anyhow::{Result, ensure};
use pagelock_e2e::{Browser, Key, Setup, in_browser};

use crate::run::{shown, wait_step};

/// The shortest deadlock of 2,6;b,f: T goes up to the copy, zap clears its pte, M takes `mmap_sem` and waits for the
/// page, and T's fault queues behind it.
const DEADLOCK: &str = "#1/write-vs-mlock/2.6.20/-/0*5.1*2.2.1*6.0*4@18";

#[tokio::test]
async fn a_fork_is_made_and_returned_from_by_keys_alone() {
    in_browser(Setup::offline(), async |browser| {
        browser.open(DEADLOCK).await?;
        wait_step(browser, 18, 18).await?;
        let before = shown(browser).await?;
        ensure!(browser.count("runs").await? == 0, "one run is no list of runs");

        // Back to where M is about to take mmap_sem, keep the run, and let T go on instead.
        browser.press(Key::Home + "").await?;
        for _ in 0..5 {
            browser.press(Key::Right + "").await?;
        }
        wait_step(browser, 5, 18).await?;
        browser.press("f").await?;
        wait_step(browser, 5, 5).await?;
        browser.wait_text("run-1-said", "18 steps").await?;
        browser.wait_text("run-1-said", "Deadlock: through mmap_sem").await?;
        browser.wait_text("run-2-said", "leaves run 1 after step 5").await?;
        browser.press("1").await?;
        wait_step(browser, 6, 6).await?;

        // What is left is there to be returned to, by key and by button.
        browser.press("g").await?;
        wait_step(browser, 5, 18).await?;
        browser.press(Key::End + "").await?;
        wait_step(browser, 18, 18).await?;
        ensure!(shown(browser).await? == before, "the run is as it was");
        browser.wait_hash(DEADLOCK).await?;
        browser.click_testid("run-2").await?;
        wait_step(browser, 6, 6).await?;
        browser.screenshot("fork").await?;

        // Reset keeps the run, too; and it can be forgotten.
        browser.press("r").await?;
        wait_step(browser, 0, 0).await?;
        browser.click_testid("run-2").await?;
        wait_step(browser, 6, 6).await?;
        browser.click_testid("forget-1").await?;
        browser.wait_gone("runs").await
    })
    .await;
}

#[tokio::test]
async fn what_if_the_other_one_had_gone_first() {
    in_browser(Setup::offline(), async |browser| {
        browser.open("#1/abba-both-uptodate/2.6.20/-/0@1").await?;
        wait_step(browser, 1, 1).await?;
        browser.wait_text("what-if-B", "What if B had gone first?").await?;
        // What is known of the choices stands beside them, and moves what is below.
        browser.find("outlook-here").await?;
        browser.click_testid("what-if-B").await?;
        browser.wait_text("status", "Step 1 of 1: B takes i_mutex").await?;
        browser.wait_text("run-1-said", "1 step").await?;
        // And back.
        browser.click_testid("run-1").await?;
        browser.wait_text("status", "Step 1 of 1: A takes i_mutex").await
    })
    .await;
}

#[tokio::test]
async fn two_runs_are_compared_with_their_first_difference_marked() {
    in_browser(Setup::offline(), async |browser| {
        browser.open("#1/write-vs-mlock/2.6.20/-/0*5.1*2.2.1*6.0*4@7").await?;
        wait_step(browser, 7, 18).await?;
        // In the run that is shown zap moves next (choice 2); here T does.
        browser.press("1").await?;
        wait_step(browser, 8, 8).await?;
        browser.press("c").await?;
        browser.wait_text("comparison", "They are alike up to step 7.").await?;
        browser.wait_text("comparison", "run 1 ends after 18 steps: Deadlock: through mmap_sem").await?;
        browser.wait_text("first-difference", "8 ◆ first difference").await?;
        browser.wait_text("first-difference", "zap").await?;
        browser.find_css(".p-timeline__difference").await?;
        browser.screenshot("compare").await?;
        // Changing places leaves them compared.
        browser.press("g").await?;
        browser.wait_text("comparison", "Run 1 and run 2").await?;
        browser.press("c").await?;
        browser.wait_gone("comparison").await
    })
    .await;
}

#[tokio::test]
async fn lock_events_are_jumped_to_and_fro() {
    in_browser(Setup::offline(), async |browser| {
        browser.open(DEADLOCK).await?;
        wait_step(browser, 18, 18).await?;
        browser.press(Key::Home + "").await?;
        wait_step(browser, 0, 18).await?;
        let mut events = Vec::new();
        while browser.attribute("event-after", "disabled").await?.is_none() {
            browser.press(".").await?;
            events.push(browser.text_of_testid("status").await?);
            ensure!(events.len() <= 18, "it stands still: {events:?}");
        }
        // i_mutex and the page lock of T, mmap_sem of M, the page that M waits for, the kmap slot, and T's queueing.
        for part in
            ["takes i_mutex", "as x:0", "takes mmap_sem of m for write", "maps x:0", "queues for mmap_sem"]
        {
            ensure!(events.iter().any(|event| event.contains(part)), "no `{part}` in {events:#?}");
        }
        for event in events.iter().rev().skip(1) {
            browser.press(",").await?;
            browser.wait_text("status", event).await?;
        }
        browser.click_testid("event-after").await?;
        browser.wait_text("status", &events[1]).await
    })
    .await;
}

#[tokio::test]
async fn a_task_runs_until_it_is_at_a_step() {
    in_browser(Setup::offline(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        wait_step(browser, 0, 0).await?;
        browser.choose("stop-task", "0").await?;
        browser.choose("stop-label", "2").await?;
        browser.click_testid("run-until").await?;
        browser.wait_text("explanation", "T stands at [2]").await?;
        // The prefault has brought the page in: the copy faults only if it is taken away now.
        browser.choose("stop-label", "8").await?;
        browser.run_script("document.activeElement.blur()").await?;
        browser.press("b").await?;
        browser.wait_text("explanation", "T stands at [8]").await?;
        browser.wait_text("step-list", "reclaim").await?;
        // There it waits for its own page lock, and never comes to 10.
        browser.choose("stop-label", "10").await?;
        browser.run_script("document.activeElement.blur()").await?;
        browser.press("b").await?;
        browser.wait_text("stop-said", "T does not come to 10").await?;
        // A step of the known run is gone to, and the play stops there.
        browser.choose("stop-label", "5").await?;
        browser.choose("speed", "fast").await?;
        browser.run_script("document.activeElement.blur()").await?;
        browser.press(Key::Home + " ").await?;
        browser.wait_script("return document.querySelector('[data-testid=play]').title", "Play").await?;
        browser.wait_text("explanation", "T stands at [5]").await?;
        browser.click_testid("stop-clear").await?;
        browser.wait_gone("stop-clear").await
    })
    .await;
}

/// A run of more than a thousand steps, made by taking turns among many writers.
async fn long_run(browser: &Browser) -> Result<usize> {
    browser.open("#1/kmap-pool/pin-source/pkmap_slots=64,tasks=48/-@0").await?;
    wait_step(browser, 0, 0).await?;
    browser.click_testid("round-robin").await?;
    browser.find("ending").await?;
    let len = browser.attribute("scrubber", "max").await?.unwrap_or_default().parse()?;
    ensure!(len >= 1_000, "{len} steps are not long");
    Ok(len)
}

/// Scrubs over a thousand steps, one in each frame, and gives the milliseconds between frames.
const SCRUB: &str = "const done = arguments[0];
    const scrubber = document.querySelector('[data-testid=scrubber]');
    const frames = [];
    let step = 0;
    let last = performance.now();
    function next(now) {
        if (step > 0) { frames.push(now - last); }
        last = now;
        if (step === 1000) { done(frames); return; }
        step += 1;
        scrubber.value = step;
        scrubber.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(next);
    }
    requestAnimationFrame(next);";

#[tokio::test]
async fn a_run_of_a_thousand_steps_is_scrubbed() {
    in_browser(Setup::offline(), async |browser| {
        let len = long_run(browser).await?;
        for zoom in ["middle", "far"] {
            let frames = browser.run_script_async(SCRUB).await?;
            wait_step(browser, 1000, len).await?;
            let mut frames: Vec<f64> =
                frames.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
            ensure!(frames.len() == 1000, "{} frames", frames.len());
            frames.sort_by(f64::total_cmp);
            let mean = frames.iter().sum::<f64>() / 1000.0;
            println!(
                "scrubbing 1,000 of {len} steps of 48 tasks, {zoom}: {:.0} frames a second, \
                 median {:.1} ms, 95 % {:.1} ms, longest {:.1} ms",
                1000.0 / mean,
                frames[500],
                frames[950],
                frames[999],
            );
            if zoom != "far" {
                browser.click_testid("zoom-out").await?;
            }
        }
        browser.screenshot("long-run").await
    })
    .await;
}
