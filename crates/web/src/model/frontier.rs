//! Asks for the frontier map once the visitor opens it and no search is running: it takes a search of its own.

use std::rc::Rc;

use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::FrontierView;

use super::Model;
use super::engine::{EngineName, Purpose};

/// The frontier map of an open scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Frontier {
    /// Nobody has asked for it.
    Closed,
    /// It is wanted.
    Wanted,
    /// It is here.
    Here(Rc<FrontierView>),
}

impl Model {
    /// The visitor opens the map.
    pub(super) fn want_frontier(&mut self) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.frontier == Frontier::Closed) {
            scene.frontier = Frontier::Wanted;
        }
    }

    /// Asks for the map that is wanted, when the engine for searches has nothing else to do.
    pub(super) fn ask_frontier(&mut self) {
        let Some(scene) = self.scene.as_ref().filter(|scene| scene.frontier == Frontier::Wanted) else {
            return;
        };
        if self.search.flight.is_none() && scene.diagnostics.is_empty() {
            let setup = Rc::clone(&scene.wanted);
            let body = RequestBody::Frontier { setup: Setup::clone(&setup) };
            self.launch(EngineName::Search, body, Purpose::Frontier { setup });
        }
    }

    /// There is no map of what cannot be run.
    pub(super) fn close_frontier(&mut self) {
        if let Some(scene) = &mut self.scene {
            scene.frontier = Frontier::Closed;
        }
    }

    /// The map has come.
    pub(super) fn on_frontier(&mut self, setup: &Rc<Setup>, map: FrontierView) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.wanted == *setup) {
            scene.frontier = Frontier::Here(Rc::new(map));
        }
    }
}
