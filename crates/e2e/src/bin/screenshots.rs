//! `screenshots FOLDER PREVIEW`: pictures of the built page for the documents, in both themes and two widths, and the
//! one that previews of links show. Made by `cargo xtask screenshots`, looked at by a person.
#![expect(clippy::print_stdout, reason = "a command line program")]

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use pagelock_e2e::{Browser, Setup, in_browser, palette};

const SIZES: [(u32, u32); 2] = [(1280, 900), (360, 740)];
const THEMES: [&str; 2] = ["light", "dark"];
/// Width and height of the page in the preview's picture, and dots of a pixel: 1200 x 630 in all, as those who show
/// previews ask for.
const PREVIEW: (u32, u32, f32) = (960, 504, 1.25);
/// What it may take.
const PREVIEW_BYTES_MAX: usize = 120_000;
/// What all pictures together may take.
const BYTES_MAX: usize = 2_000_000;

/// A state of the page.
struct Shot {
    /// Its name in the folder.
    name: &'static str,
    /// Where it is.
    fragment: &'static str,
    /// What is done there.
    steps: &'static [Step],
    /// The element at which the picture begins.
    from: &'static str,
}

/// What is done to come to a state.
enum Step {
    /// Waits until an element with this `data-testid` is there and says this.
    Wait(&'static str, &'static str),
    /// Clicks an element.
    Click(&'static str),
    /// Replaces the text of a field, and leaves it.
    Enter(&'static str, &'static str),
}

use Step::{Click, Enter, Wait};

const SHOTS: [Shot; 8] = [
    Shot { name: "start", fragment: "", steps: &[Wait("listing-costs", "")], from: "body" },
    Shot {
        name: "first-steps",
        fragment: "#1/same-page/2.6.20/-/0*2@2",
        steps: &[Wait("status", "Step 2 of 2"), Wait("verdict", "Deadlock")],
        from: "body",
    },
    Shot {
        name: "deadlock",
        fragment: "#1/abba-two-files/2.6.20/-/-@0",
        steps: &[Wait("verdict", "Deadlock"), Click("replay-shortest"), Wait("ending", "Deadlock")],
        from: "[data-testid=zone-time]",
    },
    Shot {
        name: "machine",
        fragment: "#1/write-vs-mlock/2.6.20/-/-@0",
        steps: &[Wait("verdict", "Deadlock"), Click("replay-shortest"), Wait("ending", "Deadlock")],
        from: "[data-testid=zone-machine]",
    },
    Shot {
        name: "pool",
        fragment: "#1/kmap-pool/pin-source/pkmap_slots=64,tasks=64/-@0",
        steps: &[
            Click("search"),
            Wait("verdict", "Deadlock"),
            Click("replay-shortest"),
            Wait("ending", "pool"),
        ],
        from: "[data-testid=zone-time]",
    },
    Shot {
        name: "sweep",
        fragment: "#1/kmap-pool/pin-source/pkmap_slots=64/-@0",
        steps: &[
            Click("sweep-summary"),
            Enter("sweep-last", "128"),
            Click("sweep-start"),
            Wait("sweep-headline", "The threshold is tasks = 64."),
        ],
        from: "[data-testid=sweep]",
    },
    Shot {
        name: "mistake",
        fragment: "#1/same-page/2.6.20/-/-@0",
        steps: &[
            Click("edit-listing"),
            Enter("editor", "kernel \"2.6.20\": \"mine\";\n\nint sys_write() {\n    lock_pag(page);\n}\n"),
            Click("apply"),
            Wait("diagnostics", "PL0"),
        ],
        from: "[data-testid=diagnostics]",
    },
    Shot {
        name: "difference",
        fragment: "#1/abba-two-files/pin-source/-/-@0",
        steps: &[Click("listing-diff-toggle"), Wait("listing-diff", "functions of 2.6.20")],
        from: "[data-testid=zone-code]",
    },
];

#[tokio::main]
async fn main() -> Result<()> {
    let path =
        |nr| std::env::args_os().nth(nr).map(PathBuf::from).context("usage: screenshots FOLDER PREVIEW");
    let (folder, preview) = (path(1)?, path(2)?);
    fs::create_dir_all(&folder)?;
    let mut bytes = 0;
    in_browser(Setup::default(), async |browser| {
        take_preview(browser, &preview).await.context("preview")?;
        for shot in &SHOTS {
            bytes += take(browser, shot, &folder).await.with_context(|| shot.name)?;
        }
        Ok(())
    })
    .await;
    println!("{bytes} bytes in all");
    ensure!(bytes <= BYTES_MAX, "that is more than {BYTES_MAX}");
    Ok(())
}

/// The picture of previews: lanes and verdict of the deadlock that gave its name to all others, large enough to be read
/// when it is shown small.
async fn take_preview(browser: &Browser, file: &Path) -> Result<()> {
    browser.prefer("prefers-color-scheme", "light").await?;
    let (width, height, dots) = PREVIEW;
    browser.magnify(width, height, dots).await?;
    // As in a frame: nothing but the verdict, the lanes and the machine.
    browser.open_at("?embed=1", "#1/abba-two-files/2.6.20/-/-@0").await?;
    browser.wait_text("verdict", "Deadlock").await?;
    browser.click_testid("replay-shortest").await?;
    browser.wait_text("status", "Deadlock").await?;
    let picture = palette::reduced(&browser.picture().await?)?;
    println!("{:>7}  {}", picture.len(), file.display());
    ensure!(picture.len() <= PREVIEW_BYTES_MAX, "that is more than {PREVIEW_BYTES_MAX}");
    Ok(fs::write(file, picture)?)
}

/// Every size and theme of a state; the bytes they take.
async fn take(browser: &Browser, shot: &Shot, folder: &Path) -> Result<usize> {
    browser.open(shot.fragment).await?;
    for step in shot.steps {
        match step {
            Wait(testid, text) => browser.wait_text(testid, text).await?,
            Click(testid) => browser.click_testid(testid).await?,
            Enter(testid, text) => browser.enter(testid, text).await?,
        }
    }
    let mut bytes = 0;
    for (width, height) in SIZES {
        browser.resize(width, height).await?;
        browser.run_script(&format!("document.querySelector(`{}`).scrollIntoView()", shot.from)).await?;
        for theme in THEMES {
            browser.prefer("prefers-color-scheme", theme).await?;
            let picture = palette::reduced(&browser.picture().await?)?;
            let name = format!("{}-{width}-{theme}.png", shot.name);
            println!("{:>7}  {name}", picture.len());
            fs::write(folder.join(name), &picture)?;
            bytes += picture.len();
        }
    }
    Ok(bytes)
}
