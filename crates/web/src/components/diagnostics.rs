//! Mistakes in an edited text or an option: what is wrong, where, and how to mend it.

use std::rc::Rc;

use pagelock_protocol::message::Setup;
use pagelock_protocol::view::DiagnosticView;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::{Callback, Html, Properties, component, html};

use super::button::act;
use super::editor::EDITOR_ID;
use crate::hooks::{Dispatch, use_dispatch};
use crate::model::action::{Action, EditTarget};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// All mistakes, in the order of the text.
    pub(crate) mistakes: Rc<Vec<DiagnosticView>>,
    /// What was asked to run.
    pub(crate) setup: Rc<Setup>,
    /// Whether an earlier run is shown meanwhile.
    pub(crate) is_run_shown: bool,
}

/// Puts the caret of the open editor at a 1-based place.
fn go_to(line: u32, column: u32) -> Option<()> {
    let element = web_sys::window()?.document()?.get_element_by_id(EDITOR_ID)?;
    let field: HtmlTextAreaElement = element.dyn_into().ok()?;
    let text = field.value();
    let before = text.split_inclusive('\n').take(line.saturating_sub(1) as usize);
    let line_start: usize = before.map(|line| line.encode_utf16().count()).sum();
    let line = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
    let columns = line.chars().take(column.saturating_sub(1) as usize);
    let offset = line_start + columns.map(char::len_utf16).sum::<usize>();
    let start = u32::try_from(offset).ok()?;
    AsRef::<HtmlElement>::as_ref(&field).focus().ok()?;
    field.set_selection_range(start, start + 1).ok()
}

/// The text a mistake is in, when it is one the visitor can edit.
fn target(setup: &Setup, mistake: &DiagnosticView) -> Option<EditTarget> {
    if mistake.line == 0 {
        None
    } else if mistake.file == setup.listing.name() {
        Some(EditTarget::Listing)
    } else if mistake.file == setup.scenario.name() {
        Some(EditTarget::Scenario)
    } else {
        None
    }
}

fn mistake(setup: &Setup, mistake: &DiagnosticView, dispatch: &Dispatch) -> Html {
    let place = match (mistake.line, mistake.column) {
        (0, _) => mistake.file.clone(),
        (line, column) => format!("{}, line {line}, column {column}", mistake.file),
    };
    let (line, column) = (mistake.line, mistake.column);
    let on_go = target(setup, mistake).map(|target| {
        let dispatch = dispatch.clone();
        Callback::from(move |_| {
            dispatch.emit(Action::Edit(Some(target)));
            // The editor that is open already; a new one takes the focus with the next click.
            let _ = go_to(line, column);
        })
    });
    html! {
        <li class="p-diagnostics__item">
            <p>
                <code>{mistake.code.clone()}</code>
                {" "}
                if let Some(onclick) = on_go {
                    <button type="button" class="p-button" {onclick}>{place}</button>
                } else {
                    <span>{place}</span>
                }
                {": "}
                {mistake.message.clone()}
            </p>
            if let Some(hint) = &mistake.hint {
                <p class="p-diagnostics__hint">{hint.clone()}</p>
            }
            if !mistake.rendered.is_empty() {
                <pre class="p-diagnostics__text" tabindex="0">{mistake.rendered.clone()}</pre>
            }
        </li>
    }
}

/// The list of mistakes.
#[component]
pub(crate) fn Diagnostics(props: &Props) -> Html {
    let dispatch = use_dispatch();
    html! {
        <section class="p-notice p-diagnostics" aria-label="Mistakes" data-testid="diagnostics">
            <p>
                {"This cannot run."}
                if props.is_run_shown { {" What is shown below is the last run that could."} }
            </p>
            <ol>{for props.mistakes.iter().map(|one| mistake(&props.setup, one, &dispatch))}</ol>
            if !props.setup.options.is_empty() {
                {act(&dispatch, "default-options", "Use the scenario's own options", Action::DefaultOptions)}
            }
        </section>
    }
}
