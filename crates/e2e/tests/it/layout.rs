//! The page on a telephone and on a desk, in both themes: nothing makes the document wider than its window.

use std::fs;

use anyhow::{Result, ensure};
use pagelock_e2e::{Browser, Setup, Site, in_browser};

use crate::boot::PAGE_WASM;
use crate::search::unreduced;

const SIZES: [(u32, u32); 2] = [(360, 740), (1280, 900)];

/// Elements that stick out of the document, outside the boxes that scroll on their own.
pub(crate) const WIDER: &str = "
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return '';
    const scrolls = (element) => element && (getComputedStyle(element).overflowX !== 'visible'
        || scrolls(element.parentElement));
    const out = [...document.body.querySelectorAll('*')].filter((element) =>
        element.getBoundingClientRect().right > width && !scrolls(element.parentElement));
    return document.documentElement.scrollWidth + ': '
        + out.map((element) => element.tagName + '.' + (element.getAttribute('class') ?? '')).join(' ');";

/// Checks every size and theme, with a picture of each that begins at an element.
pub(crate) async fn assert_fits(browser: &Browser, view: &str, from: &str) -> Result<()> {
    for (width, height) in SIZES {
        browser.resize(width, height).await?;
        browser.run_script(&format!("document.querySelector(`{from}`).scrollIntoView()")).await?;
        for theme in ["light", "dark"] {
            browser.prefer("prefers-color-scheme", theme).await?;
            let wider = browser.run_script(WIDER).await?;
            ensure!(wider == "", "{view} in {width} px, {theme}: {wider}");
            browser.screenshot(&format!("{view}-{width}-{theme}")).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_start_view_fits() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("matrix").await?;
        assert_fits(browser, "start", "body").await?;
        browser.open("#1/no-such-scenario/2.6.20/-/-@0").await?;
        browser.find("link-message").await?;
        assert_fits(browser, "refused", "body").await
    })
    .await;
}

/// What stands there before the page starts, and when it cannot.
#[tokio::test]
async fn the_static_page_fits() -> Result<()> {
    let site = Site::copy("static-layout", "")?;
    fs::remove_file(site.file(PAGE_WASM)?)?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        browser.wait_text("boot-error", "did not start").await?;
        assert_fits(browser, "static", "body").await?;
        browser.expect_console("404").await?;
        browser.expect_console("integrity").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn a_deadlock_fits() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/abba-two-files/2.6.20/-/-@0").await?;
        browser.click_testid("replay-shortest").await?;
        browser.find("ending").await?;
        assert_fits(browser, "deadlock", "body").await?;
        for zone in ["code", "time", "machine"] {
            assert_fits(browser, &format!("deadlock-{zone}"), &format!("[data-testid=zone-{zone}]")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn many_tasks_fit() {
    in_browser(Setup::default(), async |browser| {
        browser.open(&crate::many::deadlock(6600)).await?;
        browser.wait_text("pool", "used").await?;
        assert_fits(browser, "many-tasks", "body").await?;
        assert_fits(browser, "many-tasks-time", "[data-testid=zone-time]").await?;
        assert_fits(browser, "many-tasks-machine", "[data-testid=zone-machine]").await?;
        browser.run_script("document.querySelector('[data-testid=frontier] > summary').click()").await?;
        browser.wait_text("frontier-words", "deadlock: 512 tasks hold one slot, 0 hold two.").await?;
        assert_fits(browser, "frontier", "[data-testid=frontier]").await
    })
    .await;
}

#[tokio::test]
async fn a_sweep_fits() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/pkmap_slots=512/-@0").await?;
        browser.click_testid("sweep-summary").await?;
        browser.enter("sweep-last", "512").await?;
        browser.click_testid("sweep-start").await?;
        browser.wait_text("sweep-headline", "The threshold is tasks = 512.").await?;
        assert_fits(browser, "sweep", "[data-testid=sweep]").await?;
        assert_fits(browser, "sweep-table", "[data-testid=sweep-table]").await
    })
    .await;
}

#[tokio::test]
async fn a_search_and_its_options_fit() {
    in_browser(Setup::default(), async |browser| {
        unreduced(browser).await?;
        browser.click_testid("search").await?;
        browser.find("progress-memory").await?;
        assert_fits(browser, "progress", "body").await?;
        browser.click_testid("cancel").await?;
        browser.wait_text("coverage", "Cancelled. ").await?;
        assert_fits(browser, "options", "[data-testid=search-options]").await
    })
    .await;
}

#[tokio::test]
async fn an_editor_with_a_mistake_fits() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.click_testid("edit-listing").await?;
        let words = "no_such_function_with_a_very_long_name_indeed ".repeat(12);
        browser.fill("editor", &format!("kernel \"2.6.20\": \"x\";\nint f() {{ {words} }}\n")).await?;
        browser.click_testid("apply").await?;
        browser.find("diagnostics").await?;
        assert_fits(browser, "editor", "[data-testid=diagnostics]").await
    })
    .await;
}

/// The longest difference there is, beside its story.
#[tokio::test]
async fn what_a_listing_changes_fits() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/abba-two-files/pin-source/-/-@0").await?;
        browser.click_testid("listing-diff-toggle").await?;
        assert_fits(browser, "story", "[data-testid=story]").await?;
        assert_fits(browser, "difference", "[data-testid=listing-diff]").await
    })
    .await;
}

#[tokio::test]
async fn costs_fit() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("listing-costs").await?;
        assert_fits(browser, "matrix", "[data-testid=matrix]").await?;
        assert_fits(browser, "costs", "[data-testid=listing-costs]").await
    })
    .await;
}

/// A level in the midst, with a hint, and a doomed run with everything that is said of it.
#[tokio::test]
async fn the_game_and_the_outlook_fit() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/pool/pin-source/-/-@0").await?;
        browser.wait_text("game-score", "par 3").await?;
        browser.click_testid("game-hint").await?;
        browser.wait_text("game-hint-text", "let W1 go on").await?;
        assert_fits(browser, "game", "[data-testid=game]").await?;
        browser.open("#1/kmap-pool/pin-source/tasks=2,pkmap_slots=2/0*13.1*13@26").await?;
        browser.wait_text("outlook-here", "Doomed").await?;
        assert_fits(browser, "outlook", "[data-testid=outlook-strip]").await
    })
    .await;
}
