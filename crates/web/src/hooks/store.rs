//! The browser's storage, which may be forbidden or full: then it is told, and the page goes on.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use web_sys::{DomException, Storage};
use yew::{hook, use_effect_with, use_mut_ref};

use super::Dispatch;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::keep::{Entries, KeepAction, Refusal, changes, is_ours};
use crate::model::place::Place;

fn storage() -> Result<Storage, Refusal> {
    let found = web_sys::window().and_then(|window| window.local_storage().ok()).flatten();
    found.ok_or(Refusal::Forbidden)
}

fn refusal(error: &JsValue) -> Refusal {
    let is_full = |error: &DomException| error.name() == "QuotaExceededError";
    if error.dyn_ref::<DomException>().is_some_and(is_full) { Refusal::Full } else { Refusal::Forbidden }
}

/// What this page has kept before.
fn read() -> Result<Entries, Refusal> {
    let storage = storage()?;
    let mut entries = Entries::new_vec();
    for position in 0..storage.length().unwrap_or(0) {
        let name = storage.key(position).ok().flatten().filter(|name| is_ours(name));
        let text = name.as_deref().and_then(|name| storage.get_item(name).ok().flatten());
        if let (Some(name), Some(text)) = (name, text) {
            entries.insert(name, text.into());
        }
    }
    Ok(entries)
}

fn write(name: &str, text: Option<&str>) -> Result<(), Refusal> {
    let storage = storage()?;
    let written = match text {
        Some(text) => storage.set_item(name, text),
        None => storage.remove_item(name),
    };
    written.map_err(|error| refusal(&error))
}

/// Brings back what was kept, and keeps what is to be. In a frame nothing is looked at or kept.
#[hook]
pub(crate) fn use_store(model: &Model, dispatch: &Dispatch) {
    // What the storage holds, as far as is known.
    let held = use_mut_ref(Entries::new);
    let (slot, on_found) = (Rc::clone(&held), dispatch.clone());
    use_effect_with(model.place, move |&place| {
        if place == Place::Frame {
            return;
        }
        let found = read().unwrap_or_default();
        slot.borrow_mut().clone_from(&found);
        on_found.emit(Action::Keep(KeepAction::Found(found)));
    });
    let on_written = dispatch.clone();
    use_effect_with(model.entries(), move |entries| {
        let Some(entries) = entries else { return };
        let mut held = held.borrow_mut();
        let before = held.clone();
        let changes = changes(&before, entries);
        let mut outcome = (!changes.is_empty()).then_some(KeepAction::Kept);
        for (name, text) in changes {
            match (write(name, text.map(|text| &**text)), text) {
                (Ok(()), Some(text)) => drop(held.insert(name.to_owned(), Rc::clone(text))),
                (Ok(()), None) => drop(held.remove(name)),
                (Err(refusal), _) => outcome = Some(KeepAction::Refused(refusal)),
            }
        }
        drop(held);
        if let Some(outcome) = outcome {
            on_written.emit(Action::Keep(outcome));
        }
    });
}
