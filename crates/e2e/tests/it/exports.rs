//! Save as: a file of each format on the disk, and the hand-over to Perfetto's page.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use pagelock_e2e::{Browser, Kind, Setup, in_browser};
use pagelock_protocol::view::FormatView;
use serde_json::{Value, json};
use thirtyfour::Key;
use tokio::net::TcpListener;

const RUN: &str = "#1/write-vs-mlock/2.6.20/-/a5cb8a4@18";

/// An empty folder of this test's own, below the target folder.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exports").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Where the browser puts what it saves.
async fn saves_to(browser: &Browser, name: &str) -> Result<PathBuf> {
    let folder = folder(name)?;
    let params = json!({ "behavior": "allow", "downloadPath": folder });
    browser.driver().cdp().send_raw("Browser.setDownloadBehavior", params).await?;
    Ok(folder)
}

/// The text of a file, once the browser has saved all of it.
async fn saved(file: &PathBuf) -> Result<String> {
    for _ in 0..600 {
        if let Ok(text) = fs::read_to_string(file)
            && !text.is_empty()
        {
            return Ok(text);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(anyhow::anyhow!("{} was not saved", file.display()))
}

/// What each format has that no other one has.
fn mark(format: FormatView) -> &'static str {
    match format {
        FormatView::Json => "\"format\": \"pagelock-trace\"",
        FormatView::Html => "<!doctype html>",
        FormatView::Svg => "<svg xmlns=\"http://www.w3.org/2000/svg\"",
        FormatView::Lockdep => "*** DEADLOCK ***",
        FormatView::HungTask => "INFO: task M blocked for 4 steps.",
        FormatView::Perfetto => "\"traceEvents\":[",
        FormatView::Mermaid => "sequenceDiagram",
        FormatView::Dot => "digraph waits {",
        FormatView::DotStates => "digraph states {",
        FormatView::Promela => "active proctype task_T()",
        FormatView::Tla => "MODULE Pagelock",
    }
}

#[tokio::test]
async fn every_format_is_saved_as_a_file_with_what_is_shown() {
    in_browser(Setup::default(), async |browser| {
        if browser.kind() == Kind::Firefox {
            return Ok(()); // It says nowhere through its driver where files go.
        }
        let folder = saves_to(browser, "formats").await?;
        browser.open(RUN).await?;
        browser.wait_text("status", "Step 18 of 18").await?;
        browser.click_testid("save-as").await?;
        for format in FormatView::ALL {
            browser.click_testid(&format!("save-{}", format.name())).await?;
            let name = if format == FormatView::Tla {
                "Pagelock.tla".to_owned()
            } else {
                format!("write-vs-mlock-2.6.20.{}", format.ending())
            };
            browser.wait_text("save-note", &format!("{name} is saved. Nothing leaves this browser.")).await?;
            let text = saved(&folder.join(&name)).await?;
            ensure!(text.contains(mark(format)), "{name}: {text}");
        }
        let text = fs::read_to_string(folder.join("write-vs-mlock-2.6.20.trace.json"))?;
        let trace: Value = serde_json::from_str(&text)?;
        ensure!(trace["cursor"] == 18 && trace["steps"].as_array().is_some_and(|steps| steps.len() == 18));
        browser.assert_accessible("Save as").await
    })
    .await;
}

#[tokio::test]
async fn a_file_is_saved_by_keys_alone_and_is_of_the_state_at_the_cursor() {
    in_browser(Setup::default(), async |browser| {
        if browser.kind() == Kind::Firefox {
            return Ok(());
        }
        let folder = saves_to(browser, "keys").await?;
        browser.open("#1/write-vs-mlock/2.6.20/-/0*5.2.1*8.0*4@0").await?;
        browser.wait_text("status", "Initial state, before 18 steps.").await?;
        browser.run_script("document.querySelector('[data-testid=save-as]').focus()").await?;
        browser.press(Key::Enter).await?;
        browser.wait_script("return document.activeElement.dataset.testid", "save-json").await?;
        browser.press(Key::Tab + Key::Tab + Key::Tab + Key::Tab + Key::Enter).await?;
        browser.wait_text("save-note", "write-vs-mlock-2.6.20.hung.txt is saved").await?;
        let text = saved(&folder.join("write-vs-mlock-2.6.20.hung.txt")).await?;
        ensure!(text.contains("# Nobody is blocked here."), "{text}");
        browser.press(Key::Escape).await?;
        browser.wait_script("return document.querySelector('[data-testid=save-dialog]').open", false).await?;
        browser.wait_script("return document.activeElement.dataset.testid", "save-as").await
    })
    .await;
}

#[tokio::test]
async fn the_dialog_fits_a_telephone_and_both_themes() {
    in_browser(Setup { viewport: (360, 740), ..Setup::default() }, async |browser| {
        browser.open(RUN).await?;
        browser.wait_text("status", "Step 18 of 18").await?;
        browser.click_testid("save-as").await?;
        for theme in ["light", "dark"] {
            browser.prefer("prefers-color-scheme", theme).await?;
            let overflow = "const dialog = document.querySelector('[data-testid=save-dialog]');
                return dialog.scrollWidth > dialog.clientWidth || dialog.getBoundingClientRect().right > innerWidth;";
            ensure!(browser.run_script(overflow).await? == false, "nothing is cut, {theme}");
            browser.assert_accessible(theme).await?;
            browser.screenshot(&format!("save-360-{theme}")).await?;
        }
        browser.resize(1280, 900).await?;
        browser.screenshot("save-1280-dark").await
    })
    .await;
}

/// In Perfetto's place: answers as it does, and keeps what it is given.
const STAND_IN: &str = "<!doctype html><title>stand-in</title><script>
    addEventListener('message', (event) => {
        if (event.data === 'PING') event.source.postMessage('PONG', event.origin);
        else if (event.data.perfetto) {
            const { buffer, title, fileName, url } = event.data.perfetto;
            const text = new TextDecoder().decode(buffer);
            window.got = [...(window.got ?? []), { title, fileName, url, text, origin: event.origin }];
        }
    });</script>";

#[tokio::test]
async fn perfettos_page_is_opened_asked_and_given_the_trace() {
    let stand_in = folder("stand-in").expect("the target folder can be written");
    fs::write(stand_in.join("index.html"), STAND_IN).expect("the target folder can be written");
    // Browsers ask every site for it.
    fs::write(stand_in.join("favicon.ico"), "").expect("the target folder can be written");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it has an address"));
    let server = tokio::spawn(async move { static_server::serve(listener, &stand_in, "/").await });
    in_browser(Setup::default(), async |browser| {
        browser.open(RUN).await?;
        browser.wait_text("status", "Step 18 of 18").await?;
        // Unless somebody says otherwise it is Perfetto's own page.
        let meta = "return document.querySelector('meta[name=pagelock-perfetto]').content";
        ensure!(browser.run_script(meta).await? == "https://ui.perfetto.dev");
        let name = format!("document.querySelector('meta[name=pagelock-perfetto]').content = '{address}'");
        browser.run_script(&name).await?;
        browser.click_testid("save-as").await?;
        browser.click_testid("open-perfetto").await?;
        browser.wait_text("save-note", "Perfetto's page has the trace.").await?;
        let pages = browser.driver().windows().await?;
        let (page, other) = (&pages[0], pages.get(1).context("a tab is opened")?);
        let nothing = "return performance.getEntriesByType('resource')
            .filter((entry) => new URL(entry.name).origin !== location.origin).length";
        ensure!(browser.run_script(nothing).await? == 0, "the page has fetched nothing");
        browser.driver().switch_to_window(other.clone()).await?;
        browser.wait_script("return window.got?.length ?? 0", 1).await?;
        let got = browser.run_script("return window.got[0]").await?;
        ensure!(got["title"] == "write-vs-mlock-2.6.20, by Pagelock", "{got}");
        ensure!(got["fileName"] == "write-vs-mlock-2.6.20.perfetto.json", "{got}");
        ensure!(got["url"].as_str().is_some_and(|url| url.contains(RUN)), "{got}");
        let trace: Value = serde_json::from_str(got["text"].as_str().unwrap_or_default())?;
        ensure!(trace["traceEvents"].as_array().is_some_and(|events| events.len() > 50));
        browser.driver().close_window().await?;
        browser.driver().switch_to_window(page.clone()).await?;
        Ok(())
    })
    .await;
    server.abort();
}
