//! The width of the window, as it changes: for what scrolls on its own and has to be put right again.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use yew::{hook, use_effect_with, use_state_eq};

/// In pixels; 0 where there is no window.
fn width() -> i32 {
    let width = || web_sys::window()?.document()?.document_element();
    width().map_or(0, |root| root.client_width())
}

/// The width of the window.
#[hook]
pub(crate) fn use_width() -> i32 {
    let known = use_state_eq(width);
    let setter = known.setter();
    use_effect_with((), move |()| {
        let listener = Closure::<dyn Fn()>::new(move || setter.set(width()));
        let window = web_sys::window();
        if let Some(window) = &window {
            let _ = window.add_event_listener_with_callback("resize", listener.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = &window {
                let _ =
                    window.remove_event_listener_with_callback("resize", listener.as_ref().unchecked_ref());
            }
        }
    });
    *known
}
