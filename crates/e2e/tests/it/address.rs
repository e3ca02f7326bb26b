//! The address bar: what is shown is in it, what is in it is shown, and what is wrong with it is told.

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, in_browser};
use pagelock_protocol::link::Link;

use crate::run::{shown, take, wait_step};

#[tokio::test]
async fn a_reload_gives_the_same_step_and_state() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/-@0").await?;
        wait_step(browser, 0, 0).await?;
        take(browser, 1, &[0, 1, 0, 3]).await?;
        browser.click_testid("back").await?;
        wait_step(browser, 3, 4).await?;
        let address = "#1/kmap-pool/pin-source/-/0.1.0.3@3";
        browser.wait_hash(address).await?;
        let before = shown(browser).await?;
        browser.reload().await?;
        wait_step(browser, 3, 4).await?;
        assert_eq!(shown(browser).await?, before);
        browser.wait_hash(address).await
    })
    .await;
}

#[tokio::test]
async fn options_are_in_the_address() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/0@1").await?;
        wait_step(browser, 1, 1).await?;
        browser.enter("option-tasks", "3").await?;
        wait_step(browser, 0, 0).await?;
        browser.wait_hash("#1/kmap-pool/pin-source/tasks=3/-@0").await?;
        browser.choose("option-rwsem", "reader-preferring").await?;
        browser.wait_hash("#1/kmap-pool/pin-source/rwsem=reader-preferring,tasks=3/-@0").await?;
        browser.reload().await?;
        wait_step(browser, 0, 0).await?;
        assert_eq!(browser.value_of_testid("option-tasks").await?, "3");
        assert_eq!(browser.value_of_testid("option-rwsem").await?, "reader-preferring");
        assert_eq!(browser.value_of_testid("option-pkmap_slots").await?, "4");
        browser.wait_text("verdict", "No deadlock").await?;
        // The scenario's own values are not said.
        browser.choose("option-rwsem", "fifo").await?;
        browser.enter("option-tasks", "4").await?;
        browser.wait_hash("#1/kmap-pool/pin-source/-/-@0").await?;
        // The field refuses what the option does not take.
        browser.enter("option-tasks", "0").await?;
        assert_eq!(browser.hash().await?, "#1/kmap-pool/pin-source/-/-@0");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn back_and_forward_go_from_scenario_to_scenario() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.click_testid("cell-same-page-no-reclaim-2.6.20").await?;
        // A cell lands at the end of a shortest run, also where nothing goes wrong.
        browser.wait_text("ending", "Ok").await?;
        browser.click_testid("reset").await?;
        browser.wait_hash("#1/same-page-no-reclaim/2.6.20/-/-@0").await?;
        wait_step(browser, 0, 0).await?;
        take(browser, 1, &[0, 0, 0]).await?;
        // Left at once: the entry still keeps all three steps.
        browser.choose("select-scenario", "kmap-pool").await?;
        wait_step(browser, 0, 0).await?;
        take(browser, 1, &[2, 1]).await?;
        browser.wait_hash("#1/kmap-pool/2.6.20/-/2.1@2").await?;

        browser.back().await?;
        browser.wait_hash("#1/same-page-no-reclaim/2.6.20/-/0*3@3").await?;
        wait_step(browser, 3, 3).await?;
        assert_eq!(browser.value_of_testid("select-scenario").await?, "same-page-no-reclaim");
        browser.back().await?;
        browser.wait_hash("").await?;
        browser.find("matrix").await?;
        browser.forward().await?;
        wait_step(browser, 3, 3).await?;
        browser.forward().await?;
        browser.wait_hash("#1/kmap-pool/2.6.20/-/2.1@2").await?;
        wait_step(browser, 2, 2).await?;
        assert_eq!(browser.value_of_testid("select-scenario").await?, "kmap-pool");
        Ok(())
    })
    .await;
}

/// The rest of a schedule that is not legal is left out; the legal part is shown, and in the address.
#[tokio::test]
async fn a_schedule_that_is_too_long_keeps_its_legal_part() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3.7.0*2@6").await?;
        browser.wait_text("link-message", "Only the first 3 of 6 choices are legal here.").await?;
        wait_step(browser, 3, 3).await?;
        browser.wait_hash("#1/same-page/2.6.20/-/0*3@3").await?;
        take(browser, 4, &[0]).await?;
        browser.wait_gone("link-message").await?;

        browser.open("#1/same-page-no-reclaim/2.6.20/-/0*5000@5000").await?;
        browser.wait_text("link-message", "of 5000 choices are legal here.").await?;
        browser.wait_text("ending", "This run ends: Ok").await?;
        let len = browser.attribute("scrubber", "max").await?.unwrap_or_default();
        browser.wait_hash(&format!("#1/same-page-no-reclaim/2.6.20/-/0*{len}@{len}")).await
    })
    .await;
}

/// The message, then a page that works.
async fn assert_refused(browser: &Browser, address: &str, message: &str) -> Result<()> {
    browser.wait_text("link-message", message).await?;
    browser.find("cell-same-page-2.6.20").await?;
    assert_eq!(browser.hash().await?, address, "the address stays, to be mended");
    browser.click_testid("open-start").await?;
    browser.wait_gone("link-message").await?;
    browser.wait_hash("").await
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_told() {
    let long = format!("#1/same-page/2.6.20/-/{}@0", "ab".repeat(5000));
    let refused = [
        ("#garbage", "of a version this page does not know"),
        ("#2/same-page/2.6.20/-/-@0", "of a version this page does not know"),
        ("#1/same-page", "a character of it was lost or changed"),
        ("#1/same-page/2.6.20/-/?@0", "a character of it was lost or changed"),
        ("#1/same-page/2.6.20/-/a@2", "a character of it was lost or changed"),
        ("#1/same-page/2.6.20/tasks/-@0", "a character of it was lost or changed"),
        (&long, "longer than any Pagelock link"),
        ("#1/no-such-page/2.6.20/-/-@0", "a scenario that is not here: no-such-page"),
        ("#1/same-page/2.6.99/-/-@0", "a listing that is not here: 2.6.99"),
    ];
    in_browser(Setup::default(), async |browser| {
        for (address, message) in refused {
            browser.open(address).await?;
            assert_refused(browser, address, message).await?;
            // The same address typed into the open page, over a scenario.
            browser.goto_hash("#1/same-page/2.6.20/-/0@1").await?;
            wait_step(browser, 1, 1).await?;
            browser.goto_hash(address).await?;
            assert_refused(browser, address, message).await?;
        }
        Ok(())
    })
    .await;
}

/// A link that has lost its end still says what it was about.
#[tokio::test]
async fn a_damaged_link_offers_its_scenario_from_the_beginning() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/write-vs-mlock/zlc/-/a5cb8a4@1?").await?;
        browser.wait_text("link-message", "a character of it was lost or changed").await?;
        browser.wait_text("open-from-start", "Open write-vs-mlock under zero-length-commit").await?;
        browser.click_testid("open-from-start").await?;
        wait_step(browser, 0, 0).await?;
        browser.wait_hash("#1/write-vs-mlock/zero-length-commit/-/-@0").await?;
        browser.open("#1/no-such-page/2.6.20/-/-@0?").await?;
        browser.wait_text("link-message", "a character of it was lost or changed").await?;
        assert_eq!(browser.count("open-from-start").await?, 0, "there is nothing to open");
        Ok(())
    })
    .await;
}

/// The stamp of links with what their makers saw: made by the page itself, then with other digits in it.
#[tokio::test]
async fn an_opened_link_is_verified_or_said_to_differ() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("replay-shortest").await?;
        browser.find("ending").await?;
        assert_eq!(browser.count("stamp").await?, 0, "that link said nothing of what its maker saw");
        browser.click_testid("share").await?;
        let address = browser.value_of_testid("share-link").await?;
        let (_, fragment) = address.split_once('#').expect("an address");
        let link = Link::decode(fragment)?;

        browser.open(&link.encode()).await?;
        browser.wait_text("stamp", "Verified").await?;
        browser.wait_text("status", "34 of 34").await?;
        let mut seen = link.seen;
        seen.verdict = seen.verdict % 1000 + 1;
        seen.scenario = seen.scenario % 1000 + 1;
        let differs = Link { seen, ..link.clone() };
        browser.open(&differs.encode()).await?;
        browser
            .wait_text("stamp", "the scenario's text is another one; a search finds another verdict")
            .await?;
        // What its maker saw stays in the address, so that a reload says the same.
        browser.wait_script("return location.hash", differs.encode()).await?;
        // A run that is not legal to its end.
        let mut schedule = link.schedule.clone();
        schedule.truncate(20);
        schedule.push(9);
        let cut = Link { schedule, step: 21, ..link };
        browser.open(&cut.encode()).await?;
        browser.wait_text("stamp", "its run can be made up to step 20 only").await?;
        browser.wait_text("status", "Step 20 of 20").await
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_an_option_is_told() {
    let wrong = ["tasks=99999", "tasks=0", "tasks=x", "rwsem=sideways", "colour=red"];
    in_browser(Setup::default(), async |browser| {
        for option in wrong {
            let name = option.split('=').next().unwrap_or_default();
            browser.open(&format!("#1/kmap-pool/pin-source/{option}/-@0")).await?;
            browser.wait_text("diagnostics", name).await?;
            browser.wait_text("status", "1 mistake found.").await?;
            browser.click_testid("default-options").await?;
            wait_step(browser, 0, 0).await?;
            browser.wait_gone("diagnostics").await?;
            browser.wait_hash("#1/kmap-pool/pin-source/-/-@0").await?;
            take(browser, 1, &[0]).await?;
        }
        browser.click_testid("home").await?;
        browser.find("matrix").await?;
        Ok(())
    })
    .await;
}
