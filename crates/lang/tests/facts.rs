//! The facts against the machine: results that were found by another model, or follow by hand, searched here.
//!
//! Sections are those of the kernel facts: rule 20 is the fault of 2.6.20, which locks only a page that is not up to
//! date; rule 23 is that of 2.6.23, which always locks. What is built in as a scenario is in the corpus.

use std::fmt::Write as _;

use pagelock_engine::{Coverage, Limits, Report, Search, State};
use pagelock_lang::{Setup, Source, build};

const RULE_20: Source<'_> = Source::Builtin("2.6.20");
const RULE_23: Source<'_> = Source::Builtin("2.6.23");

/// The patch with both kmaps asleep, and with both atomic.
const PATCHES: [&str; 2] = ["pin-source", "pin-source-atomic"];

fn setup(tables: &str, listing: Source<'_>, settings: &[(&str, u16)]) -> Setup {
    let text = format!("title = 't'\ngroup = 'g'\nstory = 's'\n{tables}");
    let settings: Vec<_> = settings.iter().map(|&(key, value)| (key.to_owned(), value.to_string())).collect();
    let setup = build(Source::Text("test.toml", &text), listing, &settings);
    setup.unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn search(tables: &str, listing: Source<'_>, settings: &[(&str, u16)]) -> Report {
    let report = Search::new(&setup(tables, listing, settings).machine, Limits::default()).finish();
    assert_eq!(report.coverage, Coverage::Exhaustive);
    report
}

fn summary(tables: &str, listing: Source<'_>) -> String {
    search(tables, listing, &[]).summary()
}

/// What both rules come to; with the patch it must be ok.
fn rules(tables: &str) -> [String; 2] {
    for patch in PATCHES {
        assert_eq!(summary(tables, Source::Builtin(patch)), "ok", "{patch}");
    }
    [RULE_20, RULE_23].map(|rule| summary(tables, rule))
}

const SELF: &str = r#"
    [[file]]
    name = "a"
    pages = ["absent"]
    [[task]]
    name = "T"
    maps = { src = "a:0" }
    calls = ["write(a, 0, src, 1 page)"]
"#;

#[test]
fn without_the_prefault_the_same_page_needs_no_reclaim() {
    for base in ["2.6.20", "2.6.23"] {
        let listing = format!(
            r#"
            kernel "no-prefault" from "{base}": "the debug build that made the race certain";
            int fault_in_pages_readable(addr buf, int bytes) {{
                    return 0;
            }}
            "#
        );
        assert_eq!(summary(SELF, Source::Text("no-prefault", &listing)), "deadlock (self)");
    }
}

/// Two files, each written from a mapping of the other.
fn abba(pages: &str, present: &str, environment: &str) -> String {
    format!(
        r#"
        [[file]]
        name = "a"
        pages = ["{pages}"]
        [[file]]
        name = "b"
        pages = ["{pages}"]
        [[task]]
        name = "A"
        maps = {{ src = "b:0{present}" }}
        calls = ["write(a, 0, src, 1 page)"]
        [[task]]
        name = "B"
        maps = {{ src = "a:0{present}" }}
        calls = ["write(b, 0, src, 1 page)"]
        [environment]
        {environment}
        "#
    )
}

#[test]
fn abba_needs_two_reclaims() {
    assert_eq!(rules(&abba("absent", "", "reclaim = 1")), ["ok", "ok"]);
    assert_eq!(rules(&abba("absent", "", "reclaim = 2")), ["deadlock (ABBA)", "deadlock (ABBA)"]);
}

#[test]
fn abba_of_up_to_date_pages_needs_rule_23_and_two_zaps() {
    assert_eq!(rules(&abba("uptodate", " present", "zap = 1")), ["ok", "ok"]);
    assert_eq!(rules(&abba("uptodate", " present", "zap = 2")), ["ok", "deadlock (ABBA)"]);
}

/// T writes x from anonymous memory; others share its address space, where x is mapped at `dst`.
fn shared(x: &str, others: &[(&str, &str)], zaps: u8) -> String {
    let mut tables = format!(
        r#"
        [[file]]
        name = "x"
        pages = ["{x}"]
        [[mm]]
        name = "m"
        maps = {{ src = "anon present", dst = "x:0", other = "anon" }}
        [[task]]
        name = "T"
        mm = "m"
        calls = ["write(x, 0, src, 1 page)"]
        [environment]
        zap = {zaps}
        "#
    );
    for (name, call) in others {
        let _ = writeln!(tables, "[[task]]\nname = \"{name}\"\nmm = \"m\"\ncalls = [\"{call}\"]");
    }
    tables
}

/// A debugger with no address space of its own worth mentioning.
const DEBUGGER: &str = r#"
    [[task]]
    name = "D"
    calls = ["access_process_vm(m, dst, 1 page)"]
"#;

const MLOCK: (&str, &str) = ("M", "mlock(dst, 1 page)");
const MUNMAP: (&str, &str) = ("U", "munmap(other, 1 page)");
const UNFAIR: &str = "[options]\nrwsem = \"reader-preferring\"\n";

#[test]
fn mlock_needs_a_zap_and_a_page_that_faults_lock() {
    let deadlock = "deadlock (through mmap_sem)";
    assert_eq!(rules(&shared("absent", &[MLOCK], 0)), ["ok", "ok"]);
    assert_eq!(rules(&shared("absent", &[MLOCK], 1)), [deadlock, deadlock]);
    assert_eq!(rules(&shared("uptodate", &[MLOCK], 1)), ["ok", deadlock]);
}

#[test]
fn mlock_may_clear_the_pte_of_the_source_itself() {
    let both = ("M", "madvise_dontneed(src, 1 page)\", \"mlock(dst, 1 page)");
    let deadlock = "deadlock (through mmap_sem)";
    assert_eq!(rules(&shared("absent", &[both], 0)), [deadlock, deadlock]);
}

#[test]
fn munmap_alone_is_harmless_and_so_is_a_reader_alone() {
    assert_eq!(rules(&shared("absent", &[MUNMAP], 1)), ["ok", "ok"]);
    assert_eq!(rules(&shared("absent", &[("R", "touch(dst)")], 1)), ["ok", "ok"]);
}

#[test]
fn munmap_and_a_debugger_need_no_page_that_is_not_up_to_date_but_a_fair_semaphore() {
    let tables = shared("uptodate", &[MUNMAP], 1) + DEBUGGER;
    let deadlock = "deadlock (queued writer)";
    assert_eq!([RULE_20, RULE_23].map(|rule| summary(&tables, rule)), [deadlock, deadlock]);
    for patch in PATCHES {
        assert_eq!(summary(&tables, Source::Builtin(patch)), "ok", "{patch}");
    }
    assert_eq!(rules(&format!("{UNFAIR}{tables}")), ["ok", "ok"]);
}

/// Writers of new pages of their own files, from pages of their own.
const WRITERS: &str = r#"
    [options]
    tasks = 1
    pkmap_slots = 1
    [[file]]
    name = "dst"
    pages = ["absent"]
    [[task]]
    name = "W"
    count = "tasks"
    private = ["dst"]
    maps = { src = "anon present" }
    calls = ["write(dst, 0, src, 1 page)"]
"#;

#[test]
fn two_sleeping_kmaps_deadlock_exactly_with_as_many_writers_as_slots() {
    for slots in 1..=4 {
        for tasks in 1..=3 {
            let settings = [("tasks", tasks), ("pkmap_slots", slots)];
            let found = |listing| search(WRITERS, Source::Builtin(listing), &settings).summary();
            let expected = if tasks >= slots { "deadlock (pool)" } else { "ok" };
            assert_eq!(found("pin-source"), expected, "{tasks} tasks, {slots} slots");
            assert_eq!(found("pin-source-atomic"), "ok");
            assert_eq!(found("pin-source-dst-atomic"), "ok");
        }
    }
}

#[test]
fn lowmem_pages_need_no_slots() {
    let lowmem = WRITERS.replace("name = \"dst\"", "name = \"dst\"\nmemory = \"lowmem\"");
    let settings = [("tasks", 2), ("pkmap_slots", 1)];
    // The sources still need one each, but nobody holds one and waits for another.
    assert_eq!(search(&lowmem, Source::Builtin("pin-source"), &settings).summary(), "ok");
}

#[test]
fn one_page_as_source_and_destination_needs_one_slot() {
    let tables = format!("[options]\npkmap_slots = 1\n{SELF}");
    assert_eq!(summary(&tables, Source::Builtin("pin-source")), "ok");
}

#[test]
fn pool_against_page_lock_is_gone_once_the_sources_kmap_is_atomic() {
    let source_atomic = r#"
        kernel "pin-source-src-atomic" from "pin-source": "the patch with only the source's kmap atomic";
        void copy_pinned(page page, int offset, page src_page, int src_offset, int bytes) {
                kmap(page);
                kmap_atomic(src_page, KM_USER0);
                memcpy_page(page, offset, src_page, src_offset, bytes);
                kunmap_atomic(src_page, KM_USER0);
                kunmap(page);
        }
    "#;
    let tables = format!("[options]\npkmap_slots = 1\n{}{DEBUGGER}", shared("absent", &[], 0));
    let found = |listing| summary(&tables, listing);
    assert_eq!(found(Source::Builtin("pin-source-dst-atomic")), "deadlock (pool x page lock)");
    assert_eq!(found(Source::Text("pin-source-src-atomic", source_atomic)), "ok");
    assert_eq!(found(Source::Builtin("pin-source-atomic")), "ok");
    let deadlocks = search(&tables, Source::Builtin("pin-source"), &[]).deadlocks();
    assert!(deadlocks.contains_key(&pagelock_engine::DeadlockKind::PoolPageLock));
}

#[test]
fn sleeping_after_an_atomic_kmap_is_the_wrong_order() {
    let wrong = r#"
        kernel "wrong-order" from "pin-source": "the atomic kmap comes first";
        void copy_pinned(page page, int offset, page src_page, int src_offset, int bytes) {
                kmap_atomic(src_page, KM_USER0);
                kmap(page);
                memcpy_page(page, offset, src_page, src_offset, bytes);
                kunmap(page);
                kunmap_atomic(src_page, KM_USER0);
        }
    "#;
    assert_eq!(search(WRITERS, Source::Text("wrong-order", wrong), &[]).summary(), "hazard (oops)");
}

/// Somebody touches a mapping of x while somebody else takes its page away.
fn taken_away(call: &str) -> String {
    format!(
        r#"
        [[file]]
        name = "x"
        pages = ["uptodate"]
        [[task]]
        name = "R"
        maps = {{ p = "x:0" }}
        calls = ["touch(p)"]
        [[task]]
        name = "X"
        calls = ["{call}"]
        "#
    )
}

/// Whether some run ends with a pte that points at a page without a mapping.
fn leaves_a_stray_pte(tables: &str, listing: Source<'_>) -> bool {
    let machine = setup(tables, listing, &[]).machine;
    let is_stray = |state: &State| {
        let view = machine.view(state);
        let stray = machine.ptes().filter_map(|pte| view.pte(pte)).any(|page| view.pgoff(page).is_none());
        view.all_finished() && stray
    };
    let mut todo = vec![machine.initial()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(state) = todo.pop() {
        if is_stray(&state) {
            return true;
        }
        for choice in machine.view(&state).choices() {
            let next = machine.advance(&state, choice).next;
            if seen.insert(next.clone()) {
                todo.push(next);
            }
        }
    }
    false
}

#[test]
fn only_rule_23_keeps_an_invalidation_from_leaving_a_page_without_mapping_in_user_space() {
    // Section 2.3: the reason for locking the page on every fault.
    assert!(leaves_a_stray_pte(&taken_away("invalidate(x, 0)"), RULE_20));
    assert!(!leaves_a_stray_pte(&taken_away("invalidate(x, 0)"), RULE_23));
}

#[test]
fn a_truncation_leaves_no_page_in_user_space() {
    // truncate_count sees to that under rule 20, unmapping twice under rule 23.
    assert!(!leaves_a_stray_pte(&taken_away("ftruncate(x, 0)"), RULE_20));
    assert!(!leaves_a_stray_pte(&taken_away("ftruncate(x, 0)"), RULE_23));
}
