//! Environment actors: what they pick, their budgets, and that they never count as progress.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{PageInit, Pick};
use pagelock_engine::{DeadlockKind, End, Status};

use crate::bench::{Bench, Run, act, bench, file, find, get, mm, n, r};

/// mm/vmscan.c in five steps: the pick is in register 0.
fn reclaim() -> Vec<Instr> {
    vec![
        act(Prim::GetPage, &[r(0)]),
        get(1, Prim::TrylockPage, &[r(0)]),
        Instr::Unless(r(1), 6),
        act(Prim::TryToUnmap, &[r(0)]),
        act(Prim::RemoveMapping, &[r(0)]),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::PutPage, &[r(0)]),
    ]
}

fn zap() -> Vec<Instr> {
    vec![act(Prim::ZapPageRange, &[r(0), r(1), n(1)])]
}

/// A file whose pages are: cached, absent, cached; all cached ones are mapped.
fn three_pages() -> Bench {
    let bench = bench().file("a", &[PageInit::Uptodate, PageInit::Absent, PageInit::Uptodate]);
    bench.mm("m", &[("a", 0, true), ("a", 1, false), ("a", 2, true)])
}

#[test]
fn a_page_actor_picks_among_cached_unlocked_pages_on_the_lru() {
    let code = [
        find(0, 0, 0),
        act(Prim::LockPage, &[r(0)]),
        get(1, Prim::AddToPageCacheLru, &[file(0), n(1)]),
        act(Prim::UnlockPage, &[r(1)]),
        act(Prim::PagevecLruAdd, &[]),
        act(Prim::TruncateCompletePage, &[r(1)]),
    ];
    let run = three_pages().task("T", &code).actor("reclaim", Pick::Page, 1, &reclaim()).run();
    assert_eq!(run.choices(), ["T", "reclaim:0", "reclaim:1"]);
    let run = run.go("T T");
    assert_eq!(run.choices(), ["T", "reclaim:0"], "p0 is locked");
    let run = run.go("T T");
    assert_eq!(run.choices(), ["T", "reclaim:0"], "p1 is in the pagevec");
    let run = run.go("T");
    assert_eq!(run.choices(), ["T", "reclaim:0", "reclaim:1"], "p1 is on the LRU");
    let run = run.go("T");
    assert_eq!(run.choices(), ["reclaim:0"], "p1 is off the mapping");
}

#[test]
fn a_pte_actor_picks_among_present_ptes_that_are_not_mlocked() {
    let code = [act(Prim::MlockVma, &[mm(), n(0), n(1)]), act(Prim::ZapPageRange, &[mm(), n(4), n(1)])];
    let run = three_pages().task("T", &code).actor("zap", Pick::Pte, 9, &zap()).run();
    assert_eq!(run.choices(), ["T", "zap:0", "zap:1"]);
    let run = run.go("T");
    assert_eq!(run.choices(), ["T", "zap:0"], "the first page is mlocked");
    run.clone().check(
        "zap:0",
        &expect![[r#"
        zap:0: Started(zap), PteCleared(pte2)
          p2 count: 2 -> 1
          pte2: p2 -> -
          zap budget: 9 -> 8
    "#]],
    );
    assert_eq!(run.go("T").choices(), [""; 0]);
}

#[test]
fn a_run_of_an_actor_starts_on_its_pick_and_costs_one_of_its_budget() {
    let bench = three_pages().task("T", &[find(0, 0, 0)]).actor("reclaim", Pick::Page, 2, &reclaim());
    let run = bench.run().check(
        "reclaim:1 reclaim reclaim reclaim reclaim reclaim",
        &expect![[r#"
        reclaim:1: Started(reclaim), Got(p2)
          p2 count: 2 -> 3
          reclaim: 7 end, idle -> 1 trylock_page
          reclaim budget: 2 -> 1
          reclaim r0: - -> p2
        reclaim: Acquired(reclaim, Page(p2))
          p2 locked by: - -> reclaim
          reclaim: 1 trylock_page -> 3 try_to_unmap
        reclaim: PteCleared(pte2)
          p2 count: 3 -> 2
          pte2: p2 -> -
          reclaim: 3 try_to_unmap -> 4 remove_mapping
        reclaim: Detached(p2)
          cache a:2: p2 -> -
          p2 at: a:2 -> off the mapping
          p2 count: 2 -> 1
          reclaim: 4 remove_mapping -> 5 unlock_page
        reclaim: Released(reclaim, Page(p2))
          p2 locked by: reclaim -> -
          reclaim: 5 unlock_page -> 6 put_page
        reclaim: Put(p2), Freed(p2)
          p2 at: off the mapping -> -
          p2 count: 1 -> -
          p2 flags: uptodate -> -
          p2 holds: Old Old -> -
          reclaim: 6 put_page -> 7 end, idle
          reclaim r0: p2 -> -
    "#]],
    );
    assert_eq!(run.choices(), ["T", "reclaim:0"]);
    let run = run.go("reclaim:0 reclaim reclaim reclaim reclaim reclaim");
    assert_eq!(run.choices(), ["T"], "the budget is used up");
}

/// T waits for the page it has locked itself; K may do something to another page.
fn stuck(budget: u8) -> Run {
    let lock = act(Prim::LockPage, &[r(0)]);
    let bench = three_pages().task("T", &[find(0, 0, 0), lock.clone(), lock]);
    bench.actor("K", Pick::Page, budget, &reclaim()).run().go("T T")
}

fn end(run: &Run) -> Option<End> {
    run.machine.view(&run.state).end()
}

#[test]
fn an_actor_that_could_start_does_not_keep_a_deadlock_away() {
    let run = stuck(3);
    assert_eq!(run.choices(), ["K:0"]);
    assert_eq!(end(&run), Some(End::Deadlock(DeadlockKind::Own)));
    assert_eq!(end(&stuck(0)), Some(End::Deadlock(DeadlockKind::Own)));
}

#[test]
fn an_actor_in_the_middle_of_its_run_does() {
    let code = [find(0, 0, 0), act(Prim::LockPage, &[r(0)])];
    // A dirty page is not removed, so T finds it whatever K does.
    let bench = bench().file("a", &[PageInit::Dirty]).task("T", &code);
    let bench = bench.actor("K", Pick::Page, 2, &reclaim());
    // K has locked the page that T wants.
    let run = bench.clone().run().go("T K:0 K");
    assert_eq!(run.choices(), ["K"]);
    assert_eq!(end(&run), None);
    let run = run.go("K K K");
    assert_eq!(run.choices(), ["T", "K"]);
    let report = bench.search();
    assert_eq!(report.summary(), "ok");
}

#[test]
fn the_search_takes_both_for_what_they_are() {
    let lock = act(Prim::LockPage, &[r(0)]);
    let bench = three_pages().task("T", &[find(0, 0, 0), lock.clone(), lock]);
    let report = bench.actor("K", Pick::Page, 1, &reclaim()).search();
    assert_eq!(report.summary(), "deadlock (self)");
    assert_eq!(report.schedule.len(), 2, "T alone gets there");
}

#[test]
fn the_end_does_not_wait_for_actors() {
    let bench = three_pages().task("T", &[find(0, 0, 0)]).actor("K", Pick::Page, 1, &reclaim());
    let run = bench.run().go("K:0 T");
    assert!(matches!(end(&run), Some(End::Finished(_))));
    let view = run.machine.view(&run.state);
    let statuses: Vec<Status> = run.machine.all_tasks().map(|task| view.status(task)).collect();
    assert_eq!(statuses, [Status::Finished, Status::Runnable]);
}

#[test]
fn actors_may_use_every_part_of_the_machine() {
    let unmap = [
        act(Prim::UnmapRegion, &[r(0), r(1), n(1)]),
        act(Prim::MlockVma, &[r(0), r(1), n(1)]),
        act(Prim::DownWrite, &[r(0)]),
        act(Prim::UpWrite, &[r(0)]),
        act(Prim::DownRead, &[r(0)]),
        act(Prim::UpRead, &[r(0)]),
    ];
    let reader = [act(Prim::DownRead, &[mm()]), act(Prim::UpRead, &[mm()])];
    let bench = three_pages().task("T", &reader);
    let bench = bench.actor("A", Pick::Pte, 2, &unmap).actor("B", Pick::Pte, 2, &unmap);
    let run = bench.clone().run().go("T A:0 A").check(
        "A B:0 B B T",
        &expect![[r#"
        A: Queued(A, MmapSemWrite(m0))
          A: 2 down_write -> 2 down_write, waits to write mmap_sem m
          m queue: - -> A write
        B:0: Started(B), PteCleared(pte2), Unmapped(pte2)
          B: 6 end, idle -> 1 mlock_vma
          B budget: 2 -> 1
          B r0: - -> m
          B r1: - -> 4
          p2 count: 2 -> 1
          pte2: p2 -> -
          pte2 unmapped: - -> true
        B: Mlocked(pte2)
          B: 1 mlock_vma -> 2 down_write
          B r1: 4 -> -
          pte2 mlocked: - -> true
        B: Queued(B, MmapSemWrite(m0))
          B: 2 down_write -> 2 down_write, waits to write mmap_sem m
          m queue: A write -> A write, B write
        T: Released(T, MmapSemRead(m0)), Acquired(A, MmapSemWrite(m0))
          A: 2 down_write, waits to write mmap_sem m -> 3 up_write
          T: 1 up_read -> 2 end, finished
          m queue: A write, B write -> B write
          m readers: T -> -
          m writer: - -> A
    "#]],
    );
    assert_eq!(run.status("B"), "waits to write mmap_sem m");
    assert_eq!(bench.search().summary(), "ok");
}
