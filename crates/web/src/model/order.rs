//! Asks for the lock order once the visitor opens it and no search is running: it takes a search of its own.

use std::rc::Rc;

use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::OrderView;

use super::Model;
use super::engine::{EngineName, Land, Purpose};

/// The lock order of an open scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Nobody has asked for it.
    Closed,
    /// It is wanted.
    Wanted,
    /// It is here.
    Here(Rc<OrderView>),
}

impl Model {
    /// The visitor opens it.
    pub(super) fn want_order(&mut self) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.order == Order::Closed) {
            scene.order = Order::Wanted;
        }
    }

    /// Asks for the order that is wanted, when the engine for searches has nothing else to do.
    pub(super) fn ask_order(&mut self) {
        let Some(scene) = self.scene.as_ref().filter(|scene| scene.order == Order::Wanted) else { return };
        if self.search.flight.is_none() && scene.diagnostics.is_empty() {
            let setup = Rc::clone(&scene.wanted);
            let body = RequestBody::Order { setup: Setup::clone(&setup) };
            self.launch(EngineName::Search, body, Purpose::Order { setup });
        }
    }

    /// There is no order of what cannot be run.
    pub(super) fn close_order(&mut self) {
        if let Some(scene) = &mut self.scene {
            scene.order = Order::Closed;
        }
    }

    /// The order has come.
    pub(super) fn on_order(&mut self, setup: &Rc<Setup>, order: OrderView) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.wanted == *setup) {
            scene.order = Order::Here(Rc::new(order));
        }
    }

    /// Shows the run that shows a dependency.
    pub(super) fn show_dependency(&mut self, nr: usize) {
        let Some(Order::Here(order)) = self.scene.as_ref().map(|scene| scene.order.clone()) else { return };
        if let Some(dependency) = order.dependencies.get(nr) {
            self.replay(dependency.schedule.clone(), Land::End);
        }
    }
}
