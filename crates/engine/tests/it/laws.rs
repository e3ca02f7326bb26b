//! Laws of searches, runs and replays, on small random machines.

use std::sync::atomic::{AtomicU32, Ordering};

use pagelock_engine::{
    Coverage, End, Ledger, Limits, Machine, Random, Reductions, RoundRobin, Search, Trace, Verdict,
};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::oracle::Graph;
use crate::{invariants, random};

/// Above this many states the naive search is too slow.
const STATES_MAX: usize = 3000;

const STEPS_MAX: usize = 200;

/// The same cases in every run of the tests.
fn runner(cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(2007);
    TestRunner::new(ProptestConfig {
        cases,
        rng_seed,
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..70)
}

#[test]
fn the_explorer_finds_what_a_naive_search_finds() {
    let verdicts = [Verdict::Ok, Verdict::Hazard, Verdict::Livelock, Verdict::Deadlock];
    let counts = verdicts.map(|_| AtomicU32::new(0));
    let result = runner(500).run(&bytes(), |bytes| {
        let machine = random::machine(&bytes);
        if let Some(graph) = Graph::new(&machine, STATES_MAX) {
            graph.states.iter().for_each(|state| invariants::structure(&machine, state));
            let verdict = graph.compare(&machine).verdict;
            let known = verdicts.iter().position(|&known| known == verdict).unwrap();
            counts[known].fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    });
    result.unwrap();
    let counts = counts.map(AtomicU32::into_inner);
    assert!(counts.iter().all(|&n| n >= 10), "{counts:?} random machines come to {verdicts:?}");
}

/// What a reduced search says of ends and how near they are is what the whole search says.
#[test]
fn a_reduced_search_finds_what_the_whole_search_finds() {
    let smaller = AtomicU32::new(0);
    let result = runner(3000).run(&bytes(), |bytes| {
        let machine = random::machine(&bytes);
        let search = |reductions| {
            Search::new(&machine, Limits { states_max: 5000, reductions, ..Limits::default() }).finish()
        };
        let (whole, reduced) = (search(Reductions::Off), search(Reductions::On));
        if whole.coverage != Coverage::Exhaustive {
            return Ok(());
        }
        prop_assert_eq!(reduced.coverage, whole.coverage);
        prop_assert_eq!(reduced.summary(), whole.summary());
        prop_assert!(reduced.oopses().keys().eq(whole.oopses().keys()));
        if whole.oopses().is_empty() {
            prop_assert_eq!((reduced.deadlocks(), reduced.outcomes()), (whole.deadlocks(), whole.outcomes()));
            prop_assert_eq!(reduced.schedule.len(), whole.schedule.len());
        }
        smaller.fetch_add(u32::from(reduced.states < whole.states), Ordering::Relaxed);
        Ok(())
    });
    result.unwrap();
    let smaller = smaller.into_inner();
    assert!(smaller > 100, "{smaller} searches became smaller");
}

fn random_run(machine: &Machine, seed: u64) -> Trace {
    Trace::run(machine, &mut Random::new(seed), STEPS_MAX)
}

#[test]
fn a_random_run_comes_only_to_states_that_the_search_knows() {
    let result = runner(200).run(&(bytes(), any::<u64>()), |(bytes, seed)| {
        let machine = random::machine(&bytes);
        let trace = random_run(&machine, seed);
        trace.states().iter().for_each(|state| invariants::structure(&machine, state));
        let mut search = Search::new(&machine, Limits { states_max: 20_000, ..Limits::default() });
        while !search.slice(1000) {}
        let is_whole = search.progress().frontier == 0;
        prop_assert!(!is_whole || trace.states().iter().all(|state| search.contains(state)));
        // It ends where the search says that runs end.
        let report = search.report();
        match machine.view(trace.last()).end() {
            None => prop_assert_eq!(trace.steps().len(), STEPS_MAX),
            Some(End::Deadlock(kind)) => prop_assert!(!is_whole || report.deadlocks().contains_key(&kind)),
            Some(End::Oops(_, oops)) => prop_assert!(!is_whole || report.oopses().contains_key(oops.name())),
            Some(End::Finished(outcome)) => {
                prop_assert!(!is_whole || report.outcomes().contains_key(&outcome));
            }
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn replaying_the_schedule_of_a_trace_gives_the_trace_and_equal_seeds_give_equal_traces() {
    let result = runner(300).run(&(bytes(), any::<u64>()), |(bytes, seed)| {
        let machine = random::machine(&bytes);
        let trace = random_run(&machine, seed);
        prop_assert_eq!(&random_run(&machine, seed), &trace);
        prop_assert_eq!(&Trace::replay(&machine, &trace.schedule()), &trace);
        let turns = Trace::run(&machine, &mut RoundRobin::default(), STEPS_MAX);
        prop_assert_eq!(&Trace::replay(&machine, &turns.schedule()), &turns);
        prop_assert!(turns.steps().iter().all(|step| !machine.is_actor(step.choice.task)));
        Ok(())
    });
    result.unwrap();
}

#[test]
fn a_schedule_is_replayed_up_to_its_first_choice_that_is_not_there() {
    let schedules = prop::collection::vec(0u16..6, 0..60);
    let result = runner(300).run(&(bytes(), schedules), |(bytes, schedule)| {
        let machine = random::machine(&bytes);
        let trace = Trace::replay(&machine, &schedule);
        let steps = trace.steps().len();
        prop_assert_eq!(&trace.schedule(), &schedule[..steps]);
        let view = machine.view(trace.last());
        let next = schedule.get(steps).is_some_and(|&next| usize::from(next) < view.choices().len());
        prop_assert!(!next || view.end().is_some());
        Ok(())
    });
    result.unwrap();
}

#[test]
fn a_trace_can_go_on_where_it_was_left() {
    let result = runner(100).run(&(bytes(), any::<u64>()), |(bytes, seed)| {
        let machine = random::machine(&bytes);
        let whole = random_run(&machine, seed);
        let schedule = whole.schedule();
        let half = schedule.len() / 2;
        let mut trace = Trace::replay(&machine, &schedule[..half]);
        let mut rest = pagelock_engine::Replay::new(&schedule[half..]);
        trace.go_on(&machine, &mut rest, schedule.len());
        prop_assert_eq!(trace, whole);
        Ok(())
    });
    result.unwrap();
}

#[test]
fn the_pool_of_the_ledger_has_the_slots_of_the_state() {
    let result = runner(300).run(&(bytes(), any::<u64>()), |(bytes, seed)| {
        let machine = random::machine(&bytes);
        let trace = random_run(&machine, seed);
        let mut ledger = Ledger::new(&machine);
        for (step, state) in trace.steps().iter().zip(&trace.states()[1..]) {
            step.events.iter().for_each(|&event| ledger.observe(event));
            let view = machine.view(state);
            let used = ledger.pool().slots().iter().filter(|slot| slot.count >= 2);
            prop_assert_eq!(used.count(), view.slots_in_use());
            for page in view.pages().filter(|&page| view.kmaps(page) > 0) {
                let slot = ledger.pool().slot_of(page).map(|slot| ledger.pool().slots()[slot].count);
                prop_assert_eq!(slot.map(u32::from), Some(view.kmaps(page) + 1));
            }
        }
        Ok(())
    });
    result.unwrap();
}
