//! What differs between file systems, blocks of the disk, failures, and pages that are in no file.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{Failure, FileSystem, PageInit, Pick};

use crate::bench::{Bench, act, bench, file, find, get, n, r};

const ABSENT: [PageInit; 1] = [PageInit::Absent];
const HOLE: [PageInit; 1] = [PageInit::Hole];

fn add() -> Instr {
    get(0, Prim::AddToPageCache, &[file(0), n(0)])
}

fn on(system: FileSystem, code: &[Instr]) -> Bench {
    bench().file_on(system, "a", &ABSENT, 2).task("T", code)
}

fn prepare(from: i32, to: i32) -> Instr {
    get(1, Prim::PrepareWrite, &[r(0), n(from), n(to)])
}

fn commit(from: i32, to: i32) -> Instr {
    get(1, Prim::CommitWrite, &[r(0), n(from), n(to)])
}

fn readpage() -> Instr {
    get(1, Prim::Readpage, &[r(0)])
}

/// facts 1.3, 7.1: the page is readable while the range still holds what memory held before.
#[test]
fn ramfs_is_up_to_date_before_the_copy() {
    on(FileSystem::Ramfs, &[add(), prepare(0, 1)]).run().go("T").check(
        "T",
        &expect![[r#"
        T: Prepared(p0, 0, 1), BecameUptodate(p0)
          T: 1 prepare_write -> 2 end, finished
          p0 flags: - -> uptodate
          p0 holds: Junk? Junk? -> Junk? Old
    "#]],
    );
}

/// facts 7.1: a partial write clears the whole page first.
#[test]
fn the_mended_ramfs_clears_the_page_before_a_partial_write() {
    on(FileSystem::RamfsFixed, &[add(), prepare(0, 1)]).run().go("T").check(
        "T",
        &expect![[r#"
        T: Prepared(p0, 0, 1), BecameUptodate(p0)
          T: 1 prepare_write -> 2 end, finished
          p0 flags: - -> uptodate
          p0 holds: Junk? Junk? -> Old Old
    "#]],
    );
}

/// facts 7.1: a full write makes the page up to date when it is committed.
#[test]
fn the_mended_ramfs_is_up_to_date_once_a_full_write_is_committed() {
    let code = [add(), prepare(0, 2), commit(0, 2)];
    on(FileSystem::RamfsFixed, &code).run().go("T").check(
        "T T",
        &expect![[r#"
        T: Prepared(p0, 0, 2)
          T: 1 prepare_write -> 2 commit_write
        T: Committed(p0, 0, 2), BecameUptodate(p0)
          T: 2 commit_write -> 3 end, finished
          p0 flags: - -> uptodate dirty
          p0 holds: Junk? Junk? -> Junk Junk
    "#]],
    );
}

#[test]
fn without_buffers_a_partial_write_reads_the_page_first() {
    on(FileSystem::WholePage, &[add(), prepare(0, 1)]).run().go("T").check(
        "T",
        &expect![[r#"
        T: Prepared(p0, 0, 1), ReadIn(p0), BecameUptodate(p0)
          T: 1 prepare_write -> 2 end, finished
          p0 flags: - -> uptodate
          p0 holds: Junk? Junk? -> Old Old
    "#]],
    );
}

/// facts 7.5: what was committed is read over, because nothing remembers that it was.
#[test]
fn without_buffers_a_partial_commit_is_lost_when_the_page_is_read() {
    let code = [add(), prepare(0, 2), commit(0, 1), readpage()];
    let run = on(FileSystem::WholePage, &code).run().go("T T").check(
        "T T",
        &expect![[r#"
        T: Committed(p0, 0, 1)
          T: 2 commit_write -> 3 readpage
          p0 flags: - -> dirty
          p0 holds: Junk? Junk? -> Junk Junk?
        T: ReadIn(p0), BecameUptodate(p0), Released(T, Page(p0))
          T: 3 readpage -> 4 end, finished
          p0 flags: dirty -> uptodate dirty
          p0 holds: Junk Junk? -> Lost Old
          p0 locked by: T -> -
    "#]],
    );
    let outcome = run.machine.view(&run.state).outcome();
    assert_eq!(outcome.hazards(), ["lost"]);
}

/// facts 7.6: the block is there and was never written.
#[test]
fn a_write_that_is_given_up_over_a_hole_leaves_a_stale_block() {
    let code = [add(), prepare(0, 1), commit(0, 0), readpage()];
    let bench = bench().file_on(FileSystem::Block, "a", &HOLE, 2).task("T", &code);
    let run = bench.run().go("T").check(
        "T T T",
        &expect![[r#"
        T: Prepared(p0, 0, 1), BlocksAllocated(p0, 0, 1)
          T: 1 prepare_write -> 2 commit_write
          disk a:0: Hole Hole -> Stale Hole
        T: Committed(p0, 0, 0)
          T: 2 commit_write -> 3 readpage
        T: ReadIn(p0), BecameUptodate(p0), Released(T, Page(p0))
          T: 3 readpage -> 4 end, finished
          p0 flags: - -> uptodate
          p0 holds: Junk? Junk? -> Stale Old
          p0 locked by: T -> -
    "#]],
    );
    assert_eq!(run.machine.view(&run.state).outcome().hazards(), ["stale"]);
}

#[test]
fn a_hole_reads_as_zeroes_which_are_its_contents() {
    let bench = bench().file_on(FileSystem::Block, "a", &HOLE, 2).task("T", &[add(), readpage()]);
    bench.run().go("T").check(
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

/// fs/buffer.c page_zero_new_buffers of 2.6.24.
#[test]
fn page_zero_new_buffers_clears_and_commits_new_blocks_only() {
    let clear = act(Prim::PageZeroNewBuffers, &[r(0), n(0), n(2)]);
    let code = [add(), prepare(1, 2), clear.clone(), clear];
    let bench = bench().file_on(FileSystem::Block, "a", &HOLE, 2).task("T", &code);
    bench.run().go("T T").check(
        "T T",
        &expect![[r#"
        T: ZeroedNew(p0, 0, 2)
          T: 2 page_zero_new_buffers -> 3 page_zero_new_buffers
          p0 flags: - -> dirty
          p0 holds: Junk? Junk? -> Junk? Old
        T: Tested(0)
          T: 3 page_zero_new_buffers -> 4 end, finished
    "#]],
    );
}

/// A hole was zeroes before: clearing it damages nothing.
#[test]
fn zeroes_over_a_hole_are_what_the_file_held() {
    let code = [add(), prepare(0, 2), act(Prim::ZeroUser, &[r(0), n(0), n(2)]), commit(0, 2)];
    let bench = bench().file_on(FileSystem::Block, "a", &HOLE, 2).task("T", &code);
    let run = bench.run().go("T T T T");
    assert_eq!(run.machine.view(&run.state).outcome().words(), ["ok"]);
}

#[test]
fn what_lies_behind_the_size_reads_as_zeroes_and_is_no_damage() {
    let code = [find(0, 0, 0), get(1, Prim::ReadSectors, &[r(0), n(0), n(2)])];
    let bench = bench().file_on(FileSystem::Block, "a", &[PageInit::Uptodate], 1).task("T", &code);
    let run = bench.run().go("T").check(
        "T",
        &expect![[r#"
        T: Read(p0, 1)
          T: 1 file_read_actor -> 2 end, finished
          T r1: - -> 1
          T seen: - -> Old
    "#]],
    );
    assert_eq!(run.machine.view(&run.state).outcome().words(), ["ok"]);
}

/// facts 7.8: the size says that there are data where nobody wrote any.
#[test]
fn a_size_beyond_what_was_copied_shows_zeroes() {
    let code = [find(0, 0, 0), commit(0, 2)];
    let bench = bench().file_on(FileSystem::Block, "a", &[PageInit::Uptodate], 1).task("T", &code);
    let run = bench.run().go("T T");
    assert_eq!(run.machine.view(&run.state).outcome().hazards(), ["zeroes"]);
}

#[test]
fn alloc_page_gives_a_lowmem_page_that_is_in_no_file() {
    let code = [get(0, Prim::AllocPage, &[]), act(Prim::Kmap, &[r(0)]), act(Prim::PutPage, &[r(0)])];
    bench().file("a", &ABSENT).task("T", &code).run().check(
        "T T T",
        &expect![[r#"
        T: AllocatedAlone(p1)
          T: 0 alloc_page -> 1 kmap
          T r0: - -> p1
          p1 at: - -> off the mapping
          p1 count: - -> 1
          p1 flags: - -> lowmem
          p1 holds: - -> Junk? Junk?
        T: no event
          T: 1 kmap -> 2 put_page
        T: Put(p1), Freed(p1)
          T: 2 put_page -> 3 end, finished
          p1 at: off the mapping -> -
          p1 count: 1 -> -
          p1 flags: lowmem -> -
          p1 holds: Junk? Junk? -> -
    "#]],
    );
}

/// Whoever comes first, the states are the same afterwards.
#[test]
fn each_task_has_a_frame_of_its_own() {
    let code = [get(0, Prim::AllocPage, &[])];
    let run = bench().file("a", &ABSENT).task("A", &code).task("B", &code).run();
    assert_eq!(run.clone().go("A B").state, run.go("B A").state);
}

#[test]
fn a_page_cannot_be_allocated() {
    let bench = bench().failure(Failure::NoMemory, 1).task("T", &[get(0, Prim::AllocPage, &[])]);
    let run = bench.run();
    assert_eq!(run.choices(), ["T", "T:1"]);
    run.check(
        "T:1",
        &expect![[r#"
        T:1: Failed(NoMemory)
          T: 0 alloc_page -> 1 end, finished
    "#]],
    );
}

#[test]
fn prepare_write_may_fail_with_the_page_locked_or_unlocked() {
    let bench = on(FileSystem::Block, &[add(), prepare(0, 2)]);
    let bench = bench.failure(Failure::NoSpace, 1).failure(Failure::TruncatedPage, 1);
    let run = bench.run().go("T");
    assert_eq!(run.choices(), ["T", "T:1", "T:2"]);
    run.clone().check(
        "T:1",
        &expect![[r#"
        T:1: Failed(NoSpace)
          T: 1 prepare_write -> 2 end, finished
          T r1: - -> -28
    "#]],
    );
    run.check(
        "T:2",
        &expect![[r#"
        T:2: Failed(TruncatedPage), Released(T, Page(p0))
          T: 1 prepare_write -> 2 end, finished
          T r1: - -> 127
          p0 locked by: T -> -
    "#]],
    );
}

#[test]
fn a_read_may_fail_so_often_and_no_more() {
    let code = [add(), readpage(), act(Prim::LockPage, &[r(0)]), readpage()];
    let run = on(FileSystem::Block, &code).failure(Failure::Io, 1).run().go("T");
    assert_eq!(run.choices(), ["T", "T:1"]);
    assert_eq!(
        run.check(
            "T:1 T",
            &expect![[r#"
        T:1: Failed(Io), Released(T, Page(p0))
          T: 1 readpage -> 2 lock_page
          T r1: - -> -5
          p0 locked by: T -> -
        T: Acquired(T, Page(p0))
          T: 2 lock_page -> 3 readpage
          p0 locked by: - -> T
    "#]]
        )
        .choices(),
        ["T"]
    );
}

/// facts 6, last row: the same family with the cluster lock of gfs2.
#[test]
fn a_cluster_lock_is_not_recursive_and_its_holder_gives_it_back() {
    let code = [act(Prim::GlockNq, &[file(0)]), act(Prim::GlockNq, &[file(0)])];
    let give =
        [act(Prim::GlockNq, &[file(0)]), act(Prim::GlockDq, &[file(0)]), act(Prim::GlockDq, &[file(0)])];
    let run = on(FileSystem::Block, &code).task("U", &give).run();
    let stuck = run.clone().check(
        "T",
        &expect![[r#"
        T: Acquired(T, Glock(f0))
          T: 0 gfs2_glock_nq -> 1 gfs2_glock_nq, waits for glock a
          U: 0 gfs2_glock_nq -> 0 gfs2_glock_nq, waits for glock a
          a glock: - -> T
    "#]],
    );
    assert_eq!(
        (stuck.status("T"), stuck.status("U")),
        ("waits for glock a".into(), "waits for glock a".into())
    );
    run.check(
        "U U U",
        &expect![[r#"
        U: Acquired(U, Glock(f0))
          T: 0 gfs2_glock_nq -> 0 gfs2_glock_nq, waits for glock a
          U: 0 gfs2_glock_nq -> 1 gfs2_glock_dq
          a glock: - -> U
        U: Released(U, Glock(f0))
          T: 0 gfs2_glock_nq, waits for glock a -> 0 gfs2_glock_nq
          U: 1 gfs2_glock_dq -> 2 gfs2_glock_dq
          a glock: U -> -
        U: Oopsed(U, BadRelease)
          U: 2 gfs2_glock_dq -> 2 gfs2_glock_dq, oops BadRelease
    "#]],
    );
}

/// facts 4.5 d: a kernel thread's buffer is always there; nothing in the environment takes it away.
#[test]
fn nobody_clears_the_kernels_own_ptes() {
    let zap = [act(Prim::ZapPageRange, &[r(0), r(1), n(1)])];
    let unmap = [act(Prim::TryToUnmap, &[r(0)])];
    let bench =
        bench().file("a", &[PageInit::Uptodate]).mm("k", &[("a", 0, true)]).task("T", &[find(0, 0, 0)]);
    let bench = bench.kernel(0).actor("zap", Pick::Pte, 1, &zap).actor("unmap", Pick::Page, 1, &unmap);
    let run = bench.run();
    assert_eq!(run.choices(), ["T", "unmap:0"]);
    run.check(
        "unmap:0",
        &expect![[r#"
        unmap:0: Started(unmap)
          unmap budget: 1 -> -
    "#]],
    );
}
