//! Reading pages in, the hooks of a write, file sizes, and copies between pages.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{FileKind, PageInit};

use crate::bench::{Bench, act, bench, file, find, get, n, r};

const ABSENT: PageInit = PageInit::Absent;
const UPTODATE: PageInit = PageInit::Uptodate;
const NOT_UPTODATE: PageInit = PageInit::NotUptodate;

fn one(init: PageInit) -> Bench {
    bench().file("a", &[init])
}

fn add() -> Instr {
    get(0, Prim::AddToPageCache, &[file(0), n(0)])
}

#[test]
fn readpage_fills_the_page_sets_uptodate_and_unlocks() {
    let code = [add(), get(1, Prim::Readpage, &[r(0)])];
    one(ABSENT).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: ReadIn(p0), BecameUptodate(p0), Released(T, Page(p0))
          T: 1 readpage -> 2 end, finished
          p0 flags: - -> uptodate
          p0 holds: Junk? Junk? -> Old Old
          p0 locked by: T -> -
    "#]],
    );
}

#[test]
fn readpage_leaves_valid_sectors_as_they_are() {
    let code = [
        add(),
        act(Prim::ZeroUser, &[r(0), n(1), n(2)]),
        act(Prim::CommitWrite, &[r(0), n(1), n(2)]),
        get(1, Prim::Readpage, &[r(0)]),
    ];
    one(ABSENT).task("T", &code).run().go("T T T").check(
        "T",
        &expect![[r#"
        T: ReadIn(p0), BecameUptodate(p0), Released(T, Page(p0))
          T: 3 readpage -> 4 end, finished
          p0 flags: dirty -> uptodate dirty
          p0 holds: Junk? Zero -> Old Zero
          p0 locked by: T -> -
    "#]],
    );
}

#[test]
fn readpage_wants_a_locked_page_on_a_mapping() {
    let unlocked = [find(0, 0, 0), get(1, Prim::Readpage, &[r(0)])];
    one(NOT_UPTODATE).task("T", &unlocked).run().go("T").check(
        "T",
        &expect![[r#"
        T: ReadIn(p0), BecameUptodate(p0), Oopsed(T, BadRelease)
          T: 1 readpage -> 1 readpage, oops BadRelease
          p0 flags: - -> uptodate
          p0 holds: Junk? Junk? -> Old Old
    "#]],
    );
    let detached = [add(), act(Prim::TruncateCompletePage, &[r(0)]), get(1, Prim::Readpage, &[r(0)])];
    one(ABSENT).task("T", &detached).run().go("T T").check(
        "T",
        &expect![[r#"
        T: Oopsed(T, NullMapping)
          T: 2 readpage -> 2 readpage, oops NullMapping
    "#]],
    );
}

#[test]
fn prepare_write_changes_nothing_that_others_see() {
    let code = [add(), get(1, Prim::PrepareWrite, &[r(0), n(0), n(2)])];
    one(ABSENT).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Prepared(p0, 0, 2)
          T: 1 prepare_write -> 2 end, finished
    "#]],
    );
}

#[test]
fn prepare_write_of_a_truncated_page_oopses() {
    let code = [
        find(0, 0, 0),
        act(Prim::TruncateCompletePage, &[r(0)]),
        get(1, Prim::PrepareWrite, &[r(0), n(0), n(2)]),
    ];
    one(UPTODATE).task("T", &code).run().go("T T").check(
        "T",
        &expect![[r#"
        T: Oopsed(T, NullMapping)
          T: 2 prepare_write -> 2 prepare_write, oops NullMapping
    "#]],
    );
}

#[test]
fn commit_write_of_a_part_does_not_make_the_page_up_to_date_but_of_the_rest_does() {
    let commit = |from, to| get(1, Prim::CommitWrite, &[r(0), n(from), n(to)]);
    let code = [add(), commit(0, 1), commit(1, 2)];
    one(ABSENT).task("T", &code).run().go("T").check(
        "T T",
        &expect![[r#"
        T: Committed(p0, 0, 1)
          T: 1 commit_write -> 2 commit_write
          p0 flags: - -> dirty
          p0 holds: Junk? Junk? -> Junk Junk?
        T: Committed(p0, 1, 2), BecameUptodate(p0)
          T: 2 commit_write -> 3 end, finished
          p0 flags: dirty -> uptodate dirty
          p0 holds: Junk Junk? -> Junk Junk
    "#]],
    );
}

#[test]
fn commit_write_of_nothing_changes_nothing() {
    let code = [find(0, 0, 0), get(1, Prim::CommitWrite, &[r(0), n(0), n(0)])];
    one(NOT_UPTODATE).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Committed(p0, 0, 0)
          T: 1 commit_write -> 2 end, finished
    "#]],
    );
}

#[test]
fn commit_write_behind_the_end_makes_the_file_longer() {
    let code = [
        act(Prim::ISizeWrite, &[file(0), n(0)]),
        find(0, 0, 0),
        get(1, Prim::CommitWrite, &[r(0), n(0), n(1)]),
    ];
    one(UPTODATE).task("T", &code).run().go("T T").check(
        "T",
        &expect![[r#"
        T: Committed(p0, 0, 1), Resized(f0, 1)
          T: 2 commit_write -> 3 end, finished
          a size: 0 -> 1
          p0 flags: uptodate -> uptodate dirty
    "#]],
    );
    let device = bench().file_of(FileKind::BlockDevice, "sda", &[UPTODATE], true);
    device.task("T", &code).run().go("T T").check(
        "T",
        &expect![[r#"
        T: Committed(p0, 0, 1)
          T: 2 commit_write -> 3 end, finished
          p0 flags: uptodate -> uptodate dirty
    "#]],
    );
}

#[test]
fn commit_write_of_a_truncated_page_oopses() {
    let code = [
        find(0, 0, 0),
        act(Prim::TruncateCompletePage, &[r(0)]),
        get(1, Prim::CommitWrite, &[r(0), n(0), n(2)]),
    ];
    one(UPTODATE).task("T", &code).run().go("T T").check(
        "T",
        &expect![[r#"
        T: Oopsed(T, NullMapping)
          T: 2 commit_write -> 2 commit_write, oops NullMapping
    "#]],
    );
}

#[test]
fn zero_user_clears_sectors_and_says_nothing_about_their_validity() {
    let code = [find(0, 0, 0), act(Prim::ZeroUser, &[r(0), n(1), n(2)])];
    one(UPTODATE).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Zeroed(p0, 1, 2)
          T: 1 zero_user -> 2 end, finished
          p0 holds: Old Old -> Old Zero
    "#]],
    );
    one(NOT_UPTODATE).task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Zeroed(p0, 1, 2)
          T: 1 zero_user -> 2 end, finished
          p0 holds: Junk? Junk? -> Junk? Zero?
    "#]],
    );
}

#[test]
fn i_size_read_and_i_size_write_are_in_sectors() {
    let read = |reg| get(reg, Prim::ISizeRead, &[file(0)]);
    let write = |size| act(Prim::ISizeWrite, &[file(0), n(size)]);
    let code = [read(0), write(1), read(1), write(-3), write(100)];
    bench().file("a", &[UPTODATE, ABSENT]).task("T", &code).run().check(
        "T T T T T",
        &expect![[r#"
            T: Tested(4)
              T: 0 i_size_read -> 1 i_size_write
              T r0: - -> 4
            T: Resized(f0, 1)
              T: 1 i_size_write -> 2 i_size_read
              a size: 4 -> 1
            T: Tested(1)
              T: 2 i_size_read -> 3 i_size_write
              T r1: - -> 1
            T: Resized(f0, 0)
              T: 3 i_size_write -> 4 i_size_write
              a size: 1 -> 0
            T: Resized(f0, 4)
              T: 4 i_size_write -> 5 end, finished
              a size: 0 -> 4
        "#]],
    );
}

#[test]
fn memcpy_page_copies_sectors_and_intact_data_becomes_new() {
    let bench = bench().file("a", &[UPTODATE]).file("b", &[NOT_UPTODATE]);
    let copy = |to, at, from, source, len| act(Prim::CopyPage, &[r(to), n(at), r(from), n(source), n(len)]);
    let code = [find(0, 0, 0), find(1, 1, 0), copy(1, 1, 0, 0, 1), copy(0, 0, 1, 0, 2), copy(1, 0, 0, 1, 2)];
    bench.task("T", &code).run().go("T T").check(
        "T T T",
        &expect![[r#"
        T: Copied(p1, 1, 1)
          T: 2 memcpy_page -> 3 memcpy_page
          p1 holds: Junk? Junk? -> Junk? New?
        T: Copied(p0, 2, 2)
          T: 3 memcpy_page -> 4 memcpy_page
          p0 holds: Old Old -> Junk New
        T: Copied(p1, 1, 1)
          T: 4 memcpy_page -> 5 end, finished
          p1 holds: Junk? New? -> New? New?
    "#]],
    );
}

#[test]
fn file_read_actor_shows_the_reader_what_is_there() {
    let code = [
        find(0, 0, 0),
        act(Prim::ZeroUser, &[r(0), n(0), n(1)]),
        get(1, Prim::ReadSectors, &[r(0), n(0), n(1)]),
        get(2, Prim::ReadSectors, &[r(0), n(1), n(9)]),
    ];
    one(UPTODATE).task("T", &code).run().go("T T").check(
        "T T",
        &expect![[r#"
        T: Read(p0, 1)
          T: 2 file_read_actor -> 3 file_read_actor
          T r1: - -> 1
          T seen: - -> Zero
        T: Read(p0, 1)
          T: 3 file_read_actor -> 4 end, finished
          T r2: - -> 1
          T seen: Zero -> Old Zero
    "#]],
    );
}
