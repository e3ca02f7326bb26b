//! From an address to a running page, and what a visitor sees when that fails half way.

use std::fs;

use anyhow::Result;
use pagelock_e2e::{Browser, Kind, Setup, Site, in_browser};

pub(crate) const PAGE_WASM: &str = "pagelock-web_bg.wasm";
pub(crate) const WORKER_WASM: &str = "pagelock-worker_bg.wasm";
pub(crate) const SEARCH_WASM: &str = "pagelock-search_bg.wasm";

fn with(site: Site) -> Setup {
    Setup { site, ..Setup::default() }
}

/// The story and the verdicts of the static page, which stay when nothing else works.
pub(crate) async fn assert_static_page(browser: &Browser) -> Result<()> {
    browser.wait_text("static-story", "Andrew Morton").await?;
    assert!(browser.find_css("#app table").await?.is_displayed().await?);
    Ok(())
}

async fn assert_boot_error(browser: &Browser) -> Result<()> {
    browser.find_css("html[data-boot=failed]").await?;
    browser.wait_text("boot-error", "did not start").await?;
    assert_static_page(browser).await
}

#[tokio::test]
async fn the_page_starts() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find_css("html[data-boot=ready]").await?;
        assert!(!browser.find("boot-error").await?.is_displayed().await?);
        browser.screenshot("start").await
    })
    .await;
}

#[tokio::test]
async fn the_page_starts_in_any_folder() -> Result<()> {
    for site in [Site::dist().below("/"), Site::copy("any-folder", "some/folder/")?] {
        in_browser(with(site), async |browser| {
            browser.open("").await?;
            browser.find("matrix").await?;
            Ok(())
        })
        .await;
    }
    Ok(())
}

#[tokio::test]
async fn without_javascript_there_is_the_story_and_the_table() {
    in_browser(Setup { javascript: false, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        assert_static_page(browser).await?;
        assert!(browser.find_css("noscript p").await?.is_displayed().await?);
        browser.screenshot("no-javascript").await
    })
    .await;
}

#[tokio::test]
async fn missing_wasm_is_told() -> Result<()> {
    let site = Site::copy("missing-wasm", "")?;
    fs::remove_file(site.file(PAGE_WASM)?)?;
    in_browser(with(site), async |browser| {
        browser.open("").await?;
        assert_boot_error(browser).await?;
        browser.wait_text("boot-error", "the server answered 404").await?;
        browser.screenshot("missing-wasm").await?;
        browser.expect_console("404").await?;
        browser.expect_console("integrity").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn damaged_wasm_is_told() -> Result<()> {
    let site = Site::copy("damaged-wasm", "")?;
    let wasm = site.file(PAGE_WASM)?;
    let mut bytes = fs::read(&wasm)?;
    bytes.truncate(bytes.len() / 2);
    fs::write(&wasm, bytes)?;
    in_browser(with(site), async |browser| {
        browser.open("").await?;
        assert_boot_error(browser).await?;
        browser.wait_text("boot-error", "a part of it arrived damaged").await?;
        browser.expect_console("integrity").await?;
        browser.expect_console("is damaged").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn missing_glue_is_told() -> Result<()> {
    let site = Site::copy("missing-glue", "")?;
    fs::remove_file(site.file("pagelock-web.js")?)?;
    in_browser(with(site), async |browser| {
        browser.open("").await?;
        assert_boot_error(browser).await?;
        browser.expect_console("404").await?;
        if browser.kind() == Kind::Firefox {
            // It compares the answer that nothing is there with the checksum, too.
            browser.expect_console("integrity").await?;
        }
        browser.expect_console("TypeError").await
    })
    .await;
    Ok(())
}

/// The page hears of a worker that cannot start by the worker's `error` event, and can then offer a restart.
#[tokio::test]
async fn a_damaged_worker_is_an_error_event() -> Result<()> {
    let site = Site::copy("damaged-worker", "")?;
    fs::write(site.file(WORKER_WASM)?, b"\0asm no more")?;
    let script = site.published("worker.js")?;
    // A bare page, so that only the test starts a worker.
    fs::write(site.file("index.html")?, "<!doctype html><link rel=icon href='data:,'><p>bare</p>")?;
    in_browser(with(site), async |browser| {
        browser.open("").await?;
        let start = format!(
            r#"
            const worker = new Worker("./{script}", {{ type: "module" }});
            worker.onerror = (event) => {{ event.preventDefault(); arguments[0](event.message); }};
        "#
        );
        let message = browser.run_script_async(&start).await?;
        assert!(message.as_str().is_some_and(|message| message.contains("is damaged")), "{message}");
        browser.expect_console("integrity").await
    })
    .await;
    Ok(())
}
