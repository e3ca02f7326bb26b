//! An engine that dies, or is of another build: what is told, and what a restart keeps.

use super::*;

#[test]
fn a_crash_is_told_and_a_restart_keeps_what_was_set() {
    let mut model = running(&[0]);
    model.apply(Action::SetOption { key: "tasks".into(), value: "3".into() });
    let generation = model.step.generation;
    model.apply(Action::Crashed { engine: EngineName::Step, generation, text: "out of memory".into() });
    assert!(model.failure.is_some() && model.step.flight.is_none());
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
    let body = ReplyBody::Ready { protocol: PROTOCOL_VERSION + 1 };
    let reply = Box::new(Reply { id: 0, body });
    model.apply(Action::Reply { engine: EngineName::Step, generation: 1, reply });
    assert!(!model.step.ready && model.failure.is_some());
}
