//! The built-in scenarios with every listing, searched exhaustively: verdicts as the scenarios expect them, and every
//! number that comes out in a golden file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use expect_test::expect_file;
use pagelock_engine::{Coverage, DeadlockKind, End, Ending, Limits, Machine, Report, Search, Trace, Verdict};
use pagelock_lang::builtin::{INCLUDES, LEVELS, LISTINGS, SCENARIOS, Text, WORKLOADS};
use pagelock_lang::{RawExpect, RawScenario, Source, build, parse_scenario};

/// A scenario with the options of one of its variants, and a listing.
struct Cell {
    scenario: &'static str,
    /// label of the variant, empty for the scenario as it is
    variant: String,
    listing: &'static str,
    expected: Option<String>,
    machine: Machine,
    report: Report,
}

/// Every cell, searched once for all tests.
fn cells() -> &'static [Cell] {
    static CELLS: OnceLock<Vec<Cell>> = OnceLock::new();
    CELLS.get_or_init(|| {
        // One scenario after the other is taken by whichever thread is free, and put in its place.
        let next = AtomicUsize::new(0);
        let rows: Vec<Mutex<Vec<Cell>>> = SCENARIOS.iter().map(|_| Mutex::default()).collect();
        let work = || {
            while let Some(text) = SCENARIOS.get(next.fetch_add(1, Ordering::Relaxed)) {
                let place = SCENARIOS.iter().position(|other| other.name == text.name).expect("it is there");
                *rows[place].lock().expect("no search panics") = cells_of(text.name);
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
        rows.into_iter().flat_map(|row| row.into_inner().expect("no search panics")).collect()
    })
}

fn cells_of(scenario: &'static str) -> Vec<Cell> {
    let raw = raw(scenario);
    let mut cells = row(scenario, "", &[], &raw.expect);
    for variant in &raw.variants {
        cells.extend(row(scenario, &variant.label.value, &variant.settings(), &variant.expect));
    }
    cells
}

fn raw(scenario: &str) -> RawScenario {
    let text = pagelock_lang::builtin::scenario(scenario).expect("it is built in");
    let (raw, diagnostics) = parse_scenario(scenario, text);
    assert!(diagnostics.is_empty(), "{scenario}: {diagnostics:?}");
    raw.expect("a scenario without problems")
}

fn row(
    scenario: &'static str,
    variant: &str,
    settings: &[(String, String)],
    expect: &[RawExpect],
) -> Vec<Cell> {
    let cell = |listing: &'static Text| {
        let setup = build(Source::Builtin(scenario), Source::Builtin(listing.name), settings);
        let machine = setup.unwrap_or_else(|problems| panic!("{scenario}: {problems:?}")).machine;
        let report = Search::new(&machine, Limits::default()).finish();
        let expected = expect.iter().find(|expect| expect.listing.value == listing.name);
        Cell {
            scenario,
            variant: variant.to_owned(),
            listing: listing.name,
            expected: expected.map(|expect| expect.verdict.value.clone()),
            machine,
            report,
        }
    };
    LISTINGS.iter().map(cell).collect()
}

impl Cell {
    fn name(&self) -> String {
        format!("{} [{}] under {}", self.scenario, self.variant, self.listing)
    }

    /// Where the report's schedule ends, in the mail's notation.
    fn notation(&self) -> String {
        Trace::replay(&self.machine, &self.report.schedule).notation(&self.machine).to_string()
    }
}

/// The cell of a scenario as it is, or of its variant with this label.
fn cell(scenario: &str, variant: &str, listing: &str) -> &'static Cell {
    let is_it = |cell: &&Cell| (cell.scenario, &*cell.variant, cell.listing) == (scenario, variant, listing);
    cells().iter().find(is_it).expect("the matrix has this cell")
}

#[test]
fn every_cell_is_searched_exhaustively_and_as_its_scenario_expects() {
    let mut wrong = String::new();
    for cell in cells() {
        assert_eq!(cell.report.coverage, Coverage::Exhaustive, "{}", cell.name());
        let found = cell.report.summary();
        if cell.expected.as_ref() != Some(&found) {
            let _ = writeln!(wrong, "{}: expected {:?}, found {found:?}", cell.name(), cell.expected);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn scenarios_expect_something_of_built_in_listings_only() {
    for text in SCENARIOS {
        let raw = raw(text.name);
        for expect in raw.variants.iter().flat_map(|variant| &variant.expect).chain(&raw.expect) {
            let known = LISTINGS.iter().any(|listing| listing.name == expect.listing.value);
            assert!(known, "{}: {}", text.name, expect.listing.value);
        }
    }
}

#[test]
fn the_numbers_of_every_cell_are_as_before() {
    let mut matrix = String::new();
    for cell in cells() {
        if cell.listing == LISTINGS[0].name {
            let variant = if cell.variant.is_empty() { "" } else { ": " };
            let _ = writeln!(matrix, "{}{variant}{}", cell.scenario, cell.variant);
        }
        let Report { states, transitions, depth, .. } = cell.report;
        let steps = cell.report.schedule.len();
        let _ = write!(matrix, "  {:<30} {:<35}", cell.listing, cell.report.summary());
        let _ =
            write!(matrix, " {states:>7} states {transitions:>7} transitions depth {depth:>2} in {steps:>2}");
        for (kind, count) in cell.report.deadlocks() {
            let _ = write!(matrix, ", {count} {}", kind.name());
        }
        if cell.report.verdict == Verdict::Deadlock {
            let _ = write!(matrix, ": {}", cell.notation());
        }
        matrix.push('\n');
    }
    expect_file!["golden/matrix.txt"].assert_eq(&matrix);
}

/// States, transitions, steps to the furthest state, steps of the schedule, deadlocked states.
fn numbers(scenario: &str, variant: &str, listing: &str) -> (u64, u64, u32, usize, u64) {
    let report = &cell(scenario, variant, listing).report;
    let deadlocks = report.deadlock_count();
    (report.states, report.transitions, report.depth, report.schedule.len(), deadlocks)
}

#[test]
fn writers_that_do_not_meet_have_the_product_of_their_positions() {
    // 2.6.20, source present, page absent: mutex_lock, __get_user, find_get_page, add_to_page_cache_pvec,
    // prepare_write, __copy_from_user, commit_write, unlock_page, put_page, pagevec_lru_add, mutex_unlock.
    // 11 steps are 12 positions, and each of the 11 can be taken in every position of the other tasks.
    let steps = 11;
    let four = (12 * 12 * 12 * 12, 4 * steps * 12 * 12 * 12, 44, 44, 0);
    let three = (12 * 12 * 12, 3 * steps * 12 * 12, 33, 33, 0);
    for listing in ["2.6.20", "2.6.23"] {
        assert_eq!(numbers("kmap-pool", "", listing), four);
        assert_eq!(numbers("kmap-pool", "3 tasks, 4 slots", listing), three);
    }
    // The patch with atomic kmaps has 19 steps: mutex_lock, __get_user, find_get_page, add_to_page_cache_pvec,
    // PageUptodate, unlock_page, down_read, follow_page, up_read, lock_page, page_mapping, prepare_write,
    // memcpy_page, commit_write, unlock_page, put_page twice, pagevec_lru_add, mutex_unlock.
    assert_eq!(numbers("kmap-pool", "", "pin-source-atomic"), (160_000, 4 * 19 * 8000, 76, 76, 0));
    // With the destination's kmap atomic there are kmap and kunmap as well, and four slots are enough for all.
    assert_eq!(
        numbers("kmap-pool", "", "pin-source-dst-atomic"),
        (234_256, 4 * 21 * 22 * 22 * 22, 84, 84, 0)
    );
}

#[test]
fn writers_that_share_the_pool_have_the_positions_that_its_slots_allow() {
    // Two kmaps and two kunmaps more than with atomic ones: 23 steps, 24 positions. In 20 of them a task has no
    // slot, in 2 (before the second kmap and after the first kunmap) one, in 2 (around memcpy_page) two.
    let kinds = [20, 2, 2];
    let mut by_slots = vec![1u64];
    for _ in 0..4 {
        let mut sums = vec![0; by_slots.len() + 2];
        for (used, &ways) in by_slots.iter().enumerate() {
            kinds.iter().enumerate().for_each(|(slots, &positions)| sums[used + slots] += ways * positions);
        }
        by_slots = sums;
    }
    // Four slots at most are in use. One of these states cannot be reached: all four after their first kunmap, since
    // the last to come there had two slots while the others had one each.
    let allowed: u64 = by_slots[..=4].iter().sum();
    assert_eq!(allowed, 328_976);
    let (states, _, depth, steps, deadlocks) = numbers("kmap-pool", "", "pin-source");
    assert_eq!(states, allowed - 1);
    // Each of the four takes 12 steps and a kmap, and then waits: one state, and a shorter way there is not.
    assert_eq!((depth, steps, deadlocks), (4 * 23, 4 * 13, 1));
    // Three tasks want six slots at most: all but the states with five (3 * 2 * 2 * 2) and six (2 * 2 * 2).
    assert_eq!(numbers("kmap-pool", "3 tasks, 4 slots", "pin-source").0, 24 * 24 * 24 - 24 - 8);
}

#[test]
fn a_task_alone_has_one_run() {
    // 2.6.20: mutex_lock; a prefault of 15 steps (__get_user, down_read, find_vma, truncate_count, i_size_read,
    // find_get_page, add_to_page_cache, readpage, put_page, i_size_read, find_get_page, PageUptodate, install_pte,
    // up_read, __get_user); find_get_page, lock_page, page_mapping, prepare_write, __copy_from_user, commit_write,
    // unlock_page, put_page, pagevec_lru_add, mutex_unlock.
    assert_eq!(numbers("same-page-no-reclaim", "", "2.6.20"), (27, 26, 26, 26, 0));
    // The whole of a reclaim (6 steps) comes after the prefault. Then: find_get_page, add_to_page_cache_pvec,
    // prepare_write, __copy_from_user, kmap, __copy_from_user, and a fault that stops before lock_page: down_read,
    // find_vma, truncate_count, i_size_read, find_get_page, PageUptodate.
    assert_eq!(numbers("same-page", "", "2.6.20").3, 16 + 6 + 6 + 6);
    // The buffer is not mapped. 2.6.20 tries the copy and clears the page, the patch does not come that far.
    assert_eq!(numbers("bad-buffer", "", "2.6.20"), (23, 22, 22, 22, 0));
    assert_eq!(numbers("bad-buffer", "", "pin-source"), (8, 7, 7, 7, 0));
}

#[test]
fn replaying_a_reports_schedule_ends_in_what_its_verdict_says() {
    for cell in cells() {
        let Report { verdict, schedule, .. } = &cell.report;
        let deadlocks = cell.report.deadlocks();
        let trace = Trace::replay(&cell.machine, schedule);
        assert_eq!(trace.schedule(), *schedule, "{}", cell.name());
        let end = cell.machine.view(trace.last()).end();
        let fits = match (verdict, &end) {
            (Verdict::Deadlock, Some(End::Deadlock(kind))) => {
                cell.report.kind == kind.name() && deadlocks[kind] > 0
            }
            (Verdict::Deadlock, None) => deadlocks.contains_key(&DeadlockKind::Partial),
            (Verdict::Hazard, Some(End::Finished(outcome))) => outcome.is_hazard(),
            (Verdict::Ok, Some(End::Finished(outcome))) => !outcome.is_hazard(),
            (Verdict::Hazard, Some(End::Oops(..))) | (Verdict::Livelock, None) => true,
            (_, Some(End::Deadlock(_) | End::Oops(..) | End::Finished(_)) | None) => false,
        };
        assert!(fits, "{}: {verdict:?} but {end:?}", cell.name());
    }
}

#[test]
fn replaying_the_schedule_of_each_end_comes_to_it() {
    for cell in cells() {
        assert!(!cell.report.ends.is_empty() || cell.report.verdict == Verdict::Livelock, "{}", cell.name());
        for end in &cell.report.ends {
            let trace = Trace::replay(&cell.machine, &end.schedule);
            assert_eq!(trace.schedule(), end.schedule, "{}", cell.name());
            let found = cell.machine.view(trace.last()).end().map(Ending::from);
            // In a partial deadlock some go on.
            let expected = Some(&end.ending).filter(|ending| ending.is_final());
            assert_eq!(found.as_ref(), expected, "{}", cell.name());
            assert!(end.count > 0, "{}", cell.name());
        }
    }
}

#[test]
fn the_deadlocks_of_the_mail_are_told_in_its_own_notation() {
    let mut told = BTreeSet::new();
    for text in SCENARIOS {
        if let Some(mail) = raw(text.name).mail.filter(|mail| mail.value.contains(',')) {
            assert_eq!(cell(text.name, "", "2.6.20").notation(), mail.value, "{}", text.name);
            told.insert(mail.value);
        }
    }
    assert_eq!(told.into_iter().collect::<Vec<_>>(), ["2,6;b,f", "2,8", "2,8;2,8"]);
}

#[test]
fn every_file_of_the_scenario_folders_is_built_in() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let embedded = |texts: &[Text]| texts.iter().map(|text| text.name.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(stems(&scenarios, "toml"), embedded(SCENARIOS));
    assert_eq!(stems(&scenarios.join("costs"), "toml"), embedded(WORKLOADS));
    assert_eq!(stems(&scenarios.join("levels"), "toml"), embedded(LEVELS));
    let listings = [LISTINGS, INCLUDES].concat();
    assert_eq!(stems(&scenarios.join("kernels"), "lst"), embedded(&listings));
}

/// Names of the files with that ending, without it.
fn stems(folder: &Path, ending: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is part of the tree");
    let files = entries.map(|entry| entry.expect("its entries can be read").path());
    let files = files.filter(|path: &PathBuf| path.extension().is_some_and(|e| e == ending));
    files.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
}

#[test]
fn scenarios_have_what_the_page_shows() {
    let mut titles = BTreeMap::new();
    for text in SCENARIOS {
        let raw = raw(text.name);
        assert!(raw.story.value.trim().ends_with('.'), "{}: the story is sentences", text.name);
        let ends = raw.story.value.split_whitespace().filter(|word| word.ends_with('.'));
        assert!((3..=8).contains(&ends.count()), "{}: a story has three to eight sentences", text.name);
        assert!(raw.facts.is_some(), "{}: every scenario cites its facts", text.name);
        assert_eq!(titles.insert(raw.title.value, text.name), None, "{}: a title twice", text.name);
    }
}
