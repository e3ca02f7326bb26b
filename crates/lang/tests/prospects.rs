//! What can still be saved, in cells of the catalogue whose numbers can be had by hand.
//!
//! The steps of a task are counted in its listing; `pagelock run` prints them.

use pagelock_engine::{Backward, Limits, Outlook, Prospects, Share, Trace, Verdict};
use pagelock_lang::{Setup, Source, build};

fn cell(scenario: &str, kernel: &str, settings: &[(&str, &str)]) -> (Setup, Prospects) {
    let settings: Vec<_> = settings.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
    let setup = build(Source::Builtin(scenario), Source::Builtin(kernel), &settings).expect("it is built in");
    let prospects = Backward::new(&setup.machine, Limits::default()).finish();
    (setup, prospects)
}

/// Interleavings: all, and those that end in a deadlock.
fn counted(prospects: &Prospects) -> (String, String) {
    let share = prospects.share();
    let deadlock = share.of(Verdict::Deadlock).expect("they were counted");
    (share.all().expect("they were counted").to_string(), deadlock.to_string())
}

/// Switches and steps of the run to a deadlock with the fewest.
fn fewest(prospects: &Prospects) -> Option<(u32, usize)> {
    prospects.fewest().map(|fewest| (fewest.switches, fewest.schedule.len()))
}

/// In how many ways `k` of `n` places can be chosen.
fn choose(n: u128, k: u128) -> u128 {
    (0..k).fold(1, |ways, i| ways * (n - i) / (i + 1))
}

/// Two writers, two slots. A writer makes 23 steps: the first kmap is step 13, the second 14, the kunmaps are 16 and
/// 17. They meet nowhere else, so an interleaving is a path in a grid of 23 by 23 that keeps off where more than two
/// slots would be held.
#[test]
fn two_writers_of_the_patch_and_two_slots() {
    let (setup, prospects) = cell("kmap-pool", "pin-source", &[("tasks", "2"), ("pkmap_slots", "2")]);
    // The deadlock: both have made 13 steps, in any order.
    let deadlock = choose(26, 13);
    // Else one of them, A, has both slots before B has any, twice as many as for this one: B's step 13 comes after A's
    // 16, when a slot is free, and B's 14 after A's 17.
    // B's 13 before A's 17: 16 steps of A and 12 of B in any order, then these two, then 6 of A and 10 of B.
    let between = choose(28, 12) * choose(16, 6);
    // B's 13 when A has made k steps, from 17 to 23: what comes before it in any order, and what comes after it.
    let after: u128 = (17..=23).map(|k| choose(k + 12, 12) * choose(33 - k, 10)).sum();
    let all = deadlock + 2 * (between + after);
    assert_eq!(counted(&prospects), (all.to_string(), deadlock.to_string()));
    // 24 by 24 states, without the 12 in which more than two slots are held, and the one behind them: both have given
    // back one of two.
    assert_eq!(prospects.states(), 24 * 24 - 12 - 1);
    // One of them makes its 13 steps, and then the other.
    assert_eq!(fewest(&prospects), Some((1, 26)));

    // Once both have their first slot nothing can be saved: a step earlier it still can, by letting the one that has
    // a slot take its second.
    let schedule: Vec<u16> = [vec![0; 13], vec![1; 13]].concat();
    let trace = Trace::replay(&setup.machine, &schedule);
    let outlooks: Vec<Outlook> = trace.states().map(|state| prospects.ways(&state).outlook()).collect();
    assert_eq!(outlooks, [vec![Outlook::MayFail; 26], vec![Outlook::Doomed]].concat());
    // Alone it takes both slots, after which the other one waits for it.
    let alone = Trace::replay(&setup.machine, &[0; 14]);
    let outlooks: Vec<Outlook> = alone.states().map(|state| prospects.ways(&state).outlook()).collect();
    assert_eq!(outlooks, [vec![Outlook::MayFail; 14], vec![Outlook::ReachesOk]].concat());
}

/// Writers of 2.6.20 do not use the pool here: their 11 steps may come in any order.
#[test]
fn writers_that_never_meet() {
    let (setup, two) = cell("kmap-pool", "2.6.20", &[("tasks", "2")]);
    assert_eq!((two.states(), counted(&two)), (12 * 12, (choose(22, 11).to_string(), "0".to_owned())));
    assert_eq!(two.ways(&setup.machine.initial()).outlook(), Outlook::ReachesOk);
    assert_eq!(two.fewest(), None);
    let (_, three) = cell("kmap-pool", "2.6.20", &[("tasks", "3")]);
    let runs = choose(33, 11) * choose(22, 11);
    assert_eq!((three.states(), counted(&three)), (12 * 12 * 12, (runs.to_string(), "0".to_owned())));
}

/// btrfs of 2.6.37 prefaults with the page locked: T has no choice, and reclaim finds nothing but a locked page.
#[test]
fn a_task_that_has_no_choice_is_doomed_from_the_start() {
    let (setup, prospects) = cell("same-page", "btrfs-2.6.37", &[]);
    assert_eq!(counted(&prospects), ("1".to_owned(), "1".to_owned()));
    assert_eq!(prospects.ways(&setup.machine.initial()).outlook(), Outlook::Doomed);
    assert_eq!((prospects.states(), fewest(&prospects)), (9, Some((0, 8))));
}

/// T prefaults in 16 steps, reclaim takes the page away in 6, and T makes 12 more up to the lock it waits for. T cannot
/// be the last to wait without having been the first to bring the page in: two switches.
#[test]
fn the_deadlock_of_one_task_needs_reclaim_once_in_between() {
    let (_, prospects) = cell("same-page", "2.6.20", &[]);
    assert_eq!(fewest(&prospects), Some((2, 34)));
    assert!(matches!(prospects.share(), Share::Counted(_)), "nobody goes round");
}

/// T has its page lock before M waits for it, and faults after M has `mmap_sem`: T, M, T. The pte is cleared in
/// between: a third switch.
#[test]
fn the_deadlock_through_mmap_sem_needs_three_switches() {
    let (_, prospects) = cell("write-vs-mlock", "2.6.20", &[]);
    assert_eq!(fewest(&prospects).map(|(switches, _)| switches), Some(3));
}

/// 512 tasks are too many to see all states: nothing is said that was not seen.
#[test]
fn of_many_tasks_nothing_is_claimed() {
    let settings = [("tasks", "512"), ("pkmap_slots", "512")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    let setup = build(Source::Builtin("kmap-pool"), Source::Builtin("pin-source"), &settings)
        .expect("it is built in");
    let limits = Limits { states_max: 2000, ..Limits::default() };
    let prospects = Backward::new(&setup.machine, limits).finish();
    assert_eq!(prospects.ways(&setup.machine.initial()).outlook(), Outlook::Unknown);
    assert_eq!((prospects.share(), prospects.fewest()), (&Share::Unseen, None));
}
