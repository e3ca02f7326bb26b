//! The clipboard, and other programs: a text goes there if the browser lets it.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Navigator;
use yew::Callback;

/// Copies a text; `on_done` hears whether it worked.
pub(crate) fn copy(text: &str, on_done: &Callback<bool>) {
    let Some(window) = web_sys::window() else { return on_done.emit(false) };
    let clipboard = window.navigator().clipboard();
    if JsValue::from(clipboard.clone()).is_undefined() {
        // Not a secure page.
        return on_done.emit(false);
    }
    let answer = |worked: bool| {
        let on_done = on_done.clone();
        Closure::once(move |_: JsValue| on_done.emit(worked))
    };
    let (on_copied, on_refused) = (answer(true), answer(false));
    let _ = clipboard.write_text(text).then2(&on_copied, &on_refused);
    // One of them is called once, later; the browser frees them with the promise.
    on_copied.forget();
    on_refused.forget();
}

/// `navigator.share`, where the browser has it.
fn share_function() -> Option<(Navigator, Function)> {
    let navigator = web_sys::window()?.navigator();
    let function = Reflect::get(&navigator, &"share".into()).ok()?.dyn_into::<Function>().ok()?;
    Some((navigator, function))
}

/// Whether the browser can hand an address to another program.
pub(crate) fn can_share() -> bool {
    share_function().is_some()
}

/// Lets the visitor hand an address to another program; nobody need know whether they did.
pub(crate) fn share(title: &str, address: &str) {
    let Some((navigator, function)) = share_function() else { return };
    let data = Object::new();
    for (key, value) in [("title", title), ("url", address)] {
        let _ = Reflect::set(&data, &key.into(), &value.into());
    }
    let Ok(promise) = function.call1(&navigator, &data) else { return };
    // A visitor who changes their mind is no error.
    let ignore = Closure::once(|_: JsValue| ());
    let _ = Promise::from(promise).catch(&ignore);
    ignore.forget();
}
