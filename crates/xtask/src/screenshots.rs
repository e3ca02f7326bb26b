//! `cargo xtask screenshots`: the pictures of the documents, made anew.

use anyhow::Result;

use crate::dist::{self, Profile};
use crate::workspace::Workspace;
use crate::{exec, setup};

/// Builds the page and has its pictures taken.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let chromedriver = setup::chromedriver()?;
    dist::build(workspace, Profile::Release)?;
    let mut take = exec::cargo([
        "run",
        "--locked",
        "--quiet",
        "--package",
        "pagelock-e2e",
        "--bin",
        "screenshots",
        "--",
    ]);
    take.arg(workspace.root.join("docs/screenshots"));
    take.arg(workspace.root.join("www/preview.png")).env("CHROMEDRIVER", chromedriver);
    exec::run(take)
}
