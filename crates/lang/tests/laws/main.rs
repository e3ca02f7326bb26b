//! Laws of the built-in scenarios with every listing: what holds in every run and every state of them.

#[cfg(test)]
mod books;
#[cfg(test)]
#[path = "../../../engine/tests/it/invariants.rs"]
mod invariants;
#[cfg(test)]
#[path = "../../../engine/tests/it/oracle.rs"]
mod oracle;

use pagelock_engine::{End, Limits, Machine, Random, Search, Trace};
use pagelock_lang::builtin::{LISTINGS, SCENARIOS};
use pagelock_lang::{RawValue, RawVariant, Source, build, parse_scenario};

use crate::books::Books;
use crate::oracle::Graph;

/// Random runs of each cell.
const SEEDS: u64 = 30;

/// No run of a built-in scenario is longer.
const STEPS_MAX: usize = 1000;

/// Above this many states the naive search is too slow.
const STATES_MAX: usize = 9000;

/// Every scenario and variant with every listing, by name.
fn machines() -> Vec<(String, Machine)> {
    let mut machines = Vec::new();
    for text in SCENARIOS {
        let raw = parse_scenario(text.name, text.text).0.expect("built-in scenarios are well formed");
        let rows = [Vec::new()].into_iter().chain(raw.variants.iter().map(settings));
        for settings in rows {
            for listing in LISTINGS {
                let setup = build(Source::Builtin(text.name), Source::Builtin(listing.name), &settings);
                let name = format!("{} {settings:?} under {}", text.name, listing.name);
                machines.push((name, setup.expect("built-in texts fit together").machine));
            }
        }
    }
    machines
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

#[test]
fn the_books_balance_when_everything_happens_at_once() {
    let mut ends = [0; 2];
    for listing in LISTINGS {
        let machine = build(Source::Text("busy", BUSY), Source::Builtin(listing.name), &[]).unwrap().machine;
        for seed in 0..200 {
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

fn settings(variant: &RawVariant) -> Vec<(String, String)> {
    let value = |value: &RawValue| match value {
        RawValue::Text(text) => text.clone(),
        RawValue::Number(number) => number.to_string(),
    };
    variant.set.iter().map(|set| (set.key.value.clone(), value(&set.value.value))).collect()
}

#[test]
fn the_books_balance_after_every_step_of_random_runs() {
    for (name, machine) in machines() {
        for seed in 0..SEEDS {
            let trace = Trace::run(&machine, &mut Random::new(seed), STEPS_MAX);
            Books::check_run(&machine, &trace);
            let end = machine.view(trace.last()).end();
            assert!(end.is_some(), "{name}: seed {seed} goes on after {STEPS_MAX} steps");
            assert!(!matches!(end, Some(End::Oops(..))), "{name}: seed {seed} comes to {end:?}");
        }
    }
}

#[test]
fn the_books_balance_on_the_way_to_what_the_report_says() {
    for (_, machine) in machines() {
        let schedule = Search::new(&machine, Limits::default()).finish().schedule;
        Books::check_run(&machine, &Trace::replay(&machine, &schedule));
    }
}

#[test]
fn random_runs_come_only_to_states_that_the_search_knows_and_can_be_replayed() {
    for (name, machine) in machines() {
        let mut search = Search::new(&machine, Limits::default());
        while !search.slice(10_000) {}
        for seed in 0..SEEDS {
            let trace = Trace::run(&machine, &mut Random::new(seed), STEPS_MAX);
            assert!(trace.states().iter().all(|state| search.contains(state)), "{name}: seed {seed}");
            assert_eq!(Trace::replay(&machine, &trace.schedule()), trace, "{name}: seed {seed}");
            assert_eq!(Trace::run(&machine, &mut Random::new(seed), STEPS_MAX), trace, "{name}: seed {seed}");
        }
    }
}

#[test]
fn the_explorer_finds_what_a_naive_search_finds() {
    let mut compared = 0;
    for (_, machine) in machines() {
        if let Some(graph) = Graph::new(&machine, STATES_MAX) {
            graph.states.iter().for_each(|state| invariants::structure(&machine, state));
            graph.compare(&machine);
            compared += 1;
        }
    }
    assert!(compared >= 50, "{compared} cells are small enough");
}
