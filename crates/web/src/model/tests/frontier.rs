//! The frontier map: asked for when it is opened, after the search.

use pagelock_protocol::message::{ReplyBody, RequestBody};
use pagelock_protocol::view::{CoverageView, FrontierSearchView, FrontierView};

use super::*;
use crate::model::frontier::Frontier;

fn is_asked(model: &Model) -> bool {
    let flight = model.search.flight.as_ref();
    flight.is_some_and(|flight| matches!(flight.request.body, RequestBody::Frontier { .. }))
}

fn map() -> FrontierView {
    let search = FrontierSearchView::EveryState;
    FrontierView { cells: Vec::new(), search, coverage: CoverageView::Exhaustive }
}

#[test]
fn the_map_is_asked_for_once_it_is_opened_and_the_search_is_over() {
    let mut model = running(&[0]);
    model.apply(Action::Search);
    model.apply(Action::Frontier);
    assert!(!is_asked(&model), "the search comes first");
    reports(&mut model, VerdictView::Deadlock);
    assert!(is_asked(&model));
    answer(&mut model, EngineName::Search, ReplyBody::Frontier(Box::new(map())));
    assert!(!is_asked(&model));
    model.apply(Action::Frontier);
    let found = model.scene.as_ref().map(|scene| scene.frontier.clone());
    assert_eq!((found, is_asked(&model)), (Some(Frontier::Here(map().into())), false));
}

#[test]
fn the_map_of_another_setup_is_another_map() {
    let mut model = running(&[0]);
    model.apply(Action::Frontier);
    assert!(is_asked(&model));
    model.apply(Action::PickListing("pin-source".into()));
    assert_eq!((is_asked(&model), model.scene.unwrap().frontier), (false, Frontier::Closed));
}
