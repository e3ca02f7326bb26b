//! Models as texts: two that people read, and what machines and names are refused or made safe.

use expect_test::{ExpectFile, expect_file};
use pagelock_export::{About, ExportError, is_module_name, promela, tla};
use pagelock_lang::{Setup, Source, build};

/// Two tasks take two page locks, each in its own order, and something may clear a pte meanwhile.
const LISTING: &str = r#"
kernel "tiny": "two page locks";

syscall int pair(file first, file second, addr buf) {
        p = find_get_page(first, 0);
[2]     lock_page(p);
        q = find_get_page(second, 0);
[8]     lock_page(q);
        copied = __copy_from_user(p, 0, buf, 2);
        unlock_page(q);
        unlock_page(p);
        put_page(q);
        put_page(p);
        if (copied < 2)
                return -EFAULT;
        return 0;
}

env void zap(mm mm, addr addr) {
        zap_page_range(mm, addr, 1);
}
"#;

const SCENARIO: &str = r#"
title = "two tasks, two page locks, in both orders"
group = "examples"
story = "Each task locks one page and then the other's."

[[file]]
name = "a"
pages = ["uptodate"]

[[file]]
name = "b"
pages = ["uptodate"]

[[task]]
name = "A"
maps = { src = "b:0 present" }
calls = ["pair(a, b, src)"]

[[task]]
name = "B"
maps = { src = "a:0 present" }
calls = ["pair(b, a, src)"]

[environment]
zap = 1
"#;

fn tiny() -> Setup {
    let built = build(Source::Text("tiny", SCENARIO), Source::Text("tiny", LISTING), &[]);
    built.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn about<'a>(setup: &'a Setup, files: &'a [String]) -> About<'a> {
    About { scenario: &setup.name, title: &setup.raw.title.value, kernel: "tiny", settings: &[], files }
}

#[track_caller]
fn check(text: &str, golden: &ExpectFile) {
    golden.assert_eq(text);
}

#[test]
fn a_promela_model_can_be_read() {
    let (setup, files) = (tiny(), ["tiny".to_owned()]);
    let model = promela(&setup.machine, &about(&setup, &files)).expect("it is small");
    check(&model, &expect_file!["golden/tiny.pml"]);
}

#[test]
fn a_tla_module_can_be_read() {
    let (setup, files) = (tiny(), ["tiny".to_owned()]);
    let tla = tla(&setup.machine, &about(&setup, &files), "Tiny").expect("it is small");
    check(&tla.module, &expect_file!["golden/Tiny.tla"]);
    check(&tla.cfg, &expect_file!["golden/Tiny.cfg"]);
}

/// The tiny scenario with so many tasks of its own.
fn crowd(tasks: usize) -> Setup {
    let scenario = SCENARIO.replace("name = \"B\"\n", &format!("name = \"B\"\ncount = {tasks}\n"));
    let built = build(Source::Text("tiny", &scenario), Source::Text("tiny", LISTING), &[]);
    built.unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn more_tasks_than_spin_has_processes_are_refused() {
    let most = crowd(253);
    assert!(
        promela(&most.machine, &about(&most, &[])).is_ok(),
        "253 tasks, another one and an actor are 255"
    );
    let more = crowd(254);
    let error = promela(&more.machine, &about(&more, &[])).expect_err("SPIN has 255 processes");
    assert_eq!(error, ExportError::TooManyTasks(256));
    assert_eq!(error.to_string(), "256 tasks and actors, and SPIN has at most 255 processes");
    assert_eq!(tla(&more.machine, &about(&more, &[]), "Tiny"), Err(error));
}

#[test]
fn numbers_that_the_checkers_cannot_calculate_are_refused() {
    let listing = LISTING.replace("copied < 2", "copied * 32767 * 32767 * 32767 < 2");
    let setup = build(Source::Text("tiny", SCENARIO), Source::Text("tiny", &listing), &[]);
    let setup = setup.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let error = promela(&setup.machine, &about(&setup, &[])).expect_err("it does not fit 32 bits");
    assert_eq!(error, ExportError::NumberTooLarge);
}

#[test]
fn texts_of_other_people_stay_in_their_comments() {
    let setup = tiny();
    let hostile = "x */ init { assert(false) } /*\n====\\";
    let files = [hostile.to_owned()];
    let settings = [hostile.to_owned()];
    let about =
        About { scenario: hostile, title: hostile, kernel: hostile, settings: &settings, files: &files };
    let model = promela(&setup.machine, &about).expect("it is small");
    let tla = tla(&setup.machine, &about, "Hostile").expect("it is small");
    assert_eq!(model.matches("*/").count(), model.matches("/*").count());
    for line in model.lines().filter(|line| line.contains("assert")) {
        let line = line.trim_start();
        assert!(line.starts_with("/*") || line.starts_with("* "), "{line}");
        assert!(!line.contains("x */"), "{line}");
    }
    for line in tla.module.lines().filter(|line| line.contains("assert")) {
        assert!(line.starts_with("\\*"), "{line}");
    }
    assert_eq!(tla.module.lines().filter(|line| line.starts_with("====")).count(), 1);
}

#[test]
fn modules_have_names_that_tla_takes() {
    let names = ["Tiny", "same_page", "m1"];
    assert!(names.iter().all(|name| is_module_name(name)));
    let bad = ["", "1m", "same-page", "WF_x", "SF_x", "_", "m\n"];
    assert!(!bad.iter().any(|name| is_module_name(name)));
}
