//! The session natively: what each request is answered with, and the golden reports of the whole corpus.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod shared;
mod sweep;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use expect_test::{expect, expect_file};
use pagelock_protocol::message::{
    LimitsView, Reply, ReplyBody, Request, RequestBody, Setup, Source, SwitchView,
};
use pagelock_protocol::view::{
    CoverageView, DiffLineView, FunctionDiffView, LimitView, ReportView, TaskStatusView, TraceView,
    VerdictView, WindowView,
};
use pagelock_worker::{Port, Rest, serve_at};
use shared::{replies, report, setup};

fn run(body: RequestBody) -> (TraceView, WindowView) {
    match replies(body).as_slice() {
        [ReplyBody::Trace(trace, window)] => ((**trace).clone(), (**window).clone()),
        other => panic!("a run is answered with one trace, not {other:?}"),
    }
}

fn trace(body: RequestBody) -> TraceView {
    run(body).0
}

#[test]
fn the_corpus_gives_the_golden_reports() {
    let lines = shared::cells().into_iter().map(|(label, setup)| shared::line(&label, setup) + "\n");
    expect_file!["golden/reports.txt"].assert_eq(&lines.collect::<String>());
}

#[test]
fn every_cell_of_the_catalog_has_an_expectation() {
    let catalog = pagelock_worker::catalog();
    assert_eq!((catalog.scenarios.len(), catalog.listings.len(), catalog.rows.len()), (54, 24, 65));
    for row in &catalog.rows {
        let listings: Vec<&str> = row.expect.iter().map(|(listing, _)| listing.as_str()).collect();
        let all: Vec<&str> = catalog.listings.iter().map(|listing| listing.name.as_str()).collect();
        assert_eq!(listings, all, "{}", row.label);
    }
}

#[test]
fn a_replayed_counterexample_ends_in_its_deadlock() {
    let setup = setup("write-vs-mlock", "2.6.20", &[]);
    let report = report(setup.clone(), LimitsView::default());
    let (trace, window) = run(RequestBody::Replay { setup, schedule: report.schedule.clone(), look: 0 });
    // A run of few tasks is in its window as a whole.
    assert_eq!((window.from, window.states.len()), (0, report.schedule.len() + 1));
    assert_eq!((trace.schedule.len(), trace.steps.len()), (report.schedule.len(), report.schedule.len()));
    let end = window.states.last().unwrap().end.clone().unwrap();
    assert_eq!((end.verdict, end.kind.as_str()), (VerdictView::Deadlock, "through mmap_sem"));
    assert_eq!((end.notation.as_str(), report.notation.as_str()), ("2,6;b,f", "2,6;b,f"));
    expect![[r#"
        [
            "T waits for mmap_sem of m (read), held by M.",
            "M waits for the lock of x:0, held by T.",
        ]
    "#]]
    .assert_debug_eq(&end.explanation);
}

/// The evidence of each end of a scenario under a listing, by its words; where the words come twice, of the nearest.
fn ends(scenario: &str, listing: &str) -> Vec<(String, Vec<String>)> {
    let report = report(setup(scenario, listing, &[]), LimitsView::default());
    assert_eq!(
        report.outcomes.iter().map(|(_, n)| n).sum::<u64>(),
        report.ends.iter().map(|e| e.count).sum::<u64>()
    );
    report.ends.into_iter().map(|end| (end.words, end.evidence)).collect()
}

fn check_ends(scenario: &str, listing: &str, expected: &[(&str, &[&str])]) {
    let found = ends(scenario, listing);
    let found: Vec<(&str, Vec<&str>)> = found
        .iter()
        .map(|(words, evidence)| (words.as_str(), evidence.iter().map(String::as_str).collect()))
        .collect();
    let expected: Vec<(&str, Vec<&str>)> =
        expected.iter().map(|(words, evidence)| (*words, evidence.to_vec())).collect();
    assert_eq!(found, expected, "{scenario} under {listing}");
}

#[test]
fn every_end_comes_with_what_shows_it() {
    // 2.6.20 commits what the copy has cleared: the whole page, which is two sectors.
    let zeroes = |sector| format!("sector {sector} of a:0 holds zeroes that nobody wrote");
    let efault = "T: write(a, 0, src, 1 page) returned -EFAULT";
    check_ends("bad-buffer", "2.6.20", &[("zeroes + efault", &[&zeroes(0), &zeroes(1), efault])]);
    check_ends("bad-buffer", "pin-source", &[("efault", &[efault])]);
    // A page is two sectors, and R sees either what was there or what T wrote, except between the two commits.
    let write = "T: write(x, 0, src, 1 page) returned 2 of 2 sectors";
    let read = "R: read(x, 0, 1 page) returned 2 of 2 sectors";
    let transient: &[&str] = &["R read zeroes that nobody wrote", write, read];
    check_ends(
        "zero-and-commit-reader",
        "zero-and-commit",
        &[("transient zeroes", transient), ("ok", &[write, read])],
    );
    let own = "T waits for the lock of a:0, which it holds itself.";
    let returned = "T: write(a, 0, src, 1 page) returned 2 of 2 sectors";
    check_ends("same-page", "2.6.20", &[("deadlock (self)", &[own]), ("ok", &[returned])]);
}

#[test]
fn tasks_that_are_alike_share_a_sentence_and_no_end_is_told_twice() {
    let all = "W1, W2, W3, W4: write(dst, 0, src, 1 page) returned 2 of 2 sectors";
    check_ends("kmap-pool", "2.6.20", &[("ok", &[all])]);
    for listing in ["2.6.20", "write-begin", "zero-length-commit", "pin-source"] {
        let mut seen = Vec::new();
        for end in ends("source-read-error", listing) {
            assert!(!seen.contains(&end), "{listing}: {end:?} is told twice");
            seen.push(end);
        }
    }
}

#[test]
fn the_mails_three_deadlocks_come_out_in_its_notation() {
    for (scenario, notation) in
        [("same-page", "2,8"), ("abba-two-files", "2,8;2,8"), ("write-vs-mlock", "2,6;b,f")]
    {
        for listing in ["2.6.20", "2.6.23"] {
            assert_eq!(
                report(setup(scenario, listing, &[]), LimitsView::default()).notation,
                notation,
                "{scenario}"
            );
        }
    }
}

#[test]
fn a_schedule_is_followed_as_far_as_it_is_legal() {
    let setup = setup("bad-buffer", "2.6.20", &[]);
    let trace = trace(RequestBody::Replay { setup, schedule: vec![0, 0, 9, 0], look: 4 });
    assert_eq!((trace.schedule, trace.asked), (vec![0, 0], 4));
}

#[test]
fn equal_seeds_give_equal_runs_to_the_end() {
    let random = |seed| {
        let setup = setup("abba-two-files", "2.6.20", &[]);
        run(RequestBody::Random { setup, schedule: vec![1], seed, steps_max: 10_000 })
    };
    assert_eq!(random(5), random(5));
    assert_ne!(random(5).0.schedule, random(6).0.schedule);
    assert_eq!(random(5).0.schedule[0], 1);
    assert!(random(5).1.states.last().unwrap().end.is_some());
}

#[test]
fn taking_turns_leaves_the_environment_alone() {
    let setup = setup("abba-two-files", "2.6.20", &[]);
    let (trace, window) = run(RequestBody::RoundRobin { setup, schedule: Vec::new(), steps_max: 10_000 });
    let last = window.states.last().unwrap();
    assert_eq!(last.end.as_ref().unwrap().verdict, VerdictView::Ok);
    let actor = trace.course.stand(trace.tasks.len() - 1, trace.steps.len()).unwrap();
    assert_eq!(actor.status, TaskStatusView::Idle);
    assert_eq!(last.budgets[0].left, 2);
}

#[test]
fn a_search_reports_progress_before_its_report_and_limits_in_it() {
    let body = |states_max| RequestBody::Search {
        setup: setup("abba-two-files", "pin-source", &[]),
        limits: LimitsView { states_max, ..LimitsView::default() },
    };
    let all = replies(body(4_000_000));
    assert!(
        all.len() > 2 && all[..all.len() - 1].iter().all(|reply| matches!(reply, ReplyBody::Progress(_)))
    );
    let Some(ReplyBody::Report(bounded)) = replies(body(1000)).pop() else {
        panic!("a search ends in a report")
    };
    assert_eq!(bounded.verdict, VerdictView::Unknown);
    assert!(matches!(&bounded.coverage, CoverageView::Bounded { limit: LimitView::States, .. }));
}

/// A port that lets a search rest so many times and then stops it.
struct Impatient {
    rests: u32,
    replies: Vec<ReplyBody>,
}

impl Port for Impatient {
    fn send(&mut self, reply: Reply) {
        self.replies.push(reply.body);
    }

    async fn rest(&mut self) -> Rest {
        self.rests = self.rests.saturating_sub(1);
        if self.rests == 0 { Rest::Stop } else { Rest::GoOn }
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

/// The report of a search that is stopped at its rest of this number.
fn stopped(setup: Setup, limits: LimitsView, rests: u32) -> ReportView {
    let mut port = Impatient { rests, replies: Vec::new() };
    let request = Request { id: 7, body: RequestBody::Search { setup, limits } };
    let polled = pin!(serve_at(request, &mut port)).poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_ready(), "this port does not make anybody wait");
    match port.replies.as_slice() {
        [ReplyBody::Report(report)] => (**report).clone(),
        other => panic!("a stopped search is answered with one report, not {other:?}"),
    }
}

#[test]
fn a_stopped_search_reports_what_it_has_found() {
    let off = SwitchView::Off;
    let whole = LimitsView { symmetry: off, partial_order: off, ..LimitsView::default() };
    let setup = || setup("abba-two-files", "2.6.20", &[]);
    let all = report(setup(), whole);
    let is_cancelled = |report: &ReportView| {
        matches!(report.coverage, CoverageView::Bounded { limit: LimitView::Cancelled, frontier: 1.. })
    };
    // Breadth-first, it has not come to the end of any run after a first slice.
    let early = stopped(setup(), whole, 1);
    assert!(is_cancelled(&early), "{:?}", early.coverage);
    assert_eq!((early.verdict, early.ends.len()), (VerdictView::Unknown, 0));
    // The nearest deadlock is 68 steps away, and the graph 86 steps deep; it has 99,899 states.
    let late = (1..).map(|rests| stopped(setup(), whole, rests));
    let late = late.take_while(is_cancelled).find(|report| report.verdict == VerdictView::Deadlock);
    let late = late.expect("it is found before everything has been searched");
    assert_eq!((late.schedule.len(), &late.notation), (all.schedule.len(), &all.notation));
    assert!(late.states < all.states);
}

#[test]
fn reductions_can_be_switched_off_one_by_one() {
    let (on, off) = (SwitchView::On, SwitchView::Off);
    let states = |symmetry, partial_order| {
        let limits = LimitsView { symmetry, partial_order, ..LimitsView::default() };
        report(setup("kmap-pool", "2.6.20", &[]), limits).states
    };
    // Four writers that meet nobody: all steps of one are one move that is enough, so it is made at once; one writer
    // after the other, whether they have names or not.
    assert_eq!((states(on, on), states(off, on)), (5, 5));
    // Counted only, they still make their steps in every order, in which it makes no difference who is who.
    assert!(states(on, off) < states(off, off) && states(on, off) > 5);
}

#[test]
fn mistakes_are_answered_with_all_their_places() {
    let bad = Setup {
        scenario: Source::Text { name: "mine".into(), text: "title = 3".into() },
        listing: Source::Text { name: "my".into(), text: "kernel \"my\": \"x\";\nint f( {".into() },
        options: Vec::new(),
    };
    let replies = replies(RequestBody::Replay { setup: bad, schedule: Vec::new(), look: 0 });
    let [ReplyBody::Invalid(diagnostics)] = replies.as_slice() else { panic!("{replies:?}") };
    let places: Vec<String> =
        diagnostics.iter().map(|d| format!("{} {}:{}:{}", d.code, d.file, d.line, d.column)).collect();
    expect![[r#"
        [
            "PL0201 my:2:8",
            "PL0502 mine:1:9",
        ]
    "#]]
    .assert_debug_eq(&places);
}

/// Functions with what has become of them, and their lines with signs.
fn difference(listing: Source) -> String {
    let replies = replies(RequestBody::Difference { listing });
    let [ReplyBody::Difference(Some(diff))] = replies.as_slice() else { panic!("{replies:?}") };
    let line = |line: &DiffLineView| match line {
        DiffLineView::Same { old, new, text } => format!("{old:>3} {new:>3}   {text}\n"),
        DiffLineView::Removed { old, text } => format!("{old:>3}     - {text}\n"),
        DiffLineView::Added { new, text } => format!("    {new:>3} + {text}\n"),
    };
    let function = |function: &FunctionDiffView| {
        let lines = function.lines.iter().map(line).collect::<String>();
        format!("{}: {:?}\n{lines}", function.name, function.change)
    };
    let functions = diff.functions.iter().map(function).collect::<String>();
    format!("{} against {}\n{functions}", diff.listing, diff.base)
}

#[test]
fn a_listing_is_compared_with_the_one_it_starts_from() {
    expect![[r#"
        pin-source-atomic against pin-source
        copy_pinned: Changed
         93   3   void copy_pinned(page page, int offset, page src_page, int src_offset, int bytes) {
         94     -         kmap(src_page);
         95     -         kmap(page);
              4 +         kmap_atomic(src_page, KM_USER0);
              5 +         kmap_atomic(page, KM_USER1);
         96   6           memcpy_page(page, offset, src_page, src_offset, bytes);
         97     -         kunmap(page);
         98     -         kunmap(src_page);
              7 +         kunmap_atomic(page, KM_USER1);
              8 +         kunmap_atomic(src_page, KM_USER0);
         99   9   }
    "#]]
    .assert_eq(&difference(Source::Builtin("pin-source-atomic".into())));
}

#[test]
fn an_edited_listing_is_compared_with_its_base_or_with_its_built_in_text() {
    let text =
        "kernel \"mine\" from \"pin-source-atomic\": \"x\";\n\nint spare(int n) {\n        return n;\n}\n";
    expect![[r#"
        mine against pin-source-atomic
        spare: Added
              3 + int spare(int n) {
              4 +         return n;
              5 + }
    "#]]
    .assert_eq(&difference(Source::Text { name: "mine".into(), text: text.into() }));
    let builtin = pagelock_worker::catalog().listings.into_iter().find(|info| info.name == "2.6.20").unwrap();
    let text = builtin.text.replacen("        status = 0;\n", "        status = -EFAULT;\n", 1);
    let diff = difference(Source::Text { name: "2.6.20".into(), text });
    assert!(diff.starts_with("2.6.20 against 2.6.20\ngeneric_file_buffered_write: Changed\n"), "{diff}");
    let signed = |sign: &str| diff.lines().filter(|line| line.get(7..10) == Some(sign)).collect::<Vec<_>>();
    expect![[r#"
        [
            [
                " 11     -         status = 0;",
            ],
            [
                "     11 +         status = -EFAULT;",
            ],
        ]
    "#]]
    .assert_debug_eq(&[signed(" - "), signed(" + ")]);
}

#[test]
fn a_listing_on_its_own_changes_nothing_and_a_wrong_one_is_refused() {
    let ask = |listing| replies(RequestBody::Difference { listing });
    assert_eq!(ask(Source::Builtin("2.6.20".into())), [ReplyBody::Difference(None)]);
    let wrong = Source::Text { name: "my".into(), text: "kernel \"my\": \"x\";\nint f( {".into() };
    assert!(matches!(ask(wrong).as_slice(), [ReplyBody::Invalid(mistakes)] if mistakes[0].line == 2));
}
