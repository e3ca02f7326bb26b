//! `find`: what people read, what programs read, and the exit code of each answer.

use std::collections::BTreeSet;

use expect_test::{expect, expect_file};
use serde_json::Value;

use crate::{json, shows, shows_file};

#[test]
fn the_way_to_a_pattern_is_shown_with_who_holds_what_since_when() {
    shows_file(&["find", "2,6;b,f", "write-vs-mlock"], 1, &expect_file!["../golden/find-write-vs-mlock.txt"]);
}

#[test]
fn only_an_exhaustive_search_says_that_there_is_no_way() {
    shows(
        &["find", " b,f;2,6", "write-vs-mlock", "--kernel", "pin-source"],
        0,
        &expect![[r#"
        not reachable  b,f;2,6  in none of 1,351 states, which are all

        scenario      write-vs-mlock: one thread writes a page, another mlocks a mapping of it
        kernel        pin-source
        coverage      exhaustive
        states        1,351
        transitions   2,812
        depth         43
    "#]],
    );
    shows(
        &["find", "2,6;b,f", "write-vs-mlock", "--states-max", "20"],
        3,
        &expect![[r#"
        unknown  2,6;b,f  in none of 20 states, but there are more

        scenario      write-vs-mlock: one thread writes a page, another mlocks a mapping of it
        kernel        2.6.20
        coverage      bounded: the limit on states stopped it with 10 known states not searched further
        states        20
        transitions   27
        depth         3
    "#]],
    );
    shows(
        &["find", "2,66;b,f", "write-vs-mlock"],
        0,
        &expect![[r#"
        not reachable  2,66;b,f  in none of 882 states, which are all

        scenario      write-vs-mlock: one thread writes a page, another mlocks a mapping of it
        kernel        2.6.20
        coverage      exhaustive
        states        882
        transitions   1,824
        depth         35
        no such step  66
    "#]],
    );
}

#[test]
fn options_are_obeyed() {
    let pool = ["find", "5,5;5,5;5,5", "kmap-pool", "--kernel", "pin-source", "--json"];
    assert_eq!(json(&[&pool[..], &["--set", "tasks=3"]].concat(), 0)["answer"], "not reachable");
    let three = json(&[&pool[..], &["--set", "tasks=3", "--set", "pkmap_slots=3"]].concat(), 1);
    assert_eq!(three["notation"], "5,5;5,5;5,5");
}

/// The keys are a contract: scripts depend on them.
#[test]
fn the_keys_and_types_of_the_json_are_as_promised() {
    let promised = [
        "pattern",
        "scenario",
        "kernel",
        "answer",
        "coverage",
        "states",
        "transitions",
        "depth",
        "unknown_labels",
        "schedule",
        "stands",
        "notation",
        "waits",
        "costs",
    ];
    for (kernel, limit, code, answer) in [
        ("2.6.20", "1000", 1, "found"),
        ("pin-source", "10000", 0, "not reachable"),
        ("2.6.20", "20", 3, "unknown"),
    ] {
        let args = ["find", "2,6;b,f", "write-vs-mlock", "--kernel", kernel, "--states-max", limit, "--json"];
        let found = json(&args, code);
        let keys: BTreeSet<&str> = found.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, BTreeSet::from(promised));
        assert_eq!((&found["answer"], &found["pattern"]), (&answer.into(), &"2,6;b,f".into()));
        assert!(["states", "transitions", "depth"].iter().all(|&key| found[key].is_u64()));
        assert_eq!(found["unknown_labels"], Value::Array(Vec::new()));
        let only_if_found = ["schedule", "stands", "notation", "waits", "costs"];
        assert!(only_if_found.iter().all(|&key| found[key].is_null() == (code != 1)));
        match code {
            0 => assert_eq!(found["coverage"], "exhaustive"),
            1 => assert!(found["coverage"].is_null()),
            _ => assert_eq!(found["coverage"]["bounded"], "states"),
        }
    }
}

#[test]
fn the_json_says_who_stands_where_and_what_is_waited_for() {
    let found = json(&["find", "b,f;2,6", "write-vs-mlock", "--json"], 1);
    expect![[r#"
        [
          {
            "holds": [
              {
                "label": "b",
                "lock": "mmap_sem of m for write"
              }
            ],
            "item": "b,f",
            "task": "M"
          },
          {
            "holds": [
              {
                "label": "",
                "lock": "i_mutex of x"
              },
              {
                "label": "2",
                "lock": "the lock of x:0"
              },
              {
                "label": "5",
                "lock": "a kmap slot for x:0"
              }
            ],
            "item": "2,6",
            "task": "T"
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&found["stands"]).unwrap());
    assert_eq!(found["notation"], "2,6;b,f");
    assert_eq!(found["waits"][0], "T waits for mmap_sem of m (read), held by M.");
}

#[test]
fn others_may_go_on_where_tasks_stand_as_wanted() {
    let found = json(&["find", "f", "write-vs-mlock", "--json"], 1);
    assert_eq!(found["notation"], Value::Null);
    let schedule = found["schedule"].as_array().unwrap();
    let choices: Vec<String> = schedule.iter().map(|step| step["choice"].to_string()).collect();
    let run = json(&["run", "write-vs-mlock", "--schedule", &choices.join("."), "--json"], 3);
    assert_eq!(run["costs"], found["costs"]);
}
