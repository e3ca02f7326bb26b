//! The programs that search, ready to be asked: built once, then kept running, so that every round finds them warm.
//!
//! Arrow: case + contestant -> **`Sample`**. It knows how to ask, not what.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::plan::{Entry, Who};
use super::samples::Sample;
use super::spin::Spin;
use crate::dist::{self, Profile};
use crate::workspace::Workspace;
use crate::{exec, setup};

const BENCH: &str = "pagelock-bench";

/// Everybody.
pub(crate) struct Contest {
    native: Program,
    node: Option<Program>,
    browser: Option<Program>,
    spin: Spin,
    about: BTreeMap<String, String>,
    /// A search that takes longer, in milliseconds, is made once.
    long: f64,
    /// Who need not be asked again: it takes too long, or a limit has stopped it.
    done: BTreeSet<(String, Who)>,
}

impl Contest {
    /// Builds and starts what the entries need.
    pub(crate) fn begin(workspace: &Workspace, entries: &[Entry], long: f64) -> Result<Contest> {
        let needs = |wanted: &[Who]| {
            entries.iter().flat_map(|entry| &entry.contestants).any(|who| wanted.contains(who))
        };
        let needs_node = needs(&[Who::NodeReduced, Who::NodeWhole]);
        let needs_browser = needs(&[Who::ChromiumReduced, Who::ChromiumWhole]);
        let mut about = BTreeMap::new();
        about.insert("searches that are made once".to_owned(), format!("those over {} s", long / 1e3));
        about.insert("rustc".to_owned(), version("rustc", "--version")?);
        exec::run(exec::cargo(["build", "--locked", "--release", "-p", BENCH, "--bin", "bench-native"]))?;
        let native = workspace.target.join("release").join("bench-native");
        let folder = workspace.target.join("bench");
        let site = folder.join("site");
        if needs_node || needs_browser {
            build_site(workspace, &site)?;
        }
        let node = if needs_node {
            about.insert("Node".to_owned(), version("node", "--version")?);
            Some(Program::start(exec::command("node", [site.join("node.mjs")]))?)
        } else {
            None
        };
        let browser = if needs_browser { Some(start_browser(workspace, &site, &mut about)?) } else { None };
        let spin = Spin::new(native.clone(), folder.join("spin"), &mut about)?;
        let native = Program::start(exec::command(&native, [] as [&str; 0]))?;
        Ok(Contest { native, node, browser, spin, about, long, done: BTreeSet::new() })
    }

    /// With what it is measured.
    pub(crate) fn about(&self) -> BTreeMap<String, String> {
        self.about.clone()
    }

    /// Lets one of them search once; nothing if it need not be asked again.
    pub(crate) fn measure(&mut self, case: &str, who: Who) -> Result<Option<Sample>> {
        if self.done.contains(&(case.to_owned(), who)) {
            return Ok(None);
        }
        let missing = "it was started, because an entry needs it";
        let sample = match who {
            Who::Reduced | Who::Whole | Who::Hand | Who::StaterightHand | Who::StaterightEngine => {
                self.native.ask(case, who.name())
            }
            Who::NodeReduced => self.node.as_mut().context(missing)?.ask(case, Who::Reduced.name()),
            Who::NodeWhole => self.node.as_mut().context(missing)?.ask(case, Who::Whole.name()),
            Who::ChromiumReduced => self.browser.as_mut().context(missing)?.ask(case, Who::Reduced.name()),
            Who::ChromiumWhole => self.browser.as_mut().context(missing)?.ask(case, Who::Whole.name()),
            Who::SpinExported | Who::SpinExportedWhole | Who::SpinHand | Who::SpinHandWhole => {
                self.spin.search(case, who)
            }
        };
        let sample = sample.with_context(|| format!("{case}, {}", who.title()))?;
        if sample.is_bounded() || sample.milliseconds > self.long {
            self.done.insert((case.to_owned(), who));
        }
        Ok(Some(sample))
    }
}

/// The wasm with its glue and the scripts that ask it, for Node and for the browser.
fn build_site(workspace: &Workspace, site: &Path) -> Result<()> {
    setup::wasm_target()?;
    let mut cargo = exec::cargo(["build", "--locked", "--release", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["-p", BENCH, "--bin", "bench-wasm"]);
    exec::run(cargo)?;
    if site.exists() {
        fs::remove_dir_all(site).with_context(|| format!("emptying {}", site.display()))?;
    }
    dist::bind(workspace, Profile::Release, "bench-wasm", "bench", site)?;
    dist::copy_folder(&workspace.root.join("crates/bench/js"), site)
}

fn start_browser(
    workspace: &Workspace,
    site: &Path,
    about: &mut BTreeMap<String, String>,
) -> Result<Program> {
    let driver = setup::chromedriver()?;
    about.insert("Chromium".to_owned(), version(&driver, "--version")?);
    exec::run(exec::cargo(["build", "--locked", "-p", "pagelock-e2e", "--bin", "bench-browser"]))?;
    let mut browser = exec::command(workspace.target.join("debug").join("bench-browser"), [site]);
    browser.env("CHROMEDRIVER", driver);
    Program::start(browser)
}

/// The first line of what a program says of itself.
pub(crate) fn version(program: impl AsRef<OsStr>, flag: &str) -> Result<String> {
    let text = exec::output(exec::command(program, [flag]))?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

/// A program that answers a line with a line.
struct Program {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Program {
    fn start(mut command: Command) -> Result<Program> {
        let name = PathBuf::from(command.get_program());
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.with_context(|| format!("cannot start {}", name.display()))?;
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("the child has no output")?);
        Ok(Program { child, requests, answers })
    }

    fn ask(&mut self, case: &str, way: &str) -> Result<Sample> {
        let requests = self.requests.as_mut().context("it was told to end")?;
        writeln!(requests, "{case} {way}")?;
        requests.flush()?;
        let mut line = String::new();
        ensure!(self.answers.read_line(&mut line)? > 0, "it has ended without an answer");
        Sample::from_json(&serde_json::from_str(&line).with_context(|| line.clone())?)
    }
}

impl Drop for Program {
    /// Ends it by closing its input, so that a browser is closed as well.
    fn drop(&mut self) {
        self.requests = None;
        if let Err(error) = self.child.wait() {
            eprintln!("a program did not end: {error}");
        }
    }
}
