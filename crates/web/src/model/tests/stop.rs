//! Where a run is to stop: along the known run, by the engine's way, and while playing.

use pagelock_protocol::view::{NoWayView, PlaceView, StandView, TaskStatusView};

use super::*;
use crate::model::stop::Stop;
use crate::model::time::TimeAction;

/// A run of four steps in which A comes to step 5 after the second one, and leaves it with the third.
fn with_step_5() -> Model {
    let mut model = opened("#1/abba/2.6.20/-/-@0");
    let mut trace = fixtures::trace(&[0, 0, 0, 1]);
    let five = PlaceView { label: "5".into(), ..trace.course.places[0].clone() };
    trace.course.places.push(five);
    let stand =
        |from, place| StandView { from, status: TaskStatusView::Runnable, place: Some(place), holds: 0 };
    trace.course.tasks[0] = vec![stand(0, 0), stand(2, 1), stand(3, 0)];
    let body = ReplyBody::Trace(Box::new(trace), Box::new(fixtures::window(0..=4)));
    answer(&mut model, EngineName::Step, body);
    model.apply(Action::CancelSearch);
    model.apply(Action::Go(Move::First));
    model
}

fn run_until(model: &mut Model, task: u32, label: &str) {
    let stop = Stop { task, label: label.into() };
    model.apply(Action::Time(TimeAction::StopAt(Some(stop))));
    model.apply(Action::Time(TimeAction::RunUntil));
}

#[test]
fn a_step_of_the_known_run_is_gone_to() {
    let mut model = with_step_5();
    run_until(&mut model, 0, "5");
    assert_eq!((cursor(&model), asked(&model)), (2, None));
}

#[test]
fn playing_stops_at_the_step() {
    let mut model = with_step_5();
    model.apply(Action::Time(TimeAction::StopAt(Some(Stop { task: 0, label: "5".into() }))));
    model.apply(Action::TogglePlay);
    let is_playing = |model: &Model| model.scene.as_ref().unwrap().playing;
    model.apply(Action::Tick);
    assert!(is_playing(&model));
    model.apply(Action::Tick);
    assert_eq!((cursor(&model), is_playing(&model)), (2, false));
    // And can be gone on with.
    model.apply(Action::TogglePlay);
    model.apply(Action::Tick);
    assert_eq!((cursor(&model), is_playing(&model)), (3, true));
}

#[test]
fn the_engine_is_asked_for_a_way_to_what_the_run_does_not_come_to() {
    let mut model = with_step_5();
    model.apply(Action::Go(Move::To(3)));
    run_until(&mut model, 0, "5");
    let body = model.step.flight.as_ref().map(|flight| flight.request.body.clone());
    let Some(RequestBody::Until { schedule, task, label, .. }) = body else { panic!("a way is asked for") };
    assert_eq!((schedule, task, label.as_str()), (vec![0, 0, 0], 0, "5"));
    // The run that is shown next leaves this one at the cursor.
    shows(&mut model, &[0, 0, 0, 0]);
    let scene = model.scene.as_ref().unwrap();
    assert_eq!((scene.cursor, scene.history.kept.len(), scene.missed.is_none()), (4, 1, true));
}

#[test]
fn it_is_said_that_there_is_no_way_until_something_else_is_asked() {
    let mut model = with_step_5();
    run_until(&mut model, 1, "9");
    let why = NoWayView { states: 12, is_exhaustive: true };
    answer(&mut model, EngineName::Step, ReplyBody::NoWay(why));
    let missed = |model: &Model| model.scene.as_ref().unwrap().missed.clone();
    assert_eq!(missed(&model).map(|missed| (missed.why, missed.from)), Some((why, 0)));
    assert_eq!((cursor(&model), model.failure.is_none()), (0, true));
    model.apply(Action::Time(TimeAction::StopAt(None)));
    assert_eq!(missed(&model), None);
    model.apply(Action::Time(TimeAction::RunUntil));
    let purpose = model.step.flight.as_ref().map(|flight| &flight.purpose);
    assert!(!matches!(purpose, Some(Purpose::Until { .. })), "there is nothing to run to");
}
