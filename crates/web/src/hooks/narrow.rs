//! The width of the window, once: a narrow one starts with one group of listings in the matrix.

use yew::{hook, use_effect_with};

use super::Dispatch;
use crate::model::Model;
use crate::model::action::Action;

/// Up to here the matrix shows two or three columns; as in `matrix.css`.
const NARROW: &str = "(max-width: 40rem)";

/// Tells the model when the catalog is known and the window is narrow.
#[hook]
pub(crate) fn use_narrow(model: &Model, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with(model.catalog.is_some(), move |&is_known| {
        let query = || web_sys::window()?.match_media(NARROW).ok()?;
        if is_known && query().is_some_and(|query| query.matches()) {
            dispatch.emit(Action::ShowFirstGroup);
        }
    });
}
