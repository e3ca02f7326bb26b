//! Installs what a command lacks, and says what to install by hand where it cannot.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::exec;
use crate::workspace::Workspace;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// Any of these is a browser that chromedriver finds by itself.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const BROWSER_PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];
const GECKODRIVER_VERSION: &str = "0.37.1";
/// Where the packages from npm are listed, with their sums.
const NPM_FOLDER: &str = "crates/xtask/npm";
const NPM_LISTS: [&str; 2] = ["package.json", "package-lock.json"];
const AXE: &str = "node_modules/axe-core/axe.min.js";
const TSC: &str = "node_modules/typescript/bin/tsc";
const MERMAID: &str = "node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js";
/// SPIN and a C compiler that is fast enough to compile a searcher for every cell of the matrix: programs, and the
/// packages of the same names.
const SPIN_PACKAGES: [&str; 2] = ["spin", "tcc"];

/// Adds the standard library for wasm to the toolchain, unless it is there.
pub(crate) fn wasm_target() -> Result<()> {
    let sysroot = exec::output(exec::command("rustc", ["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir() {
        return Ok(());
    }
    exec::run(exec::command("rustup", ["target", "add", WASM_TARGET]))
}

/// Adds clippy and rustfmt to the toolchain, unless they are there.
pub(crate) fn lint_components() -> Result<()> {
    for (component, subcommand) in [("clippy", "clippy"), ("rustfmt", "fmt")] {
        if !exec::succeeds(exec::cargo([subcommand, "--version"])) {
            exec::run(exec::command("rustup", ["component", "add", component]))?;
        }
    }
    Ok(())
}

/// The path of chromedriver. It and Chromium are installed by apt-get where there is one and they are missing.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    if let Some(driver) = installed_chromedriver() {
        return Ok(driver);
    }
    let packages = BROWSER_PACKAGES.join(" ");
    ensure!(
        on_path("apt-get").is_some(),
        "the browser tests need Chromium and chromedriver of the same version on PATH (Debian: {packages})"
    );
    install(&BROWSER_PACKAGES)?;
    installed_chromedriver().with_context(|| format!("{packages} are installed but not on PATH"))
}

/// Installs SPIN and tcc by apt-get, unless they are there.
pub(crate) fn spin() -> Result<()> {
    programs(&SPIN_PACKAGES, &SPIN_PACKAGES)
}

/// Installs packages by apt-get, unless all of these programs are there.
pub(crate) fn programs(programs: &[&str], packages: &[&str]) -> Result<()> {
    let missing = || programs.iter().find(|program| on_path(program).is_none());
    if missing().is_none() {
        return Ok(());
    }
    let names = packages.join(" ");
    ensure!(on_path("apt-get").is_some(), "{} must be on PATH (Debian: {names})", programs.join(" and "));
    install(packages)?;
    match missing() {
        Some(program) => bail!("{names} are installed, but {program} is not on PATH"),
        None => Ok(()),
    }
}

/// The path of geckodriver. It is built below target/ when it is not on PATH; Firefox is installed by apt-get.
pub(crate) fn geckodriver(workspace: &Workspace) -> Result<PathBuf> {
    if FIREFOX.iter().all(|firefox| on_path(firefox).is_none()) {
        programs(&FIREFOX[..1], &FIREFOX[..1])?;
    }
    match std::env::var_os("GECKODRIVER").map(PathBuf::from).or_else(|| on_path("geckodriver")) {
        Some(driver) => Ok(driver),
        None => cargo_tool(workspace, "geckodriver", GECKODRIVER_VERSION),
    }
}

/// The path of a program from crates.io; it is built below target/ when it is not there.
pub(crate) fn cargo_tool(workspace: &Workspace, name: &str, version: &str) -> Result<PathBuf> {
    let tools = workspace.target.join("tools");
    let program = tools.join("bin").join(name);
    if !program.is_file() {
        // None of them computes much: what an optimiser takes, they never make up for.
        let mut install = exec::cargo(["install", "--locked", name, "--version", version, "--root"]);
        install.arg(&tools).env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        exec::run(install)?;
    }
    Ok(program)
}

/// Scripts that tests need, and that are part of no page.
pub(crate) struct Scripts {
    /// axe-core.
    pub(crate) axe: PathBuf,
    /// Mermaid.
    pub(crate) mermaid: PathBuf,
    /// TypeScript's compiler.
    pub(crate) tsc: PathBuf,
}

/// The paths of scripts for tests, as npm has checked them.
pub(crate) fn scripts(workspace: &Workspace) -> Result<Scripts> {
    let lists = workspace.root.join(NPM_FOLDER);
    let folder = workspace.target.join("tools").join("npm");
    let scripts = Scripts { axe: folder.join(AXE), mermaid: folder.join(MERMAID), tsc: folder.join(TSC) };
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut is_new = [&scripts.axe, &scripts.mermaid, &scripts.tsc].iter().any(|script| !script.is_file());
    for list in NPM_LISTS {
        let wanted = fs::read(lists.join(list)).with_context(|| format!("reading {list}"))?;
        if fs::read(folder.join(list)).ok().as_ref() != Some(&wanted) {
            fs::write(folder.join(list), wanted).with_context(|| format!("writing {list}"))?;
            is_new = true;
        }
    }
    if is_new {
        programs(&["npm"], &["npm"])?;
        let mut install = exec::command("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        install.current_dir(&folder);
        exec::run(install)?;
    }
    Ok(scripts)
}

fn install(packages: &[&str]) -> Result<()> {
    apt_get(&["update"], packages)?;
    apt_get(&[&["install", "-y", "--no-install-recommends"], packages].concat(), packages)
}

/// Lets a wasm test command find its browser, and gives it time on a busy machine.
pub(crate) fn for_browser(tests: &mut Command, chromedriver: &Path) {
    tests.env("CHROMEDRIVER", chromedriver).env("WASM_BINDGEN_TEST_TIMEOUT", "120");
}

fn installed_chromedriver() -> Option<PathBuf> {
    let driver = match std::env::var_os("CHROMEDRIVER") {
        Some(named) => Some(PathBuf::from(named)),
        None => on_path("chromedriver"),
    };
    driver.filter(|_| BROWSERS.iter().any(|browser| on_path(browser).is_some()))
}

fn apt_get(args: &[&str], packages: &[&str]) -> Result<()> {
    let root = exec::output(exec::command("id", ["-u"]))?.trim() == "0";
    let words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"].into_iter().chain(args.iter().copied());
    if root {
        return exec::run(exec::command("env", words.skip(1)));
    }
    if on_path("sudo").is_none() {
        bail!("not root and no sudo: please install {} by hand", packages.join(" "));
    }
    exec::run(exec::command("sudo", words))
}

/// Where a program is, if it is.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|file| file.is_file())
}
