//! Playing: a tick for each step while the model plays. Never starts by itself.

use yew::{hook, use_effect_with};

use super::Dispatch;
use super::timer::Timeout;
use crate::model::Model;
use crate::model::action::Action;

/// Ticks while a run is played.
#[hook]
pub(crate) fn use_player(model: &Model, dispatch: &Dispatch) {
    let next = model.scene.as_ref().filter(|scene| scene.playing).map(|scene| scene.cursor);
    let dispatch = dispatch.clone();
    use_effect_with((next, model.speed), move |(next, speed)| {
        let timeout = next.and_then(|_| Timeout::start(speed.millis(), move || dispatch.emit(Action::Tick)));
        move || drop(timeout)
    });
}
