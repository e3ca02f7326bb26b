//! Pagelock in a frame of another page: what it shows and what it leaves out, the way to the whole page, and the
//! example of a page with players.

use anyhow::{Context, Result, ensure};
use pagelock_e2e::{Browser, Key, Setup, in_browser};
use pagelock_protocol::link::{FullLink, Seen, verdict_fingerprint};
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::VerdictView;
use pagelock_worker::write_link;
use serde_json::json;

use crate::access::assert_both;
use crate::layout::WIDER;
use crate::run::wait_step;

/// The page in a frame.
const FRAME: &str = "?embed=1";
const EXAMPLE: &str = "embed-example.html";
/// The players of the example: where they begin, the length of their run, and the name of the deadlock.
const PLAYERS: [(&str, usize, usize, &str); 3] =
    [("player-1", 0, 34, "2,8"), ("player-2", 68, 68, "2,8;2,8"), ("player-3", 18, 18, "2,6;b,f")];
/// Said by browsers of a frame from the same origin: it might take its sandbox off.
const SAME_ORIGIN: &str = "escape its sandboxing";

#[tokio::test]
async fn the_example_has_three_players_that_know_nothing_of_each_other() {
    in_browser(Setup::default(), async |browser| {
        browser.open_at(EXAMPLE, "").await?;
        let entries = browser.run_script("return history.length").await?;
        for (player, step, len, notation) in PLAYERS {
            browser.enter_frame_of(player).await?;
            browser.wait_text("verdict", "Deadlock").await?;
            browser.wait_text("verdict-notation", notation).await?;
            browser.wait_text("stamp", "Verified").await?;
            wait_step(browser, step, len).await?;
        }
        browser.enter_frame_of("player-2").await?;
        for step in [67, 66] {
            browser.click_testid("back").await?;
            wait_step(browser, step, 68).await?;
        }
        browser.wait_script("return location.hash.split('@')[1].split('~')[0]", "66").await?;
        for (player, step, len, _) in PLAYERS {
            browser.enter_frame_of(player).await?;
            wait_step(browser, if player == "player-2" { 66 } else { step }, len).await?;
        }
        browser.leave_frames().await?;
        assert_eq!(browser.run_script("return history.length").await?, entries);
        browser.expect_console(SAME_ORIGIN).await
    })
    .await;
}

#[tokio::test]
async fn the_example_fits_and_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open_at(EXAMPLE, "").await?;
        browser.enter_frame_of("player-1").await?;
        browser.wait_text("stamp", "Verified").await?;
        browser.leave_frames().await?;
        for (width, height) in [(360, 740), (1280, 900)] {
            browser.resize(width, height).await?;
            browser.run_script("scrollTo(0, 0)").await?;
            assert_eq!(browser.run_script(WIDER).await?, "", "{width}");
            browser.screenshot(&format!("embed-example-{width}")).await?;
        }
        assert_both(browser, "example of players").await?;
        browser.expect_console(SAME_ORIGIN).await
    })
    .await;
}

/// Without scripts, what stands inside the elements is there.
#[tokio::test]
async fn without_javascript_each_player_is_a_link() {
    in_browser(Setup { javascript: false, ..Setup::default() }, async |browser| {
        browser.open_at(EXAMPLE, "").await?;
        for (player, ..) in PLAYERS {
            let link = browser.find_css(&format!("[data-testid={player}] > a")).await?;
            ensure!(link.is_displayed().await?, "{player}");
            let player = browser.attribute(player, "link").await?.context("a link")?;
            assert_eq!(link.attr("href").await?, Some(format!("./{player}")));
        }
        Ok(())
    })
    .await;
}

/// Opens the frame's run in a window of its own; there it has to be at this step, with nothing else than was linked.
async fn assert_opens_full(browser: &Browser, fragment: &str, (step, len): (usize, usize)) -> Result<()> {
    browser.click_testid("open-full").await?;
    browser.enter_second_window().await?;
    wait_step(browser, step, len).await?;
    browser.wait_text("stamp", "Verified").await?;
    let address = browser.run_script("return [location.search, location.hash, window.opener]").await?;
    assert_eq!(address, json!(["", fragment, null]));
    Ok(())
}

fn seal(setup: message::Setup, schedule: &[u16], step: u32, verdict: u16) -> Result<String> {
    let seen = Seen { verdict, ..Seen::default() };
    Ok(write_link(&FullLink { setup, schedule: schedule.to_vec(), step, seen })?)
}

#[tokio::test]
async fn open_full_keeps_scenario_listing_options_run_and_step() -> Result<()> {
    let verdict = verdict_fingerprint(VerdictView::Ok, "");
    let link = |step| {
        let setup = message::Setup {
            scenario: Source::Builtin("kmap-pool".into()),
            listing: Source::Builtin("pin-source".into()),
            options: vec![("tasks".into(), "3".into())],
        };
        seal(setup, &[0, 1, 0, 2], step, verdict)
    };
    let (before, after) = (link(3)?, link(4)?);
    in_browser(Setup::default(), async |browser| {
        browser.open_at(FRAME, &before).await?;
        browser.wait_text("embed-setup", "under pin-source with tasks=3").await?;
        wait_step(browser, 3, 4).await?;
        browser.wait_text("stamp", "Verified").await?;
        browser.click_testid("forward").await?;
        wait_step(browser, 4, 4).await?;
        assert_opens_full(browser, &after, (4, 4)).await?;
        assert_eq!(browser.value_of_testid("select-scenario").await?, "kmap-pool");
        assert_eq!(browser.value_of_testid("select-listing").await?, "pin-source");
        assert_eq!(browser.value_of_testid("option-tasks").await?, "3");
        Ok(())
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn open_full_keeps_edits() -> Result<()> {
    const ADDED: &str = "# tried by a visitor\n";
    let verdict = verdict_fingerprint(VerdictView::Deadlock, "pool");
    let base = pagelock_lang::builtin::listing("pin-source").context("a listing")?;
    let link = |step| {
        let setup = message::Setup {
            scenario: Source::Builtin("kmap-pool".into()),
            listing: Source::Text { name: "pin-source".into(), text: format!("{ADDED}{base}") },
            options: Vec::new(),
        };
        seal(setup, &[0, 1, 0], step, verdict)
    };
    let (before, after) = (link(2)?, link(1)?);
    in_browser(Setup::default(), async |browser| {
        browser.open_at(FRAME, &before).await?;
        browser.wait_text("embed-setup", "under pin-source, listing edited").await?;
        wait_step(browser, 2, 3).await?;
        browser.wait_text("stamp", "Verified").await?;
        browser.click_testid("back").await?;
        wait_step(browser, 1, 3).await?;
        browser.wait_script("return location.hash", after.as_str()).await?;
        assert_opens_full(browser, &after, (1, 3)).await?;
        browser.click_testid("edit-listing").await?;
        assert!(browser.value_of_testid("editor").await?.starts_with(ADDED));
        Ok(())
    })
    .await;
    Ok(())
}

/// From inside a player, which is a sandbox, the whole page opens and works.
#[tokio::test]
async fn open_full_leaves_the_sandbox() {
    in_browser(Setup::default(), async |browser| {
        browser.open_at(EXAMPLE, "").await?;
        browser.enter_frame_of("player-3").await?;
        browser.wait_text("stamp", "Verified").await?;
        let fragment = browser.run_script("return location.hash").await?;
        assert_opens_full(browser, fragment.as_str().unwrap_or_default(), (18, 18)).await?;
        // In a sandbox, as in the frame, nobody would be asked and the answer be no.
        browser.driver().execute("window.said = confirm('free')", Vec::new()).await?;
        assert_eq!(browser.driver().get_alert_text().await?, "free");
        browser.driver().accept_alert().await?;
        assert_eq!(browser.run_script("return window.said").await?, true);
        browser.driver().close_window().await?;
        let windows = browser.driver().windows().await?;
        browser.driver().switch_to_window(windows[0].clone()).await?;
        browser.expect_console(SAME_ORIGIN).await
    })
    .await;
}

/// Every link, button, field and fold of the page, but for those of the machine, by its test id or else by its class.
const CONTROLS: &str = "
    const controls = 'a, button, input, select, textarea, summary, dialog, [role=button], [contenteditable]';
    return [...document.querySelectorAll(`#app :is(${controls})`)].filter((element) => !element.closest('.p-machine'))
        .map((element) => element.dataset.testid ?? element.getAttribute('class'));";

#[tokio::test]
async fn a_frame_has_the_transport_and_no_other_controls() {
    in_browser(Setup::default(), async |browser| {
        browser.open_at(FRAME, "#1/abba-two-files/2.6.20/-/0*3@3").await?;
        wait_step(browser, 3, 3).await?;
        browser.wait_text("verdict", "Deadlock").await?;
        for part in ["zone-time", "zone-machine", "lanes", "coverage", "status"] {
            ensure!(browser.find(part).await?.is_displayed().await?, "{part}");
        }
        let transport =
            ["scrubber", "first", "back", "play", "forward", "last", "event-before", "event-after", "speed"];
        let expected: Vec<&str> = ["open-full", "replay-shortest"].into_iter().chain(transport).collect();
        assert_eq!(browser.run_script(CONTROLS).await?, json!(expected));
        // The run stays as it is: of all keys, those of the transport do anything.
        for key in ["r", "1", "f", "b", "?", "/"] {
            browser.press(key).await?;
        }
        browser.press(Key::Backspace + "").await?;
        browser.press(Key::Left + "").await?;
        wait_step(browser, 2, 3).await?;
        browser.press(Key::Home + "").await?;
        wait_step(browser, 0, 3).await?;
        browser.press(Key::End + "").await?;
        wait_step(browser, 3, 3).await?;
        assert_eq!(browser.run_script(CONTROLS).await?, json!(expected));
        // A run can be shown where the link has none.
        browser.click_testid("replay-shortest").await?;
        wait_step(browser, 68, 68).await
    })
    .await;
}

#[tokio::test]
async fn a_frame_keeps_nothing_and_follows_the_system() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.find("edit-listing").await?;
        browser
            .run_script(
                "localStorage.setItem('pagelock.theme', 'dark');
                localStorage.setItem('pagelock.keys', 'off');",
            )
            .await?;
        browser.prefer("prefers-color-scheme", "light").await?;
        browser.open_at(FRAME, "#1/same-page/2.6.20/-/0*3@2").await?;
        wait_step(browser, 2, 3).await?;
        browser.press(Key::Right + "").await?;
        wait_step(browser, 3, 3).await?;
        let dark = "return getComputedStyle(document.body).backgroundColor";
        let light = browser.run_script(dark).await?;
        browser.prefer("prefers-color-scheme", "dark").await?;
        assert_ne!(browser.run_script(dark).await?, light);
        let kept = "return [localStorage.length, localStorage.getItem('pagelock.theme'), history.length]";
        let before = browser.run_script(kept).await?;
        assert_eq!((&before[0], &before[1]), (&json!(2), &json!("dark")));
        // Another link in the same frame, as the page around it may set one.
        browser.run_script("location.replace('#1/same-page/2.6.17/-/-@0')").await?;
        browser.find("link-message").await?;
        assert_eq!(browser.count("open-start").await?, 0);
        assert_eq!(browser.run_script(kept).await?, before);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_frame_without_a_run_says_so() {
    in_browser(Setup::default(), async |browser| {
        browser.open_at(FRAME, "").await?;
        browser.wait_text("embed-empty", "This address names no run.").await?;
        assert_eq!(browser.run_script(CONTROLS).await?, json!(["open-full"]));
        assert_both(browser, "frame without a run").await?;
        browser.open_at(FRAME, "#1/no-such-scenario/2.6.20/-/-@0").await?;
        browser.find("link-message").await?;
        assert_eq!(browser.run_script(CONTROLS).await?, json!(["open-full"]));
        assert_both(browser, "frame with a damaged link").await
    })
    .await;
}

#[tokio::test]
async fn a_frame_fits_and_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        for (name, link, len) in [
            ("deadlock", "#1/abba-two-files/2.6.20/-/0*3@3".to_owned(), 3),
            ("many", crate::many::deadlock(6600), 6656),
        ] {
            browser.open_at(FRAME, &link).await?;
            browser.wait_text("status", &format!("of {len}: ")).await?;
            browser.wait_text("verdict", "Deadlock").await?;
            if name == "deadlock" {
                browser.click_testid("replay-shortest").await?;
                wait_step(browser, 68, 68).await?;
            }
            for (width, height) in [(360, 400), (360, 740), (720, 520), (1000, 520)] {
                browser.resize(width, height).await?;
                browser.run_script("scrollTo(0, 0)").await?;
                for theme in ["light", "dark"] {
                    browser.prefer("prefers-color-scheme", theme).await?;
                    let wider = browser.run_script(WIDER).await?;
                    ensure!(wider == "", "{name} in {width} px, {theme}: {wider}");
                    browser.screenshot(&format!("embed-{name}-{width}x{height}-{theme}")).await?;
                }
            }
            assert_both(browser, name).await?;
        }
        Ok(())
    })
    .await;
}
