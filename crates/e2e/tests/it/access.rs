//! axe-core finds nothing: every kind of state the page has, in both themes.

use std::fs;

use anyhow::Result;
use pagelock_e2e::{Browser, Kind, Setup, Site, in_browser};

use crate::boot::PAGE_WASM;

/// Both themes, on the page as it is.
pub(crate) async fn assert_both(browser: &Browser, state: &str) -> Result<()> {
    for theme in ["light", "dark"] {
        browser.prefer("prefers-color-scheme", theme).await?;
        browser.assert_accessible(&format!("{state}, {theme}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_static_page_is_accessible() -> Result<()> {
    let site = Site::copy("static-access", "")?;
    fs::remove_file(site.file(PAGE_WASM)?)?;
    in_browser(Setup { site, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        browser.wait_text("boot-error", "did not start").await?;
        assert_both(browser, "static page").await?;
        browser.expect_console("404").await?;
        browser.expect_console("integrity").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn the_start_view_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("listing-costs").await?;
        assert_both(browser, "start").await?;
        browser.open("#1/no-such-scenario/2.6.20/-/-@0").await?;
        browser.find("link-message").await?;
        assert_both(browser, "damaged link").await
    })
    .await;
}

#[tokio::test]
async fn a_deadlock_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/abba-two-files/2.6.20/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        assert_both(browser, "initial state").await?;
        browser.click_testid("replay-shortest").await?;
        browser.find("ending").await?;
        assert_both(browser, "deadlock").await?;
        // Everything that is folded, at once.
        browser
            .run_script("document.querySelectorAll('details').forEach((part) => part.open = true)")
            .await?;
        assert_both(browser, "unfolded").await
    })
    .await;
}

#[tokio::test]
async fn many_tasks_are_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open(&crate::many::deadlock(6600)).await?;
        browser.wait_text("pool", "used").await?;
        assert_both(browser, "512 tasks").await?;
        browser.run_script("document.querySelector('[data-testid=frontier] > summary').click()").await?;
        browser.wait_text("frontier-words", "deadlock").await?;
        assert_both(browser, "frontier map").await
    })
    .await;
}

#[tokio::test]
async fn an_editor_with_a_mistake_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/-@0").await?;
        browser.click_testid("edit-listing").await?;
        browser.fill("editor", "kernel \"2.6.20\": \"x\";\nint f() { no_such(); }\n").await?;
        browser.click_testid("apply").await?;
        browser.find("diagnostics").await?;
        assert_both(browser, "editor").await
    })
    .await;
}

#[tokio::test]
async fn a_sweep_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/pkmap_slots=16/-@0").await?;
        browser.click_testid("sweep-summary").await?;
        browser.enter("sweep-last", "16").await?;
        browser.click_testid("sweep-start").await?;
        browser.wait_text("sweep-headline", "The threshold is tasks = 16.").await?;
        assert_both(browser, "sweep").await
    })
    .await;
}

#[tokio::test]
async fn the_sheet_of_keys_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*2@2").await?;
        browser.wait_text("status", "Step 2 of 2").await?;
        browser.press("?").await?;
        browser.wait_script("return document.querySelector('dialog.p-help').open", true).await?;
        assert_both(browser, "keys").await
    })
    .await;
}

#[tokio::test]
async fn a_patch_beside_its_kernel_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/abba-two-files/pin-source/-/-@0").await?;
        browser.click_testid("listing-diff-toggle").await?;
        browser.find("listing-diff").await?;
        assert_both(browser, "difference").await
    })
    .await;
}

#[tokio::test]
async fn a_game_is_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.click_testid("level-pool").await?;
        browser.wait_text("game-status", "Choose who moves first").await?;
        browser.click_testid("game-hint").await?;
        browser.wait_text("game-hint-text", "let W").await?;
        assert_both(browser, "game").await?;
        crate::run::take(browser, 39, &[2]).await?;
        browser.wait_text("game-status", "Lost").await?;
        assert_both(browser, "game lost").await
    })
    .await;
}

#[tokio::test]
async fn reports_are_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/write-vs-mlock/2.6.20/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("replay-shortest").await?;
        browser.find("ending").await?;
        for fold in ["wait-table", "order", "mail"] {
            browser
                .run_script(&format!("document.querySelector('[data-testid={fold}]').open = true"))
                .await?;
        }
        browser.wait_text("order-words", "Lock-order cycle").await?;
        browser.wait_text("lockdep", "Would lockdep have said so?").await?;
        assert_both(browser, "reports").await
    })
    .await;
}

#[tokio::test]
async fn forks_and_outlooks_are_accessible() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/write-vs-mlock/2.6.20/-/0*5.1*2.2.1*6.0*4@7").await?;
        browser.find("what-if-T").await?;
        browser.press("f").await?;
        browser.press("1").await?;
        browser.find("run-1-said").await?;
        browser.press("c").await?;
        browser.find("comparison").await?;
        browser.find("outlook-words").await?;
        assert_both(browser, "forks").await
    })
    .await;
}

/// Controls that a finger would miss: smaller than 44 pixels either way. A link in a sentence may be small, and so may
/// the cells of a grid and the marks of a plot, which a table beside them names too.
const SMALL: &str = "
    const controls = document.querySelectorAll('button, select, summary, input:not([type=checkbox]), textarea,'
        + ' header a, [role=button]');
    const isExempt = (element) => element.closest('.p-tiles, .p-plot, svg') || element.checkVisibility() === false;
    return [...controls].filter((element) => !isExempt(element)).map((element) => {
        const { width, height } = element.getBoundingClientRect();
        return [element.dataset.testid ?? element.className ?? element.tagName, width, height];
    }).filter(([, width, height]) => width > 0 && (width < 43.9 || height < 43.9))
        .map(([name, width, height]) => `${name} ${width.toFixed(0)} x ${height.toFixed(0)}`).join('\\n');";

#[tokio::test]
async fn a_finger_finds_every_control() {
    if Kind::of_this_run() == Kind::Firefox {
        // Its screen is never one that is touched.
        return;
    }
    in_browser(Setup { viewport: (360, 740), ..Setup::default() }, async |browser| {
        browser.touch().await?;
        browser.open("").await?;
        browser.find("matrix").await?;
        browser.wait_script("return matchMedia('(pointer: coarse)').matches", true).await?;
        assert_eq!(browser.run_script(SMALL).await?, "", "start");
        browser.open("#1/abba-two-files/2.6.20/-/-@0").await?;
        browser.click_testid("replay-shortest").await?;
        browser.find("ending").await?;
        browser.click_testid("edit-listing").await?;
        browser
            .run_script("document.querySelectorAll('details').forEach((part) => part.open = true)")
            .await?;
        assert_eq!(browser.run_script(SMALL).await?, "", "deadlock");
        Ok(())
    })
    .await;
}

/// With the few colours of a visitor who has chosen them, what is held and who waits is drawn still.
#[tokio::test]
async fn forced_colours_and_calm_screens_are_respected() {
    if Kind::of_this_run() == Kind::Firefox {
        return;
    }
    in_browser(Setup::default(), async |browser| {
        browser.prefer("forced-colors", "active").await?;
        browser.open("#1/abba-two-files/2.6.20/-/-@0").await?;
        browser.click_testid("replay-shortest").await?;
        browser.find("ending").await?;
        browser.wait_script("return matchMedia('(forced-colors: active)').matches", true).await?;
        for (zone, name) in [("zone-time", "forced-time"), ("zone-machine", "forced-machine")] {
            browser.run_script(&format!("document.querySelector('[data-testid={zone}]').scrollIntoView()")).await?;
            browser.screenshot(name).await?;
        }
        // Shapes that are filled with the colour of what is behind them, and have no outline, would be lost.
        let lost = "
            const behind = getComputedStyle(document.body).backgroundColor;
            const shapes = [...document.querySelectorAll('[data-testid=zone-time] svg :is(rect, path, circle)')];
            const isLost = (shape) => {
                const { fill, stroke, opacity } = getComputedStyle(shape);
                return [fill, stroke].every((colour) => colour === 'none' || colour === behind) && opacity !== '0';
            };
            return [shapes.length > 10, shapes.filter(isLost).map((shape) => shape.getAttribute('class')).join(' ')];";
        assert_eq!(browser.run_script(lost).await?, serde_json::json!([true, ""]));
        browser.prefer("prefers-reduced-motion", "reduce").await?;
        browser.click_testid("play").await?;
        assert_eq!(browser.run_script("return document.getAnimations().length").await?, 0);
        Ok(())
    })
    .await;
}
