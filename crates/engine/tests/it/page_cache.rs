//! The page cache: finding, adding, references, flags.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{FileKind, PageInit};

use crate::bench::{Bench, act, bench, file, find, get, n, r};

const ABSENT: PageInit = PageInit::Absent;
const UPTODATE: PageInit = PageInit::Uptodate;

/// One file with one page.
fn one(init: PageInit) -> Bench {
    bench().file("a", &[init])
}

#[test]
fn find_get_page_takes_a_reference_and_no_lock() {
    let lock = [find(0, 0, 0), act(Prim::LockPage, &[r(0)])];
    let run = one(UPTODATE).task("L", &lock).task("T", &[find(0, 0, 0)]).run();
    run.go("L L").check(
        "T",
        &expect![[r#"
        T: Found(p0)
          T: 0 find_get_page -> 1 end, finished
          T r0: - -> p0
          p0 count: 2 -> 3
    "#]],
    );
}

#[test]
fn find_get_page_gives_null_for_what_is_not_cached() {
    let run = one(ABSENT).task("T", &[find(0, 0, 0), find(1, 0, 7), find(2, 0, -1)]).run();
    run.check(
        "T T T",
        &expect![[r#"
        T: NotFound
          T: 0 find_get_page -> 1 find_get_page
        T: NotFound
          T: 1 find_get_page -> 2 find_get_page
        T: NotFound
          T: 2 find_get_page -> 3 end, finished
    "#]],
    );
}

#[test]
fn add_to_page_cache_inserts_a_locked_page_that_is_not_up_to_date() {
    let add = |reg| get(reg, Prim::AddToPageCache, &[file(0), n(0)]);
    let run = one(ABSENT).task("T", &[add(0)]).task("U", &[add(0)]).run();
    run.check(
        "T U",
        &expect![[r#"
        T: Allocated(p0), Acquired(T, Page(p0))
          T: 0 add_to_page_cache -> 1 end, finished
          T r0: - -> p0
          cache a:0: - -> p0
          p0 at: - -> a:0
          p0 count: - -> 2
          p0 holds: - -> Junk? Junk?
          p0 locked by: - -> T
        U: NotFound
          U: 0 add_to_page_cache -> 1 end, finished
    "#]],
    );
}

#[test]
fn the_new_page_of_a_lowmem_file_is_a_lowmem_page() {
    let bench = bench().file_of(FileKind::Regular, "a", &[ABSENT], false);
    bench.task("T", &[get(0, Prim::AddToPageCache, &[file(0), n(0)])]).run().check(
        "T",
        &expect![[r#"
        T: Allocated(p0), Acquired(T, Page(p0))
          T: 0 add_to_page_cache -> 1 end, finished
          T r0: - -> p0
          cache a:0: - -> p0
          p0 at: - -> a:0
          p0 count: - -> 2
          p0 flags: - -> lowmem
          p0 holds: - -> Junk? Junk?
          p0 locked by: - -> T
    "#]],
    );
}

#[test]
fn a_page_added_through_the_pagevec_counts_3_and_2_once_it_is_drained() {
    let code = [
        get(0, Prim::AddToPageCacheLru, &[file(0), n(0)]),
        act(Prim::PagevecLruAdd, &[]),
        get(1, Prim::AddToPageCacheLru, &[file(0), n(0)]),
    ];
    one(ABSENT).task("T", &code).run().check(
        "T T T",
        &expect![[r#"
        T: Allocated(p0), Acquired(T, Page(p0))
          T: 0 add_to_page_cache_pvec -> 1 pagevec_lru_add
          T r0: - -> p0
          cache a:0: - -> p0
          p0 at: - -> a:0
          p0 count: - -> 3
          p0 holds: - -> Junk? Junk?
          p0 locked by: - -> T
          p0 pagevec: - -> T
        T: Drained
          T: 1 pagevec_lru_add -> 2 add_to_page_cache_pvec
          p0 count: 3 -> 2
          p0 pagevec: T -> -
        T: NotFound
          T: 2 add_to_page_cache_pvec -> 3 end, finished
    "#]],
    );
}

#[test]
fn pagevec_lru_add_drains_only_the_tasks_own_pagevec() {
    let add = |index| get(0, Prim::AddToPageCacheLru, &[file(0), n(index)]);
    let drain = act(Prim::PagevecLruAdd, &[]);
    let bench = bench().file("a", &[ABSENT, ABSENT]);
    let bench = bench.task("T", &[add(0), drain.clone()]).task("U", &[add(1), drain]);
    bench.run().go("T U").check(
        "U",
        &expect![[r#"
        U: Drained
          U: 1 pagevec_lru_add -> 2 end, finished
          p1 count: 3 -> 2
          p1 pagevec: U -> -
    "#]],
    );
}

#[test]
fn get_page_and_put_page_count() {
    let code = [find(0, 0, 0), act(Prim::GetPage, &[r(0)]), act(Prim::PutPage, &[r(0)])];
    one(UPTODATE).task("T", &code).run().go("T").check(
        "T T",
        &expect![[r#"
        T: Got(p0)
          T: 1 get_page -> 2 put_page
          p0 count: 2 -> 3
        T: Put(p0)
          T: 2 put_page -> 3 end, finished
          p0 count: 3 -> 2
    "#]],
    );
}

#[test]
fn the_last_put_page_frees_the_page() {
    let code = [
        get(0, Prim::AddToPageCache, &[file(0), n(0)]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::PutPage, &[r(0)]),
    ];
    one(ABSENT).task("T", &code).run().go("T T T").check(
        "T",
        &expect![[r#"
        T: Put(p0), Freed(p0)
          T: 3 put_page -> 4 end, finished
          p0 at: off the mapping -> -
          p0 count: 1 -> -
          p0 holds: Junk? Junk? -> -
    "#]],
    );
}

#[test]
fn a_freed_page_frame_is_used_again() {
    let code = [
        get(0, Prim::AddToPageCache, &[file(0), n(0)]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::PutPage, &[r(0)]),
        get(1, Prim::AddToPageCache, &[file(0), n(0)]),
    ];
    one(ABSENT).task("T", &code).run().go("T T T T").check(
        "T",
        &expect![[r#"
        T: Allocated(p0), Acquired(T, Page(p0))
          T: 4 add_to_page_cache -> 5 end, finished
          T r1: - -> p0
          cache a:0: - -> p0
          p0 at: - -> a:0
          p0 count: - -> 2
          p0 holds: - -> Junk? Junk?
          p0 locked by: - -> T
    "#]],
    );
}

#[test]
fn a_page_that_outlives_its_place_leaves_the_place_to_another_page() {
    let code = [
        find(0, 0, 0),
        act(Prim::TruncateCompletePage, &[r(0)]),
        get(1, Prim::AddToPageCache, &[file(0), n(0)]),
    ];
    one(UPTODATE).task("T", &code).run().go("T T").check(
        "T",
        &expect![[r#"
        T: Allocated(p1), Acquired(T, Page(p1))
          T: 2 add_to_page_cache -> 3 end, finished
          T r1: - -> p1
          cache a:0: - -> p1
          p1 at: - -> a:0
          p1 count: - -> 2
          p1 holds: - -> Junk? Junk?
          p1 locked by: - -> T
    "#]],
    );
}

#[test]
fn page_mapping_says_whether_the_page_is_on_a_mapping() {
    let code = [
        find(0, 0, 0),
        get(1, Prim::PageMapping, &[r(0)]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        get(2, Prim::PageMapping, &[r(0)]),
    ];
    let run = one(UPTODATE).task("T", &code).run().go("T");
    run.check(
        "T",
        &expect![[r#"
        T: Tested(1)
          T: 1 page_mapping -> 2 truncate_complete_page
          T r1: - -> 1
    "#]],
    )
    .go("T")
    .check(
        "T",
        &expect![[r#"
        T: Tested(0)
          T: 3 page_mapping -> 4 end, finished
    "#]],
    );
}

#[test]
fn page_uptodate_reads_the_flag_and_set_page_uptodate_sets_it() {
    let code = [
        find(0, 0, 0),
        get(1, Prim::PageUptodate, &[r(0)]),
        act(Prim::SetPageUptodate, &[r(0)]),
        get(2, Prim::PageUptodate, &[r(0)]),
    ];
    one(PageInit::NotUptodate).task("T", &code).run().go("T").check(
        "T T T",
        &expect![[r#"
        T: Tested(0)
          T: 1 PageUptodate -> 2 SetPageUptodate
        T: BecameUptodate(p0)
          T: 2 SetPageUptodate -> 3 PageUptodate
          p0 flags: - -> uptodate
        T: Tested(1)
          T: 3 PageUptodate -> 4 end, finished
          T r2: - -> 1
    "#]],
    );
}

#[test]
fn set_page_dirty_sets_the_flag() {
    let code = [find(0, 0, 0), act(Prim::SetPageDirty, &[r(0)])];
    one(UPTODATE).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Dirtied(p0)
          T: 1 set_page_dirty -> 2 end, finished
          p0 flags: uptodate -> uptodate dirty
    "#]],
    );
}

#[test]
fn a_freed_page_leaves_nothing_behind_in_the_state() {
    let code = [
        get(0, Prim::AddToPageCacheLru, &[file(0), n(0)]),
        act(Prim::ZeroUser, &[r(0), n(0), n(2)]),
        act(Prim::CommitWrite, &[r(0), n(0), n(1)]),
        act(Prim::PagevecLruAdd, &[]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        act(Prim::SetPageUptodate, &[r(0)]),
        act(Prim::SetPageDirty, &[r(0)]),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::PutPage, &[r(0)]),
        Instr::Jump(0),
    ];
    let run = one(ABSENT).lean_task("T", &code, &[]).run();
    assert_eq!(run.clone().go("T T T T T T T T T").state, run.state);
}

#[test]
fn any_free_frame_serves_while_the_one_of_the_place_and_the_spare_ones_are_in_use() {
    let code = [
        find(0, 0, 0),
        act(Prim::RemoveMapping, &[r(0)]),
        get(1, Prim::AddToPageCache, &[file(0), n(0)]), // into the spare frame
        act(Prim::PutPage, &[r(0)]),                    // leaves the frame of this place free
        find(2, 1, 0),
        act(Prim::RemoveMapping, &[r(2)]),
        get(3, Prim::AddToPageCache, &[file(1), n(0)]),
    ];
    let bench = bench().file("a", &[UPTODATE]).file("b", &[UPTODATE]);
    bench.task("T", &code).run().go("T T T T T T").check(
        "T",
        &expect![[r#"
        T: Allocated(p0), Acquired(T, Page(p0))
          T: 6 add_to_page_cache -> 7 end, finished
          T r3: - -> p0
          cache b:0: - -> p0
          p0 at: - -> b:0
          p0 count: - -> 2
          p0 holds: - -> Junk? Junk?
          p0 locked by: - -> T
    "#]],
    );
}
