//! The way from one state to the nearest one of a kind: breadth-first, so it is a shortest one.
//!
//! Arrow: `State` + question -> **[`Way`]**. Takes the same choices as `Search`, with no reductions: whatever is asked
//! about may be seen from any step.

use crate::exec::Choice;
use crate::machine::Machine;
use crate::state::{State, View};
use crate::visited::{OutOfMemory, StateNr, Visited};

/// What the search for a way has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The choices that lead there; none if it is there already.
    Found(Vec<u16>),
    /// No state that can be reached is of the kind; so many were visited.
    Unreachable(u64),
    /// The limit stopped the search before any was found; so many were visited.
    Stopped(u64),
}

/// Searches for a shortest way from `from` to a state of which `is_there` holds, through at most `states_max` states.
pub fn way(machine: &Machine, from: &State, is_there: impl Fn(View<'_>) -> bool, states_max: usize) -> Way {
    let mut walk = Walk { visited: Visited::new(machine.words()), ways: Vec::new() };
    let states = |walk: &Walk| walk.visited.len() as u64;
    match walk.search(machine, from, is_there, states_max) {
        Ok(Some(found)) => Way::Found(walk.schedule_to(found)),
        Ok(None) => Way::Unreachable(states(&walk)),
        Err(Full) => Way::Stopped(states(&walk)),
    }
}

/// A limit was reached, or memory came to its end.
struct Full;

impl From<OutOfMemory> for Full {
    fn from(_: OutOfMemory) -> Self {
        Self
    }
}

struct Walk {
    visited: Visited,
    /// from where each was first reached, and by which choice
    ways: Vec<(StateNr, u16)>,
}

impl Walk {
    fn search(
        &mut self,
        machine: &Machine,
        from: &State,
        is_there: impl Fn(View<'_>) -> bool,
        states_max: usize,
    ) -> Result<Option<StateNr>, Full> {
        self.visited.insert(&from.words)?;
        self.ways.push((0, 0));
        if is_there(machine.view(from)) {
            return Ok(Some(0));
        }
        let mut choices: Vec<Choice> = Vec::new();
        let mut expanded: StateNr = 0;
        while (expanded as usize) < self.visited.len() {
            let state = State { words: self.visited.get(expanded).into() };
            machine.view(&state).ways_on(&mut choices);
            for (position, &choice) in (0..).zip(&choices) {
                let next = machine.advance(&state, choice).next;
                let (nr, is_new) = self.visited.insert(&next.words)?;
                if !is_new {
                    continue;
                }
                self.ways.push((expanded, position));
                if is_there(machine.view(&next)) {
                    return Ok(Some(nr));
                }
                if self.visited.len() >= states_max {
                    return Err(Full);
                }
            }
            expanded += 1;
        }
        Ok(None)
    }

    fn schedule_to(&self, mut nr: StateNr) -> Vec<u16> {
        let mut schedule = Vec::new();
        while nr != 0 {
            let (parent, position) = self.ways[nr as usize];
            schedule.push(position);
            nr = parent;
        }
        schedule.reverse();
        schedule
    }
}
