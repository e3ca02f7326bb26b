//! The costs that a ledger counts along a run, and the names that steps have in pictures.

use std::fmt::Write as _;

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{PageInit, Pick};
use pagelock_engine::{Ledger, Machine, RoundRobin, Trace};

use crate::bench::{Bench, act, bench, file, find, get, mm, n, r};

/// A write in miniature, and a second thread that keeps `mmap_sem` for a while.
fn write() -> Bench {
    let copy = [
        act(Prim::MutexLock, &[file(0)]),
        get(0, Prim::AddToPageCache, &[file(0), n(0)]),
        get(2, Prim::PrepareWrite, &[r(0), n(0), n(2)]),
        act(Prim::DownRead, &[mm()]),
        get(1, Prim::FollowPage, &[mm(), n(0)]),
        act(Prim::UpRead, &[mm()]),
        act(Prim::Kmap, &[r(1)]),
        Instr::DisableFaults,
        act(Prim::CopyPage, &[r(0), n(0), r(1), n(0), n(2)]),
        Instr::EnableFaults,
        act(Prim::Kunmap, &[r(1)]),
        get(2, Prim::CommitWrite, &[r(0), n(0), n(2)]),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::PutPage, &[r(1)]),
        act(Prim::PutPage, &[r(0)]),
        act(Prim::MutexUnlock, &[file(0)]),
    ];
    let other = [
        act(Prim::DownWrite, &[mm()]),
        get(0, Prim::FindVma, &[mm(), n(0)]),
        act(Prim::ZapPageRange, &[mm(), n(4), n(1)]),
        get(1, Prim::TruncateCount, &[file(0)]),
        act(Prim::UpWrite, &[mm()]),
    ];
    let bench = bench().slots(1).file("a", &[PageInit::Absent]).file("b", &[PageInit::Uptodate]);
    bench.mm("m", &[("b", 0, true)]).lean_task("T", &copy, &[]).lean_task("U", &other, &[])
}

/// Both tasks take turns.
fn turns(machine: &Machine) -> Trace {
    Trace::run(machine, &mut RoundRobin::default(), 100)
}

#[test]
fn a_ledger_counts_what_a_run_costs() {
    let machine = write().machine();
    let mut ledger = Ledger::new(&machine);
    turns(&machine).steps().iter().flat_map(|step| &step.events).for_each(|&event| ledger.observe(event));
    let costs = ledger.costs().entries();
    let lines = costs.iter().map(|(name, count)| format!("{name}: {count}\n"));
    expect![[r#"
        page table walks: 1
        mmap_sem takes: 2
        mmap_sem waits: 1
        page locks: 1
        prepare_write: 1
        commit_write: 1
        kmaps: 1
        atomic sections: 1
        pool flushes: 1
        sectors copied: 2
        pages allocated: 1
    "#]]
    .assert_eq(&lines.collect::<String>());
}

#[test]
fn taking_turns_leaves_the_environment_out() {
    let zap = [act(Prim::ZapPageRange, &[r(0), r(1), n(1)])];
    let machine = write().actor("zap", Pick::Pte, 3, &zap).machine();
    let trace = turns(&machine);
    let names: Vec<&str> = trace.steps().iter().map(|step| machine.task_name(step.choice.task)).collect();
    assert_eq!(names[..6], ["T", "U", "T", "U", "T", "U"]);
    assert!(!names.contains(&"zap"));
    assert!(machine.view(trace.last()).all_finished());
}

#[test]
fn every_step_has_words() {
    let machine = write().machine();
    let trace = turns(&machine);
    let mut told = String::new();
    trace.for_each_step(|step, before, after| {
        let choice = machine.view(before).choice_name(step.choice);
        let (main, others) = step.name(machine.view(before), machine.view(after));
        let words: Vec<String> = [main].into_iter().chain(others).collect();
        let _ = writeln!(told, "{} {choice}: {}", machine.task_name(step.choice.task), words.join("; "));
    });
    expect![[r#"
        T mutex_lock(a): takes i_mutex of a
        U down_write(m): takes mmap_sem of m for write
        T add_to_page_cache(a, 0): puts a new page into the cache as a:0; locks a:0
        U find_vma(m, b): finds a file mapped there
        T prepare_write(a:0, 0, 2): readies sectors 0 to 2 of a:0
        U zap_page_range(m, 4, 1): goes on
        T down_read(m): queues for mmap_sem of m for read
        U truncate_count(a): reads truncate_count of a: 0
        U up_write(m): releases mmap_sem of m for write; T takes mmap_sem of m for read
        T follow_page(m, b): takes a reference on b:0
        T up_read(m): releases mmap_sem of m for read
        T kmap(b:0): maps b:0 through a kmap slot
        T memcpy_page(a:0, 0, b:0, 0, 2): copies 2 of 2 sectors to a:0
        T kunmap(b:0): gives back its kmap of b:0
        T commit_write(a:0, 0, 2): commits sectors 0 to 2 of a:0; a:0 is up to date now
        T unlock_page(a:0): unlocks a:0
        T put_page(b:0): drops a reference on b:0
        T put_page(a:0): drops a reference on a:0
        T mutex_unlock(a): releases i_mutex of a
    "#]]
    .assert_eq(&told);
}

#[test]
fn picks_and_waits_have_words() {
    let zap = [act(Prim::ZapPageRange, &[r(0), r(1), n(1)])];
    let reclaim = [act(Prim::GetPage, &[r(0)]), act(Prim::PutPage, &[r(0)])];
    let bench = write().actor("zap", Pick::Pte, 1, &zap).actor("reclaim", Pick::Page, 1, &reclaim);
    let run =
        bench.task("V", &[find(0, 1, 0), act(Prim::LockPage, &[r(0)]), act(Prim::LockPage, &[r(0)])]).run();
    let view = run.machine.view(&run.state);
    let words: Vec<String> = view.choices().into_iter().map(|choice| view.choice_name(choice)).collect();
    assert_eq!(words, ["mutex_lock(a)", "down_write(m)", "find_get_page(b, 0)", "zap m:b", "reclaim b:0"]);
    let run = run.go("U T T T T V V");
    let view = run.machine.view(&run.state);
    let waits: Vec<String> = view.waits().iter().map(|wait| view.blocked_on_name(wait.on)).collect();
    assert_eq!(waits, ["mmap_sem of m (read)", "the lock of b:0"]);
}

#[test]
fn a_page_that_is_in_no_file_is_allocated_like_any_other() {
    let temporary = [get(0, Prim::AllocPage, &[]), act(Prim::PutPage, &[r(0)])];
    let machine = bench().mm("m", &[]).task("T", &temporary).machine();
    let mut ledger = Ledger::new(&machine);
    turns(&machine).steps().iter().flat_map(|step| &step.events).for_each(|&event| ledger.observe(event));
    assert_eq!(ledger.costs().pages_allocated, 1);
}
