//! What stops a search, what it may say then, and that slices make no difference.

use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::PageInit;
use pagelock_engine::{Coverage, Limit, Limits, Machine, Report, Search, Verdict};

use crate::bench::{Bench, act, bench, find, r};

/// Tasks that do not meet, each with so many steps.
fn independent(tasks: u16, steps: usize) -> Bench {
    let files = (0..tasks).fold(bench(), |bench, i| bench.file(&format!("f{i}"), &[PageInit::Uptodate]));
    (0..tasks).fold(files, |bench, i| {
        let step = find(0, u8::try_from(i).unwrap(), 0);
        let rest = std::iter::repeat_n(act(Prim::PageMapping, &[r(0)]), steps - 1);
        let code: Vec<Instr> = [step].into_iter().chain(rest).collect();
        bench.lean_task(&format!("T{i}"), &code, &[])
    })
}

fn bounded(machine: &Machine, limits: Limits) -> Report {
    Search::new(machine, limits).finish()
}

#[test]
fn independent_tasks_have_the_product_of_their_positions() {
    let report = independent(3, 4).search();
    assert_eq!((report.summary().as_str(), report.coverage), ("ok", Coverage::Exhaustive));
    // 5 positions each; 4 steps of each task from every position of the other two.
    assert_eq!((report.states, report.transitions), (125, 3 * 4 * 25));
    assert_eq!((report.depth, report.schedule.len()), (12, 12));
}

#[test]
fn a_search_that_the_number_of_states_stops_never_says_ok() {
    let machine = independent(3, 4).machine();
    for states_max in 1..125 {
        let report = bounded(&machine, Limits { states_max, ..Limits::default() });
        let Coverage::Bounded { limit: Limit::States, frontier } = report.coverage else {
            panic!("{states_max}: {:?}", report.coverage)
        };
        assert_eq!(report.verdict, Verdict::Unknown);
        assert_eq!(report.summary(), "unknown");
        assert!(report.schedule.is_empty() && frontier > 0);
        // The last expansion may have gone over the limit by as many states as there are choices.
        assert!((u64::from(states_max)..u64::from(states_max) + 3).contains(&report.states));
    }
    assert_eq!(bounded(&machine, Limits { states_max: 126, ..Limits::default() }).verdict, Verdict::Ok);
}

#[test]
fn a_search_that_memory_stops_never_says_ok() {
    let machine = independent(3, 4).machine();
    let report = bounded(&machine, Limits { memory_max: 0, ..Limits::default() });
    assert_eq!(report.coverage, Coverage::Bounded { limit: Limit::Memory, frontier: 1 });
    assert_eq!((report.verdict, report.states, report.transitions), (Verdict::Unknown, 1, 0));
}

#[test]
fn what_a_bounded_search_has_found_it_still_tells() {
    let lock = act(Prim::LockPage, &[r(0)]);
    let mut code = vec![find(0, 0, 0), lock.clone(), act(Prim::UnlockPage, &[r(0)])];
    code.extend(std::iter::repeat_n(act(Prim::PageMapping, &[r(0)]), 10));
    let bench = bench().file("a", &[PageInit::Uptodate]);
    let bench = bench.lean_task("S", &[find(0, 0, 0), lock.clone(), lock], &[]);
    let machine = bench.lean_task("T", &code, &[]).lean_task("U", &code, &[]).machine();
    let whole = Search::new(&machine, Limits::default()).finish();
    // S locks the page before the others come to it: four steps.
    assert_eq!((whole.summary().as_str(), whole.schedule.len()), ("deadlock (self)", 4));
    let bounded = bounded(&machine, Limits { states_max: 60, ..Limits::default() });
    assert!(bounded.states < whole.states);
    assert!(matches!(bounded.coverage, Coverage::Bounded { limit: Limit::States, .. }));
    assert_eq!((bounded.summary(), bounded.schedule), (whole.summary(), whole.schedule));
}

#[test]
fn slices_give_the_same_report_as_one_run() {
    let machine = independent(3, 4).machine();
    let whole = Search::new(&machine, Limits::default()).finish();
    for slice in [1, 2, 7, 124, 125, 1000] {
        let mut search = Search::new(&machine, Limits::default());
        let mut progress = search.progress();
        while !search.slice(slice) {
            let now = search.progress();
            assert!(now.states >= progress.states && now.transitions >= progress.transitions);
            assert!(now.depth >= progress.depth && now.states > now.frontier);
            progress = now;
        }
        assert_eq!(search.progress().frontier, 0);
        assert_eq!(search.report(), whole);
    }
}

#[test]
fn a_report_before_the_end_is_bounded() {
    let machine = independent(3, 4).machine();
    let mut search = Search::new(&machine, Limits::default());
    assert!(!search.slice(10));
    let report = search.report();
    assert!(matches!(report.coverage, Coverage::Bounded { .. }));
    assert_eq!(report.verdict, Verdict::Unknown);
}
