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
        let raw = parse_scenario(text.name, text.text).0.unwrap();
        let rows = [Vec::new()].into_iter().chain(raw.variants.iter().map(settings));
        for settings in rows {
            for listing in LISTINGS {
                let setup = build(Source::Builtin(text.name), Source::Builtin(listing.name), &settings);
                let name = format!("{} {settings:?} under {}", text.name, listing.name);
                machines.push((name, setup.unwrap().machine));
            }
        }
    }
    machines
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
