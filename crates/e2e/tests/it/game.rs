//! The game: levels won and lost, by mouse and by keyboard, hints, what is kept, and a goal of one's own.

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, in_browser};

use crate::run::{take, wait_step};

/// Opens a level from the start page.
async fn open(browser: &Browser, level: &str) -> Result<()> {
    browser.open("").await?;
    browser.click_testid(&format!("level-{level}")).await?;
    browser.find("game").await.map(|_| ())
}

/// Presses a key so often, and waits for the step it leads to each time.
async fn press(browser: &Browser, first: usize, key: &str, times: usize) -> Result<usize> {
    for step in first..first + times {
        browser.press(key).await?;
        wait_step(browser, step, step).await?;
    }
    Ok(first + times)
}

/// A, B, A: A comes in 7 steps to where it looks for b's page, B in 8 to the lock of a's, and A finds b's page. It can
/// be done in two turns: A reads b's page in itself, and B locks it before A does.
#[tokio::test]
async fn a_level_is_won_by_keys_alone_then_at_par_and_kept() {
    in_browser(Setup::default(), async |browser| {
        open(browser, "page-lock").await?;
        browser.wait_text("game-reach", "Make it deadlock").await?;
        browser.wait_text("game-score", "0 turns, par 2").await?;
        let step = press(browser, 1, "1", 7).await?;
        let step = press(browser, step, "2", 8).await?;
        // B waits, so A is the only one who can move.
        browser.press("1").await?;
        wait_step(browser, step, step).await?;
        browser.wait_text("game-status", "Won: it is deadlocked. 3 turns: it can be done in 2.").await?;
        browser.wait_text("game-lesson", "ABBA").await?;
        browser.press("r").await?;
        browser.wait_text("game-score", "0 turns").await?;
        let step = press(browser, 1, "1", 13).await?;
        let step = press(browser, step, "2", 3).await?;
        // Now A waits, so B is the only one who can move.
        press(browser, step, "1", 6).await?;
        browser.wait_text("game-status", "2 turns: nobody can do it in fewer.").await?;
        browser.click_testid("game-next").await?;
        browser.wait_text("game-goal", "undo the prefault").await?;
        browser.click_testid("home").await?;
        browser.wait_text("level-page-lock", "won in 2 turns").await?;
        // It is kept by the browser.
        browser.open("").await?;
        browser.wait_text("level-page-lock", "won in 2 turns").await
    })
    .await;
}

/// W3 takes the last slot, and all three wait. Undone, the others go first, and everybody gets home.
#[tokio::test]
async fn a_level_is_lost_undone_and_won_with_a_hint() {
    in_browser(Setup::default(), async |browser| {
        open(browser, "pool").await?;
        wait_step(browser, 38, 38).await?;
        take(browser, 39, &[2]).await?;
        browser.wait_text("game-status", "Lost: nobody can move any more").await?;
        browser.wait_text("ending", "Deadlock: pool").await?;
        browser.click_testid("game-undo").await?;
        browser.wait_text("game-status", "Choose who moves first").await?;
        browser.click_testid("game-hint").await?;
        browser.wait_text("game-hint-text", "let W1 go on").await?;
        // W1 has 10 steps to go, W2 has 10 as well, and W3 has 11.
        let step = press(browser, 39, "1", 31).await?;
        browser.wait_text("game-status", "Won: everybody is home. 3 turns").await?;
        assert_eq!(step, 38 + 31 + 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_nothing_can_go_wrong_is_proved() {
    in_browser(Setup::default(), async |browser| {
        open(browser, "pin").await?;
        browser.wait_text("game-reach", "Prove that it cannot").await?;
        assert_eq!(browser.count("game-claim").await?, 0, "nobody has tried yet");
        // T to its end, and then M: the first who can move.
        let mut step = 0;
        while browser.count("game-claim").await? == 0 {
            step += 1;
            take(browser, step, &[0]).await?;
        }
        browser.click_testid("game-claim").await?;
        browser.wait_text("game-status", "Won: it cannot, every interleaving was searched").await
    })
    .await;
}

#[tokio::test]
async fn a_game_tells_no_verdict_until_it_is_left() {
    in_browser(Setup::default(), async |browser| {
        open(browser, "mmap-sem").await?;
        browser.wait_text("game-score", "par 4").await?;
        assert_eq!([browser.count("verdict").await?, browser.count("outlook").await?], [0, 0]);
        browser.click_testid("game-leave").await?;
        browser.wait_text("outlook-here", "May deadlock").await?;
        browser.find("verdict").await.map(|_| ())
    })
    .await;
}

/// A teacher's own: a built-in scenario, edited, with a goal. A mistake in it is told with its place.
#[tokio::test]
async fn a_scenario_with_a_goal_of_ones_own_is_played() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/-@0").await?;
        wait_step(browser, 0, 0).await?;
        browser.click_testid("edit-scenario").await?;
        let text = browser.value_of_testid("editor").await?;
        let goal = "\n[goal]\nreach = \"deadlock\"\nkernel = \"pin-source\"\ntext = \"Fill the pool.\"\n";
        let start =
            |entry: &str| format!("{text}{goal}start = [\"{entry}\", \"W2*13\", \"W3*13\", \"W4*12\"]\n");
        browser.fill("editor", &start("nobody*13")).await?;
        browser.click_testid("apply").await?;
        browser.wait_text("diagnostics", "is no task and nothing of the environment").await?;
        browser.fill("editor", &start("W1*13")).await?;
        browser.click_testid("apply").await?;
        browser.wait_text("game-goal", "Fill the pool.").await?;
        browser.wait_text("game-status", "does not begin where the game does").await?;
        browser.click_testid("game-begin").await?;
        wait_step(browser, 51, 51).await?;
        browser.press("4").await?;
        browser.wait_text("game-status", "Won: it is deadlocked. 1 turn").await
    })
    .await;
}

/// A browser that keeps nothing: the level is won all the same.
#[tokio::test]
async fn a_storage_that_is_forbidden_harms_nobody() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser
            .run_script(
                "const get = () => { throw new DOMException('no', 'SecurityError'); };
                Object.defineProperty(window, 'localStorage', { get });",
            )
            .await?;
        browser.click_testid("level-pool").await?;
        wait_step(browser, 38, 38).await?;
        press(browser, 39, "1", 31).await?;
        browser.wait_text("game-status", "Won: everybody is home").await?;
        browser.click_testid("home").await?;
        browser.wait_text("level-pool", "won in 3 turns").await
    })
    .await;
}
