//! Runs of which only some states are here.

use pagelock_protocol::message::{ReplyBody, RequestBody};

use super::*;

/// A model that shows a run of nine steps, with states 6 to 9 in full.
fn long() -> Model {
    let mut model = opened("#1/abba/2.6.20/-/0*9@9");
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
    match &model.step.flight.as_ref()?.request.body {
        RequestBody::Window { look, schedule, .. } if *schedule == [0; 9] => Some(*look),
        _ => None,
    }
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
    model.apply(Action::Go(Move::To(7)));
    assert_eq!((looks_at(&model), is_here(&model)), (None, Some(true)));
    model.apply(Action::Go(Move::To(2)));
    assert_eq!((looks_at(&model), is_here(&model)), (Some(2), Some(false)));
    shows_states(&mut model, 0..=4);
    assert_eq!((looks_at(&model), is_here(&model), cursor(&model)), (None, Some(true), 2));
}

#[test]
fn one_look_at_a_time_and_the_last_place_of_the_cursor_counts() {
    let mut model = settled(long());
    model.apply(Action::Go(Move::To(2)));
    model.apply(Action::Go(Move::To(4)));
    assert_eq!(looks_at(&model), Some(2), "it is on its way");
    shows_states(&mut model, 1..=3);
    assert_eq!(looks_at(&model), Some(4));
    shows_states(&mut model, 3..=5);
    assert_eq!((looks_at(&model), is_here(&model)), (None, Some(true)));
}

#[test]
fn nothing_is_taken_from_a_state_that_is_not_here() {
    let mut model = settled(long());
    model.apply(Action::Go(Move::To(2)));
    model.apply(Action::Take(0));
    assert_eq!((asked(&model), looks_at(&model)), (None, Some(2)));
    shows_states(&mut model, 0..=4);
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
    model.apply(Action::Go(Move::To(8)));
    model.apply(Action::Undo);
    let scene = model.scene.as_ref().unwrap();
    assert_eq!((scene.len(), scene.window.states.len(), is_here(&model)), (7, 2, Some(true)));
}

#[test]
fn a_run_that_lacks_the_state_it_is_opened_at_is_refused() {
    let mut model = opened("#1/abba/2.6.20/-/0*9@1");
    answers(&mut model, 6..=9);
    assert!(model.failure.is_some());
}
