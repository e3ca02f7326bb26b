//! The address bar: opens what it says, and writes what is shown. Failures of the history are ignored: some
//! browsers refuse many writes, and an address that is a moment old harms nobody.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, Url, Window};
use yew::{hook, use_effect_with, use_mut_ref};

use super::Dispatch;
use super::timer::Timeout;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::address::Address;
use crate::model::place::whole_query;

/// Milliseconds between two writes while stepping.
const WRITE_MILLIS: i32 = 500;

/// What has been written, and what waits to be.
#[derive(Default)]
struct Writer {
    /// Scenario and listing of the address; `None` before the first write.
    entry: Option<String>,
    /// The fragment that waits for the gate.
    waiting: Option<String>,
    /// Closed for a while after each write.
    gate: Option<Timeout>,
}

fn fragment_now() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Opens the address at the start and whenever the visitor changes it, and keeps it up to date.
#[hook]
pub(crate) fn use_address(model: &Model, dispatch: &Dispatch) {
    let on_change = dispatch.clone();
    use_effect_with((), move |()| {
        let open = move || on_change.emit(Action::Open(fragment_now().into()));
        open();
        let listener = Closure::<dyn FnMut(Event)>::new(move |_| open());
        listen(&listener, |window, callback| {
            let _ = window.add_event_listener_with_callback("popstate", callback);
            let _ = window.add_event_listener_with_callback("hashchange", callback);
        });
        move || {
            listen(&listener, |window, callback| {
                let _ = window.remove_event_listener_with_callback("popstate", callback);
                let _ = window.remove_event_listener_with_callback("hashchange", callback);
            });
        }
    });

    let writer = use_mut_ref(Writer::default);
    use_effect_with(model.address(), move |address| match address {
        Address::Keep => writer.borrow_mut().waiting = None,
        Address::Start => write(&writer, String::new(), ""),
        Address::Link { fragment, entry } => write(&writer, fragment.clone(), entry),
    });
}

fn listen(listener: &Closure<dyn FnMut(Event)>, act: impl Fn(&Window, &js_sys::Function)) {
    if let Some(window) = web_sys::window() {
        act(&window, listener.as_ref().unchecked_ref());
    }
}

fn write(writer: &Rc<RefCell<Writer>>, fragment: String, entry: &str) {
    let mut state = writer.borrow_mut();
    let is_new = state.entry.as_deref().is_some_and(|old| old != entry);
    state.entry = Some(entry.to_owned());
    if fragment == fragment_now() {
        state.waiting = None;
    } else if is_new {
        // The entry that is left keeps the newest of its addresses.
        if let Some(last) = state.waiting.take() {
            put(&last, false);
        }
        put(&fragment, true);
    } else if state.gate.is_some() {
        state.waiting = Some(fragment);
    } else {
        put(&fragment, false);
        drop(state);
        close_gate(writer);
    }
}

fn close_gate(writer: &Rc<RefCell<Writer>>) {
    let later = Rc::clone(writer);
    let open_gate = move || {
        let waiting = later.borrow_mut().waiting.take();
        match waiting {
            None => drop(later.borrow_mut().gate.take()),
            Some(fragment) => {
                put(&fragment, false);
                close_gate(&later);
            }
        }
    };
    let gate = Timeout::start(WRITE_MILLIS, open_gate);
    // The old gate is dropped after the borrow has ended: it may be the one that is calling.
    let old = std::mem::replace(&mut writer.borrow_mut().gate, gate);
    drop(old);
}

fn put(fragment: &str, as_new_entry: bool) -> Option<()> {
    let window = web_sys::window()?;
    let location = window.location();
    let page = location.pathname().ok()? + &location.search().ok()?;
    let url = page + fragment;
    let history = window.history().ok()?;
    let written = if as_new_entry {
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    };
    written.ok()
}

/// The address of the whole page for a frame that shows what `address` says.
pub(crate) fn whole_address(address: &Address) -> String {
    let whole = || {
        let location = web_sys::window()?.location();
        let url = Url::new(&location.href().ok()?).ok()?;
        url.set_search(&whole_query(&url.search()));
        match address {
            // What is being opened or was refused stands in the frame's own address.
            Address::Keep => {}
            Address::Start => url.set_hash(""),
            Address::Link { fragment, .. } => url.set_hash(fragment),
        }
        Some(url.href())
    };
    whole().unwrap_or_default()
}

/// Writes this fragment at once and returns the whole address.
pub(crate) fn write_now(fragment: &str) -> String {
    let _ = put(fragment, false);
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}
