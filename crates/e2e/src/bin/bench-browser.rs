//! `bench-browser FOLDER`: serves the folder that `cargo xtask bench` has made, opens it in headless Chromium, and
//! measures there what its standard input asks for: `CASE WAY` on a line, answered with a line of JSON.
#![expect(clippy::print_stdout, reason = "a command line program")]

use std::io::{BufRead, Write, stdin, stdout};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::manager::{BrowserKind, WebDriverManager};
use thirtyfour::prelude::*;
use tokio::net::TcpListener;

/// One search may take as long as the driver's client waits.
const PATIENCE: Duration = Duration::from_secs(110);
const READY: &str = "return typeof globalThis.measure === 'function'";
const MEASURE: &str = "return measure(arguments[0], arguments[1])";

#[tokio::main]
async fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).context("usage: bench-browser FOLDER")?);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}/", listener.local_addr()?);
    let server = tokio::spawn(async move { static_server::serve(listener, &folder, "/").await });
    let chromedriver = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let manager =
        WebDriverManager::builder().driver_binary(BrowserKind::Chrome, chromedriver).offline().build();
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_headless()?;
    capabilities.set_no_sandbox()?;
    capabilities.set_disable_dev_shm_usage()?;
    let driver = manager.launch(capabilities).await.context("chromedriver")?;
    let answered = answer_all(&driver, &address).await;
    driver.quit().await?;
    server.abort();
    answered
}

async fn answer_all(driver: &WebDriver, address: &str) -> Result<()> {
    driver.set_script_timeout(PATIENCE).await?;
    driver.goto(address).await?;
    let is_ready = async {
        while driver.execute(READY, Vec::new()).await?.json() != &Value::Bool(true) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, anyhow::Error>(())
    };
    tokio::time::timeout(PATIENCE, is_ready).await.context("the page does not get ready")??;
    for line in stdin().lock().lines() {
        let line = line?;
        let (case, way) = line.split_once(' ').context("a request is `CASE WAY`")?;
        let measured = driver.execute(MEASURE, vec![json!(case), json!(way)]).await.context(line.clone())?;
        println!("{}", measured.json());
        stdout().flush()?;
    }
    Ok(())
}
