//! Links between browsers: what one has shown, another shows, edited or not; frozen ones open, and hostile ones do
//! nothing.

use std::path::PathBuf;

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, in_browser};
use pagelock_protocol::link::{FullLink, Seen, verdict_fingerprint};
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::VerdictView;
use pagelock_worker::{open_link, write_link};

use crate::run::{shown, take, wait_step};

/// A line that somebody puts in front of a listing.
const ADDED: &str = "# tried by a visitor\n";

/// The whole fragment, with its check.
async fn fragment(browser: &Browser) -> Result<String> {
    let hash = browser.run_script("return location.hash").await?;
    Ok(hash.as_str().unwrap_or_default().to_owned())
}

/// What is set, as far as the controls say.
async fn set(browser: &Browser) -> Result<Vec<String>> {
    let fields = ["select-scenario", "select-listing", "option-tasks", "option-rwsem"];
    let mut values = Vec::new();
    for field in fields {
        values.push(browser.value_of_testid(field).await?);
    }
    values.push(browser.text_of_testid("verdict").await?);
    Ok(values)
}

/// Opens a link in another browser, which has to show the same.
async fn assert_same_elsewhere(
    link: &str,
    step: usize,
    len: usize,
    before: &[serde_json::Value],
    was_set: &[String],
) {
    in_browser(Setup::default(), async |browser| {
        browser.open(link).await?;
        wait_step(browser, step, len).await?;
        browser.wait_text("stamp", "Verified").await?;
        assert_eq!(shown(browser).await?, before);
        assert_eq!(set(browser).await?, was_set);
        assert_eq!(fragment(browser).await?, link);
        // So does the same browser once more.
        browser.reload().await?;
        wait_step(browser, step, len).await?;
        browser.wait_text("stamp", "Verified").await?;
        assert_eq!((fragment(browser).await?, set(browser).await?), (link.to_owned(), was_set.to_vec()));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_run_of_a_built_in_scenario_is_the_same_in_another_browser() {
    let (mut link, mut before, mut was_set) = (String::new(), Vec::new(), Vec::new());
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/tasks=3/-@0").await?;
        browser.wait_text("verdict", "No deadlock").await?;
        take(browser, 1, &[0, 1, 0, 2]).await?;
        browser.click_testid("back").await?;
        wait_step(browser, 3, 4).await?;
        browser.wait_hash("#1/kmap-pool/pin-source/tasks=3/0.1.0.2@3").await?;
        (before, was_set, link) = (shown(browser).await?, set(browser).await?, fragment(browser).await?);
        Ok(())
    })
    .await;
    assert!(link.len() <= 72, "{link}");
    assert_same_elsewhere(&link, 3, 4, &before, &was_set).await;
}

#[tokio::test]
async fn a_run_of_an_edited_listing_is_the_same_in_another_browser() {
    let (mut link, mut before, mut was_set) = (String::new(), Vec::new(), Vec::new());
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("edit-listing").await?;
        let text = browser.value_of_testid("editor").await?;
        browser.fill("editor", &format!("{ADDED}{text}")).await?;
        browser.click_testid("apply").await?;
        wait_step(browser, 0, 0).await?;
        browser.click_testid("search").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        take(browser, 1, &[0, 1, 0]).await?;
        browser.click_testid("back").await?;
        wait_step(browser, 2, 3).await?;
        // The same bytes as without a browser.
        let base = pagelock_lang::builtin::listing("pin-source").unwrap_or_default();
        let text = format!("{ADDED}{base}");
        let setup = message::Setup {
            scenario: Source::Builtin("kmap-pool".into()),
            listing: Source::Text { name: "pin-source".into(), text },
            options: Vec::new(),
        };
        let seen = Seen { verdict: verdict_fingerprint(VerdictView::Deadlock, "pool"), ..Seen::default() };
        link = write_link(&FullLink { setup, schedule: vec![0, 1, 0], step: 2, seen })?;
        assert!(link.starts_with("#1z/") && link.len() < 300, "{link}");
        browser.wait_script("return location.hash", link.as_str()).await?;
        (before, was_set) = (shown(browser).await?, set(browser).await?);
        Ok(())
    })
    .await;
    assert_same_elsewhere(&link, 2, 3, &before, &was_set).await;
}

#[tokio::test]
async fn frozen_links_open_in_a_browser() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../protocol/tests/links/v1");
    let mut count = 0;
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        for file in std::fs::read_dir(folder)? {
            for line in std::fs::read_to_string(file?.path())?.lines() {
                let (link, _) = line.split_once(' ').unwrap_or((line, ""));
                let Ok(opened) = open_link(link).map(|opened| opened.link) else { continue };
                browser.goto_hash(link).await?;
                wait_step(browser, opened.step as usize, opened.schedule.len()).await?;
                // A level has one listing, which its story names, and tells no verdict while it is played.
                let level = browser
                    .run_script("return !document.querySelector('[data-testid=select-listing]')")
                    .await?;
                if level == true {
                    browser.wait_text("story", &format!("Listing: {}", opened.setup.listing.name())).await?;
                } else {
                    let listing = browser.value_of_testid("select-listing").await?;
                    assert_eq!(listing, opened.setup.listing.name(), "{link}");
                }
                let shown = fragment(browser).await?;
                // What the page writes of a level says nothing of a verdict, and of an edit it may find less to say.
                if level == true || link.starts_with("#1z/") {
                    let again = open_link(&shown)?.link;
                    assert_eq!((again.schedule, again.step), (opened.schedule, opened.step), "{link}");
                    assert!(again.setup == opened.setup, "{link} is shown as {shown}");
                } else {
                    assert_eq!(shown, link);
                }
                if opened.seen.verdict != 0 && level != true {
                    browser.wait_text("stamp", "Verified").await?;
                }
                count += 1;
            }
        }
        Ok(())
    })
    .await;
    assert!(count >= 40, "{count}");
}

/// Texts that would do something if they came to be markup, addresses, styles or scripts.
fn hostile() -> Vec<String> {
    let acts = ["window.isHurt=1", "document.documentElement.dataset.isHurt=1"];
    let shapes = [
        "<script>@</script>",
        "</script><script>@</script>",
        "<img src=x onerror=@>",
        "\"><svg onload=@>",
        "'><img src=x onerror='@'>",
        "<iframe srcdoc=\"<script>parent.@</script>\">",
        "javascript:@",
        "<a href=\"javascript:@\">x</a>",
        "data:text/html,<script>@</script>",
        "</title><script>@</script>",
        "</textarea><script>@</script>",
        "</style><script>@</script>",
        "--><script>@</script>",
        "]]><script>@</script>",
        "<style>*{background:url(https://example.invalid/@)}</style>",
        "\" onmouseover=\"@",
        "' autofocus onfocus='@",
        "`-@-`",
        "${@}",
        "{{constructor.constructor('@')()}}",
        "<!--#exec cmd=@-->",
        "&lt;script&gt;@&lt;/script&gt;",
        "%3Cscript%3E@%3C/script%3E",
        "<math><mi//xlink:href=\"data:x,<script>@</script>\">",
        "<base href=https://example.invalid/@>",
        "<meta http-equiv=refresh content=\"0;url=javascript:@\">",
        "<link rel=stylesheet href=https://example.invalid/@>",
        "<object data=javascript:@>",
        "<form action=javascript:@><button autofocus>",
        "<details open ontoggle=@>",
        "<template><script>@</script></template>",
        "<noscript><p title=\"</noscript><img src=x onerror=@>\">",
    ];
    let around = ["", "\u{202e}", "\u{feff}\u{200b}", "\u{0}\u{1b}[31m"];
    let mut all: Vec<String> = Vec::new();
    for (nr, shape) in shapes.iter().enumerate() {
        for (at, sign) in around.iter().enumerate() {
            all.push(format!("{sign}{}{sign}", shape.replace('@', acts[(nr + at) % 2])));
        }
        all.push(shape.replace('@', acts[0]).to_uppercase());
        all.push(shape.replace('@', acts[1]).repeat(20));
    }
    all.extend(
        ["\u{2066}x\u{2069}", "\u{202a}\u{202b}\u{202c}", "\u{d7ff}\u{e000}", "a\u{301}\u{301}\u{301}"]
            .map(Into::into),
    );
    all.extend(
        ["__proto__", "constructor", "../../etc/passwd", "%00", "\r\n\r\nSet-Cookie: x"].map(Into::into),
    );
    all
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => c.to_string(),
        other => format!("\\U{:08x}", u32::from(other)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

async fn assert_unhurt(browser: &Browser) -> Result<()> {
    let hurt = "return [window.isHurt, document.documentElement.dataset.isHurt,
        document.querySelectorAll('script, iframe, object, base, img, form[action], style').length]";
    let found = browser.run_script(hurt).await?;
    assert_eq!(found, browser.run_script("return [undefined, undefined, window.ownElements]").await?);
    Ok(())
}

#[tokio::test]
async fn hostile_texts_in_links_stay_text() {
    let hostile = hostile();
    assert!(hostile.len() >= 200, "{}", hostile.len());
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("cell-same-page-2.6.20").await?;
        browser
            .run_script(
                "window.ownElements =
                    document.querySelectorAll('script, iframe, object, base, img, form[action], style').length",
            )
            .await?;
        let builtin = pagelock_lang::builtin::scenario("same-page").unwrap_or_default();
        let (_, rest) = builtin.split_once("\"\"\"\n\n").unwrap_or_default();
        for texts in hostile.chunks(4) {
            let all = texts.join(" ");
            // As title and story; as the text itself, which does not compile; and as a value that is quoted in a
            // diagnostic.
            let told = format!("title = {0}\nmail = {0}\ngroup = {0}\nstory = {0}\n\n{rest}", quoted(&all));
            let wrong = format!("title = \"x\"\n{} = 1\nstory = \"y\"\n[[file]]\nname = {0}\n", quoted(&texts[0]));
            for text in [told, all.clone(), wrong] {
                let setup = message::Setup {
                    scenario: Source::Text { name: "same-page".into(), text },
                    listing: Source::Builtin("2.6.20".into()),
                    options: Vec::new(),
                };
                let link = write_link(&FullLink { setup, schedule: vec![0], step: 0, seen: Seen::default() });
                browser.goto_hash(&link?).await?;
                browser.find("edit-scenario").await?;
            }
            assert_unhurt(browser).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn hostile_addresses_are_refused_and_do_nothing() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("cell-same-page-2.6.20").await?;
        browser
            .run_script(
                "window.ownElements =
                    document.querySelectorAll('script, iframe, object, base, img, form[action], style').length",
            )
            .await?;
        for text in hostile() {
            let text = serde_json::to_string(&text)?;
            for start in ["#", "#1/", "#1/same-page/", "#1z/", "#1/same-page/2.6.20/-/-@0~"] {
                browser.run_script(&format!("location.hash = {start:?} + {text}")).await?;
            }
            browser.find("link-message").await?;
            assert_unhurt(browser).await?;
        }
        Ok(())
    })
    .await;
}
