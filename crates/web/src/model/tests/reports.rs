//! The lock order and the text for a mail: asked for when they are opened, about what is seen.

use pagelock_protocol::message::{ReplyBody, RequestBody};
use pagelock_protocol::view::{ClassView, CoverageView, DependencyView, MailView, OrderView, PlaceView};

use super::*;
use crate::model::order::Order;

fn order() -> OrderView {
    let class = |name: &str| ClassView { name: name.into(), untracked_because: None, cycle: None };
    let place = PlaceView {
        file: 0,
        line: 1,
        label: "2".into(),
        chain: Vec::new(),
        primitive: String::new(),
        explanation: String::new(),
    };
    let dependency = DependencyView {
        holding: 0,
        acquiring: 1,
        holding_words: "i_mutex".into(),
        acquiring_words: "PG_locked".into(),
        task: "A".into(),
        taken_at: String::new(),
        place,
        schedule: vec![0, 1],
        in_cycle: false,
    };
    OrderView {
        classes: vec![class("i_mutex"), class("PG_locked")],
        dependencies: vec![dependency],
        coverage: CoverageView::Exhaustive,
        states: 3,
    }
}

fn asks_for_order(model: &Model) -> bool {
    let flight = model.search.flight.as_ref();
    flight.is_some_and(|flight| matches!(flight.request.body, RequestBody::Order { .. }))
}

/// The run whose text is asked for once the engine has nothing else to do, and whether a search is told of.
fn asks_for_mail(model: &mut Model) -> Option<(Vec<u16>, bool)> {
    model.study.flight = None;
    model.apply(Action::Follow(None));
    if let RequestBody::Mail { schedule, searched, .. } = &model.study.flight.as_ref()?.request.body {
        return Some((schedule.clone(), searched.is_some()));
    }
    None
}

fn writes(model: &mut Model, text: &str) {
    let mail = MailView { lockdep: None, text: text.into() };
    answer(model, EngineName::Study, ReplyBody::Mail(Box::new(mail)));
}

fn text(model: &Model) -> Option<String> {
    model.scene.as_ref()?.mail().map(|mail| mail.text.clone())
}

#[test]
fn the_order_is_asked_for_once_and_its_witnesses_are_runs() {
    let mut model = running(&[0]);
    model.apply(Action::Search);
    model.apply(Action::Order);
    assert!(!asks_for_order(&model), "the search comes first");
    reports(&mut model, VerdictView::Deadlock);
    assert!(asks_for_order(&model));
    answer(&mut model, EngineName::Search, ReplyBody::Order(Box::new(order())));
    model.apply(Action::Order);
    assert!(!asks_for_order(&model));
    model.apply(Action::ShowDependency(7));
    assert_eq!(asked(&model), None, "there is no such dependency");
    model.apply(Action::ShowDependency(0));
    assert_eq!(asked(&model), Some(vec![0, 1]));
    model.apply(Action::PickListing("pin-source".into()));
    assert_eq!(model.scene.unwrap().order, Order::Closed, "another listing, another order");
}

#[test]
fn the_text_is_about_the_run_up_to_the_cursor_while_it_is_open() {
    let mut model = running(&[0, 1, 0]);
    model.apply(Action::Go(Move::Last));
    model.apply(Action::Mail(true));
    assert_eq!(asks_for_mail(&mut model), Some((vec![0, 1, 0], false)));
    writes(&mut model, "three steps");
    assert_eq!(text(&model).as_deref(), Some("three steps"));
    model.apply(Action::Go(Move::Back));
    assert_eq!(text(&model), None, "it is about another run");
    assert_eq!(asks_for_mail(&mut model), Some((vec![0, 1], false)));
    writes(&mut model, "two steps");
    model.apply(Action::Mail(false));
    model.apply(Action::Go(Move::First));
    assert_eq!(asks_for_mail(&mut model), None, "nobody reads it");
}

#[test]
fn a_text_is_written_again_once_a_search_has_something_to_say() {
    let mut model = running(&[0]);
    model.apply(Action::Go(Move::Last));
    model.apply(Action::Mail(true));
    assert_eq!(asks_for_mail(&mut model), Some((vec![0], false)));
    writes(&mut model, "one run");
    model.apply(Action::Search);
    reports(&mut model, VerdictView::Ok);
    assert_eq!(asks_for_mail(&mut model).map(|(_, searched)| searched), Some(true));
}
