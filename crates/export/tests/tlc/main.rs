//! Another second opinion: TLC searches modules of the mail's scenarios, and must find as many states as the engine,
//! and as many in which nobody can move. `TLA2TOOLS` names the jar; `cargo xtask test --full` has one.

#![expect(clippy::print_stdout, reason = "says how much was compared")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pagelock_engine::{Coverage, DeadlockKind, Limits, Search};
use pagelock_export::{About, tla};
use pagelock_lang::{Source, build};

/// The mail's scenarios and some more, with options that keep them small, for TLC is slow.
const SCENARIOS: [(&str, &[(&str, &str)]); 7] = [
    ("same-page", &[]),
    ("abba-two-files", &[]),
    ("write-vs-mlock", &[]),
    ("write-fault-munmap", &[]),
    ("write-fault-munmap", &[("rwsem", "reader-preferring")]),
    ("kmap-pool", &[("tasks", "2"), ("pkmap_slots", "2")]),
    ("abba-same-inode", &[]),
];

const LISTINGS: [&str; 5] = ["2.6.20", "2.6.23", "pin-source", "pin-source-atomic", "temp-page"];

/// States, and states in which nobody can move.
type Found = (u64, u64);

#[test]
fn tlc_finds_the_states_and_the_deadlocks_that_the_engine_finds() {
    let all = SCENARIOS.iter().flat_map(|(scenario, set)| LISTINGS.map(|listing| (*scenario, *set, listing)));
    let (mut pairs, mut deadlocks, mut sum) = (0, 0, 0);
    for (scenario, set, listing) in all {
        let (engine, tlc) = both(scenario, set, listing);
        assert_eq!(engine, tlc, "{scenario} {set:?} under {listing}: the engine, and TLC");
        pairs += 1;
        deadlocks += u64::from(engine.1 > 0);
        sum += engine.0;
    }
    println!("TLC: {pairs} pairs compared, {pairs} agreed ({deadlocks} with deadlocks, {sum} states)");
}

fn both(scenario: &str, set: &[(&str, &str)], listing: &str) -> (Found, Found) {
    let set: Vec<(String, String)> = set.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let setup = build(Source::Builtin(scenario), Source::Builtin(listing), &set);
    let machine = setup.unwrap_or_else(|problems| panic!("{scenario}: {problems:#?}")).machine;
    let report = Search::new(&machine, Limits::default()).finish();
    assert_eq!(report.coverage, Coverage::Exhaustive, "{scenario}");
    let stuck = report.deadlocks().into_iter().filter(|(kind, _)| *kind != DeadlockKind::Partial);
    let engine = (report.states, stuck.map(|(_, count)| count).sum());
    let about = About { scenario, title: "", kernel: listing, settings: &[], files: &[] };
    let model = tla(&machine, &about, "Model").expect("the machine is small");
    (engine, search(&model.module, &model.cfg))
}

/// What TLC finds.
fn search(module: &str, cfg: &str) -> Found {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tlc");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    fs::write(folder.join("Model.tla"), module).expect("it can be written");
    fs::write(folder.join("Model.cfg"), cfg).expect("it can be written");
    let jar =
        std::env::var_os("TLA2TOOLS").expect("TLA2TOOLS names tla2tools.jar; see `cargo xtask test --full`");
    let jar: PathBuf = fs::canonicalize(jar).expect("tla2tools.jar is there");
    let output = Command::new("java")
        .args(["-XX:+UseParallelGC", "-cp"])
        .arg(jar)
        .args(["tlc2.TLC", "-workers", "2", "-deadlock", "-continue", "Model"])
        .current_dir(&folder)
        .output()
        .expect("java can be run (Debian: apt-get install default-jre-headless)");
    let text = String::from_utf8_lossy(&output.stdout);
    let states = text.lines().rev().find_map(|line| {
        let (before, behind) = line.split_once(" distinct states found, ")?;
        assert!(behind.starts_with("0 states left"), "TLC visits every state: {line}");
        before.rsplit(' ').next()?.parse().ok()
    });
    let stuck = text.matches("Invariant NotStuck is violated").count();
    assert!(!text.contains("TypeOK is violated"), "variables keep to their ranges: {text}");
    (states.unwrap_or_else(|| panic!("TLC says: {text}")), u64::try_from(stuck).expect("few states"))
}
