//! The two browsers that the tests drive, and how each is started. Environment -> [`Kind`] -> session. Knows no page.

use std::ffi::OsString;

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::manager::{BrowserKind, WebDriverManager};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, FirefoxCapabilities, LoggingPrefsLogLevel};

use crate::Setup;

/// Names the browser; Chromium unless it says otherwise.
const VARIABLE: &str = "PAGELOCK_BROWSER";

/// A browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, with its developer tools.
    Chromium,
    /// Firefox, with the scripts of its own windows.
    Firefox,
}

impl Kind {
    /// The browser that this run of the tests is for.
    ///
    /// # Panics
    /// When `PAGELOCK_BROWSER` names none of them.
    #[must_use]
    pub fn of_this_run() -> Kind {
        match std::env::var(VARIABLE).as_deref() {
            Err(_) | Ok("chromium") => Kind::Chromium,
            Ok("firefox") => Kind::Firefox,
            Ok(other) => panic!("{VARIABLE}={other} names no browser"),
        }
    }

    /// Starts the browser, headless and with a profile of its own.
    pub(crate) async fn launch(self, setup: &Setup) -> Result<WebDriver> {
        let builder = WebDriverManager::builder().offline();
        match self {
            Kind::Chromium => {
                let manager =
                    builder.driver_binary(BrowserKind::Chrome, program("CHROMEDRIVER", "chromedriver"));
                manager.build().launch(chromium(setup)?).await.context("chromedriver")
            }
            Kind::Firefox => {
                let manager = builder
                    .driver_binary(BrowserKind::Firefox, program("GECKODRIVER", "geckodriver"))
                    .driver_arg(BrowserKind::Firefox, "--allow-system-access");
                manager.build().launch(firefox(setup)?).await.context("geckodriver")
            }
        }
    }
}

fn program(variable: &str, name: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}

fn chromium(setup: &Setup) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_headless()?;
    // Containers run as root and have a small /dev/shm.
    capabilities.set_no_sandbox()?;
    capabilities.set_disable_dev_shm_usage()?;
    // Whatever would go anywhere else finds no address, and says so in the console.
    capabilities.add_arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    if !setup.javascript {
        let blocked = json!({ "profile.managed_default_content_settings.javascript": 2 });
        capabilities.add_experimental_option("prefs", blocked)?;
    }
    Ok(capabilities)
}

fn firefox(setup: &Setup) -> Result<FirefoxCapabilities> {
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.set_headless()?;
    let mut preferences = FirefoxPreferences::new();
    preferences.set("javascript.enabled", setup.javascript)?;
    // Tests ask to write the clipboard without a person's hand.
    preferences.set("dom.events.testing.asyncClipboard", true)?;
    // Or a page that is left while it computes is said to have taken too long.
    preferences.set("dom.ipc.cancel_content_js_when_navigating", false)?;
    capabilities.set_preferences(preferences)?;
    Ok(capabilities)
}
