//! How runs end: every kind of deadlock, damage, results of calls; each from a scenario of a few steps.

use pagelock_engine::id::{Reg, TaskId};
use pagelock_engine::prim::Prim;
use pagelock_engine::program::{Expr, Instr};
use pagelock_engine::scenario::PageInit;
use pagelock_engine::{Coverage, DeadlockKind, Report, Verdict, WaitKind, cycle};

use crate::bench::{Bench, Run, act, bench, file, find, get, mm, n, r};

const PAGE: [PageInit; 1] = [PageInit::Uptodate];

/// Files a, b, c with a page each, and one address space.
fn three() -> Bench {
    bench().file("a", &PAGE).file("b", &PAGE).file("c", &PAGE).mm("m", &[])
}

fn lock(reg: u16) -> Instr {
    act(Prim::LockPage, &[r(reg)])
}

fn unlock(reg: u16) -> Instr {
    act(Prim::UnlockPage, &[r(reg)])
}

/// Searches; there must be deadlocks of exactly these kinds.
fn deadlocks(bench: &Bench, kinds: &[(DeadlockKind, u64)]) -> Report {
    let report = bench.clone().search();
    assert_eq!(report.deadlocks().into_iter().collect::<Vec<_>>(), kinds);
    assert_eq!(report.verdict, if kinds.is_empty() { Verdict::Ok } else { Verdict::Deadlock });
    assert_eq!(report.coverage, Coverage::Exhaustive);
    report
}

/// The wait-for cycle at the end of the report's schedule: task and holders.
fn shortest_cycle(bench: &Bench, report: &Report) -> Vec<(String, WaitKind)> {
    let machine = bench.clone().machine();
    let trace = pagelock_engine::Trace::replay(&machine, &report.schedule);
    let waits = machine.view(trace.last()).waits();
    cycle(&waits).into_iter().map(|wait| (machine.task_name(wait.task).to_owned(), wait.kind)).collect()
}

#[test]
fn own_is_a_task_that_waits_for_its_own_lock() {
    let bench = three().task("T", &[find(0, 0, 0), lock(0), lock(0)]);
    let report = deadlocks(&bench, &[(DeadlockKind::Own, 1)]);
    assert_eq!(report.summary(), "deadlock (self)");
    assert_eq!(report.schedule, [0, 0]);
    assert_eq!(shortest_cycle(&bench, &report), [("T".to_owned(), WaitKind::All)]);
}

fn two_locks(first: u8, second: u8) -> Vec<Instr> {
    vec![find(0, first, 0), find(1, second, 0), lock(0), lock(1), unlock(1), unlock(0)]
}

#[test]
fn abba_is_two_tasks_that_wait_for_each_others_page() {
    let bench = three().task("A", &two_locks(0, 1)).task("B", &two_locks(1, 0));
    let report = deadlocks(&bench, &[(DeadlockKind::Abba, 1)]);
    assert_eq!(report.schedule.len(), 6);
    // The same order on both sides is safe.
    deadlocks(&three().task("A", &two_locks(0, 1)).task("B", &two_locks(0, 1)), &[]);
}

#[test]
fn a_ring_of_three_is_abba_as_well() {
    let bench = three().task("A", &two_locks(0, 1)).task("B", &two_locks(1, 2)).task("C", &two_locks(2, 0));
    let report = deadlocks(&bench, &[(DeadlockKind::Abba, 1)]);
    assert_eq!(shortest_cycle(&bench, &report).len(), 3);
}

#[test]
fn abba_can_be_between_a_page_lock_and_i_mutex() {
    let mutex = |prim| act(prim, &[file(0)]);
    let one = [find(0, 0, 0), lock(0), mutex(Prim::MutexLock), mutex(Prim::MutexUnlock), unlock(0)];
    let other = [mutex(Prim::MutexLock), find(0, 0, 0), lock(0), unlock(0), mutex(Prim::MutexUnlock)];
    deadlocks(&three().task("A", &one).task("B", &other), &[(DeadlockKind::Abba, 1)]);
}

fn down_read() -> Instr {
    act(Prim::DownRead, &[mm()])
}

fn up_read() -> Instr {
    act(Prim::UpRead, &[mm()])
}

/// Takes `mmap_sem` for read under a page lock, as the copy of 2.6.20 does in step 6.
fn page_then_sem() -> Vec<Instr> {
    vec![find(0, 0, 0), lock(0), down_read(), up_read(), unlock(0)]
}

#[test]
fn through_mmap_sem_is_a_page_lock_against_the_semaphore() {
    let writer =
        [find(0, 0, 0), act(Prim::DownWrite, &[mm()]), lock(0), unlock(0), act(Prim::UpWrite, &[mm()])];
    let bench = three().task("T", &page_then_sem()).task("M", &writer);
    let report = deadlocks(&bench, &[(DeadlockKind::ThroughMmapSem, 1)]);
    assert_eq!(shortest_cycle(&bench, &report).len(), 2);
    // A queue plays no part in it.
    deadlocks(&bench.reader_preferring(), &[(DeadlockKind::ThroughMmapSem, 1)]);
}

#[test]
fn queued_writer_needs_three_tasks_and_a_fair_semaphore() {
    let reader = [find(0, 0, 0), down_read(), lock(0), unlock(0), up_read()];
    let writer = [act(Prim::DownWrite, &[mm()]), act(Prim::UpWrite, &[mm()])];
    let two = three().task("T", &page_then_sem()).task("R", &reader);
    deadlocks(&two, &[]);
    let bench = two.task("U", &writer);
    let report = deadlocks(&bench, &[(DeadlockKind::QueuedWriter, 1)]);
    assert_eq!(shortest_cycle(&bench, &report).len(), 3);
    deadlocks(&bench.reader_preferring(), &[]);
}

#[test]
fn a_second_read_lock_behind_a_writer_is_a_queued_writer_deadlock() {
    let twice = [down_read(), down_read(), up_read(), up_read()];
    let writer = [act(Prim::DownWrite, &[mm()]), act(Prim::UpWrite, &[mm()])];
    let bench = three().task("R", &twice).task("W", &writer);
    deadlocks(&bench, &[(DeadlockKind::QueuedWriter, 1)]);
    deadlocks(&bench.reader_preferring(), &[]);
}

/// Takes a slot, and then another.
fn two_slots(first: u8, second: u8) -> Vec<Instr> {
    let (kmap, kunmap) = (|reg| act(Prim::Kmap, &[r(reg)]), |reg| act(Prim::Kunmap, &[r(reg)]));
    vec![find(0, first, 0), find(1, second, 0), kmap(0), kmap(1), kunmap(1), kunmap(0)]
}

#[test]
fn pool_is_as_many_tasks_as_slots_with_one_slot_each() {
    let two = three().file("d", &PAGE).task("A", &two_slots(0, 1)).task("B", &two_slots(2, 3));
    deadlocks(&two.clone().slots(2), &[(DeadlockKind::Pool, 1)]);
    deadlocks(&two.slots(3), &[]);
    // With one slot a task waits for its own; that still is the pool.
    deadlocks(&three().task("A", &two_slots(0, 1)).slots(1), &[(DeadlockKind::Pool, 1)]);
    // A shared page needs one slot only.
    deadlocks(&three().task("A", &two_slots(0, 0)).slots(1), &[]);
}

#[test]
fn pool_page_lock_is_a_slot_against_a_page_lock() {
    let (kmap, kunmap) = (|reg| act(Prim::Kmap, &[r(reg)]), |reg| act(Prim::Kunmap, &[r(reg)]));
    let tracer = [find(0, 0, 0), kmap(0), lock(0), unlock(0), kunmap(0)];
    let writer = [find(0, 0, 0), find(1, 1, 0), lock(0), kmap(1), kunmap(1), unlock(0)];
    let bench = three().slots(1).task("D", &tracer).task("T", &writer);
    let report = deadlocks(&bench, &[(DeadlockKind::PoolPageLock, 1)]);
    assert_eq!(report.summary(), "deadlock (pool x page lock)");
    deadlocks(&bench.slots(2), &[]);
}

#[test]
fn orphaned_lock_is_waiting_for_a_task_that_has_ended() {
    let bench = three().task("T", &[find(0, 0, 0), lock(0)]).task("U", &[find(0, 0, 0), lock(0)]);
    let report = deadlocks(&bench, &[(DeadlockKind::OrphanedLock, 2)]);
    assert_eq!(report.schedule.len(), 3);
    assert_eq!(shortest_cycle(&bench, &report), []);
}

#[test]
fn partial_is_two_tasks_stuck_while_a_third_goes_on_for_ever() {
    let looping = [get(0, Prim::ISizeRead, &[file(2)]), Instr::Jump(0)];
    let bench = three().task("A", &two_locks(0, 1)).task("B", &two_locks(1, 0));
    let bench = bench.lean_task("L", &looping, &[]);
    let report = bench.clone().search();
    // Every component of the graph is L going round. In one of them A and B are stuck.
    assert_eq!(report.deadlocks().into_iter().collect::<Vec<_>>(), [(DeadlockKind::Partial, 1)]);
    assert_eq!(report.verdict, Verdict::Deadlock);
    assert_eq!(report.kind, "partial");
    assert_eq!(report.schedule.len(), 6, "L need not move");
}

#[test]
fn pages_left_as_zeroes_or_junk_are_hazards() {
    let zero = [find(0, 0, 0), act(Prim::ZeroUser, &[r(0), n(0), n(1)])];
    let report = three().task("T", &zero).search();
    assert_eq!((report.verdict, report.summary().as_str()), (Verdict::Hazard, "hazard (zeroes)"));
    let junk = [get(0, Prim::AddToPageCache, &[file(0), n(0)]), act(Prim::SetPageUptodate, &[r(0)])];
    let report = bench().file("a", &[PageInit::Absent]).task("T", &junk).search();
    assert_eq!(report.summary(), "hazard (junk)");
    // Nobody can read what is neither up to date nor valid.
    let hidden = [get(0, Prim::AddToPageCache, &[file(0), n(0)])];
    assert_eq!(bench().file("a", &[PageInit::Absent]).task("T", &hidden).search().summary(), "ok");
}

#[test]
fn what_a_reader_saw_is_a_hazard_even_if_it_is_repaired_later() {
    let writer = [
        find(0, 0, 0),
        act(Prim::ZeroUser, &[r(0), n(0), n(2)]),
        find(1, 1, 0),
        act(Prim::CopyPage, &[r(0), n(0), r(1), n(0), n(2)]),
    ];
    let reader = [find(0, 0, 0), get(1, Prim::ReadSectors, &[r(0), n(0), n(2)])];
    let bench = three().task("W", &writer);
    assert_eq!(bench.clone().search().summary(), "ok");
    let report = bench.task("R", &reader).search();
    assert_eq!(report.summary(), "hazard (transient zeroes)");
    let clean = report.outcomes().into_iter().filter(|(outcome, _)| !outcome.is_hazard());
    assert!(clean.count() > 0, "other runs see nothing of it");
}

#[test]
fn hazards_are_all_named_and_use_after_free_is_one() {
    let zero = [find(0, 0, 0), act(Prim::ZeroUser, &[r(0), n(0), n(1)])];
    let put = act(Prim::PutPage, &[r(0)]);
    let bad = [find(0, 1, 0), act(Prim::TruncateCompletePage, &[r(0)]), put.clone(), put];
    let report = three().task("T", &zero).task("U", &bad).search();
    assert_eq!(report.summary(), "hazard (use after free)", "every run ends in the oops");
    // U's page is there only in some runs; in those it dies.
    let add = [get(0, Prim::AddToPageCache, &[file(3), n(0)])];
    let skip = [find(0, 3, 0), Instr::Unless(r(0), 3), act(Prim::MutexUnlock, &[file(0)])];
    let bench = three().file("d", &[PageInit::Absent]).task("T", &zero).task("A", &add).task("U", &skip);
    assert_eq!(bench.search().summary(), "hazard (oops, zeroes)");
}

#[test]
fn results_of_calls_are_told_and_are_no_hazard() {
    let returns = |value: i32| [get(1, Prim::ISizeRead, &[file(0)]), Instr::Set(Reg(0), n(value))];
    let call = |value, sectors| three().lean_task("T", &returns(value), &[(0, sectors)]).search().summary();
    assert_eq!(call(2, Some(2)), "ok");
    assert_eq!(call(1, Some(2)), "ok + short");
    assert_eq!(call(1, None), "ok");
    assert_eq!(call(-14, Some(2)), "ok + efault");
    assert_eq!(call(-12, Some(2)), "ok + error");
    let two =
        three().lean_task("T", &returns(-14), &[(0, None)]).lean_task("U", &returns(1), &[(0, Some(2))]);
    assert_eq!(two.search().summary(), "ok + efault + short");
}

#[test]
fn a_wait_names_the_holders_and_a_pool_waiter_waits_for_any() {
    let bench = three().slots(1).task("A", &two_slots(0, 1)).task("B", &two_slots(2, 2));
    let run = bench.run().go("A A A B B");
    let shown: Vec<String> = waits(&run);
    assert_eq!(shown, ["A any of A", "B any of A"]);
}

#[test]
fn a_reader_behind_a_writer_waits_for_that_writer_and_the_writer_for_all_inside() {
    let reader = [down_read(), up_read()];
    let writer = [act(Prim::DownWrite, &[mm()]), act(Prim::UpWrite, &[mm()])];
    let bench = three().task("R1", &reader).task("R2", &reader).task("R3", &reader);
    let bench = bench.task("W1", &writer).task("W2", &writer);
    let run = bench.run().go("R1 R2 W1 W2 R3");
    assert_eq!(waits(&run), ["R3 queue W1", "W1 all of R1 R2", "W2 all of R1 R2"]);
    let run = run.go("R1 R2");
    assert_eq!(waits(&run), ["R3 all of W1", "W2 all of W1"]);
}

fn waits(run: &Run) -> Vec<String> {
    let view = run.machine.view(&run.state);
    let name = |task| run.machine.task_name(task);
    let one = |wait: &pagelock_engine::Wait| {
        let kind = match wait.kind {
            WaitKind::All => "all of",
            WaitKind::Any => "any of",
            WaitKind::Queue => "queue",
        };
        let holders: Vec<&str> = wait.holders.iter().map(name).collect();
        format!("{} {kind} {}", name(wait.task), holders.join(" "))
    };
    view.waits().iter().map(one).collect()
}

#[test]
fn expressions_name_the_tasks_own_files_and_address_spaces() {
    let bench = three().mm("n", &[("b", 0, true)]);
    let code = [
        Instr::Set(Reg(0), Expr::VmaPgoff(Box::new((Expr::Mm(1), n(0))))),
        get(1, Prim::FindGetPage, &[Expr::VmaFile(Box::new((Expr::Mm(1), n(0)))), r(0)]),
        get(2, Prim::FindVma, &[Expr::Mm(1), n(0)]),
    ];
    let run = bench.task("T", &code).run().go("T T");
    assert_eq!(run.status("T"), "finished");
    assert_eq!(run.machine.view(&run.state).register(TaskId(0), Reg(2)), 2);
}
