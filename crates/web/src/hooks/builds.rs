//! Loads the page again where the model says that its build is not the right one: at most once for a worker of another
//! build, and when the visitor wants a newer one. The service worker is spoken to by `www/offline.js`, in events.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, Window};
use yew::{hook, use_effect_with};

use super::Dispatch;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::build::{BuildAction, Update};
use crate::worker_client::told;

/// The build for which this tab was loaded again; `www/bootstrap.js` keeps it too.
const RELOADED: &str = "pagelock.reloaded";

/// Said by the page when its engine has answered, and when the visitor wants the newer build.
const UP: &str = "pagelock-up";
const TAKE_OVER: &str = "pagelock-take-over";
/// Said by the page when a worker has stopped: `www/bootstrap.js` sees whether its files are gone because the host has
/// another build.
pub(super) const STOPPED: &str = "pagelock-stopped";
/// Said to the page when there is a newer build.
const UPDATE: &str = "pagelock-update";

/// Loads the page again, unless that was done for this build already. Where nothing can be remembered it is not done,
/// as it might never end.
fn reload_once() -> Option<()> {
    let window = web_sys::window()?;
    let storage = window.session_storage().ok()??;
    let build = told("build")?;
    if storage.get_item(RELOADED).ok()?.as_ref() == Some(&build) {
        return None;
    }
    storage.set_item(RELOADED, &build).ok()?;
    window.location().reload().ok()
}

pub(super) fn say(name: &str) {
    let say = |window: Window| window.dispatch_event(&Event::new(name).ok()?).ok();
    web_sys::window().and_then(say);
}

/// Does what is to be done about other builds.
#[hook]
pub(crate) fn use_builds(model: &Model, dispatch: &Dispatch) {
    let on_stale = dispatch.clone();
    use_effect_with(model.builds.stale.clone(), move |stale| {
        if stale.is_some() && reload_once().is_none() {
            on_stale.emit(Action::Build(BuildAction::StillForeign));
        }
    });
    use_effect_with(model.builds.update, |&update| {
        if update == Update::Wanted {
            say(TAKE_OVER);
        }
    });
    let on_update = dispatch.clone();
    use_effect_with(model.catalog.is_some(), move |&is_up| {
        let listener =
            Closure::<dyn FnMut()>::new(move || on_update.emit(Action::Build(BuildAction::Update)));
        let window = web_sys::window().filter(|_| is_up);
        if let Some(window) = &window {
            let callback = listener.as_ref().unchecked_ref();
            let _ = window.add_event_listener_with_callback(UPDATE, callback);
            say(UP);
        }
        move || {
            if let Some(window) = window {
                let callback = listener.as_ref().unchecked_ref();
                let _ = window.remove_event_listener_with_callback(UPDATE, callback);
            }
        }
    });
}
