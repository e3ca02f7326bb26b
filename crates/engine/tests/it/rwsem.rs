//! `mmap_sem`: its FIFO queue, how it is handed over, and the reader-preferring variant.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Expr;

use crate::bench::{Bench, act, bench, mm};

fn reader() -> [pagelock_engine::program::Instr; 2] {
    [act(Prim::DownRead, &[mm()]), act(Prim::UpRead, &[mm()])]
}

fn writer() -> [pagelock_engine::program::Instr; 2] {
    [act(Prim::DownWrite, &[mm()]), act(Prim::UpWrite, &[mm()])]
}

/// Three readers and two writers of one address space.
fn five() -> Bench {
    let bench = bench().mm("m", &[]);
    let bench = bench.task("R1", &reader()).task("R2", &reader()).task("R3", &reader());
    bench.task("W1", &writer()).task("W2", &writer())
}

#[test]
fn readers_share_it() {
    five().run().check(
        "R1 R2 R1 R2",
        &expect![[r#"
        R1: Acquired(R1, MmapSemRead(m0))
          R1: 0 down_read -> 1 up_read
          m readers: - -> R1
        R2: Acquired(R2, MmapSemRead(m0))
          R2: 0 down_read -> 1 up_read
          m readers: R1 -> R1 R2
        R1: Released(R1, MmapSemRead(m0))
          R1: 1 up_read -> 2 end, finished
          m readers: R1 R2 -> R2
        R2: Released(R2, MmapSemRead(m0))
          R2: 1 up_read -> 2 end, finished
          m readers: R2 -> -
    "#]],
    );
}

#[test]
fn a_writer_has_it_alone() {
    let run = five().run().check(
        "W1 R1 W2",
        &expect![[r#"
        W1: Acquired(W1, MmapSemWrite(m0))
          W1: 0 down_write -> 1 up_write
          m writer: - -> W1
        R1: Queued(R1, MmapSemRead(m0))
          R1: 0 down_read -> 0 down_read, waits to read mmap_sem m
          m queue: - -> R1 read
        W2: Queued(W2, MmapSemWrite(m0))
          W2: 0 down_write -> 0 down_write, waits to write mmap_sem m
          m queue: R1 read -> R1 read, W2 write
    "#]],
    );
    assert_eq!(run.status("R1"), "waits to read mmap_sem m");
    assert_eq!(run.status("W2"), "waits to write mmap_sem m");
    assert_eq!(run.choices(), ["R2", "R3", "W1"]);
}

#[test]
fn a_reader_behind_a_queued_writer_waits_although_only_readers_are_inside() {
    let run = five().run().go("R1 W1").check(
        "R2",
        &expect![[r#"
        R2: Queued(R2, MmapSemRead(m0))
          R2: 0 down_read -> 0 down_read, waits to read mmap_sem m
          m queue: W1 write -> W1 write, R2 read
    "#]],
    );
    assert_eq!(run.status("R2"), "waits to read mmap_sem m");
}

#[test]
fn the_last_reader_out_hands_it_to_the_writer_at_the_head() {
    let run = five().run().go("R1 R2 W1 W2 R3");
    run.check(
        "R1 R2",
        &expect![[r#"
        R1: Released(R1, MmapSemRead(m0))
          R1: 1 up_read -> 2 end, finished
          m readers: R1 R2 -> R2
        R2: Released(R2, MmapSemRead(m0)), Acquired(W1, MmapSemWrite(m0))
          R2: 1 up_read -> 2 end, finished
          W1: 0 down_write, waits to write mmap_sem m -> 1 up_write
          m queue: W1 write, W2 write, R3 read -> W2 write, R3 read
          m readers: R2 -> -
          m writer: - -> W1
    "#]],
    );
}

#[test]
fn a_leaving_writer_lets_in_all_readers_at_the_head_and_no_further() {
    five().run().go("W1 R1 R2 W2 R3").check(
        "W1",
        &expect![[r#"
        W1: Released(W1, MmapSemWrite(m0)), Acquired(R1, MmapSemRead(m0)), Acquired(R2, MmapSemRead(m0))
          R1: 0 down_read, waits to read mmap_sem m -> 1 up_read
          R2: 0 down_read, waits to read mmap_sem m -> 1 up_read
          W1: 1 up_write -> 2 end, finished
          m queue: R1 read, R2 read, W2 write, R3 read -> W2 write, R3 read
          m readers: - -> R1 R2
          m writer: W1 -> -
    "#]],
    );
}

#[test]
fn a_leaving_writer_hands_it_to_the_writer_at_the_head() {
    five().run().go("W1 W2 R1").check(
        "W1 W2",
        &expect![[r#"
        W1: Released(W1, MmapSemWrite(m0)), Acquired(W2, MmapSemWrite(m0))
          W1: 1 up_write -> 2 end, finished
          W2: 0 down_write, waits to write mmap_sem m -> 1 up_write
          m queue: W2 write, R1 read -> R1 read
          m writer: W1 -> W2
        W2: Released(W2, MmapSemWrite(m0)), Acquired(R1, MmapSemRead(m0))
          R1: 0 down_read, waits to read mmap_sem m -> 1 up_read
          W2: 1 up_write -> 2 end, finished
          m queue: R1 read -> -
          m readers: - -> R1
          m writer: W2 -> -
    "#]],
    );
}

#[test]
fn a_reader_that_leaves_while_others_stay_wakes_nobody() {
    five().run().go("R1 R2 W1").check(
        "R1",
        &expect![[r#"
        R1: Released(R1, MmapSemRead(m0))
          R1: 1 up_read -> 2 end, finished
          m readers: R1 R2 -> R2
    "#]],
    );
}

#[test]
fn with_reader_preference_readers_pass_a_queued_writer() {
    five().reader_preferring().run().go("R1 W1").check(
        "R2",
        &expect![[r#"
        R2: Acquired(R2, MmapSemRead(m0))
          R2: 0 down_read -> 1 up_read
          m readers: R1 -> R1 R2
    "#]],
    );
}

#[test]
fn with_reader_preference_a_leaving_writer_lets_in_every_reader() {
    five().reader_preferring().run().go("W1 R1 W2 R2").check(
        "W1 R1 R2",
        &expect![[r#"
        W1: Released(W1, MmapSemWrite(m0)), Acquired(R1, MmapSemRead(m0)), Acquired(R2, MmapSemRead(m0))
          R1: 0 down_read, waits to read mmap_sem m -> 1 up_read
          R2: 0 down_read, waits to read mmap_sem m -> 1 up_read
          W1: 1 up_write -> 2 end, finished
          m queue: R1 read, W2 write, R2 read -> W2 write
          m readers: - -> R1 R2
          m writer: W1 -> -
        R1: Released(R1, MmapSemRead(m0))
          R1: 1 up_read -> 2 end, finished
          m readers: R1 R2 -> R2
        R2: Released(R2, MmapSemRead(m0)), Acquired(W2, MmapSemWrite(m0))
          R2: 1 up_read -> 2 end, finished
          W2: 0 down_write, waits to write mmap_sem m -> 1 up_write
          m queue: W2 write -> -
          m readers: R2 -> -
          m writer: - -> W2
    "#]],
    );
}

#[test]
fn a_second_read_lock_behind_a_writer_waits_for_itself() {
    let down = act(Prim::DownRead, &[mm()]);
    let bench = bench().mm("m", &[]).task("R", &[down.clone(), down]).task("W", &writer());
    let run = bench.clone().run().go("R W R");
    assert_eq!(run.status("R"), "waits to read mmap_sem m");
    assert_eq!(run.choices(), [""; 0]);
    bench.reader_preferring().run().go("R W").check(
        "R",
        &expect![[r#"
        R: Acquired(R, MmapSemRead(m0))
          R: 1 down_read -> 2 end, finished
          m readers: R -> R x2
    "#]],
    );
}

#[test]
fn an_address_space_of_somebody_else_has_its_own_semaphore() {
    let bench = bench().mm("m", &[]).mm("n", &[]);
    let other = [act(Prim::DownRead, &[Expr::Mm(1)]), act(Prim::UpRead, &[Expr::Mm(1)])];
    let bench = bench.task("W", &writer()).task_in(1, "V", &writer()).task_in(1, "D", &other);
    bench.run().go("W V").check(
        "D W",
        &expect![[r#"
        D: Queued(D, MmapSemRead(m0))
          D: 0 down_read -> 0 down_read, waits to read mmap_sem m
          m queue: - -> D read
        W: Released(W, MmapSemWrite(m0)), Acquired(D, MmapSemRead(m0))
          D: 0 down_read, waits to read mmap_sem m -> 1 up_read
          W: 1 up_write -> 2 end, finished
          m queue: D read -> -
          m readers: - -> D
          m writer: W -> -
    "#]],
    );
}

#[test]
fn it_is_only_given_back_by_who_holds_it() {
    let up_read = [act(Prim::UpRead, &[mm()])];
    let up_write = [act(Prim::UpWrite, &[mm()])];
    let bench = five().task("A", &up_read).task("B", &up_write);
    bench.clone().run().go("R1").check(
        "A",
        &expect![[r#"
        A: Oopsed(A, BadRelease)
          A: 0 up_read -> 0 up_read, oops BadRelease
    "#]],
    );
    bench.run().go("W1").check(
        "B",
        &expect![[r#"
        B: Oopsed(B, BadRelease)
          B: 0 up_write -> 0 up_write, oops BadRelease
    "#]],
    );
}
