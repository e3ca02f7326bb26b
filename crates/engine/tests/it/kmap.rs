//! The kmap pool: shared slots, lowmem, waiting for any slot.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{FileKind, PageInit};

use crate::bench::{Bench, act, bench, find, r};

fn kmap_kunmap(file: u8) -> [Instr; 3] {
    [find(0, file, 0), act(Prim::Kmap, &[r(0)]), act(Prim::Kunmap, &[r(0)])]
}

/// Tasks A, B, C and A2 map pages a, b, c and a; there is one slot.
fn four() -> Bench {
    let page = [PageInit::Uptodate];
    let bench = bench().slots(1).file("a", &page).file("b", &page).file("c", &page);
    let bench = bench.task("A", &kmap_kunmap(0)).task("B", &kmap_kunmap(1)).task("C", &kmap_kunmap(2));
    bench.task("A2", &kmap_kunmap(0))
}

#[test]
fn kmap_takes_a_slot_and_kunmap_gives_it_back() {
    four().run().go("A").check(
        "A A",
        &expect![[r#"
        A: Acquired(A, Pkmap(p0))
          A: 1 kmap -> 2 kunmap
          A kmaps: - -> 1
          p0 kmaps: - -> 1
        A: Released(A, Pkmap(p0))
          A: 2 kunmap -> 3 end, finished
          A kmaps: 1 -> -
          p0 kmaps: 1 -> -
    "#]],
    );
}

#[test]
fn two_kmaps_of_one_page_share_a_slot() {
    let run = four().run().go("A A2 A").check(
        "A2",
        &expect![[r#"
        A2: Acquired(A2, Pkmap(p0))
          A2: 1 kmap -> 2 kunmap
          A2 kmaps: - -> 1
          p0 kmaps: 1 -> 2
    "#]],
    );
    assert_eq!(run.machine.view(&run.state).slots_in_use(), 1);
    let run = run.go("A");
    assert_eq!(run.machine.view(&run.state).slots_in_use(), 1);
    let run = run.go("A2");
    assert_eq!(run.machine.view(&run.state).slots_in_use(), 0);
}

#[test]
fn kmap_waits_while_every_slot_is_in_use_and_kunmap_lets_any_waiter_go() {
    let run = four().run().go("A B C A");
    assert_eq!(run.status("B"), "waits for a slot for p1");
    assert_eq!(run.status("C"), "waits for a slot for p2");
    let run = run.go("A");
    assert_eq!(run.choices(), ["B", "C", "A2"]);
    assert_eq!(run.clone().go("B").status("C"), "waits for a slot for p2");
    assert_eq!(run.go("C").status("B"), "waits for a slot for p1");
}

#[test]
fn a_lowmem_page_takes_no_slot() {
    let bench = four().file_of(FileKind::Regular, "low", &[PageInit::Uptodate], false);
    let run = bench.task("L", &kmap_kunmap(3)).run().go("A A L").check(
        "L L",
        &expect![[r#"
        L: no event
          L: 1 kmap -> 2 kunmap
        L: no event
          L: 2 kunmap -> 3 end, finished
    "#]],
    );
    assert_eq!(run.machine.view(&run.state).slots_in_use(), 1);
}

#[test]
fn kunmap_of_a_page_that_is_not_mapped_oopses() {
    let code = [find(0, 0, 0), act(Prim::Kunmap, &[r(0)])];
    let bench = bench().file("a", &[PageInit::Uptodate]).task("T", &code);
    bench.run().go("T").check(
        "T",
        &expect![[r#"
        T: Oopsed(T, BadRelease)
          T: 1 kunmap -> 1 kunmap, oops BadRelease
    "#]],
    );
}

#[test]
fn a_task_may_wait_for_a_slot_that_it_holds_itself() {
    let code = [find(0, 0, 0), find(1, 1, 0), act(Prim::Kmap, &[r(0)]), act(Prim::Kmap, &[r(1)])];
    let page = [PageInit::Uptodate];
    let run = bench().slots(1).file("a", &page).file("b", &page).task("T", &code).run().go("T T T");
    assert_eq!(run.status("T"), "waits for a slot for p1");
    assert_eq!(run.choices(), [""; 0]);
}
