//! The sweep of an option: what is asked, which points stay, and what is opened from them.

use std::rc::Rc;

use pagelock_protocol::message::{Reply, ReplyBody, RequestBody};
use pagelock_protocol::view::{SweepChangeView, SweepEndView, VerdictView};

use super::{PROGRESS, answer, asked, fragment, reports, running, shows};
use crate::fixtures;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::engine::EngineName;
use crate::model::once::Once;
use crate::model::sweep::{Fate, SweepAction, SweepAsk, SweepRun, Sweeping};

fn sweep(model: &mut Model, action: SweepAction) {
    model.apply(Action::Sweep(action));
}

/// The scenario `abba`, whose option `tasks` is being swept from 1 to 8.
fn sweeping() -> Model {
    let mut model = running(&[0]);
    let ask = SweepAsk { key: "tasks".into(), first: 1, last: 8 };
    sweep(&mut model, SweepAction::Start(ask));
    super::ready(&mut model, EngineName::Search);
    model
}

/// Tells of a value; from 4 on there is a deadlock, and the verdict changes somewhere if `changes` says so.
fn tell(model: &mut Model, value: u32, changes: &[(u32, u32)]) {
    let verdict = if value < 4 { VerdictView::Ok } else { VerdictView::Deadlock };
    let change = |&(below, above): &(u32, u32)| SweepChangeView {
        below,
        above,
        words: format!("{below} and {above}"),
        is_certified: above == below + 1,
    };
    let changes = changes.iter().map(change).collect();
    let point = Box::new(fixtures::sweep_point(value, verdict));
    answer(model, EngineName::Search, ReplyBody::SweepPoint { point, changes });
}

fn end() -> SweepEndView {
    SweepEndView {
        changes: Vec::new(),
        threshold: Some(4),
        is_monotone: true,
        headline: "The threshold is tasks = 4.".into(),
        remarks: Vec::new(),
    }
}

fn run(model: &Model) -> Rc<SweepRun> {
    model.scene.as_ref().and_then(|scene| scene.sweep.clone()).expect("there is a sweep")
}

fn values(model: &Model) -> Vec<u32> {
    run(model).points.keys().copied().collect()
}

#[test]
fn a_sweep_asks_for_the_range_without_the_options_own_value() {
    let mut model = running(&[0]);
    model.apply(Action::SetOption { key: "tasks".into(), value: "3".into() });
    sweep(&mut model, SweepAction::Start(SweepAsk { key: "tasks".into(), first: 1, last: 8 }));
    let request = model.search.flight.as_ref().map(|flight| flight.request.body.clone());
    let Some(RequestBody::Sweep { setup, key, first, last, .. }) = request else { panic!("{request:?}") };
    assert_eq!((setup.options.len(), key.as_str(), first, last), (0, "tasks", 1, 8));
    assert_eq!(model.sweeping(), Sweeping::At(None));
    assert!(!model.searching().is_running(), "it is not the visitor's search");
}

#[test]
fn points_come_in_any_order_and_the_end_is_what_the_engine_says() {
    let mut model = sweeping();
    tell(&mut model, 8, &[]);
    tell(&mut model, 1, &[(1, 8)]);
    answer(&mut model, EngineName::Search, ReplyBody::Progress(PROGRESS));
    assert_eq!(model.sweeping(), Sweeping::At(Some(PROGRESS)));
    tell(&mut model, 2, &[(2, 8)]);
    assert_eq!(model.sweeping(), Sweeping::At(None), "what was told was of the value before");
    assert_eq!(values(&model), [1, 2, 8]);
    assert_eq!(run(&model).changes.len(), 1);
    answer(&mut model, EngineName::Search, ReplyBody::Swept(Box::new(end())));
    assert_eq!((model.sweeping(), &run(&model).fate), (Sweeping::Not, &Fate::Ended(Rc::new(end()))));
}

#[test]
fn a_cancelled_sweep_is_asked_for_its_end_and_keeps_its_points() {
    let mut model = sweeping();
    tell(&mut model, 1, &[]);
    let generation = model.search.generation;
    sweep(&mut model, SweepAction::Cancel);
    assert_eq!(model.sweeping(), Sweeping::Ending);
    answer(&mut model, EngineName::Search, ReplyBody::Swept(Box::new(end())));
    assert_eq!((model.sweeping(), values(&model)), (Sweeping::Not, vec![1]));
    assert_eq!(model.search.generation, generation, "the worker has answered, so it is kept");
    // Escape does the same, and a worker that does not answer is replaced.
    let mut model = sweeping();
    tell(&mut model, 1, &[]);
    model.apply(Action::CancelSearch);
    model.apply(Action::CancelOverdue { engine: EngineName::Search, generation: model.search.generation });
    assert_eq!((model.sweeping(), values(&model)), (Sweeping::Not, vec![1]));
    assert_eq!((model.search.generation, &run(&model).fate), (generation + 1, &Fate::Open));
}

#[test]
fn a_worker_that_dies_takes_no_points_with_it() {
    let mut model = sweeping();
    tell(&mut model, 1, &[]);
    let generation = model.search.generation;
    let text: Rc<str> = "out of memory".into();
    model.apply(Action::Crashed { engine: EngineName::Search, generation, text: Rc::clone(&text) });
    assert_eq!((model.sweeping(), &run(&model).fate), (Sweeping::Not, &Fate::Died(text)));
    assert_eq!((values(&model), model.search.generation), (vec![1], generation + 1));
    assert!(model.failure.is_none());
}

#[test]
fn what_cannot_be_swept_is_said_where_it_was_asked() {
    let mut model = sweeping();
    answer(&mut model, EngineName::Search, ReplyBody::Invalid(Vec::new()));
    assert_eq!(run(&model).fate, Fate::Refused(Rc::default()));
    assert!(model.scene.as_ref().is_some_and(|scene| scene.current_trace().is_some()), "the run stays");
}

#[test]
fn a_point_opens_the_scenario_with_its_value_and_searches_it() {
    let mut model = sweeping();
    tell(&mut model, 1, &[]);
    tell(&mut model, 8, &[(1, 8)]);
    sweep(&mut model, SweepAction::OpenPoint(5));
    assert!(!model.searching().is_running(), "5 was not searched");
    sweep(&mut model, SweepAction::OpenPoint(8));
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/tasks=8/-@0"));
    assert!(model.searching().is_running());
    shows(&mut model, &[]);
    reports(&mut model, VerdictView::Deadlock);
    assert_eq!(asked(&model), Some(vec![0, 0, 1]), "the shortest run to the verdict");
    let scene = model.scene.as_ref().unwrap();
    assert!(run(&model).is_about(&scene.wanted), "the points are about what is open still");
    // The scenario's own value of the option is 2, and is not set.
    sweep(&mut model, SweepAction::OpenPoint(1));
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/tasks=1/-@0"));
}

#[test]
fn points_are_not_about_another_listing() {
    let mut model = sweeping();
    tell(&mut model, 1, &[]);
    let is_about = |model: &Model| run(model).is_about(&model.scene.as_ref().unwrap().wanted);
    model.apply(Action::PickListing("pin-source".into()));
    assert_eq!((is_about(&model), model.sweeping()), (false, Sweeping::Not));
    sweep(&mut model, SweepAction::OpenPoint(1));
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/pin-source/-/-@0"));
    model.apply(Action::PickListing("2.6.20".into()));
    assert!(is_about(&model));
}

#[test]
fn a_worker_that_sweeps_for_nobody_is_replaced() {
    let mut model = sweeping();
    let (generation, id) = (model.search.generation, model.last_id);
    model.apply(Action::PickListing("pin-source".into()));
    assert_eq!(model.search.generation, generation);
    let point = Box::new(fixtures::sweep_point(1, VerdictView::Ok));
    let body = ReplyBody::SweepPoint { point, changes: Vec::new() };
    let reply = Once::new(Box::new(Reply { id, body }));
    model.apply(Action::Reply { engine: EngineName::Search, generation, reply });
    assert_eq!((model.search.generation, values(&model)), (generation + 1, Vec::new()));
}
