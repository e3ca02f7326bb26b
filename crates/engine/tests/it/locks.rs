//! `i_mutex` and the page lock.

use expect_test::expect;
use pagelock_engine::prim::Prim;
use pagelock_engine::scenario::{FileKind, PageInit};

use crate::bench::{Run, act, bench, file, find, get, r};

const CACHED: [PageInit; 1] = [PageInit::Uptodate];

fn mutex(kind: FileKind) -> Run {
    let code = [act(Prim::MutexLock, &[file(0)]), act(Prim::MutexUnlock, &[file(0)])];
    bench().file_of(kind, "a", &CACHED, true).task("T", &code).task("U", &code).run()
}

#[test]
fn mutex_lock_keeps_other_tasks_out_until_mutex_unlock() {
    let run = mutex(FileKind::Regular).check(
        "T",
        &expect![[r#"
        T: Acquired(T, IMutex(f0))
          T: 0 mutex_lock -> 1 mutex_unlock
          U: 0 mutex_lock -> 0 mutex_lock, waits for i_mutex a
          a i_mutex: - -> T
    "#]],
    );
    assert_eq!(run.choices(), ["T"]);
    run.check(
        "T U",
        &expect![[r#"
        T: Released(T, IMutex(f0))
          T: 1 mutex_unlock -> 2 end, finished
          U: 0 mutex_lock, waits for i_mutex a -> 0 mutex_lock
          a i_mutex: T -> -
        U: Acquired(U, IMutex(f0))
          U: 0 mutex_lock -> 1 mutex_unlock
          a i_mutex: - -> U
    "#]],
    );
}

#[test]
fn a_block_device_has_no_mutex() {
    mutex(FileKind::BlockDevice).check(
        "T U T U",
        &expect![[r#"
            T: no event
              T: 0 mutex_lock -> 1 mutex_unlock
            U: no event
              U: 0 mutex_lock -> 1 mutex_unlock
            T: no event
              T: 1 mutex_unlock -> 2 end, finished
            U: no event
              U: 1 mutex_unlock -> 2 end, finished
        "#]],
    );
}

#[test]
fn a_mutex_is_not_recursive() {
    let code = [act(Prim::MutexLock, &[file(0)]), act(Prim::MutexLock, &[file(0)])];
    let run = bench().file("a", &CACHED).task("T", &code).run().go("T");
    assert_eq!(run.status("T"), "waits for i_mutex a");
}

#[test]
fn only_the_holder_may_mutex_unlock() {
    let lock = act(Prim::MutexLock, &[file(0)]);
    let unlock = act(Prim::MutexUnlock, &[file(0)]);
    let run = bench().file("a", &CACHED).task("T", &[lock]).task("U", &[unlock]).run();
    run.clone().go("T").check(
        "U",
        &expect![[r#"
        U: Oopsed(U, BadRelease)
          U: 0 mutex_unlock -> 0 mutex_unlock, oops BadRelease
    "#]],
    );
    run.check(
        "U",
        &expect![[r#"
        U: Oopsed(U, BadRelease)
          U: 0 mutex_unlock -> 0 mutex_unlock, oops BadRelease
    "#]],
    );
}

fn page_lock() -> Run {
    let code = [find(0, 0, 0), act(Prim::LockPage, &[r(0)]), act(Prim::UnlockPage, &[r(0)])];
    bench().file("a", &CACHED).task("T", &code).task("U", &code).task("V", &code).run().go("T U V")
}

#[test]
fn lock_page_sets_the_bit_and_unlock_page_clears_it() {
    page_lock().check(
        "T T",
        &expect![[r#"
        T: Acquired(T, Page(p0))
          T: 1 lock_page -> 2 unlock_page
          U: 1 lock_page -> 1 lock_page, waits for page p0
          V: 1 lock_page -> 1 lock_page, waits for page p0
          p0 locked by: - -> T
        T: Released(T, Page(p0))
          T: 2 unlock_page -> 3 end, finished
          U: 1 lock_page, waits for page p0 -> 1 lock_page
          V: 1 lock_page, waits for page p0 -> 1 lock_page
          p0 locked by: T -> -
    "#]],
    );
}

#[test]
fn lock_page_waits_and_any_waiter_may_win() {
    let run = page_lock().go("V");
    assert_eq!(run.status("T"), "waits for page p0");
    assert_eq!(run.status("U"), "waits for page p0");
    assert_eq!(run.choices(), ["V"]);
    let run = run.go("V");
    assert_eq!(run.choices(), ["T", "U"]);
    assert_eq!(run.clone().go("U").status("T"), "waits for page p0");
    assert_eq!(run.go("T").status("U"), "waits for page p0");
}

#[test]
fn lock_page_waits_even_for_its_own_lock() {
    let lock = act(Prim::LockPage, &[r(0)]);
    let run = bench().file("a", &CACHED).task("T", &[find(0, 0, 0), lock.clone(), lock]).run().go("T T");
    assert_eq!(run.status("T"), "waits for page p0");
    assert_eq!(run.choices(), [""; 0]);
}

#[test]
fn trylock_page_says_whether_it_locked_and_never_waits() {
    let code = [find(0, 0, 0), get(1, Prim::TrylockPage, &[r(0)]), get(2, Prim::TrylockPage, &[r(0)])];
    bench().file("a", &CACHED).task("T", &code).run().go("T").check(
        "T T",
        &expect![[r#"
        T: Acquired(T, Page(p0))
          T: 1 trylock_page -> 2 trylock_page
          T r1: - -> 1
          p0 locked by: - -> T
        T: TryFailed(p0)
          T: 2 trylock_page -> 3 end, finished
    "#]],
    );
}

#[test]
fn anybody_may_unlock_page_but_it_must_be_locked() {
    let locker = [find(0, 0, 0), act(Prim::LockPage, &[r(0)])];
    let other = [find(0, 0, 0), act(Prim::UnlockPage, &[r(0)])];
    let run = bench().file("a", &CACHED).task("T", &locker).task("U", &other).run().go("T U");
    run.clone().go("T").check(
        "U",
        &expect![[r#"
        U: Released(T, Page(p0))
          U: 1 unlock_page -> 2 end, finished
          p0 locked by: T -> -
    "#]],
    );
    run.check(
        "U",
        &expect![[r#"
        U: Oopsed(U, BadRelease)
          U: 1 unlock_page -> 1 unlock_page, oops BadRelease
    "#]],
    );
}
