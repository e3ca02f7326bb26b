//! Runs of which only some states are here.

use pagelock_protocol::message::{ReplyBody, RequestBody};
use pagelock_protocol::view::CutView;

use super::*;
use crate::words;

/// A model that shows a run of nine steps, with states 6 to 9 in full.
fn long() -> Model {
    let mut model = opened("#1/abba/2.6.20/-/a9@9");
    answers(&mut model, 6..=9);
    model.apply(Action::CancelSearch);
    model
}

fn answers(model: &mut Model, states: std::ops::RangeInclusive<usize>) {
    let (trace, window) = (fixtures::trace(&[0; 9]), fixtures::window(states));
    answer(model, EngineName::Step, ReplyBody::Trace(Box::new(trace), Box::new(window)));
}

fn shows_states(model: &mut Model, states: std::ops::RangeInclusive<usize>) {
    answer(model, EngineName::Step, ReplyBody::Window(Box::new(fixtures::window(states))));
}

/// The state that is asked for.
fn looks_at(model: &Model) -> Option<u32> {
    let RequestBody::Window { look, schedule, .. } = &model.step.flight.as_ref()?.request.body else {
        return None;
    };
    (*schedule == [0; 9]).then_some(*look)
}

fn is_here(model: &Model) -> Option<bool> {
    Some(model.scene.as_ref()?.sight()?.is_here())
}

/// Answers the question for the difference of the listing, which comes before a run is looked at further.
fn settled(mut model: Model) -> Model {
    if matches!(model.step.flight.as_ref().map(|flight| &flight.purpose), Some(Purpose::Difference { .. })) {
        answer(&mut model, EngineName::Step, ReplyBody::Difference(None));
    }
    model
}

#[test]
fn a_state_that_is_not_here_is_asked_for_when_it_is_looked_at() {
    let mut model = settled(long());
    model.apply(Action::Go(Move::To(2)));
    assert_eq!((looks_at(&model), is_here(&model)), (Some(2), Some(false)));
    shows_states(&mut model, 0..=5);
    assert_eq!((looks_at(&model), is_here(&model), cursor(&model)), (None, Some(true), 2));
}

#[test]
fn states_are_asked_for_before_the_cursor_comes_to_them() {
    let mut model = settled(long());
    assert_eq!(looks_at(&model), None, "three before the last one are here");
    model.apply(Action::Go(Move::Back));
    assert_eq!((looks_at(&model), is_here(&model)), (Some(8), Some(true)));
    shows_states(&mut model, 4..=9);
    assert_eq!((looks_at(&model), is_here(&model)), (None, Some(true)));
}

#[test]
fn one_look_at_a_time_and_the_last_place_of_the_cursor_counts() {
    let mut model = settled(long());
    model.apply(Action::Go(Move::To(2)));
    model.apply(Action::Go(Move::To(4)));
    assert_eq!(looks_at(&model), Some(2), "it is on its way");
    shows_states(&mut model, 0..=5);
    assert_eq!(looks_at(&model), Some(4));
    shows_states(&mut model, 1..=7);
    assert_eq!((looks_at(&model), is_here(&model)), (None, Some(true)));
}

#[test]
fn nothing_is_taken_from_a_state_that_is_not_here() {
    let mut model = settled(long());
    model.apply(Action::Go(Move::To(2)));
    model.apply(Action::Take(0));
    assert_eq!((asked(&model), looks_at(&model)), (None, Some(2)));
    shows_states(&mut model, 0..=5);
    model.apply(Action::Take(1));
    assert_eq!(asked(&model), Some(vec![0, 0, 1]));
}

#[test]
fn an_answer_without_the_state_is_a_failure_and_is_not_asked_for_again() {
    let mut model = settled(long());
    model.apply(Action::Go(Move::To(2)));
    shows_states(&mut model, 6..=9);
    assert!(model.failure.is_some() && model.step.flight.is_none());
}

#[test]
fn what_is_cut_off_is_forgotten_in_the_window_too() {
    let mut model = settled(long());
    model.apply(Action::Go(Move::Back));
    shows_states(&mut model, 4..=9);
    model.apply(Action::Undo);
    let scene = model.scene.as_ref().unwrap();
    assert_eq!((scene.len(), scene.window.states.len(), is_here(&model)), (7, 4, Some(true)));
}

#[test]
fn a_run_that_lacks_the_state_it_is_opened_at_is_refused() {
    let mut model = opened("#1/abba/2.6.20/-/a9@1");
    answers(&mut model, 6..=9);
    assert!(model.failure.is_some());
}

#[test]
fn a_schedule_that_is_not_legal_keeps_its_longest_legal_prefix() {
    let mut model = opened("#1/abba/2.6.20/-/abh@3");
    let mut trace = fixtures::trace(&[0, 1]);
    (trace.asked, trace.cut) = (3, CutView::Illegal);
    let body = ReplyBody::Trace(Box::new(trace), Box::new(fixtures::window(0..=2)));
    answer(&mut model, EngineName::Step, body);
    let trace = model.scene.as_ref().and_then(|scene| scene.trace.clone()).unwrap();
    let words = words::cut_words(&trace);
    assert_eq!(
        (cursor(&model), words.as_deref()),
        (2, Some("Only the first 2 of 3 choices are legal here."))
    );
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/-/ab@2"));
}
