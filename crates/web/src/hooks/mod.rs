//! What connects the model with the browser: workers, the address bar, keys, timers, the clipboard.

mod address;
mod builds;
mod clipboard;
mod document;
mod download;
mod engine;
mod keys;
mod narrow;
mod paced;
mod perfetto;
mod player;
mod store;
mod timer;
mod width;

pub(crate) use self::address::{use_address, whole_address, write_now};
pub(crate) use self::builds::use_builds;
pub(crate) use self::clipboard::{can_share, copy, share};
pub(crate) use self::document::{place, use_document};
pub(crate) use self::download::download;
pub(crate) use self::engine::use_engine;
pub(crate) use self::keys::use_keys;
pub(crate) use self::narrow::use_narrow;
pub(crate) use self::paced::use_paced;
pub(crate) use self::perfetto::{HandOver, Tab};
pub(crate) use self::player::use_player;
pub(crate) use self::store::use_store;
pub(crate) use self::timer::Timeout;
pub(crate) use self::width::use_width;

use web_sys::MouseEvent;
use yew::{Callback, hook, use_context};

use crate::model::action::Action;

/// Where components send what happened. The only thing that travels by context.
pub(crate) type Dispatch = Callback<Action>;

/// The dispatcher of the app around this component.
#[hook]
pub(crate) fn use_dispatch() -> Dispatch {
    use_context::<Dispatch>().unwrap_or_else(Callback::noop)
}

/// A click that does one thing.
pub(crate) fn on_click(dispatch: &Dispatch, action: Action) -> Callback<MouseEvent> {
    dispatch.reform(move |_| action.clone())
}
