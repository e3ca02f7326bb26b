//! Tests of the built page in headless Chromium or Firefox (`PAGELOCK_BROWSER=firefox`), and what they are written
//! with.
//!
//! A test serves `dist/` on a port of its own, opens it in a browser with a fresh profile, and works the page by
//! `data-testid` attributes. [`in_browser`] does everything around the test: it fails the test when the console has
//! a warning or an error at the end, keeps a picture below `target/e2e/screenshots/` when the test fails, and
//! always ends the browser.
//!
//! ```no_run
//! use pagelock_e2e::{Setup, in_browser};
//!
//! #[tokio::test]
//! async fn a_step_is_told() {
//!     in_browser(Setup::default(), async |browser| {
//!         browser.open("#1/same-page/2.6.20/-/-@0").await?;
//!         browser.click_testid("choice-0").await?;
//!         browser.wait_text("status", "T takes i_mutex of a").await?;
//!         browser.press("1").await?;
//!         browser.wait_hash("#1/same-page/2.6.20/-/0*2@2").await?;
//!         browser.screenshot("after-two-steps").await
//!     })
//!     .await;
//! }
//! ```
//!
//! What may go wrong on purpose is said beforehand: `browser.expect_console("404")` takes every entry of the console
//! that has this text, and fails the test when there is none. Waits end by themselves and fail after
//! [`browser::PATIENCE`]; nothing sleeps. `cargo xtask build`, then `cargo test -p pagelock-e2e NAME` runs one test.

mod axe;
pub mod browser;
mod firefox;
mod frame;
mod input;
mod kind;
mod link;
pub mod palette;
pub mod site;

use std::panic::{AssertUnwindSafe, resume_unwind};

use anyhow::Result;
use futures_util::FutureExt;
pub use thirtyfour::Key;

pub use crate::browser::Browser;
pub use crate::kind::Kind;
pub use crate::link::sealed;
pub use crate::site::Site;

/// What a test starts from.
#[derive(Debug)]
pub struct Setup {
    /// The files that are served; `dist/` unless said otherwise.
    pub site: Site,
    /// Whether the browser runs scripts.
    pub javascript: bool,
    /// Width and height of the page, in CSS pixels.
    pub viewport: (u32, u32),
    /// Whether the host can be reached.
    pub network: Network,
}

/// Whether the host of the site can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// From beginning to end.
    On,
    /// For a first visit, which is made before the test begins.
    FirstVisit,
}

impl Setup {
    /// A visitor who has been at the site before, and has no network.
    #[must_use]
    pub fn offline() -> Setup {
        Setup { network: Network::FirstVisit, ..Setup::default() }
    }
}

impl Default for Setup {
    fn default() -> Setup {
        Setup { site: Site::dist(), javascript: true, viewport: (1280, 900), network: Network::On }
    }
}

/// Runs a test in a browser of its own.
///
/// # Panics
/// When the test fails, and when it leaves warnings or errors in the console.
pub async fn in_browser(setup: Setup, test: impl AsyncFnOnce(&Browser) -> Result<()>) {
    let browser = Browser::start(&setup).await.expect("starting the browser");
    let work = async {
        if setup.network == Network::FirstVisit {
            browser.open("").await?;
            browser.wait_kept().await?;
            browser.stop_server()?;
        }
        test(&browser).await?;
        browser.assert_clean().await
    };
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    if !matches!(outcome, Ok(Ok(()))) {
        let name = format!("failed-{}", test_name());
        // Another failure must not hide the first one.
        if let Err(error) = browser.screenshot(&name).await {
            eprintln!("no screenshot: {error:#}");
        }
    }
    let quit = browser.quit().await;
    match outcome {
        Err(panic) => resume_unwind(panic),
        Ok(Err(error)) => panic!("{error:#}"),
        Ok(Ok(())) => quit.expect("ending the browser"),
    }
}

/// The test harness names each test's thread after it.
fn test_name() -> String {
    std::thread::current().name().unwrap_or("test").replace("::", "-")
}
