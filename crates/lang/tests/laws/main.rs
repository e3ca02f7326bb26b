//! Laws of the built-in scenarios with every listing: what holds in every run and every state of them.

#[cfg(test)]
mod books;
#[cfg(test)]
#[path = "../../../engine/tests/it/invariants.rs"]
mod invariants;
#[cfg(test)]
#[path = "../../../engine/tests/it/oracle.rs"]
mod oracle;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use pagelock_engine::id::TaskId;
use pagelock_engine::scenario::Task;
use pagelock_engine::{
    Coverage, DeadlockKind, End, Ending, Limits, Machine, Random, Reductions, Report, Search, Trace,
};
use pagelock_lang::builtin::{LISTINGS, SCENARIOS};
use pagelock_lang::{Source, build, parse_scenario};

use crate::books::Books;
use crate::oracle::Graph;

/// Random runs of each cell.
const SEEDS: u64 = 10;

/// No run of a built-in scenario that ends is longer.
const STEPS_MAX: usize = 1000;

/// Above this many states the naive search is too slow.
const STATES_MAX: usize = 9000;

/// A scenario or variant with a listing.
struct Cell {
    name: String,
    listing: &'static str,
    /// what the scenario expects of it
    expected: String,
    machine: Machine,
}

impl Cell {
    /// Whether a listing that leaves something out, or a task that keeps what it takes, is part of it.
    fn gives_back(&self) -> bool {
        let keeps = |task: &Task| task.program.calls().iter().any(|call| call.name == "hold_kmaps");
        self.listing != NO_REFERENCE && !self.machine.scenario().tasks.iter().any(keeps)
    }

    /// Whether a run may go on for ever.
    fn may_be_endless(&self) -> bool {
        self.expected.contains("livelock") || self.expected.contains("partial")
    }

    /// Whether a task may die.
    fn may_oops(&self) -> bool {
        self.expected.contains("oops") || self.expected.contains("use after free")
    }
}

/// The mutant whose books cannot balance.
const NO_REFERENCE: &str = "pin-source-no-reference";

/// Every scenario and variant with every listing, shared out among threads.
fn for_each_cell(check: impl Fn(&Cell) + Sync) {
    let cells = cells();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(cell) = cells.get(next.fetch_add(1, Ordering::Relaxed)) {
            check(cell);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(work);
        }
    });
}

fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for text in SCENARIOS {
        let raw = parse_scenario(text.name, text.text()).0.expect("built-in scenarios are well formed");
        let variants = raw.variants.iter().map(|variant| (variant.settings(), &variant.expect));
        for (settings, expect) in [(Vec::new(), &raw.expect)].into_iter().chain(variants) {
            for listing in LISTINGS {
                let setup = build(Source::Builtin(text.name), Source::Builtin(listing.name), &settings);
                let expected = expect.iter().find(|expect| expect.listing.value == listing.name);
                cells.push(Cell {
                    name: format!("{} {settings:?} under {}", text.name, listing.name),
                    listing: listing.name,
                    expected: expected.map(|expect| expect.verdict.value.clone()).unwrap_or_default(),
                    machine: setup.expect("built-in texts fit together").machine,
                });
            }
        }
    }
    cells
}

/// Every system call there is, on two files and one address space: far too much to search.
const BUSY: &str = r#"
    title = "busy"
    group = "g"
    story = "s"
    [options]
    pkmap_slots = 3
    [[file]]
    name = "x"
    pages = ["absent", "uptodate", "not-uptodate"]
    [[file]]
    name = "y"
    memory = "lowmem"
    pages = ["dirty", "uptodate"]
    [[mm]]
    name = "m"
    maps = { src = "anon:2 present", xs = "x:0-2", ys = "y:0-1 present", bad = "nothing" }
    [[task]]
    name = "T"
    mm = "m"
    calls = ["write(x, 1, src, 3)", "write(y, 0, xs, 2 pages)", "write(x, 0, bad, 1 page)"]
    [[task]]
    name = "M"
    mm = "m"
    calls = ["madvise_dontneed(src, 1 page)", "mlock(xs, 3 pages)", "munmap(ys, 1 page)", "touch(ys)"]
    [[task]]
    name = "W"
    maps = { mine = "x:1-2" }
    calls = ["touch(mine)", "write(x, 1 page, mine, 2 pages)"]
    [[task]]
    name = "R"
    calls = ["read(x, 0, 3 pages)", "invalidate(y, 1)", "ftruncate(x, 1)", "invalidate(x, 0)"]
    [[task]]
    name = "D"
    calls = ["access_process_vm(m, src, 2 pages)", "read(y, 1, 2)", "ftruncate(y, 2)"]
    [environment]
    reclaim = 9
    zap = 9
"#;

/// Listings under which this scenario goes round for ever, because of its bad buffer, or oopses.
const ENDLESS: [&str; 4] =
    ["zero-length-commit", "pin-source-no-1a", NO_REFERENCE, "pin-source-no-mapping-check"];

#[test]
fn the_books_balance_when_everything_happens_at_once() {
    let mut ends = [0; 2];
    for listing in LISTINGS.iter().filter(|listing| !ENDLESS.contains(&listing.name)) {
        let machine = build(Source::Text("busy", BUSY), Source::Builtin(listing.name), &[]).unwrap().machine;
        for seed in 0..100 {
            let trace = Trace::run(&machine, &mut Random::new(seed), STEPS_MAX);
            Books::check_run(&machine, &trace);
            match machine.view(trace.last()).end() {
                Some(End::Finished(_)) => ends[0] += 1,
                Some(End::Deadlock(_)) => ends[1] += 1,
                end => panic!("{}: seed {seed} comes to {end:?}", listing.name),
            }
        }
    }
    assert!(ends.iter().all(|&n| n > 20), "{ends:?} runs finish and deadlock");
}

#[test]
fn runs_come_only_to_states_that_the_search_knows_and_their_books_balance() {
    for_each_cell(|cell| {
        let Cell { name, machine, .. } = cell;
        let mut search = Search::new(machine, Limits::default());
        while !search.slice(10_000) {}
        for seed in 0..SEEDS {
            let trace = Trace::run(machine, &mut Random::new(seed), STEPS_MAX);
            assert!(trace.states().all(|state| search.contains(&state)), "{name}: seed {seed}");
            assert_eq!(Trace::replay(machine, &trace.schedule()), trace, "{name}: seed {seed}");
            assert_eq!(Trace::run(machine, &mut Random::new(seed), STEPS_MAX), trace, "{name}: seed {seed}");
            check_books(cell, &trace);
            let end = machine.view(trace.last()).end();
            assert!(end.is_some() || cell.may_be_endless(), "{name}: seed {seed} goes on for ever");
            let oopsed = matches!(end, Some(End::Oops(..)));
            assert!(!oopsed || cell.may_oops(), "{name}: seed {seed} comes to {end:?}");
        }
        check_books(cell, &Trace::replay(machine, &search.report().schedule));
    });
}

fn check_books(cell: &Cell, trace: &Trace) {
    if cell.gives_back() {
        Books::check_run(&cell.machine, trace);
    }
}

#[test]
fn the_explorer_finds_what_a_naive_search_finds() {
    let compared = AtomicUsize::new(0);
    for_each_cell(|Cell { machine, .. }| {
        if let Some(graph) = Graph::new(machine, STATES_MAX) {
            graph.states.iter().for_each(|state| invariants::structure(machine, state));
            graph.compare(machine);
            compared.fetch_add(1, Ordering::Relaxed);
        }
    });
    let compared = compared.into_inner();
    assert!(compared >= 1000, "{compared} cells are small enough");
}

/// A reduced search comes to the same ends, as near, and to no more states.
#[test]
fn reductions_change_nothing_but_the_number_of_states() {
    let limits = |reductions| Limits { states_max: 30_000, reductions, ..Limits::default() };
    let compared = AtomicUsize::new(0);
    for_each_cell(|Cell { name, machine, .. }| {
        let whole = Search::new(machine, limits(Reductions::OFF)).finish();
        if whole.coverage != Coverage::Exhaustive {
            return;
        }
        let reduced = Search::new(machine, limits(Reductions::ON)).finish();
        assert!(reduced.states <= whole.states, "{name}");
        assert_eq!((reduced.summary(), reduced.coverage), (whole.summary(), whole.coverage), "{name}");
        assert_eq!(reduced.schedule.len(), whole.schedule.len(), "{name}");
        let ends = |report: &Report| {
            // Whoever of those that are alike got what result.
            let mut shortest = BTreeMap::new();
            for end in &report.ends {
                let mut ending = end.ending.clone();
                if let Ending::Finished(outcome) = &mut ending {
                    outcome.returned.iter_mut().for_each(|returned| returned.task = TaskId(0));
                    outcome.returned.sort();
                }
                let steps = shortest.entry(ending).or_insert(end.schedule.len());
                *steps = end.schedule.len().min(*steps);
            }
            shortest
        };
        assert_eq!(ends(&reduced), ends(&whole), "{name}");
        for end in &reduced.ends {
            let trace = Trace::replay(machine, &end.schedule);
            assert_eq!(trace.schedule(), end.schedule, "{name}: {:?}", end.ending);
            let comes_to = machine.view(trace.last()).end().map(Ending::from);
            if end.ending != Ending::Deadlock(DeadlockKind::Partial) {
                assert_eq!(comes_to.as_ref(), Some(&end.ending), "{name}");
            }
        }
        compared.fetch_add(1, Ordering::Relaxed);
    });
    assert!(compared.into_inner() >= 1000);
}

/// Four writers of 2.6.20 that share nothing but the pool, of which each takes one slot and waits for none: all of a
/// writer's steps are one move, and it only counts how many have made it.
#[test]
fn writers_that_share_nothing_have_one_run_left() {
    let setup = build(Source::Builtin("kmap-pool"), Source::Builtin("2.6.20"), &[]).expect("it is built in");
    let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
    assert_eq!(Search::new(&setup.machine, limits).finish().states, 5);
}
