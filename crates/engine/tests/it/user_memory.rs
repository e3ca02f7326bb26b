//! User memory: ptes, walks, copies that stop at an absent pte.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::scenario::{FileKind, PageInit};

use crate::bench::{Bench, Run, act, bench, file, find, get, mm, n, r};

const ABSENT: PageInit = PageInit::Absent;
const UPTODATE: PageInit = PageInit::Uptodate;
const NOT_UPTODATE: PageInit = PageInit::NotUptodate;

/// File `a` is mapped at addresses 0 to 3: its first page with a pte, its second without. Nothing follows.
fn two_pages() -> Bench {
    bench().file("a", &[UPTODATE, UPTODATE]).mm("m", &[("a", 0, true), ("a", 1, false), ("", 0, false)])
}

#[test]
fn get_user_says_whether_the_access_faults() {
    let touch = |reg, addr| get(reg, Prim::GetUser, &[n(addr)]);
    two_pages().task("T", &[touch(0, 1), touch(1, 2), touch(2, 100)]).run().check(
        "T T T",
        &expect![[r#"
            T: Touched(Some(pte0), true)
              T: 0 __get_user -> 1 __get_user
            T: Touched(Some(pte1), false)
              T: 1 __get_user -> 2 __get_user
              T r1: - -> 1
            T: Touched(None, false)
              T: 2 __get_user -> 3 end, finished
              T r2: - -> 1
        "#]],
    );
}

#[test]
fn copy_from_user_stops_at_the_first_absent_pte() {
    let bench = two_pages().file("b", &[NOT_UPTODATE, NOT_UPTODATE]);
    let copy = |reg, page, at, addr, len| get(reg, Prim::CopyFromUser, &[r(page), n(at), n(addr), n(len)]);
    let code = [find(0, 1, 0), find(1, 1, 1), copy(2, 0, 0, 0, 2), copy(3, 1, 0, 1, 2), copy(4, 1, 0, 2, 2)];
    bench.task("T", &code).run().go("T T").check(
        "T T T",
        &expect![[r#"
        T: Copied(p2, 2, 2)
          T: 2 __copy_from_user -> 3 __copy_from_user
          T r2: - -> 2
          p2 holds: Junk? Junk? -> New? New?
        T: Copied(p3, 1, 2)
          T: 3 __copy_from_user -> 4 __copy_from_user
          T r3: - -> 1
          p3 holds: Junk? Junk? -> New? Junk?
        T: Copied(p3, 0, 2)
          T: 4 __copy_from_user -> 5 end, finished
    "#]],
    );
}

#[test]
fn copy_from_user_of_junk_is_junk() {
    let bench = bench().file("a", &[NOT_UPTODATE]).file("b", &[UPTODATE]).mm("m", &[("a", 0, true)]);
    let code = [find(0, 1, 0), get(1, Prim::CopyFromUser, &[r(0), n(0), n(0), n(1)])];
    bench.task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Copied(p1, 1, 1)
          T: 1 __copy_from_user -> 2 end, finished
          T r1: - -> 1
          p1 holds: Old Old -> Junk Old
    "#]],
    );
}

#[test]
fn follow_page_pins_what_the_pte_points_at() {
    let follow = |reg, addr| get(reg, Prim::FollowPage, &[mm(), n(addr)]);
    two_pages().task("T", &[follow(0, 0), follow(1, 2)]).run().check(
        "T T",
        &expect![[r#"
        T: Walked, Got(p0)
          T: 0 follow_page -> 1 follow_page
          T r0: - -> p0
          p0 count: 2 -> 3
        T: Walked, NotFound
          T: 1 follow_page -> 2 end, finished
    "#]],
    );
}

#[test]
fn pte_present_walks_without_taking_a_reference() {
    let present = |reg, addr| get(reg, Prim::PtePresent, &[mm(), n(addr)]);
    two_pages().task("T", &[present(0, 0), present(1, 2)]).run().check(
        "T T",
        &expect![[r#"
            T: Walked, Touched(Some(pte0), true)
              T: 0 pte_present -> 1 pte_present
              T r0: - -> 1
            T: Walked, Touched(Some(pte1), false)
              T: 1 pte_present -> 2 end, finished
        "#]],
    );
}

#[test]
fn find_vma_tells_files_from_anonymous_memory_from_nothing() {
    let bench = bench().file("a", &[ABSENT]).file_of(FileKind::Anonymous, "anon", &[ABSENT], true);
    let bench = bench.mm("m", &[("a", 0, false), ("anon", 0, false), ("", 0, false)]);
    let find = |reg, addr| get(reg, Prim::FindVma, &[mm(), n(addr)]);
    let unmap = act(Prim::UnmapRegion, &[mm(), n(0), n(2)]);
    let code = [find(0, 0), find(1, 2), find(2, 4), unmap, find(3, 0)];
    bench.task("T", &code).run().check(
        "T T T T T",
        &expect![[r#"
        T: Tested(2)
          T: 0 find_vma -> 1 find_vma
          T r0: - -> 2
        T: Tested(1)
          T: 1 find_vma -> 2 find_vma
          T r1: - -> 1
        T: Tested(0)
          T: 2 find_vma -> 3 unmap_region
        T: Unmapped(pte0)
          T: 3 unmap_region -> 4 find_vma
          pte0 unmapped: - -> true
        T: Tested(0)
          T: 4 find_vma -> 5 end, finished
    "#]],
    );
}

/// T has a reference on the page that is to be mapped at address 2, and the truncate_count of before.
fn faulting(count: i32) -> Run {
    let code = [find(0, 0, 1), get(1, Prim::InstallPte, &[mm(), n(2), r(0), n(count)])];
    let other = [act(Prim::UnmapMappingRange, &[file(0), n(1)])];
    two_pages().task("T", &code).task("X", &other).run().go("T")
}

#[test]
fn install_pte_hands_the_tasks_reference_to_the_pte() {
    faulting(0).check(
        "T",
        &expect![[r#"
        T: PteSet(pte1, p1)
          T: 1 install_pte -> 2 end, finished
          pte1: - -> p1
    "#]],
    );
}

#[test]
fn install_pte_says_try_again_if_the_mapping_was_truncated_since() {
    faulting(0).go("X").check(
        "T",
        &expect![[r#"
        T: Put(p1)
          T: 1 install_pte -> 2 end, finished
          T r1: - -> 1
          p1 count: 2 -> 1
    "#]],
    );
}

#[test]
fn install_pte_does_not_ask_who_holds_the_page_lock_instead() {
    faulting(-1).go("X").check(
        "T",
        &expect![[r#"
        T: PteSet(pte1, p1)
          T: 1 install_pte -> 2 end, finished
          pte1: - -> p1
    "#]],
    );
}

#[test]
fn install_pte_drops_the_reference_if_somebody_was_faster_or_the_vma_has_gone() {
    let install = |addr| get(1, Prim::InstallPte, &[mm(), n(addr), r(0), n(0)]);
    let present = [find(0, 0, 0), install(0)];
    two_pages().task("T", &present).run().go("T").check(
        "T",
        &expect![[r#"
        T: Put(p0)
          T: 1 install_pte -> 2 end, finished
          p0 count: 3 -> 2
    "#]],
    );
    let unmapped = [find(0, 0, 1), act(Prim::UnmapRegion, &[mm(), n(2), n(1)]), install(2)];
    two_pages().task("T", &unmapped).run().go("T T").check(
        "T",
        &expect![[r#"
        T: Put(p1)
          T: 2 install_pte -> 3 end, finished
          T r1: - -> 1
          p1 count: 2 -> 1
    "#]],
    );
}

#[test]
fn truncate_count_is_raised_by_every_unmapping_and_wraps_after_8() {
    let unmap = act(Prim::UnmapMappingRange, &[file(0), n(1)]);
    let mut code = vec![unmap; 8];
    code.insert(7, get(0, Prim::TruncateCount, &[file(0)]));
    two_pages().task("T", &code).run().go("T T T T T T").check(
        "T T T",
        &expect![[r#"
            T: no event
              T: 6 unmap_mapping_range -> 7 truncate_count
              a truncate_count: 6 -> 7
            T: Tested(7)
              T: 7 truncate_count -> 8 unmap_mapping_range
              T r0: - -> 7
            T: no event
              T: 8 unmap_mapping_range -> 9 end, finished
              a truncate_count: 7 -> -
        "#]],
    );
}

#[test]
fn zap_page_range_clears_ptes_and_drops_their_references() {
    let code = [act(Prim::ZapPageRange, &[mm(), n(1), n(4)]), act(Prim::ZapPageRange, &[mm(), n(0), n(1)])];
    two_pages().task("T", &code).run().check(
        "T T",
        &expect![[r#"
        T: PteCleared(pte0)
          T: 0 zap_page_range -> 1 zap_page_range
          p0 count: 2 -> 1
          pte0: p0 -> -
        T: no event
          T: 1 zap_page_range -> 2 end, finished
    "#]],
    );
}

#[test]
fn unmap_region_is_for_good() {
    let code = [act(Prim::UnmapRegion, &[mm(), n(0), n(3)]), get(0, Prim::GetUser, &[n(0)])];
    two_pages().task("T", &code).run().check(
        "T T",
        &expect![[r#"
            T: PteCleared(pte0), Unmapped(pte0), Unmapped(pte1)
              T: 0 unmap_region -> 1 __get_user
              p0 count: 2 -> 1
              pte0: p0 -> -
              pte0 unmapped: - -> true
              pte1 unmapped: - -> true
            T: Touched(Some(pte0), false)
              T: 1 __get_user -> 2 end, finished
              T r0: - -> 1
        "#]],
    );
}

#[test]
fn mlock_vma_sets_vm_locked() {
    let code = [act(Prim::MlockVma, &[mm(), n(0), n(2)])];
    two_pages().task("T", &code).run().check(
        "T",
        &expect![[r#"
        T: Mlocked(pte0)
          T: 0 mlock_vma -> 1 end, finished
          pte0 mlocked: - -> true
    "#]],
    );
}

#[test]
fn a_pte_in_another_address_space_is_found_through_that_address_space() {
    let bench = two_pages().mm("n", &[("a", 1, true)]);
    let code = [
        get(0, Prim::GetUser, &[n(0)]),
        get(1, Prim::PtePresent, &[pagelock_engine::program::Expr::Mm(1), n(2)]),
    ];
    bench.task_in(1, "D", &code).run().check(
        "D D",
        &expect![[r#"
            D: Touched(Some(pte3), true)
              D: 0 __get_user -> 1 pte_present
            D: Walked, Touched(Some(pte1), false)
              D: 1 pte_present -> 2 end, finished
        "#]],
    );
}
