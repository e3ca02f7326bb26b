//! A timeout that is cancelled when it is dropped.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// A timeout that has not run out, or has and is spent.
pub(crate) struct Timeout {
    id: i32,
    // Called by the browser when the time has come.
    _on_time: Closure<dyn FnMut()>,
}

impl Timeout {
    /// Calls `then` once, after `millis` milliseconds.
    pub(crate) fn start(millis: i32, then: impl FnOnce() + 'static) -> Option<Self> {
        let on_time = Closure::once(then);
        let window = web_sys::window()?;
        let callback = on_time.as_ref().unchecked_ref();
        let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, millis).ok()?;
        Some(Self { id, _on_time: on_time })
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}
