//! Addresses of the readable form: what is wrong with one is named, and what is shown is not opened again.

use pagelock_protocol::link::LinkError;

use super::*;
use crate::model::address::LinkNote;

#[test]
fn a_damaged_or_unknown_address_is_named_and_left_alone() {
    let check = |fragment: &str, note| {
        let model = opened(fragment);
        assert_eq!((model.link_note.as_ref(), model.address()), (Some(&note), Address::Keep), "{fragment}");
    };
    let damaged = |error| LinkNote::Damaged { error, beginning: None };
    check("#1/abba", damaged(LinkError::Check));
    check("#9/abba/2.6.20/-/-@0", damaged(LinkError::Version));
    check("#1/nobody/2.6.20/-/-@0", LinkNote::UnknownScenario("nobody".into()));
    check("#1/abba/9.9/-/-@0", LinkNote::UnknownListing("9.9".into()));
    let mut model = opened("#1/abba");
    model.apply(Action::Close);
    assert_eq!((model.link_note.as_ref(), model.address()), (None, Address::Start));
}

#[test]
fn the_address_of_what_is_shown_opens_nothing_anew() {
    let mut model = running(&[0, 1]);
    model.apply(Action::Go(Move::Last));
    let before = model.clone();
    model.apply(open("#1/abba/2.6.20/-/ab@2"));
    assert_eq!(model, before);
    model.apply(open("#1/abba/2.6.20/-/ab@1"));
    assert_eq!((cursor(&model), asked(&model)), (1, None));
}
