//! A button with words on it.

use web_sys::MouseEvent;
use yew::{AttrValue, Callback, Html, html};

use crate::hooks::{Dispatch, on_click};
use crate::model::action::Action;

/// How much a button stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// As others.
    Plain,
    /// What most people want next.
    Primary,
}

/// A plain button for an action.
pub(super) fn act(
    dispatch: &Dispatch,
    testid: impl Into<AttrValue>,
    words: impl Into<AttrValue>,
    action: Action,
) -> Html {
    button(Weight::Plain, testid, words, on_click(dispatch, action))
}

/// A button that can be pressed.
pub(super) fn button(
    weight: Weight,
    testid: impl Into<AttrValue>,
    words: impl Into<AttrValue>,
    onclick: Callback<MouseEvent>,
) -> Html {
    button_unless(false, weight, testid, words, onclick)
}

/// A button that cannot be pressed if `is_off`.
pub(super) fn button_unless(
    is_off: bool,
    weight: Weight,
    testid: impl Into<AttrValue>,
    words: impl Into<AttrValue>,
    onclick: Callback<MouseEvent>,
) -> Html {
    let class = match weight {
        Weight::Plain => "p-button",
        Weight::Primary => "p-button p-button--primary",
    };
    let (testid, words) = (testid.into(), words.into());
    html! { <button type="button" {class} data-testid={testid} disabled={is_off} {onclick}>{words}</button> }
}
