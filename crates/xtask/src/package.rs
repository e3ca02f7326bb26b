//! The JavaScript package: `crates/js/pkg`, with the files that `wasm-pack build --target web` makes, and its tests in
//! Node.js. wasm-pack itself is needed to publish, not to build or to test.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use wasm_bindgen_cli_support::Bindgen;

use crate::dist::{self, Profile};
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{exec, setup};

/// The member of the workspace, and its folder.
pub(crate) const PACKAGE: &str = "pagelock-js";
pub(crate) const FOLDER: &str = "crates/js";
/// What wasm-bindgen names its files after.
const MODULE: &str = "pagelock_js";

/// Builds the package.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    setup::wasm_target()?;
    let mut cargo = dist::wasm_cargo(Profile::Release)?;
    cargo.args(["--package", PACKAGE, "--lib"]);
    exec::run(cargo)?;
    let pkg = pkg(workspace);
    if pkg.exists() {
        fs::remove_dir_all(&pkg).context("emptying the package")?;
    }
    fs::create_dir_all(&pkg)?;
    let wasm = workspace.target.join("wasm32-unknown-unknown/release").join(MODULE);
    Bindgen::new()
        .input_path(wasm.with_extension("wasm"))
        .out_name(MODULE)
        .web(true)?
        // As a library, wasm-bindgen leaves the wasm's address out unless told otherwise.
        .omit_default_module_path(false)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&pkg)
        .context("wasm-bindgen of the package")?;
    fs::write(pkg.join("package.json"), serde_json::to_string_pretty(&manifest(workspace)?)? + "\n")?;
    for text in ["README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(workspace.root.join(FOLDER).join(text), pkg.join(text)).with_context(|| text.to_owned())?;
    }
    Ok(())
}

/// The package's folder.
fn pkg(workspace: &Workspace) -> PathBuf {
    workspace.root.join(FOLDER).join("pkg")
}

/// What npm knows of the package, as wasm-pack takes it from the member's `Cargo.toml`.
fn manifest(workspace: &Workspace) -> Result<Value> {
    let member = workspace.packages.iter().find(|package| package["name"] == PACKAGE);
    let member = member.with_context(|| format!("there is no {PACKAGE}"))?;
    let (script, types) = (format!("{MODULE}.js"), format!("{MODULE}.d.ts"));
    Ok(json!({
        "name": PACKAGE,
        "type": "module",
        "description": member["description"],
        "version": member["version"],
        "license": member["license"],
        "files": [format!("{MODULE}_bg.wasm"), script, types],
        "main": script,
        "types": types,
        "sideEffects": ["./snippets/*"],
    }))
}

/// Compiles a program against the types, and compares what the package answers in Node.js with the command line.
pub(crate) fn test(workspace: &Workspace) -> Result<Tally> {
    setup::programs(&["node"], &["nodejs"])?;
    let tsc = setup::scripts(workspace)?.tsc;
    let mut compile = exec::command("node", [tsc.as_os_str()]);
    compile.args(["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"]);
    compile.args(["--lib", "es2022,dom", "tests/types.test.ts"]);
    compile.current_dir(workspace.root.join(FOLDER));
    exec::run(compile)?;
    exec::run(exec::cargo(["build", "--locked", "--package", "pagelock"]))?;
    let mut node = exec::command("node", ["--test", "--test-reporter=tap", "tests/node.test.mjs"]);
    node.current_dir(workspace.root.join(FOLDER)).env("PAGELOCK", command_line(&workspace.target));
    Ok(exec::run_tests(node)? + Tally::PASS)
}

fn command_line(target: &Path) -> PathBuf {
    target.join("debug/pagelock")
}

/// Builds with wasm-pack, as people do who publish.
pub(crate) fn by_wasm_pack(workspace: &Workspace) -> Result<()> {
    let mut build = crate::wasm_pack::command(workspace)?;
    dist::remap(&mut build)?;
    build.args(["build", "--target", "web", FOLDER]);
    exec::run(build)?;
    let theirs: Value = serde_json::from_slice(&fs::read(pkg(workspace).join("package.json"))?)?;
    let ours = manifest(workspace)?;
    ensure!(theirs == ours, "wasm-pack's package.json is another one:\n{theirs:#}\n{ours:#}");
    Ok(())
}
