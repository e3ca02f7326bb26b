//! Every scenario, opened from its cell: searched to the end, and a deadlock is shown with its evidence.
//! The visitor has been here before and has no network.

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, in_browser};

use crate::table::{LISTINGS, ROWS};

const WITH_2_6_20: usize = 0;
const WITH_PIN_SOURCE: usize = 2;

/// What the page shows of a deadlock.
struct Deadlock {
    scenario: &'static str,
    listing: usize,
    /// In the mail's notation, where every task stands at one of its steps.
    notation: &'static str,
    /// The wait-for list, line by line, all of it in the cycle.
    waits: &'static [&'static str],
}

const DEADLOCKS: [Deadlock; 7] = [
    Deadlock {
        scenario: "same-page",
        listing: WITH_2_6_20,
        notation: "2,8",
        waits: &["T waits for the lock of a:0, held by T"],
    },
    Deadlock {
        scenario: "abba-two-files",
        listing: WITH_2_6_20,
        notation: "2,8;2,8",
        waits: &["A waits for the lock of b:0, held by B", "B waits for the lock of a:0, held by A"],
    },
    Deadlock {
        scenario: "abba-block-device",
        listing: WITH_2_6_20,
        notation: "2,8;2,8",
        waits: &["A waits for the lock of sda:1, held by B", "B waits for the lock of sda:0, held by A"],
    },
    Deadlock {
        scenario: "write-vs-mlock",
        listing: WITH_2_6_20,
        notation: "2,6;b,f",
        waits: &["T waits for mmap_sem of m (read), held by M", "M waits for the lock of x:0, held by T"],
    },
    Deadlock {
        scenario: "write-fault-munmap",
        listing: WITH_2_6_20,
        notation: "",
        waits: &[
            "T waits for mmap_sem of m (read), queued behind U",
            "R waits for the lock of x:0, held by T",
            "U waits for mmap_sem of m (write), held by R",
        ],
    },
    Deadlock {
        scenario: "kmap-pool",
        listing: WITH_PIN_SOURCE,
        notation: "",
        waits: &[
            "W1 waits for a kmap slot for dst.1:0, any one of W2, W3 and W4 may let go",
            "W2 waits for a kmap slot for dst.2:0, any one of W1, W3 and W4 may let go",
            "W3 waits for a kmap slot for dst.3:0, any one of W1, W2 and W4 may let go",
            "W4 waits for a kmap slot for dst.4:0, any one of W1, W2 and W3 may let go",
        ],
    },
    Deadlock {
        scenario: "pool-x-page-lock",
        listing: WITH_PIN_SOURCE,
        notation: "",
        waits: &["T waits for a kmap slot for x:0, held by T"],
    },
];

/// What the page makes of the words of a cell: the verdict, and the kind in brackets.
fn headline(words: &str) -> (&'static str, Option<&str>) {
    let kind = words.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(kind, _)| kind);
    match words.split(' ').next() {
        Some("deadlock") => ("Deadlock", kind),
        Some("hazard") => ("Hazard", kind),
        _ => ("No deadlock", None),
    }
}

async fn assert_deadlock(browser: &Browser, kind: &str, deadlock: &Deadlock) -> Result<()> {
    browser.wait_text("verdict-notation", deadlock.notation).await?;
    // The page has gone to the end of the shortest way there by itself.
    browser.wait_text("ending", &format!("Deadlock: {kind}")).await?;
    browser.wait_text("no-choices", "nobody can move").await?;
    let waits = browser.text_of_testid("waits").await?;
    let cycle: Vec<&str> = waits.lines().filter_map(|line| Some(line.split_once(" (wait ")?.0)).collect();
    assert_eq!(cycle, deadlock.waits, "{waits}");
    Ok(())
}

async fn assert_cell(browser: &Browser, row: &crate::table::Row, listing: usize) -> Result<()> {
    let (verdict, kind) = headline(row.expect[listing]);
    browser.click_testid(&row.cell(listing)).await?;
    browser.wait_text("verdict", verdict).await?;
    browser.wait_text("coverage", "Exhaustive").await?;
    browser
        .wait_text("expectation", &format!("expects: {}. This search found the same.", row.expect[listing]))
        .await?;
    if let Some(kind) = kind {
        assert_eq!(browser.text_of_testid("verdict-kind").await?, kind);
        browser.wait_text("ending", &format!("{verdict}: {kind}")).await?;
    }
    if verdict == "Deadlock" {
        let is_it = |deadlock: &&Deadlock| deadlock.scenario == row.scenario && deadlock.listing == listing;
        let deadlock = DEADLOCKS.iter().find(is_it).expect("every deadlock of these listings is described");
        assert_deadlock(browser, kind.unwrap_or_default(), deadlock).await?;
    }
    browser.click_testid("home").await?;
    browser.find("matrix").await?;
    Ok(())
}

async fn every_scenario(listing: usize) {
    in_browser(Setup::offline(), async |browser| {
        browser.open("").await?;
        for row in &ROWS {
            let context = format!("{} {} under {}", row.scenario, row.variant, LISTINGS[listing]);
            assert_cell(browser, row, listing).await.map_err(|error| error.context(context))?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn every_scenario_under_2_6_20() {
    every_scenario(WITH_2_6_20).await;
}

#[tokio::test]
async fn every_scenario_under_the_patch() {
    every_scenario(WITH_PIN_SOURCE).await;
}

/// Under 2.6.20 the disk either fails in time to lose data, or nothing happens.
#[tokio::test]
async fn every_way_in_which_runs_end_is_listed_and_can_be_shown() {
    in_browser(Setup::offline(), async |browser| {
        browser.open("").await?;
        browser.click_testid("cell-source-read-error-2.6.20").await?;
        browser.wait_text("verdict", "Hazard").await?;
        browser.wait_text("ends", "How runs end: 2 ways").await?;
        browser.find_css("[data-testid=ends] > summary").await?.click().await?;
        browser.wait_text("end-0", "zeroes + efault").await?;
        browser.wait_text("end-0", "The file holds zeroes that nobody wrote").await?;
        browser.wait_text("end-0", "sector 1 of x:0 holds zeroes that nobody wrote").await?;
        browser.wait_text("end-1", "the data are whole").await?;
        browser.click_testid("replay-end-1").await?;
        browser.wait_text("ending", "T: write(x, 0, src, 1 page) returned 2 of 2 sectors").await?;
        browser.click_testid("replay-end-0").await?;
        browser.wait_text("ending", "T: write(x, 0, src, 1 page) returned -EFAULT").await
    })
    .await;
}

/// Copying nothing and clearing the page is no deadlock, but not fine either.
#[tokio::test]
async fn lost_data_is_shown_as_a_hazard() {
    in_browser(Setup::offline(), async |browser| {
        browser.open("").await?;
        browser.click_testid("cell-bad-buffer-2.6.20").await?;
        browser.wait_text("ending", "sector 0 of a:0 holds zeroes that nobody wrote").await?;
        browser.wait_text("ending", "T: write(a, 0, src, 1 page) returned -EFAULT").await?;
        browser.wait_text("page-a-0", "zero").await
    })
    .await;
}
