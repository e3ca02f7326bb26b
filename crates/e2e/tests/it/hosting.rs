//! The site as hosts serve it: below a path, with its headers, without a network, and while one build replaces another.

use std::fs;

use anyhow::{Context, Result, ensure};
use pagelock_e2e::{Setup, Site, in_browser};
use serde_json::json;

use crate::boot::PAGE_WASM;
use crate::failures::with_script;

const OTHER_BUILD: &str = "0123456789ab";
/// Which build the page is.
const BUILD_NOW: &str = "return document.querySelector('meta[name=pagelock-build]').content";
/// Counts how often this tab has loaded the page.
const COUNT_LOADS: &str =
    "sessionStorage.setItem('loads', Number(sessionStorage.getItem('loads') ?? 0) + 1);";
const LOADS: &str = "return Number(sessionStorage.getItem('loads'))";
/// How many builds the browser has kept.
const KEPT: &str = "return caches.keys().then((names) => names.length)";

fn with(site: Site) -> Setup {
    Setup { site, ..Setup::default() }
}

#[tokio::test]
async fn after_the_first_visit_no_network_is_needed() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("matrix").await?;
        browser.wait_kept().await?;
        browser.stop_server()?;
        browser.reload().await?;
        browser.find("matrix").await?;
        browser.click_testid("cell-same-page-2.6.20").await?;
        browser.wait_text("ending", "Deadlock").await?;
        browser.click_testid("home").await?;
        // A link from elsewhere opens too, and is searched.
        browser.open("#1/kmap-pool/pin-source/pkmap_slots=4,tasks=4/-@0").await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        // So does the page with a question in its address, as players have it.
        browser.goto_path("?embed=1").await?;
        browser.find_css("html[data-boot=ready]").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_newer_build_asks_and_two_are_never_mixed() -> Result<()> {
    let site = Site::faithful_copy("update", "")?;
    let old = site.build()?;
    in_browser(with(site.clone()), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        browser.wait_kept().await?;
        let first = browser.driver().window().await?;
        // The old build's files are gone from the host.
        site.rebuild(OTHER_BUILD)?;
        browser.reload().await?;
        // The page is the old one still, and all of it: workers that are started now are of its build.
        browser.wait_text("update-message", "A new version is there.").await?;
        browser.screenshot("update").await?;
        ensure!(browser.run_script(BUILD_NOW).await? == json!(old));
        browser.wait_text("verdict", "Deadlock").await?;
        let second = browser.driver().new_tab().await?;
        browser.driver().switch_to_window(second.clone()).await?;
        browser.goto_hash("").await?;
        browser.find("matrix").await?;
        ensure!(browser.run_script(BUILD_NOW).await? == json!(old), "nobody has agreed yet");

        browser.driver().switch_to_window(first).await?;
        browser.click_testid("update-reload").await?;
        browser.wait_script(BUILD_NOW, OTHER_BUILD).await?;
        // It comes back to where it was.
        browser.wait_text("status", "Step 2 of 3").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        ensure!(browser.count("update-message").await? == 0);

        // The other tab was not asked, so it is as it was, and still starts workers of its build.
        browser.driver().switch_to_window(second).await?;
        ensure!(browser.run_script(BUILD_NOW).await? == json!(old));
        browser.click_testid("cell-same-page-2.6.20").await?;
        browser.wait_text("ending", "Deadlock").await?;
        ensure!(browser.count("engine-message").await? == 0);
        ensure!(browser.run_script(KEPT).await? == json!(2));
        // When no page is open, what they needed goes.
        browser.driver().close_window().await?;
        let rest = browser.driver().windows().await?;
        browser.driver().switch_to_window(rest[0].clone()).await?;
        browser.open("").await?;
        browser.find("matrix").await?;
        ensure!(browser.run_script(BUILD_NOW).await? == json!(OTHER_BUILD));
        browser.wait_script(KEPT, 1).await
    })
    .await;
    Ok(())
}

/// A cache has kept a worker of another build under the name of this page's.
#[tokio::test]
async fn a_worker_of_another_build_has_the_page_loaded_again_once() -> Result<()> {
    let setup = with_script("other-worker", COUNT_LOADS)?;
    let (worker, build) = (setup.site.file("worker.js")?, setup.site.build()?);
    let right = fs::read_to_string(&worker)?;
    ensure!(right.contains(&build));
    fs::write(&worker, right.replace(&build, OTHER_BUILD))?;
    in_browser(setup, async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        browser.wait_text("engine-message", "are not of one build").await?;
        browser.wait_text("engine-message", OTHER_BUILD).await?;
        ensure!(browser.run_script(LOADS).await? == 2, "once, and then it is told");
        browser.screenshot("other-build").await?;
        browser.click_testid("restart-engine").await?;
        browser.wait_text("engine-message", "are not of one build").await?;
        ensure!(browser.run_script(LOADS).await? == 2);
        fs::write(&worker, &right)?;
        browser.click_testid("restart-engine").await?;
        browser.wait_text("status", "Step 2 of 3").await?;
        browser.wait_gone("engine-message").await
    })
    .await;
    Ok(())
}

/// A worker from before builds were told sends bytes that cannot be read.
#[tokio::test]
async fn a_worker_that_speaks_another_language_is_of_another_build() -> Result<()> {
    let setup = with_script("old-worker", COUNT_LOADS)?;
    fs::write(setup.site.file("worker.js")?, "postMessage(new Uint8Array([0, 0, 6]));")?;
    in_browser(setup, async |browser| {
        browser.open("").await?;
        browser.wait_text("engine-message", "does not say of which build it is").await?;
        ensure!(browser.run_script(LOADS).await? == 2);
        Ok(())
    })
    .await;
    Ok(())
}

/// A cache has kept the page, and the host has another build's files only.
#[tokio::test]
async fn a_page_whose_files_are_gone_is_loaded_again_once() -> Result<()> {
    let setup = with_script("stale-page", COUNT_LOADS)?;
    let site = setup.site.clone();
    fs::remove_file(site.file(PAGE_WASM)?)?;
    let manifest = site.file("build.json")?;
    fs::write(&manifest, fs::read_to_string(&manifest)?.replace(&site.build()?, OTHER_BUILD))?;
    in_browser(setup, async |browser| {
        browser.open("").await?;
        browser.wait_text("boot-error", "the server answered 404").await?;
        ensure!(browser.run_script(LOADS).await? == 2);
        for part in ["404", "integrity"] {
            browser.expect_console(part).await?;
        }
        Ok(())
    })
    .await;
    Ok(())
}

/// Parts of the engine are asked for when they are needed, which may be days later.
#[tokio::test]
async fn a_tab_that_was_open_while_the_site_changed_is_loaded_again() -> Result<()> {
    let site = Site::copy("open-tab", "")?;
    in_browser(with(site.clone()), async |browser| {
        browser.open("#1/same-page/2.6.20/-/0*3@2").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        site.rebuild(OTHER_BUILD)?;
        browser.find_css("[data-testid=mail] > summary").await?.click().await?;
        browser.wait_script(BUILD_NOW, OTHER_BUILD).await?;
        // It comes back to where it was, and now it can.
        browser.wait_text("status", "Step 2 of 3").await?;
        browser.find_css("[data-testid=mail] > summary").await?.click().await?;
        browser.wait_text("mail-text", "Simulated by Pagelock").await?;
        ensure!(browser.count("engine-message").await? == 0);
        Ok(())
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn a_scenario_is_read_without_scripts() {
    in_browser(Setup { javascript: false, ..Setup::default() }, async |browser| {
        browser.open("").await?;
        browser.find_css("th a[href='scenarios/abba-two-files.html']").await?.click().await?;
        browser.wait_text("story", "Both prefaults succeed.").await?;
        browser.wait_text("way", "lock_page").await?;
        let heading = browser.find_css("h1").await?.text().await?;
        ensure!(browser.driver().title().await? == format!("{heading} - Pagelock"));
        browser.screenshot("scenario-page").await?;
        browser.find_css("a[href='index.html']").await?.click().await?;
        browser.find_css("a[href='same-page.html']").await?.click().await?;
        browser.wait_text("way", "lock_page").await
    })
    .await;
}

/// The links of all of a page's cells are too many to be opened; one of each verdict is.
#[tokio::test]
async fn a_link_to_play_opens_the_run_that_is_told() {
    in_browser(Setup::default(), async |browser| {
        for (scenario, verdict, words) in [
            ("abba-two-files", "deadlock", "Deadlock"),
            ("bad-buffer", "hazard", "Hazard"),
            ("kmap-pool", "ok", "No deadlock"),
        ] {
            browser.goto_path(&format!("scenarios/{scenario}.html")).await?;
            let cell = format!(".p-static__verdict--{verdict}");
            ensure!(browser.find_css(&cell).await?.text().await?.contains(verdict));
            browser.find_css(&format!("{cell} a")).await?.click().await?;
            browser.wait_text("verdict", words).await?;
            browser.wait_text("stamp", "Verified").await?;
            browser.find("ending").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_wrong_address_leads_back() {
    in_browser(Setup::default(), async |browser| {
        browser.goto_path("nowhere/at/all").await?;
        ensure!(browser.find_css("h1").await?.text().await? == "Nothing is here");
        // No style sheet could be found from here.
        browser.screenshot("nothing-is-here").await?;
        browser.click_testid("up").await?;
        browser.click_testid("up").await?;
        browser.find("matrix").await?;
        browser.goto_path("nowhere").await?;
        browser.click_testid("home").await?;
        browser.find("matrix").await?;
        browser.expect_console("404").await
    })
    .await;
}

#[tokio::test]
async fn files_have_the_headers_of_the_site() -> Result<()> {
    let site = Site::dist();
    let worker = site.published("worker.js")?;
    in_browser(with(site), async |browser| {
        browser.open("").await?;
        let told = format!(
            "const done = arguments[0];
             const paths = ['./', '{worker}', 'scenarios/same-page.html', 'nowhere'];
             const names = ['content-security-policy', 'cache-control', 'cross-origin-opener-policy'];
             const told = async (path) => {{
                 const answer = await fetch(path, {{ method: 'HEAD' }});
                 return [answer.status, ...names.map((name) => answer.headers.get(name))];
             }};
             Promise.all(paths.map(told)).then(done);"
        );
        let told = browser.run_script_async(&told).await?;
        let header = |path: usize, at: usize| told[path][at].as_str().unwrap_or_default().to_owned();
        for path in 0..3 {
            ensure!(told[path][0] == 200, "{told}");
            ensure!(header(path, 1).starts_with("default-src 'none'"), "{told}");
            ensure!(header(path, 3) == "same-origin-allow-popups", "{told}");
        }
        ensure!(header(0, 1).contains("frame-ancestors *") && header(0, 2) == "no-cache", "{told}");
        ensure!(header(1, 2).contains("immutable"), "{told}");
        ensure!(header(2, 1).contains("frame-ancestors 'none'"), "{told}");
        ensure!(told[3][0] == 404, "{told}");
        browser.expect_console("404").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn the_page_says_which_build_it_is() -> Result<()> {
    let site = Site::dist();
    let build = site.build()?;
    in_browser(with(site), async |browser| {
        browser.open("").await?;
        browser.wait_text("footer", &format!("build {build}")).await?;
        browser.find("matrix").await?;
        let footer = browser.text_of_testid("footer").await?;
        let commit = footer.split_once("commit ").and_then(|(_, rest)| rest.split(',').next());
        ensure!(commit.context("no commit")?.len() >= 7, "{footer}");
        Ok(())
    })
    .await;
    Ok(())
}
