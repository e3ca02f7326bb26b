//! Installs what a command lacks, and says what to install by hand where it cannot.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::exec;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// Any of these is a browser that chromedriver finds by itself.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const BROWSER_PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];
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
