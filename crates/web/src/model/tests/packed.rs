//! Links of edited texts: asked for once what is shown is here, and opened by the worker.

use pagelock_protocol::link::{FullLink, OpenedLink, PackedError, Seen};
use pagelock_protocol::message::{ReplyBody, RequestBody, Setup};

use super::*;
use crate::model::address::LinkNote;
use crate::model::packed::PackedLink;
use crate::model::scene::Scene;
use crate::model::search::LINK_STATES_MAX;
use crate::model::stamp::Stamp;

const SEEN: Seen = Seen { scenario: 1, listing: 2, verdict: 3 };

fn edited(text: &str) -> Setup {
    Setup {
        scenario: Source::Text { name: "abba".into(), text: text.into() },
        listing: Source::Builtin("2.6.20".into()),
        options: Vec::new(),
    }
}

/// A model with an edited scenario and a run of two steps.
fn editing() -> Model {
    let mut model = running(&[0, 1]);
    model.apply(Action::Draft(EditTarget::Scenario, "title".into()));
    model.apply(Action::Apply(EditTarget::Scenario));
    shows(&mut model, &[0, 1]);
    model
}

/// What the link says that is asked for.
fn asks(model: &Model) -> Option<FullLink> {
    let flight = model.step.flight.as_ref()?;
    if let RequestBody::Pack { link } = &flight.request.body { Some(link.clone()) } else { None }
}

fn packs(model: &mut Model, made: Result<String, PackedError>) {
    answer(model, EngineName::Step, ReplyBody::Packed(made));
}

#[test]
fn the_address_of_an_edited_text_follows_what_is_shown() {
    let mut model = editing();
    let first = asks(&model).unwrap();
    assert_eq!((first.setup, first.schedule, first.step), (edited("title"), vec![0, 1], 2));
    assert_eq!(model.address(), Address::Keep);
    packs(&mut model, Ok("#1z/one~0".into()));
    let link = |fragment: &str| Address::Link { fragment: fragment.into(), entry: "abba/2.6.20".into() };
    assert_eq!((model.address(), model.fragment().as_str()), (link("#1z/one~0"), "#1z/one~0"));
    assert_eq!(asks(&model), None);
    // What nobody waits for has been answered.
    model.step.flight = None;
    model.apply(Action::Go(Move::Back));
    assert_eq!((asks(&model).unwrap().step, model.address()), (1, Address::Keep));
    packs(&mut model, Ok("#1z/two~0".into()));
    assert_eq!(model.address(), link("#1z/two~0"));
    // Its own address opens nothing.
    model.apply(Action::Open("#1z/two~0".into()));
    assert_eq!((model.is_unpacking(), cursor(&model)), (false, 1));
}

#[test]
fn a_text_that_is_too_long_is_asked_for_once_and_left_out() {
    let mut model = editing();
    packs(&mut model, Err(PackedError::TooLong));
    assert_eq!((model.packed_link(), asks(&model)), (Some(PackedLink::TooLong), None));
    assert!(model.fragment().starts_with("#1/abba/2.6.20/-/ab@2"), "{}", model.fragment());
}

#[test]
fn a_packed_link_is_opened_by_the_worker_and_searched_within_limits() {
    let mut model = opened("#1z/data~0");
    let asked_body = model.step.flight.as_ref().map(|flight| flight.request.body.clone());
    assert_eq!(asked_body, Some(RequestBody::Unpack { fragment: "#1z/data~0".into() }));
    assert_eq!(model.address(), Address::Keep);
    let link = FullLink { setup: edited("other"), schedule: vec![0, 1], step: 1, seen: SEEN };
    let here = Seen { verdict: 0, ..SEEN };
    answer(&mut model, EngineName::Step, ReplyBody::Unpacked(Ok(Box::new(OpenedLink { link, here }))));
    assert_eq!(asked(&model), Some(vec![0, 1]));
    let scene = model.scene.as_ref().unwrap();
    assert_eq!((&*scene.wanted, scene.searched.states_max <= LINK_STATES_MAX), (&edited("other"), true));
    shows(&mut model, &[0, 1]);
    assert_eq!(model.scene.as_ref().and_then(Scene::stamp), Some(Stamp::NotYet));
    assert_eq!(asks(&model).unwrap().seen, SEEN, "what its maker saw stays in the address");
    model.apply(Action::PickListing("pin-source".into()));
    assert_eq!(model.scene.as_ref().and_then(Scene::stamp), None, "that is not what the link has set");
}

#[test]
fn a_packed_link_that_cannot_be_opened_is_named_and_left_alone() {
    for error in [PackedError::Check, PackedError::Changed("abba".into())] {
        let mut model = opened("#1z/data~0");
        answer(&mut model, EngineName::Step, ReplyBody::Unpacked(Err(error.clone())));
        assert_eq!(
            (model.link_note.clone(), model.address()),
            (Some(LinkNote::Packed(error)), Address::Keep)
        );
    }
}
