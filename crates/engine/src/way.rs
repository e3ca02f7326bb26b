//! The way from a state to the nearest step of a kind: breadth-first, so it is a shortest one.
//!
//! Arrow: `State` + question -> **[`Way`]**. Takes the same choices as `Search`, with no reductions: whatever is asked
//! about may be seen from any step.

use crate::agenda::Agenda;
use crate::exec::Choice;
use crate::machine::Machine;
use crate::state::{State, View};
use crate::visited::{OutOfMemory, StateNr, Visited};

/// What the search for a way has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The choices that lead there, the last of them being the step.
    Found(Vec<u16>),
    /// No step that can be taken is of the kind; so many states were visited.
    Unreachable(u64),
    /// The limit stopped the search before any was found; so many states were visited.
    Stopped(u64),
}

/// Searches for a shortest way from `from` to a step of which `is_it` holds, given the states before and after it,
/// through at most `states_max` states.
pub fn way(
    machine: &Machine,
    from: &State,
    is_it: impl Fn(View<'_>, View<'_>) -> bool,
    states_max: usize,
) -> Way {
    let mut walk = Walk { visited: Visited::new(machine.words()), agenda: Agenda::new() };
    let found = walk.search(machine, from, is_it, states_max);
    let states = walk.visited.len() as u64;
    match found {
        Ok(Some((before, position))) => {
            let way = walk.agenda.way_to(before).into_iter().map(|(position, _)| position);
            Way::Found(way.chain([position]).collect())
        }
        Ok(None) => Way::Unreachable(states),
        Err(Full) => Way::Stopped(states),
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
    /// by choices
    agenda: Agenda<u16>,
}

impl Walk {
    /// The state before the step, and the position of the choice there.
    fn search(
        &mut self,
        machine: &Machine,
        from: &State,
        is_it: impl Fn(View<'_>, View<'_>) -> bool,
        states_max: usize,
    ) -> Result<Option<(StateNr, u16)>, Full> {
        self.visited.insert(&from.words)?;
        self.agenda.note(0, 0, 0, 0)?;
        let mut choices: Vec<Choice> = Vec::new();
        while let Some((expanded, steps)) = self.agenda.next() {
            let state = State { words: self.visited.get(expanded).into() };
            machine.view(&state).ways_on(&mut choices);
            for (position, &choice) in (0..).zip(&choices) {
                let next = machine.advance(&state, choice).next;
                if is_it(machine.view(&state), machine.view(&next)) {
                    return Ok(Some((expanded, position)));
                }
                if self.visited.len() >= states_max {
                    return Err(Full);
                }
                let (nr, _) = self.visited.insert(&next.words)?;
                self.agenda.note(nr, expanded, steps + 1, position)?;
            }
        }
        Ok(None)
    }
}
