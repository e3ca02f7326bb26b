//! `cargo xtask test`: every check there is, cheapest first, each run even when an earlier one failed. The last
//! line printed is `N passed, N failed`.
#![expect(clippy::print_stdout, reason = "tells the result")]

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::Result;

use crate::dist::{self, Profile};
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{exec, package, setup, tidy, tlc, wasm_pack};

/// The members of the workspace that are no part of what is published.
const TOOLS: [&str; 4] = ["pagelock-e2e", "static-server", "wasm-test-runner", "xtask"];

/// Its tests run other checkers, so they are apart.
const EXPORT: &str = "pagelock-export";

/// What it is compared with changes features of what others are built with, so it is apart too.
const BENCH: &str = "pagelock-bench";

/// The end-to-end tests that are run in Firefox as well: what differs between browsers rather than between states.
/// A test belongs to them when one of these is in its name.
const FIREFOX_TESTS: [&str; 12] = [
    "access::a_deadlock",
    "access::a_finger",
    "access::forced_colours",
    "boot::",
    "editing::",
    "engine::",
    "failures::",
    "keyboard::",
    "layout::many_tasks_fit",
    "layout::the_start_view_fits",
    "links::",
    "many::",
];

/// How much is tested.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Lints and native tests.
    Quick,
    /// And SPIN's second opinion, and everything in the browser.
    Standard,
    /// And what takes minutes only to install.
    Full,
}

/// Tests as much as asked; fails when anything failed.
pub(crate) fn run(workspace: &Workspace, extent: Extent) -> Result<ExitCode> {
    // Every cargo command below is meant for the whole workspace.
    std::env::set_current_dir(&workspace.root)?;
    let mut results = Results::default();
    results.step("tools", || {
        setup::wasm_target()?;
        setup::lint_components()
    });
    lints(&mut results, workspace);
    native_tests(&mut results);
    if extent != Extent::Quick {
        second_opinions(&mut results, workspace, extent);
        if extent == Extent::Full {
            javascript_package(&mut results, workspace, Maker::WasmPack);
        }
        javascript_package(&mut results, workspace, Maker::Ourselves);
        browser_tests(&mut results, workspace, extent);
    }
    Ok(results.finish())
}

/// Tests the page in Firefox, and nothing else.
pub(crate) fn run_firefox(workspace: &Workspace) -> Result<ExitCode> {
    std::env::set_current_dir(&workspace.root)?;
    let mut results = Results::default();
    if results.step("release build", || dist::build(workspace, Profile::Release)).is_some() {
        firefox_tests(&mut results, workspace);
    }
    Ok(results.finish())
}

/// Who makes the JavaScript package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maker {
    /// `package.rs`.
    Ourselves,
    /// wasm-pack, as whoever publishes it has it made.
    WasmPack,
}

/// Tests the JavaScript package in Node.js, and nothing else.
pub(crate) fn run_package(workspace: &Workspace, maker: Maker) -> Result<ExitCode> {
    std::env::set_current_dir(&workspace.root)?;
    let mut results = Results::default();
    javascript_package(&mut results, workspace, maker);
    Ok(results.finish())
}

fn lints(results: &mut Results, workspace: &Workspace) {
    results.check("format", || exec::run(exec::cargo(["fmt", "--check"])));
    results.check("tidy", || tidy::check(workspace));
    results.check("clippy, native", || exec::run(clippy(&["--workspace", "--all-targets"])));
    let wasm = ["--target", "wasm32-unknown-unknown", "-p", "pagelock-worker"];
    results.check("clippy, wasm", || {
        exec::run(clippy(
            &[
                &wasm[..],
                &["-p", "pagelock-web", "-p", "pagelock-protocol", "-p", package::PACKAGE, "-p", BENCH],
            ]
            .concat(),
        ))
    });
    results.check("clippy, wasm as it is published", || {
        exec::run(clippy(&[&wasm[..], &["-p", "pagelock-web"], &dist::FEATURES[..]].concat()))
    });
    results.check("clippy, wasm tests", || exec::run(clippy(&[&wasm[..], &["--tests"]].concat())));
}

fn clippy(args: &[&str]) -> Command {
    exec::cargo([&["clippy", "--locked"], args, &["--", "-D", "warnings"]].concat())
}

/// The product's tests, then xtask's own: apart, so that the tools keep the dependencies they were built with.
fn native_tests(results: &mut Results) {
    let others = TOOLS.iter().chain(&[EXPORT, BENCH]).flat_map(|other| ["--exclude", other]);
    let product: Vec<&str> = ["--workspace"].into_iter().chain(others).collect();
    results.tests("native tests", || exec::run_tests(cargo_test(&product)));
    results.tests("tests of models", || {
        exec::run_tests(cargo_test(&["-p", EXPORT, "--lib", "--test", "models"]))
    });
    results.tests("tests of what is measured", || exec::run_tests(cargo_test(&["-p", BENCH])));
    results.tests("tests of xtask", || exec::run_tests(cargo_test(&["-p", "xtask"])));
}

/// Other checkers search the models of what we search, and other programs read our files.
fn second_opinions(results: &mut Results, workspace: &Workspace, extent: Extent) {
    if results.step("Graphviz", || setup::programs(&["dot"], &["graphviz"])).is_some() {
        results.tests("graphs read by Graphviz", || {
            let tools = ["-p", "pagelock-worker", "--features", "tools", "--test", "exports", "tools::"];
            exec::run_tests(cargo_test(&tools))
        });
    }
    if results.step("SPIN and tcc", setup::spin).is_some() {
        results.tests("second opinion of SPIN", || {
            exec::run_tests(cargo_test(&["-p", EXPORT, "--test", "spin", "--", "--nocapture"]))
        });
    }
    if extent == Extent::Full {
        results.tests("random machines, with and without reductions", || {
            let mut tests = cargo_test(&["-p", "pagelock-engine", "--test", "it", "a_reduced_search"]);
            tests.env("PAGELOCK_RANDOM_MACHINES", "100000");
            exec::run_tests(tests)
        });
        results.tests("second opinion of TLC", || tlc::test_models(workspace));
    }
}

/// The package in Node.js; the tests in the browser open it in a page as well.
fn javascript_package(results: &mut Results, workspace: &Workspace, maker: Maker) {
    let (name, made) = match maker {
        Maker::Ourselves => {
            ("JavaScript package", results.step("JavaScript package, built", || package::build(workspace)))
        }
        Maker::WasmPack => (
            "JavaScript package of wasm-pack",
            results.step("JavaScript package, built by wasm-pack", || package::by_wasm_pack(workspace)),
        ),
    };
    if made.is_some() {
        results.tests(name, || package::test(workspace));
    }
}

fn browser_tests(results: &mut Results, workspace: &Workspace, extent: Extent) {
    let Some(chromedriver) = results.step("browser", setup::chromedriver) else {
        return;
    };
    results.tests("wasm tests in Chromium", || {
        let mut tests = cargo_test(&["--target", "wasm32-unknown-unknown", "-p", "pagelock-worker"]);
        setup::for_browser(&mut tests, &chromedriver);
        exec::run_tests(tests)
    });
    if results.step("release build", || dist::build(workspace, Profile::Release)).is_some() {
        results.tests("end-to-end tests", || {
            let mut tests = end_to_end(workspace, &[])?;
            tests.env("CHROMEDRIVER", &chromedriver);
            exec::run_tests(tests)
        });
        if extent == Extent::Full {
            firefox_tests(results, workspace);
        }
    }
    if extent == Extent::Full {
        results.tests("wasm-pack test", || wasm_pack::test_worker(workspace, &chromedriver));
    }
}

fn firefox_tests(results: &mut Results, workspace: &Workspace) {
    let Some(geckodriver) = results.step("Firefox", || setup::geckodriver(workspace)) else {
        return;
    };
    results.tests("end-to-end tests in Firefox", || {
        let mut tests = end_to_end(workspace, &FIREFOX_TESTS)?;
        tests.env("PAGELOCK_BROWSER", "firefox").env("GECKODRIVER", geckodriver);
        exec::run_tests(tests)
    });
}

/// The end-to-end tests with one of these in their name, or all of them.
fn end_to_end(workspace: &Workspace, names: &[&str]) -> Result<Command> {
    let mut tests = cargo_test(&["-p", "pagelock-e2e"]);
    let setup::Scripts { axe, mermaid, .. } = setup::scripts(workspace)?;
    tests.args(["--", "--test-threads=2"]).args(names).env("AXE_CORE", axe).env("MERMAID", mermaid);
    Ok(tests)
}

fn cargo_test(args: &[&str]) -> Command {
    exec::cargo([&["test", "--locked", "--no-fail-fast"], args].concat())
}

/// What was run so far.
#[derive(Default)]
struct Results {
    total: Tally,
    summary: Vec<String>,
}

impl Results {
    /// Runs a lint, which counts as one test.
    fn check(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        self.tests(name, || work().map(|()| Tally::PASS));
    }

    /// Runs what later steps need: it counts when it fails, and then yields nothing.
    fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut value = None;
        self.tests(name, || {
            value = Some(work()?);
            Ok(Tally::default())
        });
        value
    }

    /// Runs something that counts its own tests.
    fn tests(&mut self, name: &str, work: impl FnOnce() -> Result<Tally>) {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let tally = work().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Tally::FAIL
        });
        self.total += tally;
        let mark = if tally.failed == 0 { "ok    " } else { "FAILED" };
        let counts = if tally == Tally::default() { String::new() } else { format!(": {tally}") };
        self.summary.push(format!("  {mark} {name}{counts} ({} s)", start.elapsed().as_secs()));
    }

    fn finish(self) -> ExitCode {
        println!("\n{}\n\n{}", self.summary.join("\n"), self.total);
        if self.total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
