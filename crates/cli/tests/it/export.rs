//! `export`: where models go, and what is refused. What is in them is tested by the crate that writes them.

use std::path::Path;

use expect_test::{Expect, expect};

use crate::{file, pagelock};

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

/// Lines of a text without the spaces before them.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_start).collect()
}

#[test]
fn the_wait_for_graph_of_a_deadlock_is_a_graph_for_graphviz() {
    let ran = pagelock(&["export", "abba-two-files", "--format", "dot"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let lines = lines(&ran.stdout);
    assert_eq!((lines.first(), lines.last()), (Some(&"digraph waits {"), Some(&"}")));
    // A waits for b:0, which B has; B for a:0, which A has.
    let nodes = [
        "t0 [label=\"A\", shape=box];",
        "t1 [label=\"B\", shape=box];",
        "l0 [label=\"the lock of b:0\", shape=ellipse];",
        "l1 [label=\"the lock of a:0\", shape=ellipse];",
    ];
    let edges = ["t0 -> l0", "l0 -> t1", "t1 -> l1", "l1 -> t0"];
    let numbered =
        (1..).zip(edges).map(|(n, edge)| format!("{edge} [label=\"{n}\", color=red, fontcolor=red];"));
    let expected: Vec<String> = nodes.map(str::to_owned).into_iter().chain(numbered).collect();
    assert_eq!(lines[6..lines.len() - 1], expected);
}

#[test]
fn the_locks_of_a_run_are_a_sequence_diagram_for_mermaid() {
    // Two steps of T: it takes i_mutex, and its prefault touches the buffer, which takes no lock.
    let args = ["export", "same-page", "--format", "mermaid", "--schedule", "0*2"];
    let ran = pagelock(&args);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let expected = [
        "sequenceDiagram",
        "title same-page under 2.6.20, step 2 of 2, simulated by Pagelock",
        "participant t0 as T",
        "participant l0 as i_mutex of a",
        "t0->>l0: 1 takes i_mutex of a",
    ];
    assert_eq!(lines(&ran.stdout), expected);
    refuses(
        &["export", "same-page", "--schedule", "0*2"],
        &expect![[r#"
            error: a model is of every run: `--schedule` and `--step` go with a run
        "#]],
    );
}

/// Every format of a run, with a word that only it has.
const FORMATS: [(&str, &str); 9] = [
    ("json", "\"format\": \"pagelock-trace\""),
    ("html", "<!doctype html>"),
    ("svg", "<svg xmlns="),
    ("lockdep", "*** DEADLOCK ***"),
    ("hung-task", "INFO: task A blocked for"),
    ("perfetto", "\"traceEvents\""),
    ("mermaid", "sequenceDiagram"),
    ("dot", "digraph waits"),
    ("dot-states", "digraph states"),
];

#[test]
fn every_format_goes_to_standard_output_and_the_same_to_a_file() {
    for (format, word) in FORMATS {
        let ran = pagelock(&["export", "abba-two-files", "--format", format]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}");
        assert!(ran.stdout.contains(word), "{format}: {}", ran.stdout);
        let file = format!("abba.{format}");
        let to_file = pagelock(&["export", "abba-two-files", "--format", format, "--output", &file]);
        assert_eq!((to_file.code, to_file.stdout.as_str()), (0, ""), "{format}");
        assert_eq!(read(&file), ran.stdout, "{format}");
    }
}

#[test]
fn the_state_that_is_looked_at_can_be_said() {
    // Before the first step nobody waits.
    let ran = pagelock(&["export", "abba-two-files", "--format", "hung-task", "--step", "0"]);
    assert!(ran.stdout.contains("# Nobody is blocked here."), "{}", ran.stdout);
    let ran = pagelock(&["export", "abba-two-files", "--format", "json", "--step", "3"]);
    assert!(ran.stdout.contains("\"cursor\": 3"), "{}", ran.stdout);
    refuses(
        &["export", "same-page", "--format", "svg", "--schedule", "0*2", "--step", "3"],
        &expect![[r#"
            error: there is no step 3: the run has 2
        "#]],
    );
    let ran = pagelock(&["export", "same-page", "--format", "pdf"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("possible values: json, html, svg, lockdep, hung-task"), "{}", ran.stderr);
}

#[test]
fn a_hostile_name_stays_in_its_quotes() {
    let text = include_str!("../../../../scenarios/same-page.toml");
    file("hostile \"];\\.toml", text.as_bytes());
    let ran = pagelock(&["export", "./hostile \"];\\.toml", "--format", "dot"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("hostile \\\"];\\\\"), "{}", ran.stdout);
}
