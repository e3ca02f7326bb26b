//! Exported files in a real browser: whatever the names in them are, no script but ours runs, and no policy is broken;
//! and Mermaid reads and draws its diagrams.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use pagelock_e2e::{Browser, Kind, Setup, in_browser};
use pagelock_engine::{Limits, Reductions, Search, Trace};
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::FormatView;
use pagelock_worker::exports::{Record, export, html, mermaid, svg};
use pagelock_worker::{Built, Compiler as _, Here};
use serde_json::json;
use tokio::net::TcpListener;

use self::poison::{poisoned, strings};

#[path = "../../../worker/tests/exports/poison.rs"]
mod poison;

/// The run to the deadlock of a built-in scenario.
fn run(scenario: &str, listing: &str) -> (Built, Trace) {
    let source = |name: &str| Source::Builtin(name.to_owned());
    let asked = message::Setup { scenario: source(scenario), listing: source(listing), options: Vec::new() };
    let built = Here.build(asked).expect("it is built in");
    let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
    let trace = Trace::replay(&built.machine, &Search::new(&built.machine, limits).finish().schedule);
    (built, trace)
}

fn record() -> Record {
    let (built, trace) = run("write-vs-mlock", "2.6.20");
    Record::new(&built, &trace, trace.steps().len(), None)
}

/// Writes files into a folder that is served; gives its address.
async fn serve(name: &str, files: &[(String, String)]) -> Result<String> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exported").join(name);
    fs::create_dir_all(&folder)?;
    for (file, text) in files {
        fs::write(folder.join(file), text)?;
    }
    // Browsers ask every site for it.
    fs::write(folder.join("favicon.ico"), "")?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { static_server::serve(listener, &folder, "/").await });
    Ok(address)
}

/// Opens a file where every way to run a script that should not run is seen.
async fn open(browser: &Browser, address: &str) -> Result<()> {
    // An alert would stop the driver with an error; a policy's report is an error of the console.
    browser.driver().goto(address).await.with_context(|| address.to_owned())?;
    browser.assert_clean().await.with_context(|| address.to_owned())
}

#[tokio::test]
async fn no_script_runs_in_a_hostile_page_but_its_own() {
    let record = record();
    let files: Vec<(String, String)> = strings()
        .iter()
        .enumerate()
        .map(|(nr, name)| (format!("{nr}.html"), html(&poisoned(&record, name), name)))
        .collect();
    let address = serve("html", &files).await.expect("the folder is served");
    in_browser(Setup::default(), async |browser| {
        for (file, _) in &files {
            open(browser, &format!("{address}/{file}")).await?;
            let state = "return [document.getElementById('where').textContent, document.scripts.length,
                document.getElementById('tasks').rows.length, document.images.length,
                document.querySelectorAll('a, iframe, object, embed, form, base').length]";
            let seen = browser.run_script(state).await?;
            ensure!(seen == json!(["Step 18 of 18", 2, 3, 0, 0]), "{file}: {seen}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn no_script_runs_in_a_hostile_picture() {
    let record = record();
    let files: Vec<(String, String)> = strings()
        .iter()
        .enumerate()
        .map(|(nr, name)| (format!("{nr}.svg"), svg(&poisoned(&record, name))))
        .collect();
    let address = serve("svg", &files).await.expect("the folder is served");
    in_browser(Setup::default(), async |browser| {
        for (file, _) in &files {
            open(browser, &format!("{address}/{file}")).await?;
            let state = "return [document.documentElement.localName,
                document.querySelectorAll('parsererror, script, foreignObject, image, a').length]";
            let seen = browser.run_script(state).await?;
            ensure!(seen == json!(["svg", 0]), "{file}: {seen}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_page_from_the_disk_steps_through_its_run() {
    let (built, trace) = run("write-vs-mlock", "2.6.20");
    let made = export(&Here, &built, &trace, 18, FormatView::Html, None).expect("it has a page");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&made.name);
    fs::write(&file, &made.text).expect("the target folder can be written");
    in_browser(Setup::default(), async |browser| {
        open(browser, &format!("file://{}", file.display())).await?;
        let waits = "return document.getElementById('tasks').rows[0].cells[4].textContent";
        browser.wait_script(waits, "mmap_sem of m (read) (held by M)").await?;
        browser.run_script("document.getElementById('first').click()").await?;
        browser.wait_script("return document.getElementById('where').textContent", "Step 0 of 18").await?;
        browser.wait_script(waits, "").await?;
        browser.run_script("document.getElementById('next').click()").await?;
        let current = "return document.querySelector('[aria-current]').cells[4].textContent";
        browser.wait_script(current, "takes i_mutex of x").await?;
        browser.assert_accessible("the page").await?;
        browser.prefer("prefers-color-scheme", "dark").await?;
        browser.assert_accessible("the page, dark").await?;
        browser.resize(360, 740).await?;
        let is_wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        ensure!(browser.run_script(is_wide).await? == false, "it fits a telephone");
        browser.screenshot("exported-html-360").await
    })
    .await;
}

/// Mermaid's script, for browsers under test.
fn mermaid_script() -> Result<String> {
    let built = || {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../target/tools/npm/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js")
    };
    let path = std::env::var_os("MERMAID").map_or_else(built, PathBuf::from);
    fs::read_to_string(&path)
        .with_context(|| format!("Mermaid at {} (`cargo xtask test` gets it; MERMAID)", path.display()))
}

/// Reads diagrams and draws them; for each what was wrong, or the words of its picture.
const DRAW: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        mermaid.initialize({ startOnLoad: false });
        const drawn = [];
        for (const [nr, text] of window.diagrams.entries()) {
            try {
                const { diagramType } = await mermaid.parse(text);
                const { svg } = await mermaid.render('d' + nr, text);
                const page = new DOMParser().parseFromString(svg, 'text/html');
                const bad = page.querySelectorAll('script, [onload], [onerror], [onclick], iframe, a').length;
                drawn.push([diagramType, bad, page.querySelectorAll('.messageText').length]);
            } catch (error) { drawn.push([String(error), 0, 0]); }
        }
        done(drawn);
    })();";

#[tokio::test]
async fn mermaid_reads_and_draws_every_diagram() {
    let record = record();
    let mut texts: Vec<String> = strings().iter().map(|name| mermaid(&poisoned(&record, name))).collect();
    for (scenario, listing) in
        [("same-page", "2.6.20"), ("kmap-pool", "pin-source"), ("abba-two-files", "2.6.20")]
    {
        let (built, trace) = run(scenario, listing);
        let made = export(&Here, &built, &trace, trace.steps().len(), FormatView::Mermaid, None);
        texts.push(made.expect("it has a diagram").text);
    }
    in_browser(Setup::default(), async |browser| {
        if browser.kind() == Kind::Firefox {
            return Ok(()); // It is a question to Mermaid, not to a browser.
        }
        browser.driver().goto("about:blank").await?;
        // It names itself in the global scope, which it only has as the text of an element.
        let add = format!(
            "document.head.append(Object.assign(document.createElement('script'), {{ text: {} }}))",
            json!(mermaid_script()?)
        );
        browser.run_script(&add).await?;
        for texts in texts.chunks(20) {
            browser.run_script(&format!("window.diagrams = {}", json!(texts))).await?;
            let drawn = browser.run_script_async(DRAW).await?;
            let drawn = drawn.as_array().cloned().unwrap_or_default();
            ensure!(drawn.len() == texts.len(), "{drawn:?}");
            for (text, drawn) in texts.iter().zip(drawn) {
                let messages = drawn[2].as_u64().unwrap_or(0);
                // Where names alone are longer than Mermaid takes, a diagram is left with its title.
                let is_as_written = messages > 0 || !text.contains("->>");
                ensure!(drawn[0] == "sequence" && drawn[1] == 0 && is_as_written, "{drawn}: {text}");
            }
        }
        Ok(())
    })
    .await;
}
