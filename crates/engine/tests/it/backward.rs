//! What can still be saved, on small random machines: against every state's naive reach, against runs that are written
//! down one by one, and with limits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::PageInit;
use pagelock_engine::{
    Backward, Coverage, Ending, Fewest, Goal, Limits, Machine, Natural, Outlook, Prospects, Share, State,
    Trace, Verdict, Ways,
};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::bench::{act, bench, find, get, r};
use crate::oracle::Graph;
use crate::random;

/// Above this many states the naive search is too slow.
const STATES_MAX: usize = 1500;

/// So many runs are written down one by one.
const RUNS_MAX: u64 = 1500;

pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..70)
}

pub(crate) fn runner(cases: u32) -> TestRunner {
    let rng_seed = RngSeed::Fixed(2007);
    TestRunner::new(ProptestConfig {
        cases,
        rng_seed,
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

fn prospects(machine: &Machine) -> Prospects {
    Backward::new(machine, Limits::default()).finish()
}

/// What the naive search knows of each state.
struct Naive {
    /// the verdicts that are reached from it
    ways: Vec<BTreeSet<Verdict>>,
    /// fewest steps to each verdict
    steps: BTreeMap<Verdict, Vec<Option<u32>>>,
}

/// Passes what is known of targets on to their sources until nothing changes.
fn naive(machine: &Machine, graph: &Graph) -> Naive {
    let mut own: Vec<BTreeSet<Verdict>> = vec![BTreeSet::new(); graph.states.len()];
    for (nr, state) in graph.states.iter().enumerate() {
        own[nr].extend(machine.view(state).end().map(|end| Ending::from(end).verdict()));
    }
    for (component, verdict) in graph.endless_components(machine) {
        for &nr in &component {
            assert!(own[nr].insert(verdict), "a cycle is no end");
        }
    }
    let mut ways = own.clone();
    let mut steps = BTreeMap::new();
    for verdict in [Verdict::Ok, Verdict::Hazard, Verdict::Livelock, Verdict::Deadlock] {
        let mut nearest: Vec<Option<u32>> =
            own.iter().map(|own| own.contains(&verdict).then_some(0)).collect();
        loop {
            let before = nearest.clone();
            for (nr, edges) in graph.edges.iter().enumerate() {
                for &(_, to) in edges {
                    let through = before[to].map(|steps| steps + 1);
                    nearest[nr] = [nearest[nr], through].into_iter().flatten().min();
                }
            }
            if nearest == before {
                break;
            }
        }
        for (ways, nearest) in ways.iter_mut().zip(&nearest) {
            ways.extend(nearest.map(|_| verdict));
        }
        steps.insert(verdict, nearest);
    }
    Naive { ways, steps }
}

pub(crate) fn set(ways: Ways) -> BTreeSet<Verdict> {
    let all = [Verdict::Unknown, Verdict::Ok, Verdict::Hazard, Verdict::Livelock, Verdict::Deadlock];
    all.into_iter().filter(|&verdict| ways.can(verdict)).collect()
}

/// Fewest switches, and then steps, to a deadlock: by state and who moved last, until nothing changes.
fn naive_fewest(graph: &Graph, dead: &[Option<u32>]) -> Option<(u32, usize)> {
    let mut known: BTreeMap<(usize, Option<usize>), (u32, usize)> = BTreeMap::from([((0, None), (0, 0))]);
    loop {
        let before = known.clone();
        for (&(nr, last), &(switches, steps)) in &before {
            for &(task, to) in &graph.edges[nr] {
                let more = u32::from(last.is_some_and(|last| last != task));
                let way = (switches + more, steps + 1);
                let best = known.entry((to, Some(task))).or_insert(way);
                *best = way.min(*best);
            }
        }
        if known == before {
            break;
        }
    }
    known.iter().filter(|((nr, _), _)| dead[*nr] == Some(0)).map(|(_, way)| *way).min()
}

/// How often somebody else moves than before.
fn switches(trace: &Trace) -> u32 {
    let movers: Vec<_> = trace.steps().iter().map(|step| step.choice.task).collect();
    u32::try_from(movers.windows(2).filter(|pair| pair[0] != pair[1]).count()).unwrap()
}

/// How many runs there are from each state, by verdict: those of its targets together.
fn count(graph: &Graph, naive: &Naive, nr: usize, known: &mut [Option<BTreeMap<Verdict, u128>>]) {
    if known[nr].is_some() {
        return;
    }
    let mut runs: BTreeMap<Verdict, u128> = BTreeMap::new();
    if graph.edges[nr].is_empty() {
        runs.extend(naive.ways[nr].iter().map(|&verdict| (verdict, 1)));
    }
    for &(_, to) in &graph.edges[nr] {
        count(graph, naive, to, known);
        for (&verdict, &more) in known[to].as_ref().expect("it was counted above") {
            let sum = runs.entry(verdict).or_default();
            *sum = sum.checked_add(more).expect("graphs are small");
        }
    }
    known[nr] = Some(runs);
}

/// Every run from a state on, written down: its verdict, and how often it switches.
fn write_down(
    machine: &Machine,
    state: &State,
    last: Option<usize>,
    switches: u32,
    runs: &mut Vec<(Verdict, u32)>,
) {
    let view = machine.view(state);
    if let Some(end) = view.end() {
        runs.push((Ending::from(end).verdict(), switches));
        return;
    }
    for choice in view.choices() {
        let task = choice.task.index();
        let more = u32::from(last.is_some_and(|last| last != task));
        write_down(machine, &machine.advance(state, choice).next, Some(task), switches + more, runs);
    }
}

fn check_fewest(machine: &Machine, fewest: &Fewest, prospects: &Prospects) {
    let trace = Trace::replay(machine, &fewest.schedule);
    assert_eq!(trace.schedule(), fewest.schedule, "it can be followed");
    assert_eq!(switches(&trace), fewest.switches);
    assert_eq!(prospects.steps_to_deadlock(trace.last()), Some(0), "it leads to a deadlock");
}

#[test]
fn a_state_can_come_to_what_a_naive_search_reaches_from_it() {
    let outlooks = [Outlook::ReachesOk, Outlook::MayFail, Outlook::Doomed];
    let seen = outlooks.map(|_| AtomicU32::new(0));
    let (cyclic, fewest_seen) = (AtomicU32::new(0), AtomicU32::new(0));
    let result = runner(2500).run(&bytes(), |bytes| {
        let machine = random::machine(&bytes);
        let Some(graph) = Graph::new(&machine, STATES_MAX) else { return Ok(()) };
        let (naive, prospects) = (naive(&machine, &graph), prospects(&machine));
        prop_assert_eq!(prospects.coverage(), Coverage::Exhaustive);
        prop_assert_eq!(prospects.states(), graph.states.len() as u64);
        for (nr, state) in graph.states.iter().enumerate() {
            let ways = prospects.ways(state);
            prop_assert_eq!(&set(ways), &naive.ways[nr]);
            prop_assert_eq!(prospects.steps_to_ok(state), naive.steps[&Verdict::Ok][nr]);
            prop_assert_eq!(prospects.steps_to_deadlock(state), naive.steps[&Verdict::Deadlock][nr]);
            let known = outlooks.iter().position(|&known| known == ways.outlook());
            seen[known.expect("everything is known")].fetch_add(1, Ordering::Relaxed);
        }
        let expected = naive_fewest(&graph, &naive.steps[&Verdict::Deadlock]);
        let found = prospects.fewest().map(|fewest| (fewest.switches, fewest.schedule.len()));
        prop_assert_eq!(found, expected);
        if let Some(fewest) = prospects.fewest() {
            check_fewest(&machine, fewest, &prospects);
            let again = prospects.fewest_from(&machine.initial(), Goal::Deadlock);
            prop_assert_eq!(again.as_ref(), Some(fewest));
            fewest_seen.fetch_add(u32::from(fewest.switches > 1), Ordering::Relaxed);
        }
        let has_cycle = graph.has_cycle();
        prop_assert_eq!(prospects.share() == &Share::Endless, has_cycle);
        cyclic.fetch_add(u32::from(has_cycle), Ordering::Relaxed);
        if !has_cycle {
            let mut counts = vec![None; graph.states.len()];
            count(&graph, &naive, 0, &mut counts);
            let text = |(verdict, runs): (&Verdict, String)| (*verdict, runs);
            let expected = counts[0].iter().flatten().map(|(v, n)| text((v, n.to_string())));
            let Share::Counted(runs) = prospects.share() else { panic!("{:?}", prospects.share()) };
            let found = runs.iter().map(|(v, n)| text((v, n.to_string())));
            prop_assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        }
        Ok(())
    });
    result.unwrap();
    let seen = seen.map(AtomicU32::into_inner);
    assert!(seen.iter().all(|&n| n > 500), "{seen:?} states are {outlooks:?}");
    let (cyclic, fewest_seen) = (cyclic.into_inner(), fewest_seen.into_inner());
    assert!(cyclic > 10 && fewest_seen > 10, "{cyclic} with cycles, {fewest_seen} with several switches");
}

#[test]
fn interleavings_are_counted_as_if_written_down_one_by_one() {
    let (written, deadlocks) = (AtomicU32::new(0), AtomicU32::new(0));
    let result = runner(1500).run(&bytes(), |bytes| {
        let machine = random::machine(&bytes);
        let prospects = Backward::new(&machine, Limits { states_max: 2000, ..Limits::default() }).finish();
        let Some(all) = prospects.share().all() else { return Ok(()) };
        let Some(all) = all.to_string().parse().ok().filter(|&all: &u64| all <= RUNS_MAX) else {
            return Ok(());
        };
        let mut runs = Vec::new();
        write_down(&machine, &machine.initial(), None, 0, &mut runs);
        prop_assert_eq!(runs.len() as u64, all);
        for verdict in [Verdict::Ok, Verdict::Hazard, Verdict::Deadlock] {
            let of = runs.iter().filter(|(end, _)| *end == verdict).count();
            prop_assert_eq!(prospects.share().of(verdict).map(|n| n.to_string()), Some(of.to_string()));
        }
        let fewest =
            runs.iter().filter(|(end, _)| *end == Verdict::Deadlock).map(|(_, switches)| *switches).min();
        prop_assert_eq!(prospects.fewest().map(|fewest| fewest.switches), fewest);
        written.fetch_add(1, Ordering::Relaxed);
        deadlocks.fetch_add(u32::from(fewest.is_some()), Ordering::Relaxed);
        Ok(())
    });
    result.unwrap();
    let (written, deadlocks) = (written.into_inner(), deadlocks.into_inner());
    assert!(written > 100 && deadlocks > 30, "{written} machines, {deadlocks} of them with a deadlock");
}

#[test]
fn an_analysis_that_a_limit_stopped_claims_nothing_that_is_not_so() {
    let (claims, silences) = (AtomicU32::new(0), AtomicU32::new(0));
    let result = runner(2000).run(&(bytes(), 1_u32..400), |(bytes, states_max)| {
        let machine = random::machine(&bytes);
        let Some(graph) = Graph::new(&machine, STATES_MAX) else { return Ok(()) };
        let naive = naive(&machine, &graph);
        let prospects = Backward::new(&machine, Limits { states_max, ..Limits::default() }).finish();
        if prospects.coverage() == Coverage::Exhaustive {
            return Ok(());
        }
        prop_assert_eq!(prospects.share(), &Share::Unseen);
        prop_assert_eq!(prospects.fewest(), None);
        for (state, truth) in graph.states.iter().zip(&naive.ways) {
            let known = set(prospects.ways(state));
            let (is_open, known): (Vec<_>, Vec<_>) = known.iter().partition(|way| **way == Verdict::Unknown);
            prop_assert!(known.iter().all(|way| truth.contains(way)), "{:?} of {:?}", known, truth);
            prop_assert!(!is_open.is_empty() || known.len() == truth.len(), "{:?} of {:?}", known, truth);
            let counter =
                if prospects.ways(state).outlook() == Outlook::Unknown { &silences } else { &claims };
            counter.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    });
    result.unwrap();
    let (claims, silences) = (claims.into_inner(), silences.into_inner());
    assert!(claims > 1000 && silences > 1000, "{claims} claims, {silences} silences");
}

#[test]
fn slices_of_any_size_find_the_same_and_a_stop_is_a_limit() {
    let result = runner(40).run(&(bytes(), 1_u32..50), |(bytes, slice)| {
        let machine = random::machine(&bytes);
        let limits = Limits { states_max: 2000, ..Limits::default() };
        let mut sliced = Backward::new(&machine, limits);
        while !sliced.slice(slice) {}
        let (sliced, whole) = (sliced.finish(), Backward::new(&machine, limits).finish());
        prop_assert_eq!(sliced.coverage(), whole.coverage());
        prop_assert_eq!(sliced.share(), whole.share());
        prop_assert_eq!(sliced.fewest(), whole.fewest());
        let mut stopped = Backward::new(&machine, limits);
        stopped.slice(slice);
        stopped.stop();
        let stopped = stopped.finish();
        prop_assert!(stopped.coverage() == Coverage::Exhaustive || stopped.states() <= whole.states());
        prop_assert!(stopped.coverage() == whole.coverage() || stopped.share() == &Share::Unseen);
        Ok(())
    });
    result.unwrap();
}

/// Loops until the page is up to date.
fn until_uptodate() -> [Instr; 4] {
    [find(0, 0, 0), get(1, Prim::PageUptodate, &[r(0)]), Instr::Unless(r(1), 1), act(Prim::PutPage, &[r(0)])]
}

#[test]
fn a_run_that_retries_for_ever_is_doomed_and_not_counted() {
    let bench = bench().file("a", &[PageInit::NotUptodate]).lean_task("T", &until_uptodate(), &[]);
    let machine = bench.machine();
    let prospects = prospects(&machine);
    let ways = prospects.ways(&machine.initial());
    assert_eq!((ways.outlook(), ways.worst()), (Outlook::Doomed, Verdict::Livelock));
    assert_eq!(prospects.share(), &Share::Endless);
    assert_eq!(prospects.fewest(), None);
}

#[test]
fn somebody_who_is_stuck_behind_an_endless_task_is_in_a_deadlock() {
    let holder =
        [find(0, 0, 0), act(Prim::LockPage, &[r(0)]), get(1, Prim::PageMapping, &[r(0)]), Instr::Jump(2)];
    let waiter = [find(0, 0, 0), act(Prim::LockPage, &[r(0)]), act(Prim::UnlockPage, &[r(0)])];
    let bench = bench().file("a", &[PageInit::Uptodate]);
    let machine = bench.lean_task("H", &holder, &[]).lean_task("W", &waiter, &[]).machine();
    let prospects = prospects(&machine);
    let ways = prospects.ways(&machine.initial());
    // Where W finishes first, H goes on alone for ever.
    assert_eq!(set(ways), BTreeSet::from([Verdict::Livelock, Verdict::Deadlock]));
    assert_eq!(ways.outlook(), Outlook::Doomed);
    // H finds and locks, W finds: one switch.
    assert_eq!(prospects.fewest().map(|fewest| (fewest.switches, fewest.schedule.len())), Some((1, 3)));
}

#[test]
fn two_tasks_that_take_two_locks_in_opposite_orders() {
    let path = |first: u16, second: u16| {
        [
            find(0, 0, 0),
            find(1, 1, 0),
            act(Prim::LockPage, &[r(first)]),
            act(Prim::LockPage, &[r(second)]),
            act(Prim::UnlockPage, &[r(second)]),
            act(Prim::UnlockPage, &[r(first)]),
        ]
    };
    let bench = bench().file("a", &[PageInit::Uptodate]).file("b", &[PageInit::Uptodate]);
    let machine = bench.lean_task("A", &path(0, 1), &[]).lean_task("B", &path(1, 0), &[]).machine();
    let prospects = prospects(&machine);
    // Each task makes 6 steps: two finds, its first lock, its second, two unlocks. Both stand before their second lock
    // with the first one taken after 3 steps each, in any order: 6!/(3!3!) = 20 runs, and that is the deadlock.
    // Else one of them, A say, takes both while B has made at most 2 steps and then waits, if it is there, for A's last
    // unlock but one (of b, its step 5): its third step, the lock of b, comes after A's fifth. After that it needs a,
    // which A gives back with its sixth: B's fourth step comes after A's sixth.
    // B's first two steps are anywhere among A's: with A's 6 steps and B's third anywhere after the fifth.
    //   B's third after A's fifth and before the sixth: its first two are among A's first five, C(7,2) = 21 ways.
    //   B's third after A's sixth: its first two are anywhere among A's six, C(8,2) = 28 ways.
    // The rest is in one order. 49 runs, and as many with A and B swapped: 98 runs are ok.
    assert_eq!(prospects.share().of(Verdict::Deadlock).map(|n| n.to_string()), Some("20".into()));
    assert_eq!(prospects.share().of(Verdict::Ok).map(|n| n.to_string()), Some("98".into()));
    assert_eq!(prospects.share().of(Verdict::Livelock), Some(Natural::default()));
    assert_eq!(prospects.share().all().map(|n| n.to_string()), Some("118".into()));
    assert_eq!(prospects.fewest().map(|fewest| (fewest.switches, fewest.schedule.len())), Some((1, 6)));
}
