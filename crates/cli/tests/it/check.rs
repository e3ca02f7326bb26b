//! `check`: what people read, what programs read, and the exit code of each verdict.

use std::collections::BTreeSet;

use expect_test::{expect, expect_file};
use serde_json::Value;

use crate::{file, json, pagelock, shows, shows_file};

#[test]
fn a_deadlock_is_shown_with_its_shortest_schedule() {
    shows_file(&["check", "same-page"], 1, &expect_file!["../golden/check-same-page.txt"]);
}

#[test]
fn only_an_exhaustive_search_says_that_there_is_no_deadlock() {
    let ran = pagelock(&["check", "same-page", "--kernel", "pin-source"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("ok  no deadlock, livelock or hazard in "), "{}", ran.stdout);
    let ran = pagelock(&["check", "same-page", "--kernel", "pin-source", "--states-max", "50"]);
    assert_eq!(ran.code, 3);
    assert!(!ran.stdout.contains("no deadlock"), "{}", ran.stdout);
    shows(
        &["check", "same-page", "--states-max", "50"],
        3,
        &expect![[r#"
            unknown  nothing found in 51 states, but there are more

            scenario      same-page: one task writes a page from a mapping of the same page
            kernel        2.6.20
            expected      deadlock (self)
            coverage      bounded: the limit on states stopped it with 12 known states not searched further
            reductions    partial-order
            states        51
            transitions   70
            depth         16
        "#]],
    );
}

#[test]
fn the_limit_on_memory_is_named() {
    let report = json(&["check", "abba-two-files", "--memory-max", "1", "--json"], 3);
    assert_eq!(report["coverage"]["bounded"], "memory");
}

#[test]
fn a_deadlock_found_before_a_limit_counts() {
    let states = json(&["check", "same-page", "--json"], 1)["states"].as_u64().unwrap();
    let limit = (states - 1).to_string();
    let report = json(&["check", "same-page", "--json", "--states-max", &limit], 1);
    assert_eq!(report["verdict"], "deadlock");
    assert_eq!(report["coverage"]["bounded"], "states");
    assert!(report["coverage"]["frontier"].is_u64());
}

#[test]
fn a_hazard_is_found_too_and_options_are_obeyed() {
    let report = json(&["check", "bad-buffer", "--json"], 1);
    assert_eq!((&report["verdict"], &report["kind"]), (&"hazard".into(), &"zeroes".into()));
    let pool = ["check", "kmap-pool", "--kernel", "pin-source", "--set", "pkmap_slots=4", "--json"];
    assert_eq!(json(&[&pool[..], &["--set", "tasks=4"]].concat(), 1)["kind"], "pool");
    assert_eq!(json(&[&pool[..], &["--set", "tasks=3"]].concat(), 0)["kind"], Value::Null);
}

#[test]
fn several_kernels_are_checked_one_after_the_other() {
    let ran = pagelock(&["check", "same-page", "--kernel", "pin-source", "--kernel", "2.6.20"]);
    assert_eq!(ran.code, 1, "the worst of them");
    let kernels: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with("kernel ")).collect();
    expect![[r#"
        kernel        pin-source
        kernel        2.6.20"#]]
    .assert_eq(&kernels.join("\n"));
}

/// The keys are a contract: scripts depend on them.
#[test]
fn the_keys_and_types_of_the_json_are_as_promised() {
    for (kernel, code) in [("2.6.20", 1), ("pin-source", 0)] {
        let report = json(&["check", "same-page", "--kernel", kernel, "--json"], code);
        let keys: BTreeSet<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
        let promised = [
            "scenario",
            "kernel",
            "verdict",
            "kind",
            "coverage",
            "reductions",
            "states",
            "transitions",
            "depth",
            "schedule",
            "outcomes",
            "ends",
            "costs",
        ];
        assert_eq!(keys, BTreeSet::from(promised));
        assert_eq!(report["scenario"], "same-page");
        assert_eq!(report["kernel"], kernel);
        assert!(report["verdict"].is_string());
        assert!(if code == 1 { report["kind"].is_string() } else { report["kind"].is_null() });
        assert_eq!(report["coverage"], "exhaustive");
        for number in ["states", "transitions", "depth"] {
            assert!(report[number].is_u64(), "{number}");
        }
        for map in ["outcomes", "costs"] {
            let map = report[map].as_object().unwrap();
            assert!(!map.is_empty() && map.values().all(Value::is_u64));
        }
        let ends = report["ends"].as_array().unwrap();
        for end in ends {
            let keys: BTreeSet<&str> = end.as_object().unwrap().keys().map(String::as_str).collect();
            let promised = ["outcome", "verdict", "explanation", "states", "schedule", "evidence"];
            assert_eq!(keys, BTreeSet::from(promised));
            assert!(end["schedule"].is_string() && !end["evidence"].as_array().unwrap().is_empty());
        }
        // Ends of the same name are counted together in `outcomes`.
        for (words, count) in report["outcomes"].as_object().unwrap() {
            let alike = ends.iter().filter(|end| end["outcome"] == **words);
            assert_eq!(
                alike.map(|end| end["states"].as_u64().unwrap()).sum::<u64>(),
                count.as_u64().unwrap()
            );
        }
        let schedule = report["schedule"].as_array().unwrap();
        assert!(!schedule.is_empty());
        for step in schedule {
            let step = step.as_object().unwrap();
            let keys: BTreeSet<&str> = step.keys().map(String::as_str).collect();
            assert_eq!(keys, BTreeSet::from(["choice", "task", "label", "step"]));
            assert!(step["choice"].is_u64());
            assert!(["task", "label", "step"].iter().all(|&key| step[key].is_string()));
        }
    }
}

/// A reclaim and a failing disk may come between the steps of a write, or not: what the schedule of each end leads to
/// is what is said of it.
#[test]
fn the_schedule_of_each_end_leads_to_its_evidence() {
    let checked = ["check", "source-read-error", "--kernel", "2.6.20", "--json"];
    let report = json(&checked, 1);
    let ends = report["ends"].as_array().unwrap();
    assert!(ends.len() > 1, "the disk fails in some runs only");
    for end in ends {
        let schedule = end["schedule"].as_str().unwrap();
        let code = i32::from(end["verdict"] == "hazard");
        let run =
            json(&["run", "source-read-error", "--kernel", "2.6.20", "--json", "--schedule", schedule], code);
        assert_eq!((&run["explanation"], &run["verdict"]), (&end["evidence"], &end["verdict"]));
    }
}

#[test]
fn the_schedule_of_a_deadlock_leads_to_it() {
    let report = json(&["check", "abba-two-files", "--kernel", "2.6.20", "--json"], 1);
    assert_eq!((&report["verdict"], &report["kind"]), (&"deadlock".into(), &"ABBA".into()));
    let schedule = report["schedule"].as_array().unwrap();
    let choices: Vec<String> = schedule.iter().map(|step| step["choice"].to_string()).collect();
    let schedule_text = choices.join(".");
    let args = ["run", "abba-two-files", "--kernel", "2.6.20", "--json", "--schedule", &schedule_text];
    let run = json(&args, 1);
    assert_eq!((&run["verdict"], &run["kind"]), (&"deadlock".into(), &"ABBA".into()));
    assert_eq!(run["notation"], "2,8;2,8");
    assert_eq!(run["costs"], report["costs"]);
    let steps = run["steps"].as_array().unwrap();
    for (done, scheduled) in steps.iter().zip(schedule) {
        for key in ["choice", "task", "label", "step"] {
            assert_eq!(done[key], scheduled[key]);
        }
    }
    assert_eq!(steps.len(), schedule.len());
}

/// Copies of a built-in scenario and listing, read from files, do what these do.
#[test]
fn files_are_checked_like_what_is_built_in() {
    let scenario = include_str!("../../../../scenarios/same-page.toml");
    file("copy.toml", scenario.as_bytes());
    let listing = include_str!("../../../../scenarios/kernels/pin-source.lst");
    file("copy.lst", listing.as_bytes());
    let copied = json(&["check", "copy.toml", "--kernel", "./copy.lst", "--json"], 0);
    let built_in = json(&["check", "same-page", "--kernel", "pin-source", "--json"], 0);
    assert_eq!(copied["scenario"], "copy.toml");
    assert_eq!(copied["kernel"], "./copy.lst");
    assert_eq!(copied["states"], built_in["states"]);
    assert_eq!(copied["schedule"], built_in["schedule"]);
    let ran = pagelock(&["check", "copy.toml", "--kernel", "2.6.20"]);
    assert!(ran.stdout.contains("expected      deadlock (self), as found"), "{}", ran.stdout);
}
