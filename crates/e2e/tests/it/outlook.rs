//! What can still be saved: marks on choices, the point of no return, the share, and the fewest switches.

use pagelock_e2e::{Setup, in_browser};

use crate::run::{take, wait_step};

/// Both writers have 12 steps behind them; the thirteenth takes a slot, and there are two.
const BEFORE: &str = "#1/kmap-pool/pin-source/tasks=2,pkmap_slots=2/0*13.1*12@25";

#[tokio::test]
async fn a_choice_says_what_can_be_saved_after_it() {
    in_browser(Setup::default(), async |browser| {
        browser.open(BEFORE).await?;
        wait_step(browser, 25, 25).await?;
        browser.wait_text("choice-0", "reaches ok").await?;
        browser.wait_text("choice-1", "doomed").await?;
        browser.wait_text("outlook-here", "May deadlock").await?;
        browser.wait_text("no-return", "No point of no return so far").await?;
        take(browser, 26, &[1]).await?;
        browser.wait_text("outlook-here", "Doomed").await?;
        browser.wait_text("no-return", "Point of no return: step 26").await?;
        browser.click_testid("outlook-words").await?;
        browser.wait_text("outlook-parts", "the start to step 25: may deadlock").await?;
        browser.wait_text("outlook-parts", "step 26: doomed").await?;
        browser.click_testid("go-no-return").await?;
        wait_step(browser, 25, 26).await?;
        browser.wait_text("choice-0", "reaches ok").await
    })
    .await;
}

#[tokio::test]
async fn the_share_and_the_fewest_switches_are_told_and_shown() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/tasks=2,pkmap_slots=2/-@0").await?;
        browser.wait_text("outlook-share", "10,400,600 of").await?;
        browser.wait_text("outlook-share", "interleavings end in a deadlock").await?;
        browser.wait_text("fewest", "1 context switch").await?;
        browser.click_testid("show-fewest").await?;
        wait_step(browser, 26, 26).await?;
        browser.wait_text("ending", "Deadlock: pool").await?;
        browser.wait_hash("#1/kmap-pool/pin-source/tasks=2,pkmap_slots=2/0*13.1*13@26").await
    })
    .await;
}

/// Nobody can see all states of 512 writers. They are alike, so a search that counts them knows how runs can end.
#[tokio::test]
async fn hundreds_of_tasks_are_judged_by_counting_them() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/tasks=512,pkmap_slots=512/0@1").await?;
        wait_step(browser, 1, 1).await?;
        browser.wait_text("judge-bounded", "tasks that are alike are counted").await?;
        browser.wait_text("outlook-here", "May deadlock").await?;
        browser.wait_text("choice-0", "may deadlock").await?;
        browser.wait_text("outlook-share", "not counted: not every state was seen").await
    })
    .await;
}

/// Six writers have 24^6 states, or nearly: a search of them all goes on for a while.
#[tokio::test]
async fn a_long_analysis_can_be_cancelled_and_what_was_known_is_kept() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/tasks=6,pkmap_slots=6/0@1").await?;
        browser.wait_text("outlook-here", "May deadlock").await?;
        browser.click_testid("judge-further").await?;
        browser.wait_text("judging", "Searching every way on").await?;
        browser.click_testid("cancel-judging").await?;
        browser.wait_gone("judging").await?;
        browser.wait_text("outlook-here", "May deadlock").await
    })
    .await;
}

/// Three writers, each of the next one's page, have more states than are searched unasked, and are not alike.
#[tokio::test]
async fn what_was_not_seen_is_not_known() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/ring-of-three/pin-source/-/0@1").await?;
        wait_step(browser, 1, 1).await?;
        browser.wait_text("judge-bounded", "What is not proved is not claimed").await?;
        browser.wait_text("outlook-here", "Not known").await?;
        browser.wait_text("outlook-share", "not counted: not every state was seen").await?;
        // With more it is: all 354,356 states.
        browser.click_testid("judge-further").await?;
        browser.wait_text("outlook-here", "Reaches ok").await?;
        browser.wait_gone("judge-bounded").await
    })
    .await;
}
