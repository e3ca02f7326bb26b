//! `cargo xtask build`: the static site in `dist/`, which runs from any folder of any web server.
//!
//! cargo makes the wasm, wasm-bindgen's library makes the glue, the command line program makes what is read without
//! the wasm, and everything in `www/` is copied: under plain names below `target/`. `publish` gives all of it the
//! names under which it goes to `dist/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::page::Texts;
use crate::publish::{Files, Places, publish as name_files, split};
use crate::workspace::Workspace;
use crate::{exec, links, page, setup, weight};

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
/// What all workers would bring is fetched once.
pub(crate) const FEATURES: [&str; 3] = ["--no-default-features", "--features", "pagelock-worker/exports"];
/// Texts that are filled in and not copied, below `www/`.
const TEMPLATES: &str = "templates";
const INDEX: &str = "index.html";
/// The built-in scenarios and listings, which the workers are given when they start.
const BUILT_IN: &str = "texts.txt";

/// Compiles everything, then writes `dist/` anew.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    write(workspace, profile, "")?;
    weight::print(&weight::of(&workspace.root.join("dist"))?);
    Ok(())
}

/// Builds what is published at the address `base` (or anywhere, if that is empty), and fails when it weighs more than
/// it may.
pub(crate) fn publish(workspace: &Workspace, base: &str) -> Result<()> {
    let is_folder = base.ends_with('/') && !base.contains(['"', '<', '>', '&']);
    ensure!(base.is_empty() || is_folder, "`{base}` is not the address of a folder: it ends with a `/`");
    write(workspace, Profile::Release, base)?;
    let files = weight::of(&workspace.root.join("dist"))?;
    weight::print(&files);
    let complaints = weight::judge(&files);
    ensure!(complaints.is_empty(), "dist/ is not to be published:\n  {}", complaints.join("\n  "));
    Ok(())
}

fn write(workspace: &Workspace, profile: Profile, base: &str) -> Result<()> {
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
    let texts = Texts::read(&exec::output(texts())?)?;
    let plain = workspace.target.join("site");
    empty(&plain)?;
    let www = workspace.root.join("www");
    copy_folder(&www, &plain)?;
    fs::remove_dir_all(plain.join(TEMPLATES)).context("www/templates")?;
    for (_, binary, name, published) in BINARIES {
        let profile = if profile == Profile::Debug { profile } else { published };
        bind(workspace, profile, binary, name, &plain)
            .with_context(|| format!("wasm-bindgen of {binary}"))?;
    }
    let styles = style_sheets(&www)?;
    let template = |name: &str| fs::read_to_string(www.join(name)).with_context(|| format!("www/{name}"));
    let mut files = read_folder(&plain)?;
    files.insert(BUILT_IN.to_owned(), built_in(&workspace.root.join("scenarios"))?);
    let index = page::fill(&template(INDEX)?, &styles, &texts.table)?;
    files.insert(INDEX.to_owned(), index.into());
    let frame = template(&format!("{TEMPLATES}/page.html"))?;
    for page in &texts.pages {
        let html = page::frame(&frame, &styles, page, base)?;
        files.insert(format!("scenarios/{}.html", page.name), html.into());
    }
    let places = Places { version: workspace.version()?, commit: commit(workspace), base: base.to_owned() };
    let published = name_files(&files, &places)?;
    let complaints = links::judge(&published, base);
    ensure!(complaints.is_empty(), "dist/ is broken:\n  {}", complaints.join("\n  "));
    let dist = workspace.root.join("dist");
    empty(&dist)?;
    for (name, bytes) in published {
        let file = dist.join(name);
        fs::create_dir_all(file.parent().context("a file without a folder")?)?;
        fs::write(file, bytes)?;
    }
    Ok(())
}

/// Every scenario and listing as `pagelock_lang::builtin::give` takes them: name of the file, NUL, text, NUL.
fn built_in(folder: &Path) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    for (name, text) in read_folder(folder)? {
        if matches!(split(&name).1, ".toml" | ".lst") {
            all.extend([name.as_bytes(), &[0], &text, &[0]].concat());
        }
    }
    Ok(all)
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    Ok(())
}

/// The commit the working tree is at, marked when something in it is changed; the same for everybody who builds it.
fn commit(workspace: &Workspace) -> String {
    let words = ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"];
    let mut git = exec::command("git", words);
    git.current_dir(&workspace.root);
    let told = exec::output(git).map(|commit| commit.trim().to_owned()).unwrap_or_default();
    if told.is_empty() { "unknown".to_owned() } else { told }
}

fn compile_wasm(profile: Profile, binaries: &[(&str, &str, &str, Profile)]) -> Result<Command> {
    let mut cargo = wasm_cargo(profile)?;
    cargo.args(FEATURES);
    for (package, binary, ..) in binaries {
        cargo.args(["--package", package, "--bin", binary]);
    }
    Ok(cargo)
}

/// A cargo that builds for the browser what it is told to.
pub(crate) fn wasm_cargo(profile: Profile) -> Result<Command> {
    let mut cargo = exec::cargo(["build", "--locked", "--target", "wasm32-unknown-unknown"]);
    remap(&mut cargo)?;
    cargo.args(profile.flags());
    Ok(cargo)
}

/// Lets panic messages not name the folders of the machine that built the page.
pub(crate) fn remap(cargo: &mut Command) -> Result<()> {
    let home = std::env::home_dir().context("no home folder")?;
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", format!("--remap-path-prefix={}=cargo", cargo_home.display()));
    Ok(())
}

/// Searches every built-in scenario under every kernel. Those searches take less time than compiling for speed.
fn texts() -> Command {
    exec::cargo(["run", "--locked", "--quiet", "--package", "pagelock", "--", "matrix", "--pages"])
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

/// All files below a folder, by their path from there.
fn read_folder(folder: &Path) -> Result<Files> {
    let read = |file: PathBuf| {
        let parts: Vec<_> = file.strip_prefix(folder)?.iter().map(|part| part.to_string_lossy()).collect();
        Ok((parts.join("/"), fs::read(&file)?))
    };
    files_below(folder)?.into_iter().map(read).collect()
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

#[cfg(test)]
mod tests {
    /// The policy in a page, for hosts that send no headers.
    fn policy_of_page(html: &str) -> &str {
        let (_, rest) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"").unwrap();
        rest.split_once('"').unwrap().0
    }

    /// The policies that are sent for a path.
    fn policy_of_path<'a>(headers: &'a str, path: &str) -> &'a str {
        let (_, rule) = headers.split_once(&format!("\n{path}\n")).unwrap();
        rule.lines().next().unwrap().trim().strip_prefix("Content-Security-Policy: ").unwrap()
    }

    #[test]
    fn pages_and_headers_have_one_policy() {
        let headers = include_str!("../../../www/_headers");
        let check = |html: &str, path: &str, frames: &str| {
            let said = policy_of_page(html);
            assert!(said.starts_with("default-src 'none'; "), "{path}");
            // A page cannot say who may frame it.
            assert_eq!(policy_of_path(headers, path), format!("{said}; frame-ancestors {frames}"), "{path}");
        };
        let index = include_str!("../../../www/index.html");
        check(index, "/", "*");
        check(index, "/index.html", "*");
        check(include_str!("../../../www/templates/page.html"), "/scenarios/*", "'none'");
        check(include_str!("../../../www/404.html"), "/404.html", "'none'");
    }
}
