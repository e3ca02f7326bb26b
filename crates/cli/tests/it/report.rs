//! `report` and `order`: the plain text of each kind of deadlock, and the order of locks.

use expect_test::expect_file;

use crate::{json, pagelock, shows_file};

#[test]
fn a_text_for_each_kind_of_deadlock() {
    let check = |args: &[&str], golden: &str| {
        let path = format!("{}/tests/golden/report-{golden}.txt", env!("CARGO_MANIFEST_DIR"));
        shows_file(&[&["report"], args].concat(), 1, &expect_file![path]);
    };
    check(&["same-page"], "self");
    check(&["abba-two-files"], "abba");
    check(&["write-vs-mlock"], "mmap-sem");
    check(&["write-fault-munmap"], "queued-writer");
    check(&["kmap-pool", "--kernel", "pin-source"], "pool");
    check(&["pool-x-page-lock", "--kernel", "pin-source-dst-atomic"], "pool-page-lock");
    let many = ["--set", "tasks=512", "--set", "pkmap_slots=512"];
    check(&[&["kmap-pool", "--kernel", "pin-source"], &many[..]].concat(), "512-tasks");
}

#[test]
fn where_there_is_no_deadlock_the_text_says_how_far_was_searched() {
    let ran = pagelock(&["report", "abba-two-files", "--kernel", "pin-source"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let in_one_line = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(in_one_line.contains("no deadlock, livelock or hazard"), "{in_one_line}");
    assert!(!ran.stdout.contains("lockdep"), "{}", ran.stdout);
    let ran = pagelock(&["report", "abba-two-files", "--states-max", "20"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (3, ""));
    assert!(ran.stdout.contains("20 states and no further"), "{}", ran.stdout);
}

#[test]
fn the_command_in_a_text_gives_the_run_of_the_text() {
    let text = pagelock(&["report", "write-vs-mlock"]).stdout;
    let command = text.split_once("pagelock report").expect("a command").1;
    let command = command.split("\n\n").next().expect("up to an empty line").replace("\\\n", " ");
    let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches('\'')).collect();
    let again = pagelock(&[&["report"], &words[..]].concat()).stdout;
    // The second one has searched nothing, and says so; the check of its link knows no verdict.
    let body = |text: &str| {
        let body = text.split_once("\n--").expect("a rule").1;
        body.rsplit_once('~').expect("a link").0.to_owned()
    };
    assert_eq!(body(&again), body(&text));
    assert!(again.contains("this run only"), "{again}");
}

#[test]
fn the_order_of_locks_is_shown_with_who_shows_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/order-write-vs-mlock.txt");
    shows_file(&["order", "write-vs-mlock"], 0, &expect_file![path]);
    let order = json(&["order", "write-vs-mlock", "--json"], 0);
    let dependencies = order["dependencies"].as_array().expect("an array");
    // By hand in worker/tests/reports.rs.
    assert_eq!(dependencies.len(), 10);
    for one in dependencies {
        let schedule = one["schedule"].as_str().expect("a schedule");
        let ran = pagelock(&["run", "write-vs-mlock", "--schedule", schedule, "--json"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (3, ""), "{one}: the run can go on");
    }
}
