//! What is compared is the same: the ring by hand and the engine's machine have equally many states and steps, and
//! stateright finds as many of either. Small rings; `cargo xtask bench` compares the numbers of large ones, and SPIN's.

use std::sync::Arc;

use pagelock_bench::explore::{Found, explore};
use pagelock_bench::hand::Ring;
use pagelock_bench::stateright::{Interpreted, search};
use pagelock_bench::{Case, Short};
use pagelock_engine::{Coverage, Limits, Search};

/// What the engine's search without reductions finds.
fn engine(case: Case) -> Found {
    let setup = case.setup();
    let report = Search::new(&setup.machine, Limits::default()).finish();
    assert_eq!(report.coverage, Coverage::Exhaustive, "{case}");
    Found {
        states: report.states,
        transitions: report.transitions,
        stuck: report.deadlock_count(),
        memory: 0,
    }
}

fn check(short: Short, writers: u8, deadlocks: bool) {
    let case = Case::ShortRing(short, writers);
    let ring = Ring { short, writers };
    let engine = engine(case);
    assert_eq!(engine.stuck > 0, deadlocks, "{case}");
    assert_eq!(Found { memory: 0, ..explore(&ring) }, engine, "by hand: {case}");
    // stateright is content with one state in which nobody can move.
    let once = Found { stuck: u64::from(deadlocks), ..engine };
    assert_eq!(search(ring), once, "stateright, by hand: {case}");
    assert_eq!(search(Interpreted(Arc::new(case.setup().machine))), once, "stateright, interpreted: {case}");
}

#[test]
fn the_old_ring_has_the_same_states_by_hand() {
    for writers in 2..=4 {
        check(Short::Old, writers, true);
    }
}

#[test]
fn the_pinning_ring_has_the_same_states_by_hand() {
    for writers in 2..=3 {
        check(Short::Pin, writers, false);
    }
}
