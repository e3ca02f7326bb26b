//! Listens to the keyboard for the whole page, except while a dialog is open.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::{Callback, hook, use_effect_with};

use super::Dispatch;
use crate::keys::{Focus, Press, Stroke, is_of_transport, stroke};
use crate::model::Model;
use crate::model::place::Place;

/// Fields that use keys themselves.
const FIELDS: &str = "input, select, textarea, [contenteditable]";

/// The fields to which `/` leads.
const FINDERS: &str = "[data-testid=select-scenario], [data-testid=select-rows]";

/// Controls that use Space and Enter themselves.
const CONTROLS: &str = "button, a, summary, [role=button]";

/// Turns keys into actions; `on_help` opens the sheet of keys.
#[hook]
pub(crate) fn use_keys(model: &Model, dispatch: &Dispatch, on_help: Callback<()>) {
    let dispatch = dispatch.clone();
    use_effect_with((model.shortcuts, model.place), move |&(single, place)| {
        let listener = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let is_ours = |found: &Stroke| place == Place::Window || is_of_transport(found);
            let found = press(&event).and_then(|press| stroke(&press, single)).filter(is_ours);
            let Some(found) = found else { return };
            event.prevent_default();
            commit(&event);
            match found {
                Stroke::Act(action) => dispatch.emit(action),
                Stroke::Help => on_help.emit(()),
                Stroke::Find => find(),
            }
        });
        let window = web_sys::window();
        if let Some(window) = &window {
            let _ = window.add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = &window {
                let _ =
                    window.remove_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
            }
        }
    });
}

/// Gives the focus to what finds something in the view that is open.
fn find() {
    let found = || web_sys::window()?.document()?.query_selector(FINDERS).ok()?;
    if let Some(field) = found().and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// A number that is being typed counts when its field is left: so it is left, for a moment.
fn commit(event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = target {
        let _ = field.blur();
        let _ = field.focus();
    }
}

/// The press, unless it is for somebody else.
fn press(event: &KeyboardEvent) -> Option<Press> {
    let is_dialog = || web_sys::window()?.document()?.query_selector("dialog[open]").ok()?;
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_on = |selector| {
        let closest = target.as_ref().and_then(|target| target.closest(selector).ok());
        closest.flatten().is_some()
    };
    if event.default_prevented() || event.is_composing() || is_dialog().is_some() {
        return None;
    }
    let focus = match (is_on(FIELDS), is_on(CONTROLS)) {
        (true, _) => Focus::Field,
        (false, true) => Focus::Control,
        (false, false) => Focus::Page,
    };
    Some(Press {
        key: event.key(),
        command: event.ctrl_key() || event.meta_key(),
        other: event.alt_key(),
        focus,
    })
}
