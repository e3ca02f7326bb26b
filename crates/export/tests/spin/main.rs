//! The second opinion: SPIN searches what we export, and must find as many states as the engine, and as many in which
//! nobody can move. Every built-in scenario and variant under every listing, and random machines.
//!
//! Endless runs are not compared: SPIN's search for them asks another question than ours.

#![expect(clippy::print_stdout, reason = "says how much was compared")]

mod pairs;
mod random;
mod tool;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pagelock_engine::{Coverage, DeadlockKind, Limits, Report, Search};
use pagelock_export::{About, promela};

use crate::pairs::Pair;
use crate::tool::{Found, Spin};

/// Fewer pairs than this would mean that something keeps them from being compared: 1,416 cells and 500 random machines
/// less those that are too large.
const AGREED_MIN: usize = 1_800;

/// Searches at a time.
const WORKERS: usize = 2;

/// What came of a pair.
enum Verdict {
    Agreed(Report),
    Skipped(&'static str),
    Disagreed(String),
}

#[test]
fn spin_finds_the_states_and_the_deadlocks_that_the_engine_finds() {
    let pairs: Vec<Pair> = pairs::builtin().into_iter().chain(random::pairs(random::COUNT)).collect();
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    let seen = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (next, verdicts, seen, pairs) = (&next, &verdicts, &seen, &pairs);
            scope.spawn(move || {
                let spin = Spin::new(&format!("spin-{worker}"));
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let verdict = compare(&spin, pair, seen);
                    verdicts.lock().expect("no worker panics").push((pair.name.clone(), verdict));
                }
            });
        }
    });
    tell(verdicts.into_inner().expect("no worker panics"));
}

/// Compares a pair. Models that differ in their comments only are searched once.
fn compare(spin: &Spin, pair: &Pair, seen: &Mutex<BTreeMap<String, Found>>) -> Verdict {
    let limits = Limits { states_max: pair.states_max, ..Limits::default() };
    let report = Search::new(&pair.machine, limits).finish();
    if report.coverage != Coverage::Exhaustive {
        return Verdict::Skipped("too many states");
    }
    let files: Vec<String> = Vec::new();
    let about = About { scenario: "", title: "", kernel: "", settings: &[], files: &files };
    let model = match promela(&pair.machine, &about) {
        Ok(model) => model,
        Err(error) => return Verdict::Disagreed(format!("no model: {error}")),
    };
    let known = seen.lock().expect("no worker panics").get(&model).copied();
    let found = match known.map_or_else(|| spin.search(&model, report.states), Ok) {
        Ok(found) => found,
        Err(error) => return Verdict::Disagreed(error),
    };
    let expected = Found { states: report.states, stuck: stuck(&report) };
    seen.lock().expect("no worker panics").insert(model, found);
    if found == expected {
        Verdict::Agreed(report)
    } else {
        Verdict::Disagreed(format!("the engine finds {expected:?}, SPIN finds {found:?}"))
    }
}

/// States in which nobody can move. Partial deadlocks are sets of states in which somebody can.
fn stuck(report: &Report) -> u64 {
    report
        .deadlocks()
        .into_iter()
        .filter(|(kind, _)| *kind != DeadlockKind::Partial)
        .map(|(_, count)| count)
        .sum()
}

/// Says what was compared, and what was not and why.
fn tell(mut verdicts: Vec<(String, Verdict)>) {
    verdicts.sort_by(|a, b| a.0.cmp(&b.0));
    let (mut agreed, mut states, mut wrong) = (BTreeMap::<&str, usize>::new(), 0, Vec::new());
    let mut skipped = BTreeMap::<&str, Vec<String>>::new();
    let pairs = verdicts.len();
    for (name, verdict) in verdicts {
        match verdict {
            Verdict::Agreed(report) => {
                *agreed.entry(report.verdict.name()).or_default() += 1;
                states += report.states;
            }
            Verdict::Skipped(why) => skipped.entry(why).or_default().push(name),
            Verdict::Disagreed(how) => wrong.push(format!("{name}: {how}")),
        }
    }
    let sum: usize = agreed.values().sum();
    let compared = sum + wrong.len();
    println!("SPIN: {pairs} pairs, {compared} compared, {sum} agreed ({agreed:?}, {states} states)");
    for (why, names) in skipped {
        println!("SPIN: {} skipped, {why}: {}", names.len(), names.join("; "));
    }
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    assert!(sum >= AGREED_MIN, "nearly every pair can be compared");
}
