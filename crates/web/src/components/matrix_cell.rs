//! A cell of the matrix: the expected words, short, and whether this page has found the same.

use web_sys::MouseEvent;
use yew::{Callback, Html, Properties, classes, component, html};

use super::icon::{Shape, icon};
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
    /// Whether its column is the first of a group.
    pub(crate) is_first: bool,
    /// Whether Tab comes to it.
    pub(crate) is_stop: bool,
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

/// The id of a cell's link.
pub(super) fn id_of(cell: CellId) -> String {
    format!("cell-{}-{}", cell.row, cell.listing)
}

/// The mark beside the word, and the words below it.
fn short(words: &str, state: &str, state_words: &str) -> (String, &'static str, String) {
    let (word, detail) = words::short(words);
    match state {
        "agrees" => (word, "✓", detail),
        "checking" => (word, "…", detail),
        "differs" | "failed" => (word, "✗", state_words.to_owned()),
        _ => (word, "", detail),
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
    let (word, mark, detail) = short(&words, state, &state_words);
    let full = format!("{}: {words}, {state_words}", props.name);
    html! {
        <td class={classes!("p-matrix__cell", props.is_first.then_some("p-matrix__cell--first"))}>
            <a
                {class}
                id={id_of(id)}
                tabindex={if props.is_stop { "0" } else { "-1" }}
                title={full.clone()}
                data-row={id.row.to_string()}
                data-listing={id.listing.to_string()}
                data-words={words}
                href={props.href.clone()}
                data-testid={props.testid.clone()}
                data-state={state}
                {onclick}
            >
                <span class="p-hidden">{full}</span>
                {icon(Shape::Tone(tone))}
                <span class="p-cell__word" aria-hidden="true">{word}</span>
                <span class="p-cell__mark" aria-hidden="true">{mark}</span>
                if !detail.is_empty() {
                    <span class="p-cell__detail" aria-hidden="true">{detail}</span>
                }
            </a>
        </td>
    }
}
