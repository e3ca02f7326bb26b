//! The hand-over of a trace to Perfetto's page, as Perfetto documents it: its page is opened by the click, asked until
//! it answers, and then given the trace. The page fetches nothing itself; what it gives goes to a page in this browser.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, Window};
use yew::Callback;

use super::timer::Timeout;

/// Its page, unless the document says another one.
const ADDRESS: &str = "https://ui.perfetto.dev";
const ADDRESS_META: &str = "meta[name='pagelock-perfetto']";

/// Milliseconds between two questions, and until nobody is expected to answer.
const ASK_MILLIS: i32 = 100;
const PATIENCE_MILLIS: i32 = 60_000;

/// Perfetto's page in a tab of its own.
#[derive(Clone)]
pub(crate) struct Tab {
    window: Window,
    origin: String,
}

impl Tab {
    /// Opens it. A browser allows that in a click only.
    pub(crate) fn open() -> Option<Self> {
        let window = web_sys::window()?;
        let meta = window.document()?.query_selector(ADDRESS_META).ok().flatten();
        let address =
            meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_else(|| ADDRESS.to_owned());
        let origin = web_sys::Url::new(&address).ok()?.origin();
        let window = window.open_with_url_and_target(&address, "_blank").ok().flatten()?;
        Some(Self { window, origin })
    }
}

/// A trace on its way, until it is dropped.
pub(crate) struct HandOver {
    interval: i32,
    on_message: Closure<dyn FnMut(MessageEvent)>,
    // Called by the browser as long as this lives.
    _ask: Closure<dyn FnMut()>,
    _patience: Option<Timeout>,
}

impl HandOver {
    /// Gives a trace to a tab; `on_done` hears once whether it was taken.
    pub(crate) fn start(
        tab: &Tab,
        (name, title, text): (&str, &str, &str),
        address: &str,
        on_done: &Callback<bool>,
    ) -> Option<Self> {
        let page = web_sys::window()?;
        let message = message(name, title, text, address).ok()?;
        let is_done = Rc::new(Cell::new(false));
        let on_message = {
            let (tab, on_done, is_done) = (tab.clone(), on_done.clone(), Rc::clone(&is_done));
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let is_pong =
                    event.origin() == tab.origin && event.data().as_string().as_deref() == Some("PONG");
                if is_pong && !is_done.replace(true) {
                    on_done.emit(tab.window.post_message(&message, &tab.origin).is_ok());
                }
            })
        };
        let callback = on_message.as_ref().unchecked_ref();
        page.add_event_listener_with_callback("message", callback).ok()?;
        let ask = {
            let (tab, is_done) = (tab.clone(), Rc::clone(&is_done));
            Closure::<dyn FnMut()>::new(move || {
                if !is_done.get() {
                    let _ = tab.window.post_message(&"PING".into(), &tab.origin);
                }
            })
        };
        let callback = ask.as_ref().unchecked_ref();
        let interval =
            page.set_interval_with_callback_and_timeout_and_arguments_0(callback, ASK_MILLIS).ok()?;
        let on_late = on_done.clone();
        let patience = Timeout::start(PATIENCE_MILLIS, move || {
            if !is_done.replace(true) {
                on_late.emit(false);
            }
        });
        Some(Self { interval, on_message, _ask: ask, _patience: patience })
    }
}

impl Drop for HandOver {
    fn drop(&mut self) {
        if let Some(page) = web_sys::window() {
            page.clear_interval_with_handle(self.interval);
            let callback = self.on_message.as_ref().unchecked_ref();
            let _ = page.remove_event_listener_with_callback("message", callback);
        }
    }
}

/// What Perfetto's page takes.
fn message(name: &str, title: &str, text: &str, address: &str) -> Result<JsValue, JsValue> {
    let trace = Object::new();
    Reflect::set(&trace, &"buffer".into(), &Uint8Array::from(text.as_bytes()).buffer())?;
    Reflect::set(&trace, &"title".into(), &title.into())?;
    Reflect::set(&trace, &"fileName".into(), &name.into())?;
    Reflect::set(&trace, &"url".into(), &address.into())?;
    let message = Object::new();
    Reflect::set(&message, &"perfetto".into(), &trace)?;
    Ok(message.into())
}
