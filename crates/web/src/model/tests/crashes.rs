//! An engine that dies, or is of another build: what is told, and what a restart keeps.

use super::*;
use crate::model::build::{BuildAction, Update};

/// The engine that steps dies.
fn dies(model: &mut Model) {
    let generation = model.step.generation;
    model.apply(Action::Crashed { engine: EngineName::Step, generation, text: "out of memory".into() });
}

#[test]
fn an_engine_that_dies_is_started_again_and_asked_the_same() {
    let mut model = running(&[0]);
    ready(&mut model, EngineName::Step);
    model.apply(Action::Take(1));
    let (generation, flight) = (model.step.generation, model.step.flight.clone());
    dies(&mut model);
    assert_eq!((model.step.generation, model.step.ready), (generation + 1, false));
    assert_eq!((model.step.flight.as_ref(), cursor(&model)), (flight.as_ref(), 0));
    assert_eq!((model.revived.as_deref(), model.failure.is_none()), (Some("out of memory"), true));
    ready(&mut model, EngineName::Step);
    shows(&mut model, &[1]);
    assert_eq!((cursor(&model), model.revived.is_some()), (1, true), "it stays until it has been read");
    model.apply(Action::Dismiss);
    assert_eq!(model.revived, None);
}

#[test]
fn an_engine_that_dies_of_the_same_again_is_left_to_the_visitor() {
    let mut model = running(&[0]);
    model.apply(Action::SetOption { key: "tasks".into(), value: "3".into() });
    for _ in 0..2 {
        ready(&mut model, EngineName::Step);
        dies(&mut model);
    }
    assert!(model.failure.is_some() && model.step.flight.is_none() && model.revived.is_none());
    let generation = model.step.generation;
    model.apply(Action::Restart);
    assert_eq!((model.failure.is_none(), asked(&model)), (true, Some(vec![])));
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/tasks=3/-@0"));
    assert_eq!(model.step.generation, generation + 1);
}

#[test]
fn a_crash_before_the_catalog_does_not_restart_by_itself() {
    let mut model = Model::default();
    model.apply(Action::Open("".into()));
    model.apply(Action::Crashed { engine: EngineName::Step, generation: 1, text: "404".into() });
    assert!(model.failure.is_some() && model.step.flight.is_none());
    model.apply(Action::Restart);
    assert_eq!(model.step.flight.as_ref().map(|flight| &flight.purpose), Some(&Purpose::Catalog));
}

#[test]
fn an_engine_of_another_build_is_refused() {
    let mut model = Model::default();
    model.apply(Action::Open("".into()));
    let body = ReplyBody::Ready { protocol: PROTOCOL_VERSION + 1, build: String::new() };
    let reply = Once::new(Box::new(Reply { id: 0, body }));
    model.apply(Action::Reply { engine: EngineName::Step, generation: 1, reply });
    // The page is loaded again for it, and nothing is told yet.
    assert!(!model.step.ready && model.builds.stale.is_some() && model.failure.is_none());
    // That has been done before.
    model.apply(Action::Build(BuildAction::StillForeign));
    assert!(model.builds.stale.is_none() && model.step.flight.is_none());
    let told = model.failure.as_ref().map(|failure| failure.text.contains("not of one build"));
    assert_eq!(told, Some(true));
    model.apply(Action::Restart);
    assert!(model.failure.is_none() && model.step.flight.is_some());
}

#[test]
fn a_stopped_worker_of_another_build_is_no_matter() {
    let mut model = running(&[0]);
    let generation = model.step.generation - 1;
    let text = "the page is build 1f, its engine 2e".into();
    model.apply(Action::Build(BuildAction::Foreign { engine: EngineName::Step, generation, text }));
    assert!(model.builds.stale.is_none());
}

#[test]
fn a_newer_build_is_asked_for_once() {
    let mut model = running(&[0]);
    let update = |model: &mut Model, action| {
        model.apply(Action::Build(action));
        model.builds.update
    };
    assert_eq!(update(&mut model, BuildAction::Update), Update::Waiting);
    assert_eq!(update(&mut model, BuildAction::Decline), Update::Declined);
    assert_eq!(update(&mut model, BuildAction::Update), Update::Declined);
    assert_eq!(update(&mut model, BuildAction::TakeOver), Update::Wanted);
}

#[test]
fn a_search_that_does_not_start_is_told_whatever_else_works() {
    let mut model = opened("#1/abba/2.6.20/-/-@0");
    // The link has a search begin; its part of the engine does not come, while the run does.
    let generation = model.search.generation;
    assert_eq!(generation, 1);
    model.apply(Action::Crashed { engine: EngineName::Search, generation, text: "damaged".into() });
    shows(&mut model, &[0]);
    let failed = |model: &Model| model.failure.as_ref().map(|failure| failure.engine);
    assert_eq!((cursor(&model), failed(&model)), (0, Some(EngineName::Search)));
    model.apply(Action::Restart);
    assert_eq!((failed(&model), model.search.generation), (None, 2));
}
