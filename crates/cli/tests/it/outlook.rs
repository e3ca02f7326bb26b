//! `outlook`: what people read, what programs read, and the exit code of each answer.

use std::collections::BTreeSet;

use expect_test::expect_file;
use serde_json::Value;

use crate::{json, pagelock, shows_file};

#[test]
fn the_run_with_the_fewest_switches_is_judged_step_by_step() {
    shows_file(
        &["outlook", "kmap-pool", "--kernel", "pin-source", "--set", "tasks=2", "--set", "pkmap_slots=2"],
        1,
        &expect_file!["../golden/outlook-kmap-pool.txt"],
    );
}

#[test]
fn what_reaches_ok_is_clean_and_what_was_not_seen_is_not_known() {
    let ok = pagelock(&["outlook", "same-page-no-reclaim"]);
    let first = ok.stdout.lines().next();
    // T is alone.
    assert_eq!((ok.code, first), (0, Some("reaches ok  The only interleaving does not end in a deadlock.")));
    let few = pagelock(&["outlook", "abba-two-files", "--states-max", "100"]);
    let first = few.stdout.lines().next();
    assert_eq!(
        (few.code, first),
        (3, Some("not known  The interleavings are not counted: not every state was seen."))
    );
}

#[test]
fn a_schedule_that_cannot_be_followed_is_refused() {
    let bad = pagelock(&["outlook", "same-page", "--schedule", "0*3.7"]);
    assert_eq!(bad.code, 2);
    assert!(bad.stderr.contains("step 4 of the schedule, choice 7, is not possible"), "{}", bad.stderr);
    assert_eq!(pagelock(&["outlook", "same-page", "--schedule", "x"]).code, 2);
}

/// The keys are a contract: scripts depend on them.
#[test]
fn the_keys_and_types_of_the_json_are_as_promised() {
    let promised = [
        "scenario",
        "kernel",
        "outlook",
        "worst",
        "coverage",
        "states",
        "counted_states",
        "interleavings",
        "uncounted",
        "fewest_switches",
        "fewest_schedule",
        "point_of_no_return",
        "run",
    ];
    let keys = |value: &Value| -> BTreeSet<String> { value.as_object().unwrap().keys().cloned().collect() };
    let set = |keys: &[&str]| -> BTreeSet<String> { keys.iter().map(|&key| key.to_owned()).collect() };
    let pool = ["outlook", "kmap-pool", "--set", "tasks=2", "--set", "pkmap_slots=2", "--json", "--kernel"];
    let found = json(&[&pool[..], &["pin-source"]].concat(), 1);
    assert_eq!(keys(&found), set(&promised));
    // Both writers make 13 steps up to where they wait for a second slot: C(26, 13) orders.
    assert_eq!(found["interleavings"]["deadlock"], "10400600");
    assert_eq!(keys(&found["interleavings"]), set(&["all", "deadlock", "hazard"]));
    assert_eq!((&found["fewest_switches"], &found["fewest_schedule"]), (&1.into(), &"a13b13".into()));
    assert_eq!((&found["outlook"], &found["worst"]), (&"may fail".into(), &"deadlock".into()));
    assert_eq!((&found["point_of_no_return"], &found["uncounted"]), (&26.into(), &Value::Null));
    let run = found["run"].as_array().unwrap();
    assert_eq!(run.len(), 27, "the initial state, and one after each step");
    let state = set(&["taken", "outlook", "worst", "steps_to_ok", "steps_to_deadlock", "choices"]);
    assert!(run.iter().all(|at| keys(at) == state));
    // Before its last step W2 can only take the last slot, and W1 its second one.
    let choices = run[25]["choices"].as_array().unwrap();
    assert_eq!(keys(&choices[0]), set(&["task", "step", "outlook", "worst"]));
    assert_eq!((&choices[0]["task"], &choices[0]["outlook"]), (&"W1".into(), &"reaches ok".into()));
    assert_eq!((&choices[1]["task"], &choices[1]["outlook"]), (&"W2".into(), &"doomed".into()));
    assert_eq!((&run[26]["taken"], &run[26]["outlook"]), (&Value::Null, &"doomed".into()));

    let bounded = json(&["outlook", "abba-two-files", "--json", "--states-max", "50"], 3);
    assert_eq!(keys(&bounded), set(&promised));
    assert_eq!((&bounded["interleavings"], &bounded["uncounted"]), (&Value::Null, &"unseen".into()));
    assert_eq!(
        (&bounded["coverage"]["bounded"], &bounded["counted_states"]),
        (&"states".into(), &Value::Null)
    );
    assert!(found["counted_states"].is_null(), "everything was seen with names");
}

/// Nobody could see all states of 64 writers, but they are alike: it is enough to know how many stand where.
#[test]
fn many_tasks_are_judged_by_a_search_that_counts_them() {
    let pool =
        ["outlook", "kmap-pool", "--kernel", "pin-source", "--set", "tasks=64", "--set", "pkmap_slots=64"];
    let schedule: Vec<String> = (0..64).map(|writer| format!("{writer}*13")).collect();
    let asked = ["--json", "--states-max", "20000", "--schedule", &schedule.join(".")];
    let found = json(&[&pool[..], &asked].concat(), 1);
    assert!(found["counted_states"].as_u64().is_some_and(|n| n > 1_000));
    assert_eq!((&found["outlook"], &found["worst"]), (&"may fail".into(), &"deadlock".into()));
    // Every writer has one slot, and waits for another one.
    assert_eq!(found["point_of_no_return"], 64 * 13);
}
