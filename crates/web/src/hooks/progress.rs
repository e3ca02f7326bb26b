//! Which levels were won, kept by the browser. Where it keeps nothing, the levels of this visit are known, and no more.

use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::Storage;
use yew::{hook, use_effect_with};

use super::Dispatch;
use crate::game_words;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::game::GameAction;

/// Under which name it is kept.
const KEY: &str = "pagelock-levels";

/// A browser may refuse it.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Reads what is kept at the start, and keeps what is won.
#[hook]
pub(crate) fn use_progress(model: &Model, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let kept = storage().and_then(|storage| storage.get_item(KEY).ok()?);
        let kept = game_words::read_progress(&kept.unwrap_or_default());
        if !kept.is_empty() {
            dispatch.emit(Action::Game(GameAction::Kept(kept)));
        }
    });
    use_effect_with(Rc::clone(&model.progress), |progress: &Rc<BTreeMap<String, u32>>| {
        if let Some(storage) = storage().filter(|_| !progress.is_empty()) {
            // A storage that is full keeps what it has.
            let _ = storage.set_item(KEY, &game_words::write_progress(progress));
        }
    });
}
