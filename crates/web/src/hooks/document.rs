//! The document around the application: its title, its theme, and the static text that stands there before the engine
//! answers.

use yew::{hook, use_effect_with};

use crate::model::Model;
use crate::model::place::Place;
use crate::words;

/// The static text of `index.html`.
const STATIC_PAGE: &str = "#app > .p-static";

/// Where the page stands, as `bootstrap.js` has noted it.
pub(crate) fn place() -> Place {
    let root = || web_sys::window()?.document()?.document_element();
    let is_frame = root().is_some_and(|root| root.has_attribute("data-embed"));
    if is_frame { Place::Frame } else { Place::Window }
}

/// Titles the document after what is shown, and takes the static text away once there is something better.
#[hook]
pub(crate) fn use_document(model: &Model) {
    use_effect_with(words::document_title(model), |title| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(title);
        }
    });
    use_effect_with(model.theme, |theme| {
        let root = || web_sys::window()?.document()?.document_element();
        if let Some(root) = root() {
            let _ = root.set_attribute("data-theme", theme.name());
        }
    });
    use_effect_with(model.catalog.is_some(), |&is_known| {
        let find = || web_sys::window()?.document()?.query_selector(STATIC_PAGE).ok()?;
        if let Some(text) = find().filter(|_| is_known) {
            text.remove();
        }
    });
}
