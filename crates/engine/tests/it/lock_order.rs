//! The order of locks: dependencies of machines made by hand, and what lockdep would say of their deadlocks.

use std::collections::BTreeSet;

use pagelock_engine::event::{Event, Lock};
use pagelock_engine::id::TaskId;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::PageInit;
use pagelock_engine::{
    Coverage, Dependency, Instance, Limits, LockClass, LockOrder, Lockdep, Machine, Mode, Reductions,
    Resource, Search, State, Trace, Usage, lockdep,
};

use crate::bench::{Bench, act, bench, file, find, get, mm, r};

const PAGE: [PageInit; 1] = [PageInit::Uptodate];

fn three() -> Bench {
    bench().file("a", &PAGE).file("b", &PAGE).file("c", &PAGE).mm("m", &[]).mm("n", &[])
}

/// The order of locks of every run, and whether it is that.
pub(crate) fn order(machine: &Machine, reductions: Reductions) -> (LockOrder, Coverage) {
    let limits = Limits { states_max: 5000, reductions, ..Limits::default() };
    let mut search = Search::recording(machine, limits);
    while !search.slice(1000) {}
    let order = search.lock_order();
    (order, search.report().coverage)
}

/// As `PG_locked -> mmap_sem (r)`.
fn words(dependency: Dependency) -> String {
    let usage = |usage: Usage| match usage.mode {
        Mode::Only => usage.class.name().to_owned(),
        Mode::Read => format!("{} (r)", usage.class.name()),
        Mode::Write => format!("{} (w)", usage.class.name()),
    };
    let same = if dependency.instance == Instance::Same { " (the same)" } else { "" };
    format!("{} -> {}{same}", usage(dependency.holding), usage(dependency.acquiring))
}

/// Each dependency with who shows it and in how many steps.
fn check(bench: &Bench, expected: &[(&str, &str, usize)]) {
    let machine = bench.clone().machine();
    let (order, coverage) = order(&machine, Reductions::ON);
    assert_eq!(coverage, Coverage::Exhaustive);
    let shown: Vec<(String, &str, usize)> = order
        .dependencies
        .iter()
        .map(|(dependency, witness)| {
            (words(*dependency), machine.task_name(witness.task), witness.schedule.len())
        })
        .collect();
    let shown: Vec<(&str, &str, usize)> = shown.iter().map(|(a, b, c)| (a.as_str(), *b, *c)).collect();
    assert_eq!(shown, expected);
}

fn lock(reg: u16) -> Instr {
    act(Prim::LockPage, &[r(reg)])
}

fn unlock(reg: u16) -> Instr {
    act(Prim::UnlockPage, &[r(reg)])
}

fn sem(prim: Prim) -> Instr {
    act(prim, &[mm()])
}

fn mutex(prim: Prim, index: u8) -> Instr {
    act(prim, &[file(index)])
}

#[test]
fn a_task_that_takes_one_lock_at_a_time_has_no_order() {
    check(&three().task("T", &[find(0, 0, 0), lock(0), unlock(0), lock(0), unlock(0)]), &[]);
}

#[test]
fn every_lock_that_is_held_comes_before_the_one_that_is_asked_for() {
    // Three steps lead to where it asks for the page lock: mutex_lock, down_read, find_get_page. Two to where it asks
    // for the semaphore would be one more than needed: mutex_lock is enough.
    let code = [
        mutex(Prim::MutexLock, 0),
        sem(Prim::DownRead),
        find(0, 0, 0),
        lock(0),
        unlock(0),
        sem(Prim::UpRead),
        mutex(Prim::MutexUnlock, 0),
    ];
    let expected = [
        ("i_mutex -> mmap_sem (r)", "T", 1),
        ("i_mutex -> PG_locked", "T", 3),
        ("mmap_sem (r) -> PG_locked", "T", 3),
    ];
    check(&three().task("T", &code), &expected);
}

#[test]
fn a_lock_that_is_only_tried_is_held_but_not_asked_for() {
    let code = [
        find(0, 0, 0),
        find(1, 1, 0),
        lock(0),
        get(2, Prim::TrylockPage, &[r(1)]),
        mutex(Prim::MutexLock, 0),
        mutex(Prim::MutexUnlock, 0),
        unlock(1),
        unlock(0),
    ];
    check(&three().task("T", &code), &[("PG_locked -> i_mutex", "T", 4)]);
}

#[test]
fn within_a_class_the_same_lock_and_another_are_told_apart() {
    let other = [find(0, 0, 0), find(1, 1, 0), lock(0), lock(1), unlock(1), unlock(0)];
    check(&three().task("T", &other), &[("PG_locked -> PG_locked", "T", 3)]);
    // It waits there for ever, so the step that asks is never taken.
    check(
        &three().task("T", &[find(0, 0, 0), lock(0), lock(0)]),
        &[("PG_locked -> PG_locked (the same)", "T", 2)],
    );
}

#[test]
fn a_second_slot_is_asked_for_only_where_the_page_is_not_mapped() {
    let kmap = |reg| act(Prim::Kmap, &[r(reg)]);
    let kunmap = |reg| act(Prim::Kunmap, &[r(reg)]);
    let twice = [find(0, 0, 0), kmap(0), kmap(0), kunmap(0), kunmap(0)];
    check(&three().task("T", &twice), &[]);
    let two = [find(0, 0, 0), find(1, 1, 0), kmap(0), kmap(1), kunmap(1), kunmap(0)];
    check(&three().task("T", &two), &[("kmap pool -> kmap pool", "T", 3)]);
}

#[test]
fn a_witness_needs_others_where_its_task_does() {
    // T asks for the mutex under the lock only once U has made the page dirty... which it shows by taking it off its
    // place: find_get_page finds nothing then. U: find, lock, truncate, unlock, put.
    let off = [find(0, 0, 0), lock(0), act(Prim::TruncateCompletePage, &[r(0)]), unlock(0)];
    let code = [
        find(1, 1, 0),
        lock(1),
        find(0, 0, 0),
        Instr::Unless(r(0), 6),
        unlock(1),
        Instr::Exit,
        mutex(Prim::MutexLock, 0),
        mutex(Prim::MutexUnlock, 0),
        unlock(1),
    ];
    // Of U three steps, up to where the page is off its place; T's own are find, lock and find.
    let bench = three().lean_task("T", &code, &[]).lean_task("U", &off, &[]);
    check(&bench, &[("PG_locked -> i_mutex", "T", 6)]);
}

#[test]
fn a_cycle_of_classes_is_a_lock_order_cycle_whether_or_not_it_can_deadlock() {
    // Both orders, but under one mutex: nobody ever waits for ever.
    let order_of = |first: u8, second: u8| {
        [
            find(0, first, 0),
            find(1, second, 0),
            mutex(Prim::MutexLock, 2),
            lock(0),
            lock(1),
            unlock(1),
            unlock(0),
            mutex(Prim::MutexUnlock, 2),
        ]
    };
    let bench = three().task("A", &order_of(0, 1)).task("B", &order_of(1, 0));
    assert_eq!(bench.clone().search().summary(), "ok");
    let (order, _) = order(&bench.machine(), Reductions::ON);
    assert_eq!(order.cycles(), [vec![LockClass::PageLocked]]);
}

#[test]
fn classes_that_come_before_each_other_are_one_cycle() {
    let one =
        [mutex(Prim::MutexLock, 0), sem(Prim::DownRead), sem(Prim::UpRead), mutex(Prim::MutexUnlock, 0)];
    let other =
        [sem(Prim::DownWrite), mutex(Prim::MutexLock, 0), mutex(Prim::MutexUnlock, 0), sem(Prim::UpWrite)];
    let bench = three().task("A", &one).task("B", &other);
    let (order, _) = order(&bench.machine(), Reductions::ON);
    assert_eq!(order.cycles(), [vec![LockClass::IMutex, LockClass::MmapSem]]);
    let straight = three().task("A", &one);
    assert_eq!(order_of_one(&straight), Vec::<Vec<LockClass>>::new());
}

fn order_of_one(bench: &Bench) -> Vec<Vec<LockClass>> {
    order(&bench.clone().machine(), Reductions::ON).0.cycles()
}

/// What lockdep says of the nearest deadlock.
fn says(bench: Bench) -> Lockdep {
    let report = bench.clone().search();
    let machine = bench.machine();
    let trace = Trace::replay(&machine, &report.schedule);
    let view = machine.view(trace.last());
    lockdep(view, &view.waits())
}

/// Takes locks one inside the other, and gives them back.
fn nested(locks: &[Instr]) -> Vec<Instr> {
    let release = |lock: &Instr| {
        let Instr::Step { prim, args, .. } = lock else { panic!("{lock:?} takes no lock") };
        #[expect(clippy::wildcard_enum_match_arm, reason = "all other primitives take no lock")]
        let prim = match prim {
            Prim::MutexLock => Prim::MutexUnlock,
            Prim::DownRead => Prim::UpRead,
            Prim::DownWrite => Prim::UpWrite,
            Prim::GlockNq => Prim::GlockDq,
            Prim::LockPage => Prim::UnlockPage,
            Prim::Kmap => Prim::Kunmap,
            other => panic!("{other:?} takes no lock"),
        };
        act(prim, args)
    };
    [find(0, 0, 0), find(1, 1, 0)]
        .into_iter()
        .chain(locks.iter().cloned())
        .chain(locks.iter().rev().map(release))
        .collect()
}

/// By hand, with what lockdep knows: `i_mutex` and `mmap_sem` have classes, `PG_locked` and the pool have none.
#[test]
fn lockdep_says_what_the_classes_of_the_cycle_let_it_see() {
    let mutex_lock = |index| mutex(Prim::MutexLock, index);
    let of = |a: &[Instr], b: &[Instr]| says(three().task("A", &nested(a)).task("B", &nested(b)));
    // A: i_mutex -> mmap_sem; B: mmap_sem -> i_mutex. Both known: circular.
    let said = of(&[mutex_lock(0), sem(Prim::DownRead)], &[sem(Prim::DownWrite), mutex_lock(0)]);
    assert_eq!(said, Lockdep::Circular(vec![LockClass::IMutex, LockClass::MmapSem]));
    // Two mutexes of one class in both orders: one after the other of a class is recursive to it.
    let said = of(&[mutex_lock(0), mutex_lock(1)], &[mutex_lock(1), mutex_lock(0)]);
    assert_eq!(said, Lockdep::Recursive(LockClass::IMutex));
    // A mutex of one's own.
    let own = three().task("A", &nested(&[mutex_lock(0), mutex_lock(0)]));
    assert_eq!(says(own), Lockdep::Recursive(LockClass::IMutex));
    // Two semaphores of one class.
    let down = |index| act(Prim::DownWrite, &[pagelock_engine::program::Expr::Mm(index)]);
    let (one, other) = (nested(&[down(0), down(1)]), nested(&[down(1), down(0)]));
    let mut bench = three().task("A", &one).task("B", &other);
    let mms = [pagelock_engine::id::MmId(0), pagelock_engine::id::MmId(1)];
    bench.scenario.tasks.iter_mut().for_each(|task| task.mms = mms.to_vec());
    assert_eq!(says(bench), Lockdep::Recursive(LockClass::MmapSem));
    // A reader that reads again behind a queued writer: who is queued holds nothing, so what is left of the cycle is
    // mmap_sem -> mmap_sem of the reader.
    let said = of(&[sem(Prim::DownRead), sem(Prim::DownRead)], &[sem(Prim::DownWrite)]);
    assert_eq!(said, Lockdep::Recursive(LockClass::MmapSem));
}

#[test]
fn lockdep_is_blind_where_a_class_of_the_cycle_is_none_of_its_own() {
    let of = |a: &[Instr], b: &[Instr]| says(three().task("A", &nested(a)).task("B", &nested(b)));
    let page = vec![LockClass::PageLocked];
    assert_eq!(says(three().task("T", &nested(&[lock(0), lock(0)]))), Lockdep::Blind(page.clone()));
    // i_mutex against PG_locked: neither dependency has two ends that it knows.
    let mutex_lock = mutex(Prim::MutexLock, 0);
    assert_eq!(of(&[lock(0), mutex_lock.clone()], &[mutex_lock, lock(0)]), Lockdep::Blind(page));
    let glock = |index| act(Prim::GlockNq, &[file(index)]);
    assert_eq!(of(&[glock(0), glock(1)], &[glock(1), glock(0)]), Lockdep::Blind(vec![LockClass::Glock]));
    // Two slots: A has one for a, B one for b, and each wants one for c.
    let kmap = |reg| act(Prim::Kmap, &[r(reg)]);
    let two = |page: u8| {
        let mut code = nested(&[kmap(0), kmap(1)]);
        (code[0], code[1]) = (find(0, page, 0), find(1, 2, 0));
        code
    };
    let bench = three().task("A", &two(0)).task("B", &two(1));
    assert_eq!(says(bench), Lockdep::Blind(vec![LockClass::KmapPool]));
}

#[test]
fn a_lock_that_was_left_behind_is_noticed_if_it_has_a_class() {
    let wants =
        |first: &Instr| three().task("L", std::slice::from_ref(first)).task("T", std::slice::from_ref(first));
    assert_eq!(says(wants(&mutex(Prim::MutexLock, 0))), Lockdep::LeftBehind(LockClass::IMutex));
    let leaves = [find(0, 0, 0), lock(0)];
    let bench = three().task("L", &leaves).task("T", &leaves);
    assert_eq!(says(bench), Lockdep::Blind(vec![LockClass::PageLocked]));
}

#[test]
fn where_the_holder_goes_on_there_is_no_circle() {
    // S has the mutex and looks at a page for ever; W waits.
    let spins =
        [find(0, 0, 0), mutex(Prim::MutexLock, 0), get(1, Prim::PageUptodate, &[r(0)]), Instr::Jump(2)];
    let bench =
        three().task("S", &spins).task("W", &[mutex(Prim::MutexLock, 0), act(Prim::ISizeRead, &[file(0)])]);
    let machine = bench.run().go("S S");
    let view = machine.machine.view(&machine.state);
    assert_eq!(lockdep(view, &view.waits()), Lockdep::NoCircle);
}

/// What tasks were seen to hold and to ask for along a run: by events, with no look at the states.
pub(crate) fn seen_along(machine: &Machine, trace: &Trace) -> BTreeSet<(LockClass, LockClass)> {
    let mut held: Vec<(TaskId, Lock)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut note = |held: &[(TaskId, Lock)], task: TaskId, asked: LockClass| {
        let of = held.iter().filter(|(holder, _)| *holder == task);
        seen.extend(of.map(|(_, lock)| (Resource::from(*lock).class(), asked)));
    };
    trace.for_each_step(|step, before, _| {
        for event in &step.events {
            #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else takes a lock or gives it back")]
            match *event {
                // A page that is new comes locked, and a try waits for nothing.
                Event::Acquired(task, lock) => {
                    let waits =
                        !matches!(lock, Lock::Page(_)) || is_lock_page(machine, before, step.choice.task);
                    let is_mover = task == step.choice.task;
                    let is_slot = !matches!(lock, Lock::Pkmap(page) if machine.view(before).kmaps(page) > 0);
                    if waits && is_mover && is_slot {
                        note(&held, task, Resource::from(lock).class());
                    }
                    held.push((task, lock));
                }
                Event::Queued(task, lock) => note(&held, task, Resource::from(lock).class()),
                Event::Released(task, lock) => {
                    let own = held.iter().rposition(|known| *known == (task, lock));
                    let any = || held.iter().rposition(|known| known.1 == lock);
                    if let Some(at) = own.or_else(any) {
                        held.remove(at);
                    }
                }
                _ => {}
            }
        }
    });
    let view = machine.view(trace.last());
    for wait in view.waits() {
        note(&held, wait.task, Resource::from(wait.on).class());
    }
    seen
}

fn is_lock_page(machine: &Machine, state: &State, task: TaskId) -> bool {
    let view = machine.view(state);
    matches!(view.program(task).instr(view.pc(task)), Instr::Step { prim: Prim::LockPage, .. })
}
