//! `sweep`: what people read, what programs read, exit codes. Its mistakes are here too.
//!
//! Thresholds are those of facts 5.3: a deadlock iff N(k-1) >= P - h, with k = 2 for a write of the patch.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::{json, pagelock};

/// Output with times and memory, which are not the same on every machine and in every version, as `...`.
fn shows(args: &[&str], code: i32, expected: &Expect) {
    let ran = pagelock(args);
    let line = |line: &str| match line.split_once(" MiB ") {
        None => format!("{line}\n"),
        Some((before, after)) => {
            assert!(after.ends_with(" s"), "{line}");
            let before = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end();
            format!("{before} ... MiB ... s\n")
        }
    };
    expected.assert_eq(&ran.stdout.lines().map(line).collect::<String>());
    assert_eq!((ran.code, ran.stderr.as_str()), (code, ""), "{args:?}");
}

/// P = 4, h = 0.
#[test]
fn a_line_for_each_value_and_then_the_threshold() {
    shows(
        &["sweep", "kmap-pool", "--kernel", "pin-source", "--set", "tasks=1..8"],
        1,
        &expect![[r#"
        scenario  kmap-pool: as many writers as there are kmap slots
        kernel    pin-source
        swept     tasks from 1 to 8

        tasks  verdict                     coverage              states     memory       time
            1  ok                          exhaustive                 2 ... MiB ... s
            8  deadlock (pool)             exhaustive                43 ... MiB ... s
            2  ok                          exhaustive                 8 ... MiB ... s
            4  deadlock (pool)             exhaustive                19 ... MiB ... s
            3  ok                          exhaustive                13 ... MiB ... s

        The threshold is tasks = 4.
          3: ok, exhaustive; 4: deadlock (pool)
        5 of 8 values were searched.
    "#]],
    );
}

/// P = 3, N = 2: one held slot is enough, and none is not.
#[test]
fn all_values_and_other_options() {
    shows(
        &[
            "sweep",
            "pool-held-slots",
            "--kernel",
            "pin-source",
            "--set",
            "tasks=2",
            "--set",
            "holders=0..2",
            "--all",
        ],
        1,
        &expect![[r#"
            scenario  pool-held-slots: two writers, three kmap slots, and one of them is never given back
            kernel    pin-source
            options   tasks=2
            swept     holders from 0 to 2

            holders  verdict                     coverage              states     memory       time
                  0  ok                          exhaustive                 8 ... MiB ... s
                  2  deadlock (orphaned lock)    exhaustive                21 ... MiB ... s
                  1  deadlock (pool)             exhaustive                15 ... MiB ... s

            The threshold is holders = 1.
              0: ok, exhaustive; 1: deadlock (pool)
            3 of 3 values were searched.
        "#]],
    );
}

#[test]
fn where_nothing_changes_and_where_a_limit_stops_the_searches() {
    shows(
        &["sweep", "kmap-pool", "--set", "tasks=1..3"],
        0,
        &expect![[r#"
        scenario  kmap-pool: as many writers as there are kmap slots
        kernel    2.6.20
        swept     tasks from 1 to 3

        tasks  verdict                     coverage              states     memory       time
            1  ok                          exhaustive                 2 ... MiB ... s
            3  ok                          exhaustive                 4 ... MiB ... s
            2  ok                          exhaustive                 3 ... MiB ... s

        No threshold: ok at every value that is decided.
        3 of 3 values were searched.
    "#]],
    );
    let pool =
        ["sweep", "kmap-pool", "--kernel", "pin-source", "--set", "pkmap_slots=32", "--states-max", "60"];
    let ran = pagelock(&[&pool[..], &["--set", "tasks=30..31"]].concat());
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("limit on states"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nNo threshold: a limit stopped every search.\n"), "{}", ran.stdout);
}

/// The keys are a contract: scripts depend on them.
#[test]
fn the_keys_and_types_of_the_json_are_as_promised() {
    let sweep = json(&["sweep", "kmap-pool", "--kernel", "pin-source", "--set", "tasks=3..5", "--json"], 1);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    let promised = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect::<BTreeSet<String>>();
    let all = [
        "scenario",
        "kernel",
        "options",
        "swept",
        "first",
        "last",
        "threshold",
        "monotone",
        "changes",
        "points",
    ];
    assert_eq!(keys(&sweep), promised(&all));
    assert_eq!((&sweep["swept"], &sweep["first"], &sweep["last"]), (&"tasks".into(), &3.into(), &5.into()));
    assert_eq!((&sweep["threshold"], &sweep["monotone"]), (&4.into(), &true.into()));
    assert_eq!(sweep["changes"], serde_json::json!([{ "below": 3, "above": 4, "certified": true }]));
    let points = sweep["points"].as_array().unwrap();
    let of_point =
        ["value", "verdict", "kind", "coverage", "states", "transitions", "depth", "memory", "seconds"];
    for (point, value) in points.iter().zip(3..) {
        assert_eq!(keys(point), promised(&of_point));
        assert_eq!(point["value"], value, "by value, not in the order of the search");
        assert_eq!(point["verdict"], if value < 4 { "ok" } else { "deadlock" });
        assert_eq!(point["kind"], if value < 4 { Value::Null } else { "pool".into() });
        assert_eq!(point["coverage"], "exhaustive");
        assert!(["states", "transitions", "depth", "memory"].iter().all(|&key| point[key].is_u64()));
        assert!(point["seconds"].is_f64());
    }
    let pool = ["sweep", "kmap-pool", "--kernel", "pin-source", "--set", "pkmap_slots=32", "--json"];
    let sweep = json(&[&pool[..], &["--set", "tasks=30..31"]].concat(), 0);
    assert_eq!((&sweep["threshold"], &sweep["changes"]), (&Value::Null, &serde_json::json!([])));
    assert_eq!(sweep["options"], serde_json::json!({ "pkmap_slots": "32" }));
}

/// With other reductions it comes to the same verdicts, in more states.
#[test]
fn reductions_can_be_left_out() {
    let pool = ["sweep", "kmap-pool", "--kernel", "pin-source", "--set", "tasks=3..4", "--json"];
    let states = |more: &[&str]| {
        let sweep = json(&[&pool[..], more].concat(), 1);
        assert_eq!(sweep["threshold"], 4);
        sweep["points"][1]["states"].as_u64().unwrap()
    };
    assert!(states(&[]) < states(&["--no-reduce", "symmetry"]));
    assert!(states(&["--no-reduce", "symmetry"]) < states(&["--no-reduce"]));
}

/// Nothing on stdout, and exit code 2: what is said on stderr.
fn refused(sets: &[&str]) -> String {
    let sets = sets.iter().flat_map(|set| ["--set", set]);
    let args: Vec<&str> = ["sweep", "kmap-pool", "--kernel", "pin-source"].into_iter().chain(sets).collect();
    let ran = pagelock(&args);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
    format!("{}\n", ran.stderr)
}

#[test]
fn one_option_is_swept() {
    let all = [
        refused(&[]),
        refused(&["tasks=4"]),
        refused(&["tasks=1..4", "pkmap_slots=1..4"]),
        refused(&["tasks=1..4", "tasks=3"]),
    ];
    expect![[r#"
        error: there is nothing to sweep
         |
         = help: give one option a range, such as `--set tasks=1..512`

        error: there is nothing to sweep
         |
         = help: give one option a range, such as `--set tasks=1..512`

        error: `tasks` and `pkmap_slots` cannot be swept at once
         |
         = help: give one of them a range and the others one value each

        error: `tasks` cannot be swept and set

    "#]]
    .assert_eq(&all.concat());
}

#[test]
fn what_cannot_be_swept() {
    let all = [
        refused(&["task=1..4"]),
        refused(&["holders=0..4"]),
        refused(&["tasks=1.."]),
        refused(&["tasks=one..four"]),
        refused(&["tasks=4..1"]),
        refused(&["tasks=0..4"]),
        refused(&["tasks=1..5000"]),
        refused(&["rwsem=1..2"]),
        refused(&["tasks=1..4", "pkmap_slots=none"]),
    ];
    expect![[r#"
        error[PL0701]: there is no option `task`
         |
         = help: did you mean `tasks`?

        error[PL0703]: `holders` changes nothing in this scenario
         |
         = help: no task of it has `count = "holders"`

        error[PL0704]: `tasks` cannot be swept over `1..`
         |
         = help: a range is two whole numbers, as in `1..512`; both are included

        error[PL0704]: `tasks` cannot be swept over `one..four`
         |
         = help: a range is two whole numbers, as in `1..512`; both are included

        error[PL0704]: there is no value from 4 to 1
         |
         = help: the smaller end comes first, as in `1..512`

        error[PL0704]: `tasks` cannot be swept from 0 to 4
         |
         = help: it is a whole number from 1 to 4096

        error[PL0704]: `tasks` cannot be swept from 1 to 5000
         |
         = help: it is a whole number from 1 to 4096

        error[PL0704]: `rwsem` cannot be swept: its values are words
         |
         = help: set it to one of: fifo, reader-preferring

        error[PL0702]: `pkmap_slots` cannot be `none`
         |
         = help: it is a whole number from 1 to 4096

    "#]]
    .assert_eq(&all.concat());
}
