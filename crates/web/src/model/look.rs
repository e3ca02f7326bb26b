//! Asks for the states that the visitor looks at: of a long run of many tasks only some are here in full.
//!
//! Arrow: cursor -> **request** -> `WindowView` -> model. One look at a time: while it is on its way the cursor
//! may have moved on, and then the next one is asked for when this one is here.

use std::rc::Rc;

use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::WindowView;

use super::engine::{EngineName, Purpose};
use super::{Failure, Model};

/// So many states before and after the cursor are here before it comes to them. A window has at least twice as many.
const AHEAD: usize = 3;

/// Whether a state of a run of `len` steps is in a window, with those before and after it.
fn has_around(window: &WindowView, state: usize, len: usize) -> bool {
    let around = [state.saturating_sub(AHEAD), state, (state + AHEAD).min(len)];
    around.iter().all(|&state| window.state(state).is_some())
}

impl Model {
    /// Asks for the states around the cursor if one there, or close to it, is not here. Says whether it did.
    pub(super) fn look(&mut self) -> bool {
        let Some(scene) = &self.scene else { return false };
        let (Some(trace), Some(shown)) = (&scene.trace, &scene.shown) else { return false };
        let at = scene.cursor;
        if has_around(&scene.window, at, scene.len()) {
            return false;
        }
        let setup = Rc::clone(shown);
        let look = u32::try_from(at).unwrap_or(u32::MAX);
        let body =
            RequestBody::Window { setup: Setup::clone(&setup), schedule: trace.schedule.clone(), look };
        self.launch(EngineName::Step, body, Purpose::Look { setup, at });
        true
    }

    /// The states around `at` have come.
    pub(super) fn on_look(&mut self, setup: &Rc<Setup>, at: usize, window: WindowView) {
        let Some(scene) = self.scene.as_mut().filter(|scene| scene.shown.as_ref() == Some(setup)) else {
            return;
        };
        // Else it would be asked for again and again.
        if !has_around(&window, at, scene.len()) {
            let text = "The engine did not show the state that it was asked for.".into();
            self.failure = Some(Failure { engine: EngineName::Step, text });
            return;
        }
        scene.window = Rc::new(window);
    }
}
