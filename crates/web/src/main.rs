//! The page of Pagelock: a Yew application over one reducer.
//!
//! Arrow: `Reply` -> [`model::Model`] -> props -> HTML, and events -> `Action` -> `Model` -> `Request`. Knows
//! the protocol only: no engine, no listing language. Rules of the machine are never decided here.

mod app;
mod cells;
mod components;
#[cfg(test)]
mod contrast;
mod costs;
mod crowd;
mod decimal;
mod embed_words;
#[cfg(test)]
mod fixtures;
mod frontier;
mod game_words;
mod hooks;
mod keys;
mod lane_words;
mod lanes;
mod live;
mod lock_events;
mod model;
mod outlook_words;
mod rows;
mod run_lines;
mod search_words;
mod share_words;
mod sweep_plot;
mod sweep_words;
mod ties;
mod wait_arrows;
mod words;
mod worker_client;

use app::App;

fn main() {
    console_error_panic_hook::set_once();
    if let Some(root) = mount() {
        yew::Renderer::<App>::with_root(root).render();
    }
}

/// A place for the application before the static text, which goes when the engine has answered.
fn mount() -> Option<web_sys::Element> {
    let document = web_sys::window()?.document()?;
    let app = document.get_element_by_id("app")?;
    let root = document.create_element("div").ok()?;
    app.insert_before(&root, app.first_child().as_ref()).ok()?;
    Some(root)
}
