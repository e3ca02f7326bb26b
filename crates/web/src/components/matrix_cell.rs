//! A cell of the matrix: the expected words, and whether this page has found the same.

use web_sys::MouseEvent;
use yew::{Callback, Html, Properties, classes, component, html};

use super::icon::{Icon, Shape};
use crate::hooks::use_dispatch;
use crate::model::action::Action;
use crate::model::matrix::{CellId, Check};
use crate::words::{self, Tone};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Which cell.
    pub(crate) id: CellId,
    /// What is expected, in words.
    pub(crate) expected: Option<String>,
    /// What was found here.
    pub(crate) check: Option<Check>,
    /// Whether it is being verified now.
    pub(crate) is_checking: bool,
    /// Scenario and listing, for those who do not see the table.
    pub(crate) name: String,
    /// Its address.
    pub(crate) href: String,
    /// Its test id.
    pub(crate) testid: String,
}

/// Words, tone, state and the state's words.
fn content(props: &Props) -> (String, Tone, &'static str, String) {
    let expected = props.expected.clone();
    let tone = expected.as_deref().map_or(Tone::Unknown, Tone::of_words);
    let words = expected.unwrap_or_else(|| "not stated".to_owned());
    match &props.check {
        Some(Check::Failed) => (words, tone, "failed", "could not be checked".to_owned()),
        Some(Check::Done(report)) => {
            let found = words::headline_tone(report);
            match report.as_expected {
                Some(true) => (words, found, "agrees", "checked here".to_owned()),
                Some(false) => (words, found, "differs", format!("differs: {}", words::found_words(report))),
                None => (words, found, "agrees", format!("found: {}", words::found_words(report))),
            }
        }
        None if props.is_checking => (words, tone, "checking", "checking…".to_owned()),
        None => (words, tone, "expected", "expected".to_owned()),
    }
}

/// A link that opens the scenario and searches it.
#[component]
pub(crate) fn MatrixCell(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let id = props.id;
    let onclick = Callback::from(move |event: MouseEvent| {
        // With a modifier the visitor wants a new tab, which the link gives.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            dispatch.emit(Action::OpenCell(id));
        }
    });
    let (words, tone, state, state_words) = content(props);
    let class = classes!("p-cell", format!("p-cell--{}", tone.name()), format!("p-cell--{state}"));
    html! {
        <td class="p-matrix__cell">
            <a
                {class}
                href={props.href.clone()}
                data-testid={props.testid.clone()}
                data-state={state}
                {onclick}
            >
                <span class="p-hidden">{format!("{}: ", props.name)}</span>
                <Icon shape={Shape::Tone(tone)} />
                <span class="p-cell__words">{words}</span>
                <span class="p-cell__check">{state_words}</span>
            </a>
        </td>
    }
}
