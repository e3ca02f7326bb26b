//! Every way a task can die, each by its own mistake, and what the run is then.

use expect_test::expect;
use pagelock_engine::prim::{Prim, SPECS, Type};
use pagelock_engine::program::{Expr, Instr};
use pagelock_engine::scenario::{FileKind, PageInit, Pick};
use pagelock_engine::{End, Oops, Verdict};

use crate::bench::{Bench, Run, act, bench, file, find, get, mm, n, r};

/// A cached page that is mapped at address 0.
fn one() -> Bench {
    bench().file("a", &[PageInit::Uptodate]).mm("m", &[("a", 0, true)])
}

fn add(reg: u16) -> Instr {
    get(reg, Prim::AddToPageCache, &[file(0), n(0)])
}

/// Runs the only task to the end of its run, which must be an oops.
fn dies(bench: Bench) -> Oops {
    let Run { machine, mut state } = bench.run();
    loop {
        match machine.view(&state).end() {
            Some(End::Oops(_, oops)) => return oops,
            Some(end) => panic!("ended without an oops: {end:?}"),
            None => state = machine.advance(&state, machine.view(&state).choices()[0]).next,
        }
    }
}

#[test]
fn null_as_a_page_a_file_or_an_address_space_is_a_null_pointer() {
    let null = |ty: &Type| match ty {
        Type::Int | Type::Addr | Type::Page | Type::File | Type::Mm | Type::Void => n(0),
    };
    for spec in SPECS {
        let takes_pointers = spec.params.iter().any(|ty| matches!(ty, Type::Page | Type::File | Type::Mm));
        if takes_pointers {
            let args: Vec<Expr> = spec.params.iter().map(null).collect();
            assert_eq!(dies(one().task("T", &[act(spec.prim, &args)])), Oops::NullPointer, "{}", spec.name);
        }
    }
}

#[test]
fn a_task_without_an_address_space_cannot_touch_user_memory() {
    let kthread = bench().task("K", &[get(0, Prim::GetUser, &[n(0)])]);
    assert_eq!(dies(kthread), Oops::NullPointer);
}

#[test]
fn a_page_without_a_mapping_cannot_be_written_read_or_taken_off_again() {
    let steps = [
        act(Prim::PrepareWrite, &[r(0), n(0), n(2)]),
        act(Prim::CommitWrite, &[r(0), n(0), n(2)]),
        act(Prim::Readpage, &[r(0)]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        act(Prim::InvalidateCompletePage, &[r(0)]),
    ];
    for step in steps {
        let code = [find(0, 0, 0), act(Prim::TruncateCompletePage, &[r(0)]), step];
        assert_eq!(dies(one().task("T", &code)), Oops::NullMapping);
    }
}

/// Leaves a freed page in register 0.
const FREED: usize = 4;

fn freed() -> [Instr; FREED] {
    [
        find(0, 0, 0),
        act(Prim::ZapPageRange, &[mm(), n(0), n(1)]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        act(Prim::PutPage, &[r(0)]),
    ]
}

#[test]
fn every_primitive_on_a_freed_page_is_a_use_after_free() {
    for spec in SPECS.iter().filter(|spec| spec.params.contains(&Type::Page)) {
        let arg = |ty: &Type| match ty {
            Type::Page => r(0),
            Type::Mm => mm(),
            Type::File => file(0),
            Type::Int | Type::Addr | Type::Void => n(0),
        };
        let args: Vec<Expr> = spec.params.iter().map(arg).collect();
        let code: Vec<Instr> = freed().into_iter().chain([act(spec.prim, &args)]).collect();
        assert_eq!(dies(one().task("T", &code)), Oops::UseAfterFree, "{}", spec.name);
    }
}

#[test]
fn a_pte_to_a_freed_page_is_a_use_after_free() {
    let put = act(Prim::PutPage, &[r(0)]);
    // One reference too many is dropped, so the page is freed under its pte.
    let code = [
        find(0, 0, 0),
        act(Prim::TruncateCompletePage, &[r(0)]),
        put.clone(),
        put,
        get(1, Prim::GetUser, &[n(0)]),
    ];
    assert_eq!(dies(one().task("T", &code)), Oops::UseAfterFree);
}

#[test]
fn giving_back_what_is_not_held_is_a_bad_release() {
    let alone = [act(Prim::MutexUnlock, &[file(0)]), act(Prim::UpRead, &[mm()]), act(Prim::UpWrite, &[mm()])];
    for step in alone {
        assert_eq!(dies(one().task("T", &[step])), Oops::BadRelease);
    }
    let with_page = [act(Prim::UnlockPage, &[r(0)]), act(Prim::Kunmap, &[r(0)])];
    for step in with_page {
        assert_eq!(dies(one().task("T", &[find(0, 0, 0), step])), Oops::BadRelease);
    }
}

#[test]
fn the_last_reference_cannot_be_dropped_while_the_page_is_in_use() {
    let put = act(Prim::PutPage, &[r(0)]);
    // on the mapping: the cache's own reference
    let cached = [find(0, 0, 0), put.clone(), put.clone(), put.clone()];
    assert_eq!(dies(one().task("T", &cached)), Oops::BadRelease);
    let absent = || bench().file("a", &[PageInit::Absent]);
    let locked = [add(0), act(Prim::TruncateCompletePage, &[r(0)]), put.clone()];
    assert_eq!(dies(absent().task("T", &locked)), Oops::BadRelease);
    let mapped = [
        add(0),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::Kmap, &[r(0)]),
        act(Prim::TruncateCompletePage, &[r(0)]),
        put,
    ];
    assert_eq!(dies(absent().task("T", &mapped)), Oops::BadRelease);
}

/// A call of every primitive that may sleep.
fn sleepers() -> Vec<(Prim, Instr)> {
    let arg = |ty: &Type| match ty {
        Type::Page => r(0),
        Type::Mm => mm(),
        Type::File => file(0),
        Type::Int | Type::Addr | Type::Void => n(0),
    };
    let sleeping = SPECS.iter().filter(|spec| spec.sleeps);
    sleeping
        .map(|spec| (spec.prim, act(spec.prim, &spec.params.iter().map(arg).collect::<Vec<_>>())))
        .collect()
}

#[test]
fn a_primitive_that_may_sleep_oopses_while_faults_are_disabled() {
    let sleepers = sleepers();
    assert_eq!(sleepers.len(), 9); // with alloc_page and gfs2_glock_nq
    for (prim, sleeper) in sleepers {
        let code = [find(0, 0, 0), Instr::DisableFaults, sleeper.clone()];
        assert_eq!(dies(one().task("T", &code)), Oops::SleepInAtomic, "{prim:?}");
        let nested =
            [find(0, 0, 0), Instr::DisableFaults, Instr::DisableFaults, Instr::EnableFaults, sleeper];
        assert_eq!(dies(one().task("T", &nested)), Oops::SleepInAtomic, "{prim:?}");
    }
}

#[test]
fn it_oopses_as_well_if_it_would_really_have_to_sleep() {
    let page = [PageInit::Uptodate];
    let bench = bench().slots(1).file("a", &page).file("b", &page).mm("m", &[]);
    let holder = [
        act(Prim::MutexLock, &[file(0)]),
        act(Prim::DownWrite, &[mm()]),
        find(0, 0, 0),
        act(Prim::LockPage, &[r(0)]),
        find(1, 1, 0),
        act(Prim::Kmap, &[r(1)]),
    ];
    let waits = [
        act(Prim::MutexLock, &[file(0)]),
        act(Prim::DownRead, &[mm()]),
        act(Prim::DownWrite, &[mm()]),
        act(Prim::LockPage, &[r(0)]),
        act(Prim::Kmap, &[r(0)]),
    ];
    for wait in waits {
        let code = [find(0, 0, 0), Instr::DisableFaults, wait.clone()];
        let run = bench.clone().task("H", &holder).task("T", &code).run().go("H H H H H H T T");
        assert_eq!(run.status("T"), "oops SleepInAtomic", "{wait:?}");
    }
}

#[test]
fn after_enabling_faults_again_it_may_sleep() {
    let lock = act(Prim::LockPage, &[r(0)]);
    let code = [find(0, 0, 0), Instr::DisableFaults, Instr::EnableFaults, lock];
    one().task("T", &code).run().go("T").check(
        "T",
        &expect![[r#"
        T: Acquired(T, Page(p0))
          T: 3 lock_page -> 4 end, finished
          p0 locked by: - -> T
    "#]],
    );
}

#[test]
fn taking_without_giving_back_overflows() {
    let up_to_the_limit = |prim, times| -> Vec<Instr> {
        [find(0, 0, 0)].into_iter().chain(std::iter::repeat_n(act(prim, &[r(0)]), times)).collect()
    };
    assert_eq!(dies(one().task("T", &up_to_the_limit(Prim::GetPage, 20))), Oops::Overflow);
    assert_eq!(dies(one().task("T", &up_to_the_limit(Prim::Kmap, 20))), Oops::Overflow);
    let reads = vec![act(Prim::DownRead, &[mm()]); 4];
    assert_eq!(dies(one().task("T", &reads)), Oops::Overflow);
    // Pages that are taken off their mapping and never put: in the end there is no page frame left.
    let mut leak = Vec::new();
    for _ in 0..9 {
        leak.extend([add(0), act(Prim::TruncateCompletePage, &[r(0)]), act(Prim::UnlockPage, &[r(0)])]);
    }
    assert_eq!(dies(bench().file("a", &[PageInit::Absent]).task("T", &leak)), Oops::Overflow);
}

#[test]
fn an_oops_ends_the_run_for_everybody() {
    let bad = act(Prim::MutexUnlock, &[file(0)]);
    let good = [act(Prim::MutexLock, &[file(0)]), act(Prim::MutexUnlock, &[file(0)])];
    let bench = one().task("T", &[bad]).task("U", &good);
    let run = bench.clone().run().go("U T");
    assert_eq!(run.choices(), [""; 0]);
    assert_eq!(run.status("U"), "runnable");
    let report = bench.search();
    assert_eq!((report.verdict, report.summary().as_str()), (Verdict::Hazard, "hazard (oops)"));
    // T dies before U starts, in the middle, or after U has ended.
    assert_eq!(report.oopses().into_iter().collect::<Vec<_>>(), [("oops", 3)]);
}

#[test]
fn an_actor_can_die_and_that_ends_the_run() {
    let bad = [get(1, Prim::PageUptodate, &[r(0)]), act(Prim::UnlockPage, &[r(0)])];
    let bench = one().task("T", &[find(0, 0, 0)]).actor("env", Pick::Page, 1, &bad);
    bench.run().go("env:0").check(
        "env",
        &expect![[r#"
        env: Oopsed(env, BadRelease)
          env: 1 unlock_page -> 1 unlock_page, oops BadRelease
    "#]],
    );
}

#[test]
fn lowmem_and_block_devices_do_not_hide_a_sleep() {
    let bench = bench().file_of(FileKind::BlockDevice, "sda", &[PageInit::Uptodate], false);
    let kmap = [find(0, 0, 0), Instr::DisableFaults, act(Prim::Kmap, &[r(0)])];
    assert_eq!(dies(bench.clone().task("T", &kmap)), Oops::SleepInAtomic);
    let mutex = [Instr::DisableFaults, act(Prim::MutexLock, &[file(0)])];
    assert_eq!(dies(bench.task("T", &mutex)), Oops::SleepInAtomic);
}
