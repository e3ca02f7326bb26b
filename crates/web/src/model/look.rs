//! Asks for the states that the visitor looks at: of a long run of many tasks only some are here in full.
//!
//! Arrow: cursor -> **request** -> `WindowView` -> model. One look at a time: while it is on its way the cursor may have
//! moved on, and then the next one is asked for when this one is here.

use std::rc::Rc;

use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::WindowView;

use super::engine::{EngineName, Purpose};
use super::{Failure, Model};

impl Model {
    /// Asks for the states around the cursor if the one there is not here. Says whether it did.
    pub(super) fn look(&mut self) -> bool {
        let Some(scene) = &self.scene else { return false };
        let (Some(trace), Some(shown)) = (&scene.trace, &scene.shown) else { return false };
        if scene.state().is_some() {
            return false;
        }
        let (setup, at) = (Rc::clone(shown), scene.cursor);
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
        if window.state(at).is_none() {
            let text = "The engine did not show the state that it was asked for.".into();
            self.failure = Some(Failure { engine: EngineName::Step, text });
            return;
        }
        scene.window = Rc::new(window);
    }
}
