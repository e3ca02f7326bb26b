//! `run`, `list` and `explain`: tables that a person reads.

use expect_test::{expect, expect_file};

use crate::{json, pagelock, shows, shows_file};

#[test]
fn tasks_take_turns_unless_something_else_is_asked_for() {
    shows_file(&["run", "bad-buffer"], 1, &expect_file!["../golden/run-bad-buffer.txt"]);
    let turns = pagelock(&["run", "abba-two-files", "--round-robin"]);
    assert_eq!(turns.stdout, pagelock(&["run", "abba-two-files"]).stdout);
}

#[test]
fn a_run_that_is_not_at_an_end_says_how_it_can_go_on() {
    let args = ["run", "abba-two-files", "--schedule", "0*2.1"];
    shows_file(&args, 3, &expect_file!["../golden/run-three-steps.txt"]);
    assert_eq!(pagelock(&["run", "abba-two-files", "--steps-max", "5"]).code, 3);
    assert_eq!(pagelock(&["run", "abba-two-files", "--schedule", "-"]).code, 3);
}

#[test]
fn equal_seeds_give_equal_runs() {
    let run = |seed: &str| pagelock(&["run", "abba-two-files", "--seed", seed]).stdout;
    assert_eq!(run("7"), run("7"));
    assert!((0..20).any(|seed: u32| run(&seed.to_string()) != run("7")));
}

#[test]
fn the_json_of_a_run_has_every_step() {
    let run = json(&["run", "same-page-no-reclaim", "--json"], 0);
    assert_eq!(run["verdict"], "ok");
    assert!(run["kind"].is_null());
    let first = &run["steps"][0];
    expect![[r#"
        {
          "choice": 0,
          "happened": [
            "takes i_mutex of a"
          ],
          "label": "",
          "pages": [],
          "step": "mutex_lock(a)",
          "task": "T"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(first).unwrap());
}

#[test]
fn a_run_of_many_tasks_shows_the_pages_that_change() {
    let args = ["run", "kmap-pool", "--kernel", "pin-source", "--set", "tasks=20", "--set", "pkmap_slots=20"];
    let ran = pagelock(&args);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("deadlock (pool) after "), "{}", ran.stdout);
    let step = ran.stdout.lines().find(|line| line.trim_start().starts_with("200 ")).unwrap();
    assert!(step.matches('[').count() <= 1, "{step}");
}

#[test]
fn a_primitive_and_a_code_are_explained() {
    shows(
        &["explain", "trylock_page"],
        0,
        &expect![[r#"
        int trylock_page(page)

        Sets PG_locked if it was clear and says whether it did; never sleeps. It never sleeps.
        In the kernel: include/linux/pagemap.h TestSetPageLocked
    "#]],
    );
    shows(
        &["explain", "pl0501"],
        0,
        &expect![[r#"
        PL0501  The scenario is not TOML.
    "#]],
    );
    let all = pagelock(&["explain"]);
    assert_eq!(all.code, 0);
    assert!(all.stdout.contains("void lock_page(page)") && all.stdout.contains("PL0701"));
}

#[test]
fn what_is_built_in_is_listed() {
    let list = pagelock(&["list"]);
    assert_eq!(list.code, 0);
    for name in ["abba-two-files", "pin-source-dst-atomic", "pkmap_slots"] {
        assert!(list.stdout.lines().any(|line| line.starts_with(name)), "{name}");
    }
}
