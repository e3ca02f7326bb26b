//! The page of Pagelock: a Yew application over one reducer.
//!
//! Arrow: `Reply` -> [`model::Model`] -> props -> HTML, and events -> `Action` -> `Model` -> `Request`. Knows the
//! protocol only: no engine, no listing language. Rules of the machine are never decided here.

mod app;
mod components;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod fixtures;
mod hooks;
mod keys;
mod lanes;
mod model;
mod words;
mod worker_client;

use app::App;

fn main() {
    console_error_panic_hook::set_once();
    let root = web_sys::window().and_then(|window| window.document()?.get_element_by_id("app"));
    if let Some(root) = root {
        // The static text of the page has done its work.
        root.set_text_content(None);
        yew::Renderer::<App>::with_root(root).render();
    }
}
