//! Components of the graph in which a run may stay for ever.
//!
//! Arrow: `Edges` + states -> **[`Endless`]** -> searches. A run may stay in a component for ever if that is weakly
//! fair: every task that can always move there does move there. Then it is a livelock, unless some task is blocked all
//! the while in a component that cannot be left: that task is stuck for good, a partial deadlock.

use crate::graph::Edges;
use crate::machine::Machine;
use crate::state::{Status, View};
use crate::visited::{StateNr, Visited};

/// What a run that stays in a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endless {
    /// Nobody gets anywhere.
    Livelock,
    /// Somebody is blocked for good while others go on, and no run leaves.
    Stuck,
}

/// What a task does in a component of the graph.
#[derive(Clone, Copy, Debug)]
struct Turn {
    /// It moves within the component.
    moves: bool,
    /// In some state of it, it cannot move.
    can_wait: bool,
    /// In every state of it, it waits for something.
    always_blocked: bool,
}

/// What a run is that stays in a component, given in order; `None` if none may.
pub(crate) fn endless(
    machine: &Machine,
    visited: &Visited,
    edges: &Edges,
    component: &[StateNr],
) -> Option<Endless> {
    let inside = |target: &StateNr| component.binary_search(target).is_ok();
    let tasks = machine.all_tasks();
    let mut turns: Vec<Turn> =
        tasks.map(|_| Turn { moves: false, can_wait: false, always_blocked: true }).collect();
    for &nr in component {
        let view = View { machine, words: visited.get(nr) };
        for (task, turn) in machine.all_tasks().zip(&mut turns) {
            let status = view.status(task);
            turn.can_wait |= status != Status::Runnable;
            turn.always_blocked &= matches!(status, Status::Blocked(_));
        }
        for (choice, target) in view.choices().iter().zip(edges.of(nr)) {
            turns[choice.task.index()].moves |= inside(target);
        }
    }
    if !turns.iter().all(|turn| turn.moves || turn.can_wait) {
        return None;
    }
    let cannot_be_left = || component.iter().all(|&nr| edges.of(nr).iter().all(inside));
    let is_stuck = turns.iter().any(|turn| turn.always_blocked) && cannot_be_left();
    Some(if is_stuck { Endless::Stuck } else { Endless::Livelock })
}
