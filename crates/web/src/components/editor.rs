//! A text field for a listing or a scenario, with Apply and Revert. Nothing typed is lost by closing it.

use std::rc::Rc;

use web_sys::{HtmlTextAreaElement, InputEvent, KeyboardEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use super::button::{Weight, button_unless};
use crate::hooks::{on_click, use_dispatch};
use crate::model::TEXT_MAX;
use crate::model::action::{Action, EditTarget};
use crate::words;

/// Where [`super::diagnostics`] finds the field.
pub(super) const EDITOR_ID: &str = "editor";

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Which text.
    pub(crate) target: EditTarget,
    /// Its built-in name.
    pub(crate) name: String,
    /// The text as typed so far.
    pub(crate) text: Rc<str>,
    /// Whether that differs from the text that runs.
    pub(crate) is_unsaved: bool,
    /// Whether there is something to revert.
    pub(crate) is_changed: bool,
}

/// The editor.
#[component]
pub(crate) fn Editor(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let target = props.target;
    let is_too_long = props.text.len() > TEXT_MAX;
    let oninput = dispatch.reform(move |event: InputEvent| {
        Action::Draft(target, event.target_unchecked_into::<HtmlTextAreaElement>().value().into())
    });
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                dispatch.emit(Action::Apply(target));
            }
        })
    };
    let kind = match target {
        EditTarget::Listing => "Listing",
        EditTarget::Scenario => "Scenario",
    };
    html! {
        <div class="p-editor">
            <label for={EDITOR_ID}>
                {format!("{kind} {}{}", props.name, if props.is_unsaved { " * (not applied)" } else { "" })}
            </label>
            <textarea
                id={EDITOR_ID}
                class="p-editor__text"
                data-testid="editor"
                rows="24"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                wrap="off"
                value={props.text.to_string()}
                {oninput}
                {onkeydown}
            />
            if is_too_long {
                <p role="alert">
                    {format!("Too long: {} bytes of {}.", props.text.len(), words::grouped(TEXT_MAX as u64))}
                </p>
            }
            <div class="p-editor__actions">
                {button_unless(
                    is_too_long || !props.is_unsaved,
                    Weight::Primary,
                    "apply",
                    "Apply",
                    on_click(&dispatch, Action::Apply(target)),
                )}
                {button_unless(
                    !props.is_changed,
                    Weight::Plain,
                    "revert",
                    "Revert to the built-in text",
                    on_click(&dispatch, Action::Revert(target)),
                )}
            </div>
        </div>
    }
}
