//! What can still be saved, as the page is told: along runs, with the graph kept, and stopped.
#![cfg(not(target_arch = "wasm32"))]

#[expect(dead_code, reason = "other tests search with it")]
mod shared;

use std::future::{Future, ready};
use std::time::Duration;

use pagelock_protocol::message::{LimitsView, Reply, ReplyBody, Request, RequestBody, Setup};
use pagelock_protocol::view::{
    BasisView, CoverageView, LimitView, OutlookView, ProspectsView, ShareView, VerdictView,
};
use pagelock_worker::{Port, Rest, Searches, at_once, serve_by};
use shared::setup;

/// Takes replies, and says so often that it goes on before it has had enough.
struct Ear {
    replies: Vec<ReplyBody>,
    patience: u32,
}

impl Port for Ear {
    fn send(&mut self, reply: Reply) {
        self.replies.push(reply.body);
    }

    fn rest(&mut self) -> impl Future<Output = Rest> {
        let goes_on = self.patience > 0;
        self.patience = self.patience.saturating_sub(1);
        ready(if goes_on { Rest::Tell { millis: 1 } } else { Rest::Stop })
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

fn ask(
    searches: &Searches,
    setup: Setup,
    schedule: &[u16],
    limits: LimitsView,
    patience: u32,
) -> (usize, ProspectsView) {
    let mut ear = Ear { replies: Vec::new(), patience };
    let body = RequestBody::Prospects { setup, schedule: schedule.to_vec(), limits };
    at_once(serve_by(searches, Request { id: 1, body }, &mut ear));
    let news = ear.replies.len() - 1;
    match ear.replies.pop() {
        Some(ReplyBody::Prospects(view)) => (news, *view),
        other => panic!("it is answered with prospects, not {other:?}"),
    }
}

fn pool() -> Setup {
    setup("kmap-pool", "pin-source", &[("tasks", "2"), ("pkmap_slots", "2")])
}

#[test]
fn every_state_and_every_choice_of_a_run_is_judged() {
    let schedule = [vec![0; 13], vec![1; 13]].concat();
    let (_, view) = ask(&Searches::default(), pool(), &schedule, LimitsView::default(), u32::MAX);
    assert_eq!((view.coverage.clone(), view.run.len()), (CoverageView::Exhaustive, 27));
    assert_eq!(view.point_of_no_return(), Some(26), "both have their first slot");
    // W1 and W2 can move before, and nobody at the end.
    assert!(view.run[..26].iter().all(|state| state.choices.len() == 2));
    assert!(view.run[26].choices.is_empty());
    let last = &view.run[25];
    assert_eq!(last.here.worst, VerdictView::Deadlock);
    assert_eq!((last.here.steps_to_deadlock, last.here.steps_to_ok), (Some(1), Some(10 + 11)));
    let outlooks: Vec<OutlookView> = last.choices.iter().map(|after| after.outlook).collect();
    assert_eq!(outlooks, [OutlookView::ReachesOk, OutlookView::Doomed]);
    let Some(fewest) = &view.fewest else { panic!("there is a deadlock") };
    assert_eq!((fewest.switches, &fewest.schedule), (1, &schedule));
    // C(26, 13) of them; `lang/tests/prospects.rs` has the rest.
    assert!(matches!(&view.share, ShareView::Counted { deadlock, .. } if deadlock == "10400600"));
}

#[test]
fn the_graph_is_kept_while_the_setup_is_the_same() {
    let kept = Searches::default();
    let limits = LimitsView::default();
    let writers = || setup("kmap-pool", "2.6.20", &[("tasks", "3")]);
    let (news, first) = ask(&kept, writers(), &[], limits, u32::MAX);
    assert!(news > 0, "a search of 1,728 states has a rest");
    let (news, second) = ask(&kept, writers(), &[0, 1], limits, 0);
    assert_eq!((news, second.run.len(), second.states), (0, 3, first.states));
    // More may be searched now, but everything is known.
    let more = LimitsView { states_max: 8_000_000, ..limits };
    assert_eq!(ask(&kept, writers(), &[0], more, 0).1.coverage, CoverageView::Exhaustive);
    let (_, other) = ask(&kept, setup("same-page", "2.6.20", &[]), &[], limits, u32::MAX);
    assert_ne!(other.states, first.states);
    let (news, again) = ask(&kept, writers(), &[0, 1], limits, u32::MAX);
    assert!(news > 0, "only the last one is kept");
    assert_eq!(again, second);
}

#[test]
fn a_limit_is_told_and_lifted_by_a_larger_one() {
    let kept = Searches::default();
    let few = LimitsView { states_max: 100, ..LimitsView::default() };
    // Two tasks that are not alike: nothing can be counted.
    let abba = || setup("abba-no-reclaim", "btrfs-2.6.37", &[]);
    let (_, view) = ask(&kept, abba(), &[0], few, u32::MAX);
    assert!(matches!(view.coverage, CoverageView::Bounded { limit: LimitView::States, frontier: 1.. }));
    assert_eq!((view.run[0].here.outlook, &view.share), (OutlookView::Unknown, &ShareView::Unseen));
    let (_, view) = ask(&kept, abba(), &[0], LimitsView::default(), u32::MAX);
    assert_eq!((view.coverage, view.run[0].here.outlook), (CoverageView::Exhaustive, OutlookView::MayFail));
}

#[test]
fn a_search_that_is_stopped_says_what_it_has_found_and_is_not_begun_again() {
    let kept = Searches::default();
    let limits = LimitsView::default();
    let four = || setup("kmap-pool", "pin-source", &[]);
    let (_, stopped) = ask(&kept, four(), &[], limits, 1);
    assert!(matches!(stopped.coverage, CoverageView::Bounded { limit: LimitView::Cancelled, .. }));
    assert_eq!(stopped.run[0].here.outlook, OutlookView::Unknown);
    let (news, again) = ask(&kept, four(), &[0], limits, u32::MAX);
    assert_eq!((news, again.states), (0, stopped.states));
}

/// 32 writers and 32 slots: each writer stands in one of few places, so counting them is a small search.
#[test]
fn many_tasks_that_are_alike_are_judged_by_counting_them() {
    let kept = Searches::default();
    let many = || setup("kmap-pool", "pin-source", &[("tasks", "32"), ("pkmap_slots", "32")]);
    let few = LimitsView { states_max: 5_000, ..LimitsView::default() };
    let all_but_one: Vec<u16> = (0..31).flat_map(|writer| [writer; 13]).chain([31; 12]).collect();
    let (_, view) = ask(&kept, many(), &all_but_one, few, u32::MAX);
    assert!(matches!(view.basis, BasisView::Counted { states: 100..5_000 }));
    assert!(matches!(view.coverage, CoverageView::Bounded { .. }));
    let last = view.run.last().expect("it has a last state");
    assert_eq!((last.here.outlook, last.here.worst), (OutlookView::MayFail, VerdictView::Deadlock));
    // Any of the 31 that takes the last slot finishes, and 31 writers cannot fill 32 slots. If the last writer takes
    // it, everybody waits.
    let outlooks: Vec<OutlookView> = last.choices.iter().map(|after| after.outlook).collect();
    assert_eq!(outlooks[31], OutlookView::Doomed);
    assert!(outlooks[..31].iter().all(|&outlook| outlook == OutlookView::ReachesOk));
    let doomed = [all_but_one, vec![31]].concat();
    let (news, view) = ask(&kept, many(), &doomed, few, u32::MAX);
    assert_eq!((news, view.point_of_no_return()), (0, Some(32 * 13)));
}

#[test]
fn hundreds_of_tasks_are_not_known_and_answered_all_the_same() {
    let many = setup("kmap-pool", "pin-source", &[("tasks", "512"), ("pkmap_slots", "512")]);
    let few = LimitsView { states_max: 3_000, ..LimitsView::default() };
    let schedule: Vec<u16> = (0..512).collect();
    let (_, view) = ask(&Searches::default(), many, &schedule, few, u32::MAX);
    assert_eq!(view.run.len(), 513);
    assert!(view.run.iter().all(|state| state.here.outlook == OutlookView::Unknown));
    let last = view.run.last().expect("it has a last state");
    assert!(
        last.choices.is_empty(),
        "nothing is known of a state that was not seen, so nobody looks at its choices"
    );
}

/// `lang/tests/levels.rs` derives the pars of the levels.
#[test]
fn a_level_has_its_par_and_a_scenario_without_a_goal_has_none() {
    let par = |setup| ask(&Searches::default(), setup, &[], LimitsView::default(), u32::MAX).1.par;
    let levels = pagelock_worker::catalog().levels;
    let pars = levels.iter().map(|level| par(setup(&level.scenario.name, &level.goal.kernel, &[])));
    assert_eq!(pars.collect::<Vec<_>>(), [2, 3, 4, 5, 2, 3].map(Some));
    assert_eq!(par(pool()), None);
    // Not every state was seen: there might be a better game.
    let few = LimitsView { states_max: 2_000, ..LimitsView::default() };
    let (_, view) = ask(&Searches::default(), setup("pool", "pin-source", &[]), &[], few, u32::MAX);
    assert_eq!(view.par, None);
}

#[test]
fn a_run_says_what_it_is_played_for_and_where_the_game_begins() {
    let body = RequestBody::Replay { setup: setup("pool", "pin-source", &[]), schedule: Vec::new(), look: 0 };
    let Some(ReplyBody::Trace(trace, _)) = shared::replies(body).pop() else { panic!("a run is a trace") };
    let goal = trace.goal.expect("it is a level");
    // W1, W2 and W3 are the first, second and third who can move.
    assert_eq!(goal.start, [vec![0; 13], vec![1; 13], vec![2; 12]].concat());
    let catalog = pagelock_worker::catalog();
    assert_eq!(catalog.level("pool").map(|(level, next)| (&level.goal, next)), Some((&goal, None)));
}
