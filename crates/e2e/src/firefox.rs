//! What Chromium's developer tools do for the tests, done in Firefox by scripts that run in its own window, outside
//! of the page.

use anyhow::{Result, bail, ensure};
use http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

/// Makes the page this wide and high: it is an element of the window.
const RESIZE: &str = "
    const [width, height] = arguments;
    const page = gBrowser.selectedBrowser;
    for (const [side, length] of [['width', width], ['height', height]]) {
        page.style.setProperty(side, length + 'px', 'important');
        page.style.setProperty('min-' + side, length + 'px', 'important');
        page.style.setProperty('max-' + side, length + 'px', 'important');
    }";

/// Errors and warnings that came from files of the page, and what the page said to its console. That a file is not
/// there is left out: Chromium tells it as an answer of the network, which Firefox keeps to its developer tools.
const CONSOLE: &str = "
    const isOurs = (source) => String(source).startsWith('http://127.0.0.1');
    const errors = Services.console.getMessageArray().filter((message) =>
        message instanceof Ci.nsIScriptError && isOurs(message.sourceName)
        && !/disallowed MIME type|Loading failed for/.test(message.errorMessage));
    Services.console.reset();
    const storage = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage);
    const said = storage.getEvents().filter((event) => ['error', 'warn'].includes(event.level)
        && isOurs(event.filename));
    storage.clearEvents();
    return [...errors.map((message) => message.errorMessage),
        ...said.map((event) => event.arguments.map(String).join(' '))];";

/// Which script's world is spoken to.
#[derive(Debug)]
enum Context {
    /// The page.
    Content,
    /// The browser's window.
    Chrome,
}

impl FormatRequestData for Context {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let name = match self {
            Context::Content => "content",
            Context::Chrome => "chrome",
        };
        RequestData::new(Method::POST, format!("/session/{session}/moz/context"))
            .add_body(json!({ "context": name }))
    }
}

/// Runs a script in the browser's window.
async fn in_window(driver: &WebDriver, script: &str, arguments: Vec<Value>) -> Result<Value> {
    driver.cmd(Context::Chrome).await?;
    let outcome = driver.execute(script, arguments).await;
    driver.cmd(Context::Content).await?;
    Ok(outcome?.json().clone())
}

/// Sets width and height of the page in CSS pixels.
pub(crate) async fn resize(driver: &WebDriver, width: u32, height: u32) -> Result<()> {
    in_window(driver, RESIZE, vec![json!(width), json!(height)]).await?;
    Ok(())
}

/// Sets a feature of the visitor's screen.
pub(crate) async fn prefer(driver: &WebDriver, feature: &str, value: &str) -> Result<()> {
    let (name, number) = match (feature, value) {
        ("prefers-color-scheme", "dark") => ("layout.css.prefers-color-scheme.content-override", 0),
        ("prefers-color-scheme", "light") => ("layout.css.prefers-color-scheme.content-override", 1),
        ("prefers-reduced-motion", "reduce") => ("ui.prefersReducedMotion", 1),
        ("prefers-reduced-motion", "no-preference") => ("ui.prefersReducedMotion", 0),
        _ => bail!("no preference of Firefox is known for {feature}: {value}"),
    };
    let set = "Services.prefs.setIntPref(arguments[0], arguments[1])";
    in_window(driver, set, vec![json!(name), json!(number)]).await?;
    Ok(())
}

/// Types a text into the focused field, as if it had been pasted.
pub(crate) async fn insert_text(driver: &WebDriver, text: &str) -> Result<()> {
    let insert = "return document.execCommand('insertText', false, arguments[0])";
    let inserted = driver.execute(insert, vec![json!(text)]).await?;
    ensure!(inserted.json() == &Value::Bool(true), "the text cannot be inserted");
    Ok(())
}

/// The messages of the console since they were last asked for. Answers that are no success are not among them.
pub(crate) async fn console(driver: &WebDriver) -> Result<Vec<String>> {
    let messages = in_window(driver, CONSOLE, Vec::new()).await?;
    Ok(serde_json::from_value(messages)?)
}
