//! The page without its engine: what is told, what stays, and the way on.

use std::fs;

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, Site, in_browser};

use crate::boot::{SEARCH_WASM, WORKER_WASM, assert_static_page};

async fn assert_stopped(browser: &Browser) -> Result<()> {
    browser.wait_text("engine-message", "The engine has stopped.").await?;
    browser.find_css("html[data-boot=ready]").await?;
    assert_static_page(browser).await
}

#[tokio::test]
async fn a_damaged_engine_is_told_and_can_be_started_again() -> Result<()> {
    let site = Site::copy("damaged-engine", "")?;
    let wasm = site.file(WORKER_WASM)?;
    let whole = fs::read(&wasm)?;
    fs::write(&wasm, b"\0asm no more")?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@3").await?;
        assert_stopped(browser).await?;
        browser.wait_text("engine-message", "is damaged").await?;
        browser.screenshot("damaged-engine").await?;
        browser.click_testid("restart-engine").await?;
        assert_stopped(browser).await?;

        fs::write(&wasm, &whole)?;
        browser.click_testid("restart-engine").await?;
        browser.wait_gone("engine-message").await?;
        // What the address asked for has not been forgotten.
        crate::run::wait_step(browser, 3, 3).await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.expect_console("integrity").await
    })
    .await;
    Ok(())
}

/// The part that searches is loaded when something is first searched: runs are shown without it.
#[tokio::test]
async fn a_damaged_search_is_told_beside_the_run_and_can_be_started_again() -> Result<()> {
    let site = Site::copy("damaged-search", "")?;
    let wasm = site.file(SEARCH_WASM)?;
    let whole = fs::read(&wasm)?;
    fs::write(&wasm, b"\0asm no more")?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@3").await?;
        browser.wait_text("engine-message", "The engine has stopped.").await?;
        crate::run::wait_step(browser, 3, 3).await?;

        fs::write(&wasm, &whole)?;
        browser.click_testid("restart-engine").await?;
        browser.wait_gone("engine-message").await?;
        crate::run::wait_step(browser, 3, 3).await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.expect_console("integrity").await
    })
    .await;
    Ok(())
}

/// All parts of the engine are given the scenarios and listings when they start.
#[tokio::test]
async fn damaged_texts_are_told_and_the_engine_can_be_started_again() -> Result<()> {
    let site = Site::copy("damaged-texts", "")?;
    let texts = site.file("texts.txt")?;
    let whole = fs::read(&texts)?;
    fs::write(&texts, &whole[1..])?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@3").await?;
        assert_stopped(browser).await?;
        browser.wait_text("engine-message", "is damaged").await?;

        fs::write(&texts, &whole)?;
        browser.click_testid("restart-engine").await?;
        browser.wait_gone("engine-message").await?;
        crate::run::wait_step(browser, 3, 3).await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.expect_console("integrity").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn a_missing_engine_is_told() -> Result<()> {
    let site = Site::copy("missing-engine", "")?;
    fs::remove_file(site.file("worker.js")?)?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        assert_stopped(browser).await
    })
    .await;
    Ok(())
}
