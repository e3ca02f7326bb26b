//! `cargo xtask build`: the static site in `dist/`, which runs from any folder of any web server.
//!
//! cargo makes the wasm, wasm-bindgen's library makes the glue, the command line program makes the table that is
//! read before the wasm has arrived (or without it), and everything in `www/` is copied.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::CrcWriter;
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::Workspace;
use crate::{exec, page, setup, weight};

/// How the wasm is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to compile, with names and debug assertions.
    Debug,
    /// What is published.
    Release,
    /// The same where answers are short: the engine, too, is compiled for size.
    Small,
}

/// The binaries that become wasm: package, name of the binary, name in `dist/`, and how it is published.
const BINARIES: [(&str, &str, &str, Profile); 4] = [
    ("pagelock-web", "web", "pagelock-web", Profile::Small),
    ("pagelock-worker", "worker", "pagelock-worker", Profile::Small),
    ("pagelock-worker", "search", "pagelock-search", Profile::Release),
    ("pagelock-worker", "study", "pagelock-study", Profile::Small),
];
const INDEX: &str = "index.html";

/// Compiles everything, then writes `dist/` anew.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    write(workspace, profile)?;
    weight::print(&weight::of(&workspace.root.join("dist"))?);
    Ok(())
}

/// Builds what is published, and fails when it weighs more than it may.
pub(crate) fn publish(workspace: &Workspace) -> Result<()> {
    write(workspace, Profile::Release)?;
    let files = weight::of(&workspace.root.join("dist"))?;
    weight::print(&files);
    let complaints = weight::judge(&files);
    ensure!(complaints.is_empty(), "dist/ is not to be published:\n  {}", complaints.join("\n  "));
    Ok(())
}

fn write(workspace: &Workspace, profile: Profile) -> Result<()> {
    setup::wasm_target()?;
    match profile {
        Profile::Debug => exec::run(compile_wasm(profile, &BINARIES)?)?,
        Profile::Release | Profile::Small => {
            for published in [Profile::Release, Profile::Small] {
                let of = BINARIES.into_iter().filter(|(.., profile)| *profile == published);
                exec::run(compile_wasm(published, &of.collect::<Vec<_>>())?)?;
            }
        }
    }
    let table = exec::output(verdict_table(profile))?;
    let dist = workspace.root.join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).context("emptying dist/")?;
    }
    let www = workspace.root.join("www");
    copy_folder(&www, &dist)?;
    for (_, binary, name, published) in BINARIES {
        let profile = if profile == Profile::Debug { profile } else { published };
        bind(workspace, profile, binary, name, &dist).with_context(|| format!("wasm-bindgen of {binary}"))?;
    }
    let build = build_name(&dist)?;
    let template = fs::read_to_string(www.join(INDEX)).context("www/index.html")?;
    fs::write(dist.join(INDEX), page::fill(&template, &style_sheets(&www)?, &table, &build)?)?;
    Ok(())
}

fn compile_wasm(profile: Profile, binaries: &[(&str, &str, &str, Profile)]) -> Result<Command> {
    let mut cargo = exec::cargo(["build", "--locked", "--target", "wasm32-unknown-unknown"]);
    for (package, binary, ..) in binaries {
        cargo.args(["--package", package, "--bin", binary]);
    }
    // Panic messages name source files: not by the folders of the machine that built the page.
    let home = std::env::home_dir().context("no home folder")?;
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", format!("--remap-path-prefix={}=cargo", cargo_home.display()));
    cargo.args(profile.flags());
    Ok(cargo)
}

/// Searches every built-in scenario under every kernel, so it takes the time of those searches.
fn verdict_table(profile: Profile) -> Command {
    let mut cargo = exec::cargo(["run", "--locked", "--quiet", "--package", "pagelock"]);
    cargo.args(profile.flags()).args(["--", "matrix", "--html"]);
    cargo
}

impl Profile {
    fn flags(self) -> &'static [&'static str] {
        match self {
            Profile::Debug => &[],
            Profile::Release => &["--release"],
            Profile::Small => &["--profile", "small"],
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Profile::Debug => "debug",
            Profile::Release => "release",
            Profile::Small => "small",
        }
    }
}

/// Makes the JavaScript that belongs to a wasm, and puts both into a folder.
pub(crate) fn bind(
    workspace: &Workspace,
    profile: Profile,
    binary: &str,
    name: &str,
    dist: &Path,
) -> Result<()> {
    let wasm = workspace.target.join("wasm32-unknown-unknown").join(profile.folder()).join(binary);
    Bindgen::new()
        .input_path(wasm.with_extension("wasm"))
        .out_name(name)
        .web(true)?
        // As a library, wasm-bindgen leaves the wasm's address out unless told otherwise.
        .omit_default_module_path(false)
        .typescript(false)
        .debug(profile == Profile::Debug)
        .keep_debug(profile == Profile::Debug)
        .remove_name_section(profile != Profile::Debug)
        .remove_producers_section(true)
        .generate(dist)
}

/// Copies everything below a folder.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for file in files_below(from)? {
        let target = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(target.parent().context("a file without a folder")?)?;
        fs::copy(&file, &target).with_context(|| format!("copying {}", file.display()))?;
    }
    Ok(())
}

/// Names a build by its contents: the page asks for everything under this name, so that a browser's cache never
/// mixes two builds.
fn build_name(dist: &Path) -> Result<String> {
    let mut sum = CrcWriter::new(std::io::sink());
    for file in files_below(dist)? {
        sum.write_all(&fs::read(file)?)?;
    }
    Ok(format!("{:08x}", sum.crc().sum()))
}

fn style_sheets(www: &Path) -> Result<Vec<String>> {
    let folder = www.join("styles");
    let files = if folder.is_dir() { files_below(&folder)? } else { Vec::new() };
    let sheets = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "css"));
    sheets.map(|file| Ok(file.strip_prefix(&folder)?.display().to_string())).collect()
}

/// All files below a folder, in order of name.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    files.sort();
    Ok(files)
}
