//! Taking pages away: reclaim respects references, truncation and invalidation do not.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::scenario::PageInit;

use crate::bench::{Bench, act, bench, file, find, get, mm, n, r};

/// One page, mapped at addresses 0 and 2.
fn mapped_twice(init: PageInit) -> Bench {
    bench().file("a", &[init]).mm("m", &[("a", 0, true), ("a", 0, true)])
}

#[test]
fn try_to_unmap_clears_every_pte_of_the_page() {
    let code = [find(0, 0, 0), act(Prim::TryToUnmap, &[r(0)])];
    mapped_twice(PageInit::Uptodate).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: PteCleared(pte0), PteCleared(pte1)
          T: 1 try_to_unmap -> 2 end, finished
          p0 count: 4 -> 2
          pte0: p0 -> -
          pte1: p0 -> -
    "#]],
    );
}

#[test]
fn try_to_unmap_leaves_mlocked_ptes() {
    let code = [act(Prim::MlockVma, &[mm(), n(2), n(1)]), find(0, 0, 0), act(Prim::TryToUnmap, &[r(0)])];
    mapped_twice(PageInit::Uptodate).task("T", &code).run().go("T T").check(
        "T",
        &expect![[r#"
        T: PteCleared(pte0)
          T: 2 try_to_unmap -> 3 end, finished
          p0 count: 4 -> 3
          pte0: p0 -> -
    "#]],
    );
}

fn remove(init: PageInit) -> Bench {
    let code = [find(0, 0, 0), get(1, Prim::RemoveMapping, &[r(0)])];
    bench().file("a", &[init]).task("T", &code)
}

#[test]
fn remove_mapping_takes_a_clean_page_that_only_the_cache_and_the_caller_refer_to() {
    remove(PageInit::Uptodate).run().go("T").check(
        "T",
        &expect![[r#"
        T: Detached(p0)
          T: 1 remove_mapping -> 2 end, finished
          T r1: - -> 1
          cache a:0: p0 -> -
          p0 at: a:0 -> off the mapping
          p0 count: 2 -> 1
    "#]],
    );
}

#[test]
fn remove_mapping_leaves_a_dirty_page() {
    remove(PageInit::Dirty).run().go("T").check(
        "T",
        &expect![[r#"
        T: Tested(0)
          T: 1 remove_mapping -> 2 end, finished
    "#]],
    );
}

#[test]
fn remove_mapping_leaves_a_page_that_somebody_else_refers_to() {
    let bench = remove(PageInit::Uptodate).task("U", &[find(0, 0, 0)]);
    bench.run().go("U T").check(
        "T",
        &expect![[r#"
        T: Tested(0)
          T: 1 remove_mapping -> 2 end, finished
    "#]],
    );
}

#[test]
fn remove_mapping_leaves_a_page_that_has_no_mapping() {
    let code = [
        find(0, 0, 0),
        act(Prim::GetPage, &[r(0)]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        get(1, Prim::RemoveMapping, &[r(0)]),
    ];
    bench().file("a", &[PageInit::Uptodate]).task("T", &code).run().go("T T T").check(
        "T",
        &expect![[r#"
        T: Tested(0)
          T: 3 remove_mapping -> 4 end, finished
    "#]],
    );
}

#[test]
fn truncate_complete_page_ignores_references_and_dirt() {
    let code = [find(0, 0, 0), act(Prim::TruncateCompletePage, &[r(0)])];
    mapped_twice(PageInit::Dirty).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Detached(p0)
          T: 1 truncate_complete_page -> 2 end, finished
          cache a:0: p0 -> -
          p0 at: a:0 -> off the mapping
          p0 count: 4 -> 3
          p0 flags: uptodate dirty -> -
    "#]],
    );
}

#[test]
fn invalidate_complete_page2_ignores_references_but_not_dirt() {
    let code = [find(0, 0, 0), get(1, Prim::InvalidateCompletePage, &[r(0)])];
    mapped_twice(PageInit::Uptodate).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Detached(p0)
          T: 1 invalidate_complete_page2 -> 2 end, finished
          T r1: - -> 1
          cache a:0: p0 -> -
          p0 at: a:0 -> off the mapping
          p0 count: 4 -> 3
          p0 flags: uptodate -> -
    "#]],
    );
    mapped_twice(PageInit::Dirty).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Tested(0)
          T: 1 invalidate_complete_page2 -> 2 end, finished
    "#]],
    );
}

#[test]
fn unmap_mapping_range_clears_the_ptes_of_a_place_and_raises_truncate_count() {
    let bench = bench().file("a", &[PageInit::Uptodate, PageInit::Uptodate]);
    let bench = bench.mm("m", &[("a", 0, true), ("a", 1, true)]).mm("n", &[("a", 1, true)]);
    let code =
        [act(Prim::UnmapMappingRange, &[file(0), n(1)]), act(Prim::UnmapMappingRange, &[file(0), n(9)])];
    bench.task("T", &code).run().check(
        "T T",
        &expect![[r#"
        T: PteCleared(pte1), PteCleared(pte2)
          T: 0 unmap_mapping_range -> 1 unmap_mapping_range
          a truncate_count: - -> 1
          p1 count: 3 -> 1
          pte1: p1 -> -
          pte2: p1 -> -
        T: no event
          T: 1 unmap_mapping_range -> 2 end, finished
    "#]],
    );
}

#[test]
fn only_mlock_keeps_reclaim_from_a_clean_page() {
    let reclaim = [
        find(0, 0, 0),
        get(1, Prim::TrylockPage, &[r(0)]),
        act(Prim::TryToUnmap, &[r(0)]),
        get(2, Prim::RemoveMapping, &[r(0)]),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::PutPage, &[r(0)]),
    ];
    let bench = mapped_twice(PageInit::Uptodate).task("K", &reclaim);
    bench.clone().run().go("K K K").check(
        "K K K",
        &expect![[r#"
        K: Detached(p0)
          K: 3 remove_mapping -> 4 unlock_page
          K r2: - -> 1
          cache a:0: p0 -> -
          p0 at: a:0 -> off the mapping
          p0 count: 2 -> 1
        K: Released(K, Page(p0))
          K: 4 unlock_page -> 5 put_page
          p0 locked by: K -> -
        K: Put(p0), Freed(p0)
          K: 5 put_page -> 6 end, finished
          p0 at: off the mapping -> -
          p0 count: 1 -> -
          p0 flags: uptodate -> -
          p0 holds: Old Old -> -
    "#]],
    );
    let mlock = [act(Prim::MlockVma, &[mm(), n(0), n(1)])];
    bench.task("M", &mlock).run().go("M K K K").check(
        "K K K",
        &expect![[r#"
        K: Tested(0)
          K: 3 remove_mapping -> 4 unlock_page
        K: Released(K, Page(p0))
          K: 4 unlock_page -> 5 put_page
          p0 locked by: K -> -
        K: Put(p0)
          K: 5 put_page -> 6 end, finished
          p0 count: 3 -> 2
    "#]],
    );
}
