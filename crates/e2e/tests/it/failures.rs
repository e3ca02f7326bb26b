//! What can go wrong around the page, each provoked: it is told in its place, nothing is lost, and there is a way on.

use std::fs;

use anyhow::Result;
use pagelock_e2e::{Browser, Kind, Setup, Site, in_browser};

use crate::boot::assert_static_page;
use crate::run::wait_step;

const TYPED: &str = "# typed by the visitor\n";

/// A copy of the site in which a script of the test runs before everything else.
pub(crate) fn with_script(name: &str, script: &str) -> Result<Setup> {
    let site = Site::copy(name, "")?;
    let index = site.file("index.html")?;
    let html = fs::read_to_string(&index)?;
    let before = "<script type=\"module\"";
    assert_eq!(html.matches(before).count(), 1);
    fs::write(&index, html.replace(before, &format!("<script src=\"first.js\"></script>\n    {before}")))?;
    fs::write(index.with_file_name("first.js"), script)?;
    Ok(Setup { site, ..Setup::default() })
}

/// A copy of the site in which a message on this channel ends every worker.
fn with_mortal_workers(name: &str) -> Result<Setup> {
    let site = Site::copy(name, "")?;
    let worker = site.file("worker.js")?;
    let script = fs::read_to_string(&worker)?;
    let dies = "new BroadcastChannel('test').onmessage = () => { throw new Error('ended by the test'); };\n";
    fs::write(&worker, format!("{dies}{script}"))?;
    Ok(Setup { site, ..Setup::default() })
}

async fn assert_not_started(browser: &Browser, reason: &str) -> Result<()> {
    browser.find_css("html[data-boot=failed]").await?;
    browser.wait_text("boot-error", &format!("The interactive page did not start: {reason}")).await?;
    assert_static_page(browser).await?;
    assert!(!browser.find("boot-wait").await?.is_displayed().await?);
    // Loading it again keeps the address.
    let hash = browser.hash().await?;
    browser.run_script("window.isOld = true").await?;
    browser.click_testid("boot-again").await?;
    browser.wait_script("return window.isOld === undefined && document.readyState", "complete").await?;
    browser.wait_text("boot-error", reason).await?;
    assert_eq!(browser.hash().await?, hash);
    Ok(())
}

#[tokio::test]
async fn a_browser_without_webassembly_is_told() -> Result<()> {
    let setup = with_script("no-webassembly", "delete globalThis.WebAssembly;")?;
    in_browser(setup, async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@3").await?;
        assert_not_started(browser, "this browser does not run WebAssembly").await?;
        browser.expect_console("there is no WebAssembly").await
    })
    .await;
    Ok(())
}

/// The page's own policy forbids WebAssembly here, as some companies' browsers do.
#[tokio::test]
async fn forbidden_webassembly_is_told() -> Result<()> {
    let site = Site::copy("forbidden-webassembly", "")?;
    let index = site.file("index.html")?;
    let html = fs::read_to_string(&index)?;
    assert_eq!(html.matches(" 'wasm-unsafe-eval'").count(), 1);
    fs::write(&index, html.replace(" 'wasm-unsafe-eval'", ""))?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        assert_not_started(browser, "this browser is told not to run WebAssembly here.").await?;
        browser.expect_console("unsafe-eval").await?;
        match browser.kind() {
            Kind::Chromium => Ok(()),
            // It says so once more, in the error.
            Kind::Firefox => browser.expect_console("blocked by CSP").await,
        }
    })
    .await;
    Ok(())
}

/// What the browser says when the page's own code comes to a mistake of ours.
#[tokio::test]
async fn a_page_that_has_stopped_is_told() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        wait_step(browser, 2, 3).await?;
        // Firefox runs scripts of a driver apart, with errors of their own.
        let stop = "const page = window.wrappedJSObject ?? window;
            const error = new page.WebAssembly.RuntimeError('unreachable');
            dispatchEvent(new ErrorEvent('error', { error, message: error.message }));";
        browser.run_script(stop).await?;
        browser
            .wait_text("boot-error", "The interactive page has stopped: it has come upon a mistake")
            .await?;
        // Loading it again leads to the same place.
        browser.click_testid("boot-again").await?;
        browser.wait_script("return document.getElementById('boot-error').hidden", true).await?;
        wait_step(browser, 2, 3).await
    })
    .await;
}

#[tokio::test]
async fn a_page_that_does_not_come_is_told_after_ten_seconds() -> Result<()> {
    let site = Site::copy("slow-page", "")?;
    // A file that never ends, as far as the page can tell.
    site.write("pagelock-web.js", "await new Promise(() => {});")?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        browser.find("static-story").await?;
        assert!(!browser.find("boot-wait").await?.is_displayed().await?);
        browser.wait_text("boot-wait", "Still loading the interactive page.").await?;
        assert_static_page(browser).await
    })
    .await;
    Ok(())
}

/// The page's own part is there, and its engine does not come.
#[tokio::test]
async fn an_engine_that_does_not_come_is_told_after_ten_seconds() -> Result<()> {
    let site = Site::copy("slow-engine", "")?;
    let worker = site.file("worker.js")?;
    let whole = fs::read(&worker)?;
    fs::write(&worker, "await new Promise(() => {});")?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        browser.find_css("html[data-boot=ready]").await?;
        browser.wait_text("boot-wait", "Still loading the interactive page.").await?;
        assert_static_page(browser).await?;
        fs::write(&worker, &whole)?;
        browser.reload().await?;
        browser.find("matrix").await?;
        browser.wait_gone("boot-wait").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn a_worker_that_dies_takes_nothing_along() -> Result<()> {
    in_browser(with_mortal_workers("mortal-workers")?, async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        wait_step(browser, 2, 3).await?;
        browser.click_testid("edit-listing").await?;
        browser.fill("editor", TYPED).await?;
        let end = "new BroadcastChannel('test').postMessage('end')";
        // Once it is started again by itself.
        browser.run_script(end).await?;
        browser.wait_text("engine-revived", "ended by the test").await?;
        browser.wait_text("engine-revived", "Everything you have set is kept.").await?;
        wait_step(browser, 2, 3).await?;
        assert_eq!(browser.value_of_testid("editor").await?, TYPED);
        // It answers again.
        browser.run_script("document.activeElement.blur()").await?;
        browser.press("r").await?;
        wait_step(browser, 0, 0).await?;
        assert_eq!(browser.value_of_testid("editor").await?, TYPED);
        browser.wait_hash("#1/same-page/2.6.20/-/-@0").await
    })
    .await;
    Ok(())
}

/// Edits in a browser that keeps nothing: they are there while the page is, and it is said that they go with it.
async fn assert_told_once(browser: &Browser, reason: &str) -> Result<()> {
    browser.open("#1/same-page/2.6.20/-/-@0").await?;
    wait_step(browser, 0, 0).await?;
    // Nothing has to be kept yet.
    assert_eq!(browser.count("storage-message").await?, 0);
    browser.click_testid("edit-listing").await?;
    browser.fill("editor", TYPED).await?;
    browser.wait_text("storage-message", reason).await?;
    browser.wait_text("storage-message", "It stays as long as this page is open.").await?;
    browser.screenshot(&format!("storage-{}", reason.len())).await?;
    browser.click_testid("storage-dismiss").await?;
    browser.wait_gone("storage-message").await?;
    browser.fill("editor", "# and more\n").await?;
    browser.wait_text("edit-listing", "*").await?;
    assert_eq!(browser.count("storage-message").await?, 0);
    browser.click_testid("home").await?;
    browser.click_testid("cell-same-page-2.6.20").await?;
    browser.wait_text("ending", "Deadlock").await?;
    browser.click_testid("edit-listing").await?;
    assert_eq!(browser.value_of_testid("editor").await?, "# and more\n");
    Ok(())
}

#[tokio::test]
async fn forbidden_storage_is_told() -> Result<()> {
    let forbid = "Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('denied', 'SecurityError'); } });";
    in_browser(with_script("forbidden-storage", forbid)?, async |browser| {
        assert_told_once(browser, "This browser lets the page keep nothing.").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn full_storage_is_told() -> Result<()> {
    let fill = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";
    in_browser(with_script("full-storage", fill)?, async |browser| {
        assert_told_once(browser, "The room that this browser gives to pages of this address is full.").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn edited_texts_and_settings_are_kept() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        wait_step(browser, 2, 3).await?;
        browser.click_testid("edit-listing").await?;
        browser.fill("editor", TYPED).await?;
        browser.wait_script("return localStorage.getItem('pagelock.listing.2.6.20')", TYPED).await?;
        browser.run_script("document.activeElement.blur()").await?;
        browser.press("?").await?;
        browser.choose("theme", "dark").await?;
        let scheme = "return getComputedStyle(document.documentElement).colorScheme";
        browser.wait_script(scheme, "dark").await?;
        browser.reload().await?;
        wait_step(browser, 2, 3).await?;
        browser.wait_script(scheme, "dark").await?;
        browser.click_testid("edit-listing").await?;
        assert_eq!(browser.value_of_testid("editor").await?, TYPED);
        // What is reverted is kept no longer.
        browser.click_testid("revert").await?;
        browser.wait_script("return localStorage.getItem('pagelock.listing.2.6.20')", ()).await
    })
    .await;
}
