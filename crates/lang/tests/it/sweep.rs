//! The sweep as a state machine: which values it asks for, and what it makes of the verdicts it is told.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use pagelock_engine::Verdict::{self, Deadlock, Hazard, Ok as Fine};
use pagelock_lang::{Density, RawScenario, Sweep, SweptRange, builtin, parse_range, parse_scenario};

use crate::listed;

fn raw(scenario: &str) -> RawScenario {
    parse_scenario(scenario, builtin::scenario(scenario).unwrap()).0.unwrap()
}

/// A sweep over `tasks` or, for ranges from 0 on, over `holders`, with these verdicts instead of searches.
fn sweep(
    first: u16,
    last: u16,
    density: Density,
    verdict: impl Fn(u16) -> Option<Verdict>,
) -> (Sweep, Vec<u16>) {
    let key = if first == 0 { "holders" } else { "tasks" };
    let range = SweptRange::of(&raw("pool-held-slots"), key, first.into(), last.into()).unwrap();
    let mut sweep = Sweep::new(range, density);
    let mut asked = Vec::new();
    while let Some(value) = sweep.next() {
        assert!((first..=last).contains(&value) && !asked.contains(&value), "{value} of {first}..{last}");
        asked.push(value);
        sweep.note(value, verdict(value));
    }
    (sweep, asked)
}

fn check(
    (first, last): (u16, u16),
    density: Density,
    verdict: impl Fn(u16) -> Option<Verdict>,
    expected: &Expect,
) {
    let (sweep, asked) = sweep(first, last, density, verdict);
    let mut out = String::new();
    let values = |values: &[u16]| values.iter().map(u16::to_string).collect::<Vec<_>>().join(" ");
    writeln!(out, "asks for {}", values(&asked)).unwrap();
    for change in sweep.changes() {
        let (below, above) = (change.below, change.above);
        let certified = if change.is_certified() { "" } else { ", open between" };
        writeln!(
            out,
            "{}: {:?}, {}: {:?}{certified}",
            below.value, below.verdict, above.value, above.verdict
        )
        .unwrap();
    }
    if !sweep.is_monotone() {
        writeln!(out, "not monotone").unwrap();
    }
    let undecided: Vec<u16> = sweep.undecided().collect();
    if !undecided.is_empty() {
        writeln!(out, "undecided {}", values(&undecided)).unwrap();
    }
    expected.assert_eq(&out);
}

/// Deadlock from `n` on.
fn from(n: u16) -> impl Fn(u16) -> Option<Verdict> {
    move |value| Some(if value >= n { Deadlock } else { Fine })
}

#[test]
fn the_ends_and_the_powers_of_two_come_first_then_the_middle_of_the_change() {
    check(
        (1, 1024),
        Density::Sparse,
        from(512),
        &expect![[r#"
            asks for 1 1024 2 4 8 16 32 64 128 256 512 384 448 480 496 504 508 510 511
            511: Ok, 512: Deadlock
        "#]],
    );
    check(
        (500, 520),
        Density::Sparse,
        from(517),
        &expect![[r#"
            asks for 500 520 512 516 518 517
            516: Ok, 517: Deadlock
        "#]],
    );
}

#[test]
fn all_values_are_searched_where_that_is_asked_for() {
    check(
        (1, 6),
        Density::All,
        from(4),
        &expect![[r#"
            asks for 1 6 2 3 4 5
            3: Ok, 4: Deadlock
        "#]],
    );
}

#[test]
fn where_the_verdict_is_the_same_everywhere_nothing_changes() {
    check((3, 3), Density::Sparse, from(1), &expect!["asks for 3\n"]);
    check((0, 9), Density::Sparse, from(100), &expect!["asks for 0 9 1 2 4 8\n"]);
}

#[test]
fn every_change_is_certified_and_it_is_said_that_there_are_several() {
    let island = |value| Some(if (3..=5).contains(&value) { Deadlock } else { Fine });
    check(
        (1, 8),
        Density::Sparse,
        island,
        &expect![[r#"
            asks for 1 8 2 4 3 6 5
            2: Ok, 3: Deadlock
            5: Deadlock, 6: Ok
            not monotone
        "#]],
    );
    let steps = |value| Some([Fine, Hazard, Deadlock][usize::from(value / 3)]);
    check(
        (1, 8),
        Density::Sparse,
        steps,
        &expect![[r#"
            asks for 1 8 2 4 3 6 5
            2: Ok, 3: Hazard
            5: Hazard, 6: Deadlock
        "#]],
    );
}

#[test]
fn what_a_limit_left_undecided_certifies_nothing() {
    let limited = |value| if (4..=8).contains(&value) { None } else { from(5)(value) };
    check(
        (1, 16),
        Density::Sparse,
        limited,
        &expect![[r#"
            asks for 1 16 2 4 8
            2: Ok, 16: Deadlock, open between
            undecided 4 8
        "#]],
    );
}

/// Wherever it lies, and whichever way it goes, a single change is found with few searches.
#[test]
fn a_single_change_is_found_wherever_it_is() {
    for (first, last) in [(0, 1), (0, 40), (1, 2), (1, 33), (7, 9), (30, 70)] {
        for threshold in first + 1..=last {
            for (below, above) in [(Fine, Deadlock), (Deadlock, Fine)] {
                let verdict = |value| Some(if value < threshold { below } else { above });
                let (sweep, asked) = sweep(first, last, Density::Sparse, verdict);
                let changes = sweep.changes();
                assert_eq!(changes.len(), 1);
                assert!(changes[0].is_certified() && sweep.is_monotone());
                assert_eq!((changes[0].below.value, changes[0].above.value), (threshold - 1, threshold));
                // Both ends, at most 7 powers of two, and at most 6 halves of what lies between two of these.
                assert!(asked.len() <= 2 + 7 + 6, "{asked:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_swept() {
    let new = |key: &str, first: u32, last: u32| {
        let problem = SweptRange::of(&raw("kmap-pool"), key, first, last).map(|_| ());
        problem.err().into_iter().collect::<Vec<_>>()
    };
    let range = |text: &str| parse_range("tasks", text).map(|_| ()).err().into_iter().collect::<Vec<_>>();
    let all = [
        new("task", 1, 4),
        new("holders", 1, 4),
        new("rwsem", 1, 4),
        new("tasks", 4, 3),
        new("tasks", 0, 4),
        new("tasks", 1, 4097),
        new("tasks", 1, 70_000),
        range("1..x"),
        range("..4"),
        range("1..=4"),
        range("4"),
    ];
    expect![[r#"
        PL0701 there is no option `task`
          = did you mean `tasks`?
        PL0703 `holders` changes nothing in this scenario
          = no task of it has `count = "holders"`
        PL0704 `rwsem` cannot be swept: its values are words
          = set it to one of: fifo, reader-preferring
        PL0704 there is no value from 4 to 3
          = the smaller end comes first, as in `1..512`
        PL0704 `tasks` cannot be swept from 0 to 4
          = it is a whole number from 1 to 4096
        PL0704 `tasks` cannot be swept from 1 to 4097
          = it is a whole number from 1 to 4096
        PL0704 `tasks` cannot be swept from 1 to 70000
          = it is a whole number from 1 to 4096
        PL0704 `tasks` cannot be swept over `1..x`
          = a range is two whole numbers, as in `1..512`; both are included
        PL0704 `tasks` cannot be swept over `..4`
          = a range is two whole numbers, as in `1..512`; both are included
        PL0704 `tasks` cannot be swept over `1..=4`
          = a range is two whole numbers, as in `1..512`; both are included
        PL0704 `tasks` cannot be swept over `4`
          = a range is two whole numbers, as in `1..512`; both are included
    "#]]
    .assert_eq(&all.map(|problems| listed(&problems, "")).concat());
    assert_eq!(parse_range("tasks", "1..512"), Ok((1, 512)));
}
