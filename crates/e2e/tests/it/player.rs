//! The element `<pagelock-player>`: which links it takes, what becomes of changed attributes, and the frame that the
//! documents describe, in a page from another origin.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use pagelock_e2e::{Browser, Setup, Site, in_browser};
use serde_json::{Value, json};

use crate::run::wait_step;

/// A page with one player, which is what it is because of its script alone.
const HOST: &str = "<!doctype html>
<html lang=\"en\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; script-src 'self';
    frame-src 'self'\">
<link rel=\"icon\" href=\"data:,\">
<title>host</title>
<script type=\"module\" src=\"folder/player.js\"></script>
<pagelock-player data-testid=\"player\"><a href=\"#\">the link inside</a></pagelock-player>
";
const PLAYER: &str = "const player = document.querySelector('pagelock-player');";

/// The site in `folder/`, with a page beside that folder.
fn site(name: &str, page: &str) -> Result<Site> {
    let site = Site::copy(name, "folder/")?;
    let folder = site.file("index.html")?.parent().context("a folder")?.to_owned();
    fs::write(folder.join("../host.html"), page)?;
    Ok(site)
}

/// What a player with this link shows: the address of its frame, or the message and what is inside the element.
async fn shown(browser: &Browser, link: &str) -> Result<Value> {
    let script = format!(
        "{PLAYER}
        player.setAttribute('link', {});
        const frame = player.shadowRoot.querySelector('iframe');
        const told = player.shadowRoot.querySelector('p')?.textContent ?? '';
        return frame ? frame.src : [told.includes('stays empty'), player.querySelector('a').checkVisibility()];",
        json!(link)
    );
    browser.run_script(&script).await
}

#[tokio::test]
async fn links_to_anything_else_are_refused() -> Result<()> {
    let setup = Setup { site: site("player-links", HOST)?, ..Setup::default() };
    in_browser(setup, async |browser| {
        browser.open_at("../host.html", "").await?;
        browser.wait_script("return customElements.get('pagelock-player') !== undefined", true).await?;
        let refused = json!([true, true]);
        let told = browser
            .run_script(&format!("{PLAYER} return player.shadowRoot.querySelector('p') !== null"))
            .await?;
        assert_eq!(told, json!(true), "it has no link yet");
        let home = browser.address().to_owned();
        let run = "#1/no-such-scenario/2.6.20/-/-@0";
        let elsewhere = [
            String::new(),
            "#".into(),
            "#2/same-page".into(),
            "#1".into(),
            "same-page".into(),
            format!("?x{run}"),
            format!("./{run}"),
            format!("//example.org/folder/{run}"),
            format!("https://example.org/folder/{run}"),
            format!("{home}host.html{run}"),
            format!("{home}../{run}"),
            format!("{home}folder/{run}"),
            format!("{home}#2/same-page"),
            home.clone(),
            home.replace("http:", "ftp:") + run,
            home.replace("http://", "http://example.org@").replace("127.0.0.1", "localhost") + run,
            format!("javascript:alert(1){run}"),
            format!("data:text/html,<script>alert(1)</script>{run}"),
            "<img src=x onerror=alert(1)>".into(),
        ];
        for link in elsewhere {
            assert_eq!(shown(browser, &link).await?, refused, "{link}");
        }
        let address = format!("{home}?embed=1{run}");
        let taken = [
            run.to_owned(),
            format!(" {run}\n"),
            format!("{home}{run}"),
            format!("{home}index.html{run}"),
            format!("{home}?embed=1&v=2{run}"),
            format!("{home}x/../{run}"),
        ];
        for link in taken {
            assert_eq!(shown(browser, &link).await?, json!(address), "{link}");
        }
        assert_eq!(shown(browser, "#1z/data").await?, json!(format!("{home}?embed=1#1z/data")));
        assert_eq!(shown(browser, "#2").await?, refused, "the frame is gone");
        browser.expect_console("escape its sandboxing").await
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn changed_attributes_are_followed() -> Result<()> {
    let setup = Setup { site: site("player-attributes", HOST)?, ..Setup::default() };
    in_browser(setup, async |browser| {
        browser.open_at("../host.html", "").await?;
        let entries = browser.run_script("return history.length").await?;
        browser.wait_script("return customElements.get('pagelock-player') !== undefined", true).await?;
        let set = |name: &str, value: &str| {
            format!(
                "{PLAYER} player.setAttribute({}, {});
                const frame = player.shadowRoot.querySelector('iframe');
                return [frame.title, frame.height, frame === (window.last ?? frame)];",
                json!(name),
                json!(value)
            )
        };
        let first = pagelock_e2e::sealed("#1/same-page/2.6.20/-/0*3@2");
        assert_eq!(
            browser.run_script(&set("link", &first)).await?,
            json!(["A run of Pagelock", "520", true])
        );
        browser.enter_frame_of("player").await?;
        wait_step(browser, 2, 3).await?;
        browser.leave_frames().await?;
        let keep = format!("{PLAYER} window.last = player.shadowRoot.querySelector('iframe');");
        browser.run_script(&keep).await?;
        assert_eq!(browser.run_script(&set("title", "<b>x")).await?, json!(["<b>x", "520", true]));
        assert_eq!(browser.run_script(&set("height", "300")).await?, json!(["<b>x", "300", true]));
        for height in ["199", "4001", "1e9", "-5", "1.5", "many", "100%"] {
            assert_eq!(
                browser.run_script(&set("height", height)).await?,
                json!(["<b>x", "520", true]),
                "{height}"
            );
        }
        // The frame has stood still all the while; another link makes another one.
        browser.enter_frame_of("player").await?;
        wait_step(browser, 2, 3).await?;
        browser.leave_frames().await?;
        let second = pagelock_e2e::sealed("#1/abba-two-files/2.6.20/-/0@1");
        assert_eq!(browser.run_script(&set("link", &second)).await?, json!(["<b>x", "520", false]));
        browser.enter_frame_of("player").await?;
        wait_step(browser, 1, 1).await?;
        browser.leave_frames().await?;
        assert_eq!(browser.run_script("return history.length").await?, entries);
        browser.expect_console("escape its sandboxing").await
    })
    .await;
    Ok(())
}

/// The text of the document, with the address of the example replaced.
fn document() -> Result<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/embedding.md");
    fs::read_to_string(path).context("docs/embedding.md")
}

/// The frame as it is written there, in a page from another origin: the name of this machine instead of its number.
#[tokio::test]
async fn the_documented_frame_works_between_origins() -> Result<()> {
    let document = document()?;
    let from = document.find("<iframe").context("a frame in the document")?;
    let to = document[from..].find("</iframe>").context("its end")?;
    let frame = &document[from..from + to + "</iframe>".len()];
    let start = "<!doctype html><html lang=\"en\"><link rel=\"icon\" href=\"data:,\"><title>host</title>";
    let setup = Setup { site: site("player-frame", &format!("{start}{frame}"))?, ..Setup::default() };
    in_browser(setup, async |browser| {
        let home = browser.address().to_owned();
        let elsewhere = home.replace("127.0.0.1", "localhost").replace("folder/", "host.html");
        browser.driver().goto(elsewhere).await?;
        let script = "const frame = document.querySelector('iframe');
            frame.src = frame.getAttribute('src').replace('https://example.org/pagelock/', arguments[0]);";
        browser.driver().execute(script, vec![json!(home)]).await?;
        browser.enter_frame("iframe").await?;
        browser.wait_text("stamp", "Verified").await?;
        wait_step(browser, 0, 34).await?;
        browser.click_testid("last").await?;
        wait_step(browser, 34, 34).await?;
        assert_ne!(
            browser.run_script("return location.ancestorOrigins?.[0] ?? 'another'").await?,
            json!(home)
        );
        assert_eq!(browser.run_script("return document.referrer").await?, json!(""));
        browser.click_testid("open-full").await?;
        browser.enter_second_window().await?;
        wait_step(browser, 34, 34).await?;
        browser.wait_text("stamp", "Verified").await
    })
    .await;
    Ok(())
}

/// The player in the document is the first one of the example.
#[test]
fn the_document_has_a_link_that_is_tried() -> Result<()> {
    let example = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/embed-example.html");
    let example = fs::read_to_string(example)?;
    let tried = example.split("link=\"").nth(1).and_then(|rest| rest.split('"').next()).context("a link")?;
    assert_eq!(document()?.matches(tried).count(), 3);
    Ok(())
}
