//! axe-core, let loose on the page: its script goes in through the driver, which the page's content policy does not
//! stop, and is part of no page that is served.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser::Browser;

/// Runs the rules of WCAG 2.2 AA; each violation in a line, with the first elements it is about.
const RUN: &str = "
    const done = arguments[0];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
    const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] };
    const line = (rule) => rule.id + ' (' + rule.help + '), ' + rule.nodes.length + ' elements:'
        + rule.nodes.slice(0, 4).map((node) => '\\n    ' + node.target.join(' ') + '\\n      '
            + node.html.slice(0, 200) + '\\n      ' + (node.failureSummary ?? '').replace(/\\s+/g, ' ')).join('');
    axe.run(document, options).then(
        (found) => done({ passed: found.passes.length, violations: found.violations.map(line) }),
        (error) => done({ passed: 0, violations: [String(error)] }));";

fn script() -> Result<String> {
    let named = std::env::var_os("AXE_CORE").map(PathBuf::from);
    let built = || crate::site::workspace().join("target/tools/npm/node_modules/axe-core/axe.min.js");
    let path = named.unwrap_or_else(built);
    fs::read_to_string(&path)
        .with_context(|| format!("axe-core at {} (`cargo xtask test` gets it; AXE_CORE)", path.display()))
}

impl Browser {
    /// Fails when axe-core finds a breach of WCAG 2.2 A or AA in the page as it is.
    ///
    /// # Errors
    /// When it does, with every breach, or cannot run.
    pub async fn assert_accessible(&self, state: &str) -> Result<()> {
        if self.run_script("return typeof axe").await? == "undefined" {
            self.run_script(&script()?).await?;
        }
        let found = self.run_script_async(RUN).await?;
        let violations = found["violations"].as_array().cloned().unwrap_or_default();
        let lines: Vec<&str> = violations.iter().filter_map(Value::as_str).collect();
        ensure!(lines.is_empty(), "{state}: {}", lines.join("\n  "));
        ensure!(found["passed"].as_u64() > Some(5), "{state}: axe-core has checked next to nothing");
        Ok(())
    }
}
