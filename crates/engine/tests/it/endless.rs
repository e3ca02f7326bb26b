//! Runs that never end: which of them are livelocks under weak fairness and which are not.

use pagelock_engine::id::Reg;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{PageInit, Pick};
use pagelock_engine::{DeadlockKind, Report, Verdict};

use crate::bench::{Bench, act, bench, find, get, n, r};

fn one() -> Bench {
    bench().file("a", &[PageInit::NotUptodate])
}

/// Loops until the page is up to date. Register 0 is the page, 1 the answer.
fn until_uptodate() -> [Instr; 4] {
    [find(0, 0, 0), get(1, Prim::PageUptodate, &[r(0)]), Instr::Unless(r(1), 1), act(Prim::PutPage, &[r(0)])]
}

fn summary(bench: &Bench) -> (String, Report) {
    let report = bench.clone().search();
    (report.summary(), report)
}

#[test]
fn a_task_that_retries_for_ever_is_a_livelock() {
    let (summary, report) = summary(&one().lean_task("T", &until_uptodate(), &[]));
    assert_eq!(summary, "livelock");
    assert_eq!((report.verdict, report.states, report.schedule.len()), (Verdict::Livelock, 2, 1));
    assert!(report.outcomes().is_empty(), "no run ends");
}

#[test]
fn spinning_until_a_runnable_task_acts_is_not_a_livelock() {
    let setter = [find(0, 0, 0), act(Prim::SetPageUptodate, &[r(0)])];
    let bench = one().lean_task("T", &until_uptodate(), &[]).lean_task("S", &setter, &[]);
    let (summary, report) = summary(&bench);
    // In every cycle of the graph S could move all the while and does not, which is not fair.
    assert_eq!(summary, "hazard (junk)", "the runs end, with a page that was never read in");
    assert_eq!(report.verdict, Verdict::Hazard);
}

#[test]
fn two_tasks_that_take_turns_for_ever_are_a_livelock() {
    let spin = [find(0, 0, 0), act(Prim::GetPage, &[r(0)]), act(Prim::PutPage, &[r(0)]), Instr::Jump(1)];
    assert_eq!(summary(&one().lean_task("A", &spin, &[]).lean_task("B", &spin, &[])).0, "livelock");
}

#[test]
fn a_task_that_is_blocked_now_and_then_may_starve() {
    // L locks and unlocks for ever; whenever U looks, the page may be locked again. Weak fairness allows that.
    let looping = [
        find(0, 0, 0),
        act(Prim::LockPage, &[r(0)]),
        act(Prim::UnlockPage, &[r(0)]),
        get(1, Prim::PageUptodate, &[r(0)]),
        Instr::Unless(r(1), 1),
    ];
    let reader = [find(0, 0, 0), act(Prim::LockPage, &[r(0)]), act(Prim::Readpage, &[r(0)])];
    let (summary, report) = summary(&one().lean_task("L", &looping, &[]).lean_task("U", &reader, &[]));
    assert_eq!(summary, "livelock");
    assert!(!report.outcomes().is_empty(), "other runs end");
}

#[test]
fn waiting_for_ever_behind_an_endless_task_is_a_partial_deadlock() {
    let holder =
        [find(0, 0, 0), act(Prim::LockPage, &[r(0)]), get(1, Prim::PageMapping, &[r(0)]), Instr::Jump(2)];
    let waiter = [find(0, 0, 0), act(Prim::LockPage, &[r(0)]), act(Prim::UnlockPage, &[r(0)])];
    let (summary, report) = summary(&one().lean_task("H", &holder, &[]).lean_task("W", &waiter, &[]));
    assert_eq!(summary, "deadlock (partial)");
    assert_eq!(report.deadlocks()[&DeadlockKind::Partial], 1);
    // H locks, and W has found its page and waits.
    assert_eq!(report.schedule.len(), 3);
}

#[test]
fn a_loop_that_counts_ends() {
    let counting = [
        Instr::Set(Reg(1), n(3)),
        find(0, 0, 0),
        act(Prim::PutPage, &[r(0)]),
        Instr::Set(Reg(1), crate::bench::binary(pagelock_engine::program::Binary::Sub, r(1), n(1))),
        Instr::Unless(r(1), 6),
        Instr::Jump(1),
    ];
    let (summary, report) = summary(&one().lean_task("T", &counting, &[]));
    assert_eq!(summary, "ok");
    assert_eq!((report.states, report.depth), (7, 6), "three rounds of two steps");
}

#[test]
fn the_budget_of_an_actor_makes_no_cycle() {
    let zap = [act(Prim::ZapPageRange, &[r(0), r(1), n(1)])];
    let touch = [
        get(0, Prim::GetUser, &[n(0)]),
        Instr::Unless(r(0), 5),
        find(1, 0, 0),
        get(2, Prim::InstallPte, &[crate::bench::mm(), n(0), r(1), n(-1)]),
        Instr::Jump(0),
    ];
    let bench = bench().file("a", &[PageInit::Uptodate]).mm("m", &[("a", 0, false)]);
    let bench = bench.lean_task("T", &touch, &[]).actor("zap", Pick::Pte, 3, &zap);
    assert_eq!(summary(&bench).0, "ok", "the pte is cleared three times at most");
}

#[test]
fn an_endless_run_is_reported_beside_what_other_runs_come_to() {
    let lock = act(Prim::LockPage, &[r(0)]);
    let stuck = [find(0, 0, 0), lock.clone(), lock];
    let spin = [find(0, 0, 0), get(1, Prim::PageMapping, &[r(0)]), Instr::Jump(1)];
    // Two files, so that the spinner is not the one who waits.
    let bench = one().lean_task("T", &stuck, &[]).lean_task("L", &spin, &[]);
    let (summary, report) = summary(&bench);
    assert_eq!(summary, "deadlock (partial)", "L goes on, so it is not a whole deadlock");
    assert_eq!(report.deadlock_count(), 1);
}
