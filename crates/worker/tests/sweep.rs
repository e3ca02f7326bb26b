//! Sweeps natively: what the page is told, in which order, and what a sweep that is stopped or limited says.
//!
//! Thresholds are those of facts 5.3: a deadlock iff N(k-1) >= P - h, with k = 2 for a write of the patch.

use std::time::Duration;

use expect_test::{Expect, expect};
use pagelock_protocol::message::{LimitsView, Reply, ReplyBody, Request, RequestBody, Setup};
use pagelock_protocol::view::{SweepChangeView, SweepPointView};
use pagelock_worker::{Port, Rest, at_once, serve_at};

use crate::shared::{self, replies, setup};

fn ask(setup: Setup, key: &str, (first, last): (u32, u32), limits: LimitsView) -> RequestBody {
    RequestBody::Sweep { setup, key: key.to_owned(), first, last, limits }
}

fn point(point: &SweepPointView) -> String {
    let kind = if point.kind.is_empty() { String::new() } else { format!(" ({})", point.kind) };
    format!("{} {:?}{kind}, {:?}", point.value, point.verdict, point.coverage)
}

fn changes(changes: &[SweepChangeView]) -> String {
    let change =
        |c: &SweepChangeView| format!("    {}{}\n", c.words, if c.is_certified { "" } else { ", open" });
    changes.iter().map(change).collect()
}

/// The replies in short, without how long a search is and what it takes.
fn check(replies: &[ReplyBody], expected: &Expect) {
    let short = |reply: &ReplyBody| match reply {
        ReplyBody::Progress(_) => String::new(),
        ReplyBody::SweepPoint { point: p, changes: c } => format!("{}\n{}", point(p), changes(c)),
        ReplyBody::Swept(end) => {
            let monotone = if end.is_monotone { "monotone" } else { "not monotone" };
            let head = format!("{}\nthreshold {:?}, {monotone}\n", end.headline, end.threshold);
            format!("{head}{}{}\n", changes(&end.changes), end.remarks.join("\n"))
        }
        ReplyBody::Invalid(problems) => problems.iter().map(|problem| problem.rendered.clone()).collect(),
        ReplyBody::Ready { .. }
        | ReplyBody::Catalog(_)
        | ReplyBody::Costs(_)
        | ReplyBody::Difference(_)
        | ReplyBody::Trace(..)
        | ReplyBody::Window(_)
        | ReplyBody::NoWay(_)
        | ReplyBody::Export(_)
        | ReplyBody::Frontier(_)
        | ReplyBody::Order(_)
        | ReplyBody::Mail(_)
        | ReplyBody::Packed(_)
        | ReplyBody::Unpacked(_)
        | ReplyBody::Prospects(_)
        | ReplyBody::Report(_)
        | ReplyBody::Failed(_) => panic!("no reply to a sweep: {reply:?}"),
    };
    expected.assert_eq(&replies.iter().map(short).collect::<String>());
}

/// P = 4, h = 0: from four tasks on.
#[test]
fn every_point_is_told_with_the_changes_so_far_and_then_the_end() {
    let pool = setup("kmap-pool", "pin-source", &[("tasks", "7")]);
    check(
        &replies(ask(pool, "tasks", (1, 8), LimitsView::default())),
        &expect![[r#"
            1 Ok, Exhaustive
            8 Deadlock (pool), Exhaustive
                1: ok, exhaustive; 8: deadlock (pool), open
            2 Ok, Exhaustive
                2: ok, exhaustive; 8: deadlock (pool), open
            4 Deadlock (pool), Exhaustive
                2: ok, exhaustive; 4: deadlock (pool), open
            3 Ok, Exhaustive
                3: ok, exhaustive; 4: deadlock (pool)
            The threshold is tasks = 4.
            threshold Some(4), monotone
                3: ok, exhaustive; 4: deadlock (pool)
            5 of 8 values were searched.
        "#]],
    );
}

/// Every point is a search like any other, with all reductions.
#[test]
fn a_point_says_what_a_search_says() {
    let pool = |tasks: &str| setup("kmap-pool", "pin-source", &[("tasks", tasks)]);
    let all = replies(ask(pool("1"), "tasks", (3, 4), LimitsView::default()));
    for (reply, tasks) in all.iter().zip(["3", "4"]) {
        let ReplyBody::SweepPoint { point, .. } = reply else { panic!("{reply:?}") };
        let report = shared::report(pool(tasks), LimitsView::default());
        assert_eq!(
            (point.verdict, &point.kind, &point.coverage, point.states, point.transitions, point.depth),
            (report.verdict, &report.kind, &report.coverage, report.states, report.transitions, report.depth)
        );
        assert!(point.memory > 0);
    }
}

/// Where the source is shared by all, P = 2 slots are enough for any number; they are not for one source of one's own.
#[test]
fn a_sweep_without_a_change_and_one_downwards() {
    let sources = setup("pool-one-source", "pin-source", &[("sharers", "0"), ("tasks", "1")]);
    check(
        &replies(ask(sources, "pkmap_slots", (2, 3), LimitsView::default())),
        &expect![[r#"
            2 Ok, Exhaustive
            3 Ok, Exhaustive
            No threshold: ok at every value that is decided.
            threshold None, monotone
            2 of 2 values were searched.
        "#]],
    );
    // N - M sources of one's own and a shared one: 3 - M + 1 >= 2 until M is 3.
    let sources = setup("pool-one-source", "pin-source", &[]);
    check(
        &replies(ask(sources, "sharers", (1, 3), LimitsView::default())),
        &expect![[r#"
            1 Deadlock (pool), Exhaustive
            3 Ok, Exhaustive
                1: deadlock (pool); 3: ok, exhaustive, open
            2 Deadlock (pool), Exhaustive
                2: deadlock (pool); 3: ok, exhaustive
            The threshold is sharers = 3.
            threshold Some(3), monotone
                2: deadlock (pool); 3: ok, exhaustive
            3 of 3 values were searched.
        "#]],
    );
}

/// A pool of 32 needs hundreds of states for 16 tasks or more, and next to none for a single one.
#[test]
fn what_a_limit_stopped_is_undecided() {
    let limits = LimitsView { states_max: 60, ..LimitsView::default() };
    let pool = setup("kmap-pool", "pin-source", &[("pkmap_slots", "32")]);
    let all = replies(ask(pool, "tasks", (16, 31), limits));
    check(
        &all[all.len() - 1..],
        &expect![[r#"
            No threshold: a limit stopped every search.
            threshold None, monotone
            A limit stopped the search at 16, 31: nothing is certain there.
            2 of 16 values were searched.
        "#]],
    );
    let pool = setup("kmap-pool", "pin-source", &[("pkmap_slots", "32")]);
    let all = replies(ask(pool, "tasks", (1, 16), limits));
    let Some(ReplyBody::Swept(end)) = all.last() else { panic!("{all:?}") };
    assert_eq!(end.headline, "No threshold: ok at every value that is decided.");
    assert!(end.remarks[0].ends_with("16: nothing is certain there."), "{:?}", end.remarks);
}

#[test]
fn what_cannot_be_swept_is_told_before_anything_is_searched() {
    let wrong = |setup: Setup, key: &str, range| replies(ask(setup, key, range, LimitsView::default()));
    let pool = || setup("kmap-pool", "pin-source", &[]);
    let all = [
        wrong(pool(), "rwsem", (1, 2)),
        wrong(pool(), "tasks", (2, 1)),
        wrong(setup("pool-one-source", "pin-source", &[]), "sharers", (0, 4)),
        wrong(setup("kmap-pool", "pin-sauce", &[]), "tasks", (1, 2)),
    ];
    check(
        &all.concat(),
        &expect![[r#"
            error[PL0704]: `rwsem` cannot be swept: its values are words
             --> options
              = hint: set it to one of: fifo, reader-preferring
            error[PL0704]: there is no value from 2 to 1
             --> options
              = hint: the smaller end comes first, as in `1..512`
            error[PL0702]: `sharers` cannot be `4`
             --> options
              = hint: there are 3 `tasks` in all
            error[PL0302]: there is no listing `pin-sauce`
             --> options
              = hint: did you mean `pin-source`?
        "#]],
    );
}

/// A port that stops at its first rest.
struct Hasty(Vec<ReplyBody>);

impl Port for Hasty {
    fn send(&mut self, reply: Reply) {
        self.0.push(reply.body);
    }

    async fn rest(&mut self) -> Rest {
        Rest::Stop
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

/// The search of one task is over before it would rest; that of 64 is not.
#[test]
fn a_sweep_that_is_stopped_says_what_it_has_found() {
    let setup = setup("kmap-pool", "pin-source", &[("pkmap_slots", "64")]);
    let body = ask(setup, "tasks", (1, 64), LimitsView::default());
    let mut port = Hasty(Vec::new());
    at_once(serve_at(Request { id: 7, body }, &mut port));
    check(
        &port.0,
        &expect![[r#"
            1 Ok, Exhaustive
            No threshold yet: the sweep was stopped.
            threshold None, monotone
            1 of 64 values were searched.
        "#]],
    );
}
