//! In a frame: one run and its verdict are asked for, nothing else is, and nothing is kept.

use super::*;
use crate::model::keep::{Entries, KeepAction};
use crate::model::place::Place;
use crate::model::search::LINK_STATES_MAX;

/// A frame that has opened `fragment` and knows the catalog.
fn framed(fragment: &str) -> Model {
    let mut model = Model::at(Place::Frame);
    model.apply(open(fragment));
    ready(&mut model, EngineName::Step);
    answer(&mut model, EngineName::Step, ReplyBody::Catalog(fixtures::catalog()));
    model
}

/// Whether any engine has something to do.
fn is_busy(model: &Model) -> bool {
    [EngineName::Step, EngineName::Search, EngineName::Judge]
        .into_iter()
        .any(|name| model.engine(name).flight.is_some())
}

#[test]
fn a_frame_asks_for_its_run_and_its_verdict_alone() {
    let mut model = framed("#1/abba/2.6.20/-/ab@1");
    assert_eq!(asked(&model), Some(vec![0, 1]));
    let states_max = model.scene.as_ref().map(|scene| scene.searched.states_max);
    assert_eq!((model.searching().is_running(), states_max), (true, Some(LINK_STATES_MAX)));
    shows(&mut model, &[0, 1]);
    ready(&mut model, EngineName::Search);
    reports(&mut model, VerdictView::Deadlock);
    assert!(!is_busy(&model), "no difference of the listing, no outlook");
    // The same in a window of its own.
    let mut model = opened("#1/abba/2.6.20/-/ab@1");
    shows(&mut model, &[0, 1]);
    ready(&mut model, EngineName::Search);
    reports(&mut model, VerdictView::Deadlock);
    assert!(model.step.flight.is_some() && model.judge.flight.is_some());
}

#[test]
fn a_frame_without_a_link_does_nothing() {
    let model = framed("");
    assert_eq!((model.address(), model.scene.is_none(), is_busy(&model)), (Address::Start, true, false));
    let model = framed("#1/nobody/2.6.20/-/-@0");
    assert_eq!((model.link_note.is_some(), is_busy(&model)), (true, false));
}

#[test]
fn a_frame_makes_no_entry_in_the_history() {
    let entry = |model: &Model| match model.address() {
        Address::Link { entry, .. } => Some(entry),
        Address::Keep | Address::Start => None,
    };
    let mut model = framed("#1/abba/2.6.20/-/ab@1");
    shows(&mut model, &[0, 1]);
    let before = entry(&model);
    model.apply(open("#1/self/pin-source/-/a@1"));
    assert_eq!(fragment(&model).as_deref(), Some("#1/self/pin-source/-/a@1"));
    assert_eq!((before.is_some(), entry(&model)), (true, before));
}

#[test]
fn a_level_in_a_frame_is_a_run_as_any() {
    let model = framed("#1/second/2.6.20/-/-@0");
    assert_eq!((asked(&model), model.searching().is_running()), (Some(Vec::new()), true));
}

#[test]
fn a_frame_keeps_nothing() {
    let mut model = framed("#1/abba/2.6.20/-/ab@1");
    model.apply(Action::Keep(KeepAction::Found(Entries::new_vec())));
    model.apply(Action::Shortcuts(false));
    assert_eq!(model.entries(), None);
}
