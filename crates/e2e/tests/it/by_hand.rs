//! Taking choices by hand: into the deadlock of the mail and the same under the patch, undoing, going on at
//! random.

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, in_browser};

use crate::run::{schedule, shown, take, wait_step};

/// The shortest schedule, as the address tells it; as many steps as the page says.
async fn shortest(browser: &Browser) -> Result<Vec<u16>> {
    browser.click_testid("replay-shortest").await?;
    browser.find("ending").await?;
    let len =
        "return Number(document.querySelector('[data-testid=shortest]').textContent.match(/[0-9]+/)[0])";
    let len = browser.run_script(len).await?;
    browser.wait_script("return parseInt(location.hash.split('@')[1])", len.clone()).await?;
    let schedule = schedule(&browser.hash().await?);
    assert_eq!(len, schedule.len());
    Ok(schedule)
}

#[tokio::test]
async fn into_the_deadlock_of_the_mail_and_out_with_the_patch() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        let schedule = shortest(browser).await?;
        let replayed = shown(browser).await?;

        browser.click_testid("reset").await?;
        wait_step(browser, 0, 0).await?;
        take(browser, 1, &schedule).await?;
        browser.wait_text("ending", "Deadlock: self (2,8)").await?;
        browser.wait_text("no-choices", "nobody can move").await?;
        browser.wait_text("page-a-0", "locked by T").await?;
        browser.wait_text("page-a-0", "not up to date").await?;
        browser.wait_text("task-T", "blocked").await?;
        browser.wait_text("task-T", "[8]").await?;
        browser.wait_text("explanation", "mm/filemap.c").await?;
        assert_eq!(shown(browser).await?, replayed, "by hand it is the same run");

        browser.choose("select-listing", "pin-source").await?;
        wait_step(browser, 0, 0).await?;
        browser.wait_text("verdict", "No verdict yet").await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        browser.wait_text("coverage", "Exhaustive").await
    })
    .await;
}

#[tokio::test]
async fn undo_and_a_new_choice_make_another_run() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/0*2.1*2@4").await?;
        wait_step(browser, 4, 4).await?;
        browser.click_testid("undo").await?;
        wait_step(browser, 3, 3).await?;
        browser.click_testid("choice-3").await?;
        wait_step(browser, 4, 4).await?;
        browser.wait_text("status", "Step 4 of 4: W4 ").await?;
        browser.click_testid("first").await?;
        wait_step(browser, 0, 4).await?;
        // What came after the cursor is forgotten by a choice, and only by a choice.
        browser.click_testid("choice-2").await?;
        wait_step(browser, 1, 1).await?;
        browser.wait_hash("#1/kmap-pool/pin-source/-/2@1").await
    })
    .await;
}

/// A random run of any scenario goes on from the cursor to an end, and two of them need not be alike.
#[tokio::test]
async fn random_runs_and_turns_come_to_an_end() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/invalidate-race/pin-source/-/0*3@3").await?;
        wait_step(browser, 3, 3).await?;
        for run in ["random", "round-robin", "random"] {
            browser.click_testid(run).await?;
            browser.wait_text("ending", "This run ends: Ok").await?;
            browser.wait_text("no-choices", "this run is over").await?;
            browser.click_testid("first").await?;
            browser.wait_text("status", "Initial state, before").await?;
        }
        Ok(())
    })
    .await;
}
