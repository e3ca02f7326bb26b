//! Who moves next: oracles over the choices of a state. They see the state and change nothing.

use crate::exec::Choice;
use crate::id::TaskId;
use crate::prng::Prng;
use crate::state::View;

/// Picks one of the choices of a state, or stops the run.
pub trait Scheduler {
    /// Position of the choice to take among `choices`, which is not empty; `None` to stop.
    fn pick(&mut self, view: View<'_>, choices: &[Choice]) -> Option<usize>;
}

/// Takes the choices it was given, then stops. It also stops at the first one that is not there.
///
/// Stepping by hand is this too: the choices made so far and one more.
#[derive(Clone, Debug)]
pub struct Replay<'a> {
    rest: &'a [u16],
}

impl<'a> Replay<'a> {
    /// Replays positions among the choices of each state.
    pub fn new(schedule: &'a [u16]) -> Self {
        Self { rest: schedule }
    }
}

impl Scheduler for Replay<'_> {
    fn pick(&mut self, _: View<'_>, choices: &[Choice]) -> Option<usize> {
        let (&next, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(usize::from(next)).filter(|&next| next < choices.len())
    }
}

/// Any choice with equal chance, from a seed.
#[derive(Clone, Debug)]
pub struct Random(Prng);

impl Random {
    /// Equal seeds give equal runs.
    pub fn new(seed: u64) -> Self {
        Self(Prng::new(seed))
    }
}

impl Scheduler for Random {
    fn pick(&mut self, _: View<'_>, choices: &[Choice]) -> Option<usize> {
        Some(self.0.below(choices.len()))
    }
}

/// Tasks take turns, one step each; the environment does nothing.
#[derive(Clone, Debug, Default)]
pub struct RoundRobin {
    last: Option<TaskId>,
}

impl Scheduler for RoundRobin {
    fn pick(&mut self, view: View<'_>, choices: &[Choice]) -> Option<usize> {
        let tasks = || choices.iter().enumerate().filter(|(_, c)| !view.is_actor(c.task));
        let next = tasks().find(|(_, c)| Some(c.task) > self.last).or_else(|| tasks().next());
        let (position, choice) = next?;
        self.last = Some(choice.task);
        Some(position)
    }
}
