//! Both models for stateright: the ring written by hand, and the engine's machine.
//!
//! Arrow: `Ring` or `Machine` -> **`Found`**, by stateright's breadth-first search on one thread. The machine is asked
//! through `View::choices` and `Machine::advance`, so nothing is stated again here.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use ::stateright::{Checker, Model, Property};
use pagelock_engine::{Choice, Machine, State};

use crate::explore::{Found, Model as _};
use crate::hand::{self, Ring};

/// The engine's machine: a state is a state of the engine, an action is a choice.
#[derive(Debug)]
pub struct Interpreted(pub Arc<Machine>);

/// Without a property that stays open the checker would stop early.
const EVERY_STATE: &str = "every state is looked at";
const STUCK: &str = "nobody can move and somebody has not finished";

impl Model for Ring {
    type State = hand::State;
    type Action = u8;

    fn init_states(&self) -> Vec<hand::State> {
        vec![self.initial()]
    }

    fn actions(&self, _: &hand::State, actions: &mut Vec<u8>) {
        // Those that have to wait are told apart by `next_state`, so that every step is worked out once.
        actions.extend(0..=self.writers);
    }

    fn next_state(&self, state: &hand::State, task: u8) -> Option<hand::State> {
        self.step(state, task)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(EVERY_STATE, |_, _| true),
            Property::sometimes(STUCK, |ring: &Ring, state| {
                !ring.is_finished(state) && (0..=ring.writers).all(|task| ring.step(state, task).is_none())
            }),
        ]
    }
}

impl Model for Interpreted {
    type State = State;
    type Action = Choice;

    fn init_states(&self) -> Vec<State> {
        vec![self.0.initial()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Choice>) {
        actions.extend(self.0.view(state).choices());
    }

    fn next_state(&self, state: &State, choice: Choice) -> Option<State> {
        Some(self.0.advance(state, choice).next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(EVERY_STATE, |_, _| true),
            Property::sometimes(STUCK, |model: &Interpreted, state| {
                let view = model.0.view(state);
                view.choices().is_empty() && !view.all_finished()
            }),
        ]
    }
}

/// Visits every state. It counts one state in which nobody can move at most: the first one is enough for it.
pub fn search<M: Model + Send + Sync + 'static>(model: M) -> Found
where
    M::State: Clone + Debug + PartialEq + Hash + Send + Sync + 'static,
    M::Action: Clone + Debug + PartialEq + Send + Sync + 'static,
{
    let checker = model.checker().threads(1).spawn_bfs().join();
    Found {
        states: checker.unique_state_count() as u64,
        transitions: checker.state_count() as u64 - 1,
        stuck: u64::from(checker.discovery(STUCK).is_some()),
        memory: 0,
    }
}
