//! wasm-pack as people type it, with the test runner of this workspace, so that it has nothing to download.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{exec, setup};

const VERSION: &str = "0.15.1";
/// Our program, and the name under which wasm-pack looks for it. It takes both from one folder.
const PROGRAMS: [(&str, &str); 2] =
    [("wasm-test-runner", "wasm-bindgen-test-runner"), ("bindgen", "wasm-bindgen")];

/// Runs `wasm-pack test --headless --chrome` on the worker.
pub(crate) fn test_worker(workspace: &Workspace, chromedriver: &Path) -> Result<Tally> {
    let mut test = command(workspace)?;
    test.args(["test", "--headless", "--chrome", "crates/worker"]);
    setup::for_browser(&mut test, chromedriver);
    exec::run_tests(test)
}

/// wasm-pack, without arguments; it is installed below target/ when it is not there.
pub(crate) fn command(workspace: &Workspace) -> Result<Command> {
    let wasm_pack = setup::cargo_tool(workspace, "wasm-pack", VERSION)?;
    let bin = workspace.target.join("tools").join("bin");
    exec::run(exec::cargo(["build", "--locked", "--package", "wasm-test-runner", "--bins"]))?;
    for (ours, theirs) in PROGRAMS {
        let built = workspace.target.join("debug").join(ours);
        fs::copy(&built, bin.join(theirs)).with_context(|| format!("copying {}", built.display()))?;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(bin.clone()).chain(std::env::split_paths(&path)))?;
    let mut command = Command::new(wasm_pack);
    command.current_dir(&workspace.root).env("PATH", path);
    Ok(command)
}
