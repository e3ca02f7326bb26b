//! `export`: where models go, and what is refused. What is in them is tested by the crate that writes them.

use std::path::Path;

use expect_test::{Expect, expect};

use crate::pagelock;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::read_to_string(path).expect("the file was written")
}

/// The message, with the exit code of bad input.
fn refuses(args: &[&str], expected: &Expect) {
    let ran = pagelock(args);
    expected.assert_eq(&ran.stderr);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
}

#[test]
fn a_promela_model_goes_to_standard_output_or_to_a_file() {
    let ran = pagelock(&["export", "write-vs-mlock", "--kernel", "pin-source"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let line = ran.stdout.lines().nth(3).expect("the head says what it is");
    assert_eq!(line, " * Scenario write-vs-mlock, under pin-source, written by pagelock.");
    let args =
        ["export", "write-vs-mlock", "--kernel", "pin-source", "--format", "promela", "-o", "model.pml"];
    let to_file = pagelock(&args);
    assert_eq!((to_file.code, to_file.stdout.as_str(), to_file.stderr.as_str()), (0, "", ""));
    assert_eq!(read("model.pml"), ran.stdout);
}

#[test]
fn options_are_part_of_the_model() {
    let args = ["export", "kmap-pool", "--set", "tasks=2", "--set", "pkmap_slots=1"];
    let ran = pagelock(&args);
    let line = ran.stdout.lines().nth(3).expect("the head says what it is");
    assert_eq!(line, " * Scenario kmap-pool, tasks=2, pkmap_slots=1, under 2.6.20, written by pagelock.");
    assert!(ran.stdout.contains("active proctype task_W2()") && !ran.stdout.contains("task_W3"));
}

#[test]
fn a_module_is_called_as_its_file_is_and_has_its_configuration_beside_it() {
    let ran = pagelock(&["export", "same-page", "--format", "tla", "-o", "SamePage.tla"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert!(read("SamePage.tla").contains(" MODULE SamePage "));
    assert!(read("SamePage.cfg").contains("INVARIANT NotStuck\n"));
    let ran = pagelock(&["export", "same-page", "--format", "tla"]);
    assert!(ran.stdout.contains(" MODULE Pagelock "));
    let behind = ran.stdout.split("\n====").nth(1).expect("a module has an end");
    assert!(behind.contains("INVARIANT NotStuck\n"), "{behind}");
}

#[test]
fn what_cannot_be_written_is_refused() {
    refuses(
        &["export", "same-page", "--format", "tla", "-o", "same-page.tla"],
        &expect![[r#"
        error: `same-page.tla` cannot hold a TLA+ module
         |
         = help: a module is called as its file is: letters, digits and underscores, and then .tla
    "#]],
    );
    refuses(
        &["export", "same-page", "-o", "no-such-folder/model.pml"],
        &expect![[r#"
        error: cannot write `no-such-folder/model.pml`: No such file or directory (os error 2)
    "#]],
    );
    refuses(
        &["export", "kmap-pool", "--set", "tasks=300"],
        &expect![[r#"
        error: there is no model of this scenario: 300 tasks and actors, and SPIN has at most 255 processes
    "#]],
    );
}
