//! The clipboard: a text goes there if the browser lets it.

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
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
