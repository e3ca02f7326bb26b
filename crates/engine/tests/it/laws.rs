//! Laws of searches, runs and replays, on small random machines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use pagelock_engine::id::TaskId;
use pagelock_engine::{
    Coverage, DeadlockKind, Dependency, End, Ending, FinalStates, Ledger, Limits, LockOrder, Machine, Random,
    Reductions, Report, RoundRobin, Search, Switch, Trace, Verdict,
};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::lock_order::{order, seen_along};
use crate::oracle::Graph;
use crate::{invariants, random};

/// Above this many states the naive search is too slow.
const STATES_MAX: usize = 3000;

const STEPS_MAX: usize = 200;

/// Random machines on which reduced searches are compared with whole ones.
const CASES: u32 = 4000;

/// The same cases in every run of the tests.
/// `PAGELOCK_RANDOM_MACHINES` asks for more: `cargo xtask test --full` does.
#[expect(clippy::disallowed_methods, reason = "the test asks, not the engine")]
fn cases() -> u32 {
    let asked = std::env::var("PAGELOCK_RANDOM_MACHINES");
    asked.map_or(CASES, |n| n.parse().expect("PAGELOCK_RANDOM_MACHINES is a number"))
}

fn runner(cases: u32) -> TestRunner {
    runner_from(2007, cases)
}

fn runner_from(seed: u64, cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(seed);
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

/// Every way in which runs end, whoever got what result, with the length of a shortest one; and that it is one.
fn ends(machine: &Machine, report: &Report) -> BTreeMap<Ending, usize> {
    let end = |end: &FinalStates| {
        let trace = Trace::replay(machine, &end.schedule);
        assert_eq!(trace.schedule(), end.schedule, "{:?}: the schedule can be followed", end.ending);
        let comes_to = machine.view(trace.last()).end().map(Ending::from);
        if end.ending != Ending::Deadlock(DeadlockKind::Partial) {
            assert_eq!(comes_to.as_ref(), Some(&end.ending), "that is where it leads");
        }
        let mut ending = end.ending.clone();
        if let Ending::Finished(outcome) = &mut ending {
            outcome.returned.iter_mut().for_each(|returned| returned.task = TaskId(0));
            outcome.returned.sort();
        }
        (ending, end.schedule.len())
    };
    let mut ends = BTreeMap::new();
    for (ending, steps) in report.ends.iter().map(end) {
        let shortest = ends.entry(ending).or_insert(steps);
        *shortest = steps.min(*shortest);
    }
    ends
}

/// What a reduced search says of ends and how near they are is what the whole search says, with each reduction alone
/// and with both. Half of the machines are searched beside the other half: this may take minutes.
#[test]
fn a_reduced_search_finds_what_the_whole_search_finds() {
    let smaller = [const { AtomicU32::new(0) }; 3];
    std::thread::scope(|scope| {
        let (smaller, half) = (&smaller, cases().div_ceil(2));
        for seed in [2007, 2008] {
            scope.spawn(move || compare_reductions(runner_from(seed, half), smaller));
        }
    });
    let smaller = smaller.map(AtomicU32::into_inner);
    assert!(smaller.iter().all(|&n| n > 100), "{smaller:?} searches became smaller");
}

fn compare_reductions(mut runner: TestRunner, smaller: &[AtomicU32; 3]) {
    let result = runner.run(&(bytes(), any::<bool>()), |(bytes, alike)| {
        let machine = if alike { random::alike(&bytes) } else { random::machine(&bytes) };
        let search = |reductions| {
            Search::new(&machine, Limits { states_max: 5000, reductions, ..Limits::default() }).finish()
        };
        let whole = search(Reductions::OFF);
        if whole.coverage != Coverage::Exhaustive {
            return Ok(());
        }
        let symmetry = Reductions { partial_order: Switch::Off, ..Reductions::ON };
        let partial_order = Reductions { symmetry: Switch::Off, ..Reductions::ON };
        let whole_ends = ends(&machine, &whole);
        for (reductions, smaller) in [symmetry, partial_order, Reductions::ON].into_iter().zip(smaller) {
            let reduced = search(reductions);
            prop_assert_eq!(reduced.coverage, whole.coverage);
            prop_assert_eq!(reduced.summary(), whole.summary());
            prop_assert_eq!(reduced.schedule.len(), whole.schedule.len());
            prop_assert_eq!(&ends(&machine, &reduced), &whole_ends, "{:?}", reductions);
            smaller.fetch_add(u32::from(reduced.states < whole.states), Ordering::Relaxed);
        }
        Ok(())
    });
    result.unwrap();
}

fn random_run(machine: &Machine, seed: u64) -> Trace {
    Trace::run(machine, &mut Random::new(seed), STEPS_MAX)
}

#[test]
fn a_random_run_comes_only_to_states_that_the_search_knows() {
    let result = runner(200).run(&(bytes(), any::<u64>()), |(bytes, seed)| {
        let machine = random::machine(&bytes);
        let trace = random_run(&machine, seed);
        trace.states().for_each(|state| invariants::structure(&machine, &state));
        let mut search = Search::new(&machine, Limits { states_max: 20_000, ..Limits::default() });
        while !search.slice(1000) {}
        let is_whole = search.progress().frontier == 0;
        prop_assert!(!is_whole || trace.states().all(|state| search.contains(&state)));
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
        for (step, state) in trace.steps().iter().zip(trace.states().skip(1)) {
            step.events.iter().for_each(|&event| ledger.observe(event));
            let view = machine.view(&state);
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

/// Every dependency of the whole search, and no other, is found with each reduction alone and with both; each witness
/// shows it, and no random run shows one that is not among them.
#[test]
fn a_reduced_search_finds_the_lock_order_of_the_whole_search() {
    let (found, compared) = (AtomicU32::new(0), AtomicU32::new(0));
    let result = runner(cases() / 2).run(&(bytes(), any::<bool>(), any::<u64>()), |(bytes, alike, seed)| {
        let machine = if alike { random::alike(&bytes) } else { random::machine(&bytes) };
        let (whole, coverage) = order(&machine, Reductions::OFF);
        if coverage != Coverage::Exhaustive {
            return Ok(());
        }
        let dependencies = |order: &LockOrder| -> Vec<Dependency> {
            order.dependencies.iter().map(|(dependency, _)| *dependency).collect()
        };
        let symmetry = Reductions { partial_order: Switch::Off, ..Reductions::ON };
        let partial_order = Reductions { symmetry: Switch::Off, ..Reductions::ON };
        for reductions in [symmetry, partial_order, Reductions::ON] {
            let (reduced, _) = order(&machine, reductions);
            prop_assert_eq!(dependencies(&reduced), dependencies(&whole), "{:?}", reductions);
            for (dependency, witness) in &reduced.dependencies {
                let trace = Trace::replay(&machine, &witness.schedule);
                prop_assert_eq!(&trace.schedule(), &witness.schedule);
                prop_assert!(machine.view(trace.last()).dependencies_of(witness.task).contains(dependency));
            }
        }
        let known: BTreeSet<_> =
            dependencies(&whole).iter().map(|one| (one.holding.class, one.acquiring.class)).collect();
        let seen = seen_along(&machine, &random_run(&machine, seed));
        prop_assert!(seen.is_subset(&known), "{seen:?} of {known:?}");
        found.fetch_add(u32::try_from(known.len()).unwrap(), Ordering::Relaxed);
        compared.fetch_add(1, Ordering::Relaxed);
        Ok(())
    });
    result.unwrap();
    let (found, compared) = (found.into_inner(), compared.into_inner());
    assert!(compared > cases() / 4 && found > compared / 4, "{found} dependencies of {compared} machines");
}
