//! What can still be saved: asked about the run that is shown, once, and again when that or the limits have changed.

use pagelock_protocol::message::{LimitsView, ReplyBody, RequestBody};
use pagelock_protocol::view::{
    BasisView, CoverageView, CrossroadsView, FewestView, LimitView, OutlookView, ProspectView, ProspectsView,
    ShareView,
};

use super::*;
use crate::model::prospects::{Judging, ProspectsAction};

/// The schedule and the states that are asked about.
fn question(model: &Model) -> Option<(Vec<u16>, LimitsView)> {
    let body = &model.judge.flight.as_ref()?.request.body;
    let RequestBody::Prospects { schedule, limits, .. } = body else { panic!("the judge is asked {body:?}") };
    Some((schedule.clone(), *limits))
}

fn schedule_asked(model: &Model) -> Option<Vec<u16>> {
    question(model).map(|(schedule, _)| schedule)
}

/// The first `doomed` states of the run may fail, the others are doomed; each has two choices.
fn prospects(states: usize, doomed: usize, coverage: CoverageView) -> ProspectsView {
    let prospect = |outlook| ProspectView { outlook, ..ProspectView::UNKNOWN };
    let state = |at: usize| {
        let outlook = if at < doomed { OutlookView::MayFail } else { OutlookView::Doomed };
        CrossroadsView { here: prospect(outlook), choices: vec![prospect(OutlookView::ReachesOk); 2] }
    };
    ProspectsView {
        coverage,
        states: 9,
        basis: BasisView::Named,
        share: ShareView::Unseen,
        par: None,
        fewest: Some(FewestView { switches: 1, schedule: vec![0, 0, 1] }),
        run: (0..states).map(state).collect(),
    }
}

fn judged(model: &mut Model, states: usize, doomed: usize) {
    ready(model, EngineName::Judge);
    let view = prospects(states, doomed, CoverageView::Exhaustive);
    answer(model, EngineName::Judge, ReplyBody::Prospects(Box::new(view)));
}

fn here(model: &Model) -> Option<OutlookView> {
    let scene = model.scene.as_ref()?;
    Some(scene.crossroads(scene.cursor)?.here.outlook)
}

/// A model with a run of two steps, whose search has ended.
fn searched() -> Model {
    let mut model = running(&[0, 1]);
    reports(&mut model, VerdictView::Deadlock);
    model
}

#[test]
fn the_run_that_is_shown_is_judged_after_the_search_and_once() {
    let mut model = opened("#1/abba/2.6.20/-/ab@2");
    shows(&mut model, &[0, 1]);
    assert_eq!(schedule_asked(&model), None, "the verdict comes first");
    reports(&mut model, VerdictView::Deadlock);
    assert_eq!(schedule_asked(&model), Some(vec![0, 1]));
    judged(&mut model, 3, 2);
    assert_eq!((schedule_asked(&model), here(&model)), (None, Some(OutlookView::Doomed)));
    model.apply(Action::Go(Move::First));
    assert_eq!((schedule_asked(&model), here(&model)), (None, Some(OutlookView::MayFail)));
    let scene = model.scene.as_ref().unwrap();
    assert_eq!(scene.choice_prospects().len(), 2);
    assert_eq!(scene.run_prospects().and_then(|view| view.point_of_no_return()), Some(2));
}

#[test]
fn a_long_search_is_not_waited_for() {
    let mut model = opened("#1/abba/2.6.20/-/ab@2");
    shows(&mut model, &[0, 1]);
    ready(&mut model, EngineName::Search);
    answer(&mut model, EngineName::Search, ReplyBody::Progress(PROGRESS));
    assert_eq!(schedule_asked(&model), Some(vec![0, 1]));
}

#[test]
fn undoing_needs_no_new_answer_and_another_step_does() {
    let mut model = searched();
    judged(&mut model, 3, 2);
    model.apply(Action::Undo);
    assert_eq!((schedule_asked(&model), here(&model)), (None, Some(OutlookView::MayFail)));
    model.apply(Action::Take(0));
    shows(&mut model, &[0, 0]);
    assert_eq!((schedule_asked(&model), here(&model)), (Some(vec![0, 0]), None), "it was about another run");
    let scene = model.scene.as_ref().unwrap();
    assert!(scene.crossroads(1).is_some(), "up to the step that is other it is the same run");
    assert!(scene.run_prospects().is_none());
}

#[test]
fn another_setup_is_judged_anew() {
    let mut model = searched();
    judged(&mut model, 3, 2);
    model.apply(Action::PickListing("pin-source".into()));
    assert!(model.scene.as_ref().unwrap().judgement.view().is_none());
    shows(&mut model, &[]);
    assert_eq!(schedule_asked(&model), Some(Vec::new()));
    // What comes for the old setup is not shown.
    model.apply(Action::PickListing("2.6.20".into()));
    assert_eq!(schedule_asked(&model), None);
}

#[test]
fn more_is_searched_only_if_the_visitor_says_so() {
    let mut model = searched();
    ready(&mut model, EngineName::Judge);
    let (_, unasked) = question(&model).unwrap();
    let coverage = CoverageView::Bounded { limit: LimitView::States, frontier: 7 };
    answer(&mut model, EngineName::Judge, ReplyBody::Prospects(Box::new(prospects(3, 3, coverage))));
    assert_eq!(schedule_asked(&model), None);
    model.apply(Action::Prospects(ProspectsAction::Further));
    let (_, first) = question(&model).unwrap();
    assert_eq!(first.states_max, LimitsView::default().states_max, "what a search may use");
    assert!(first.states_max > unasked.states_max && first.memory_max > unasked.memory_max);
    assert_eq!(model.judging(), Judging::At(None));
    answer(&mut model, EngineName::Judge, ReplyBody::Progress(PROGRESS));
    model.apply(Action::CancelSearch);
    assert_eq!(model.judging(), Judging::Ending);
    judged(&mut model, 3, 3);
    assert_eq!(model.judging(), Judging::Not);
    model.apply(Action::Prospects(ProspectsAction::Further));
    assert_eq!(question(&model).unwrap().1.states_max, 4 * first.states_max);
}

#[test]
fn the_run_with_the_fewest_switches_is_shown() {
    let mut model = searched();
    judged(&mut model, 3, 2);
    model.apply(Action::Prospects(ProspectsAction::ShowFewest));
    assert_eq!(asked(&model), Some(vec![0, 0, 1]));
}

#[test]
fn a_judge_that_dies_alarms_nobody_and_is_not_asked_again() {
    let mut model = searched();
    ready(&mut model, EngineName::Judge);
    let crash = |model: &mut Model| {
        let generation = model.judge.generation;
        model.apply(Action::Crashed { engine: EngineName::Judge, generation, text: "out of memory".into() });
        model.judge.generation - generation
    };
    assert_eq!(crash(&mut model), 1, "another one is there for the next question");
    let died = |model: &Model| model.scene.as_ref().unwrap().judgement.died.is_some();
    assert_eq!((died(&model), schedule_asked(&model), model.failure.is_none()), (true, None, true));
    assert_eq!(crash(&mut model), 0, "one that cannot even start is not started for ever");
    model.apply(Action::Prospects(ProspectsAction::Further));
    assert_eq!((died(&model), schedule_asked(&model)), (false, Some(vec![0, 1])));
}

#[test]
fn a_judge_that_does_not_answer_is_replaced() {
    let mut model = searched();
    ready(&mut model, EngineName::Judge);
    model.apply(Action::Prospects(ProspectsAction::Cancel));
    let generation = model.judge.generation;
    model.apply(Action::CancelOverdue { engine: EngineName::Judge, generation });
    assert_eq!((model.judging(), model.judge.generation), (Judging::Not, generation + 1));
    assert!(model.scene.as_ref().unwrap().judgement.died.is_some());
}
