//! What a backward analysis knows: for each state the ways in which runs from it can end.
//!
//! Arrow: `Backward` -> **[`Prospects`]** -> view. It needs the machine only to find a state's number, never to run.

use crate::backward::Graph;
use crate::report::{Coverage, Verdict};
use crate::share::Share;
use crate::state::State;
use crate::switches::{Fewest, fewest};
use crate::visited::StateNr;

/// The verdicts that runs from a state can come to, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways(u8);

/// Ends that somebody may want to come to. Their numbers are positions in `GOALS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Everybody has finished, and the data are whole.
    Ok = 0,
    /// A deadlock.
    Deadlock = 1,
}

/// What can still be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outlook {
    /// Every run from here ends, with everybody finished and the data whole.
    ReachesOk,
    /// Some run does, and some other one does not.
    MayFail,
    /// No run does.
    Doomed,
    /// Not enough of what follows was seen to say which.
    Unknown,
}

impl Ways {
    /// Of a state about which nothing is known.
    pub const UNKNOWN: Self = Self(1 << Verdict::Unknown as u8);

    pub(crate) fn add(&mut self, verdict: Verdict) {
        self.0 |= 1 << verdict as u8;
    }

    /// Whether some run comes to this verdict; for `Unknown`, to a state that was not looked at.
    pub fn can(self, verdict: Verdict) -> bool {
        self.0 & 1 << verdict as u8 != 0
    }

    /// The worst that is known to be possible; `Unknown` if nothing is.
    pub fn worst(self) -> Verdict {
        let all = [Verdict::Deadlock, Verdict::Livelock, Verdict::Hazard, Verdict::Ok];
        all.into_iter().find(|&verdict| self.can(verdict)).unwrap_or(Verdict::Unknown)
    }

    /// What that comes to. Nothing is said of what was not seen: only both kinds of ends together need no more.
    pub fn outlook(self) -> Outlook {
        let (is_open, is_good) = (self.can(Verdict::Unknown), self.can(Verdict::Ok));
        let is_bad = self.worst() > Verdict::Ok;
        match (is_good, is_bad) {
            (true, true) => Outlook::MayFail,
            _ if is_open => Outlook::Unknown,
            (true, false) => Outlook::ReachesOk,
            (false, true) => Outlook::Doomed,
            (false, false) => Outlook::Unknown,
        }
    }
}

/// What is known of every state.
#[derive(Debug)]
pub struct Prospects {
    graph: Graph,
    /// who can move at all: tasks and environment actors
    tasks: usize,
    /// bytes that a question may use
    room: usize,
    ways: Vec<Ways>,
    steps: [Vec<u32>; 2],
    coverage: Coverage,
    share: Share,
    fewest: Option<Fewest>,
}

impl Prospects {
    pub(crate) fn new(
        (graph, tasks, room): (Graph, usize, usize),
        (ways, steps): (Vec<Ways>, [Vec<u32>; 2]),
        coverage: Coverage,
        share: Share,
        fewest: Option<Fewest>,
    ) -> Self {
        Self { graph, tasks, room, ways, steps, coverage, share, fewest }
    }

    /// Whether a state was seen.
    pub fn knows(&self, state: &State) -> bool {
        self.number(state).is_some()
    }

    /// How runs from a state can end.
    pub fn ways(&self, state: &State) -> Ways {
        self.number(state).map_or(Ways::UNKNOWN, |nr| self.ways[nr as usize])
    }

    /// Fewest steps from a state to one in which everybody has finished and the data are whole; `None` if none is
    /// known. Where something was not seen there may be fewer.
    pub fn steps_to_ok(&self, state: &State) -> Option<u32> {
        self.steps_to(Goal::Ok, state)
    }

    /// Fewest steps from a state to a deadlock; `None` if none is known. Where something was not seen there may be
    /// fewer.
    pub fn steps_to_deadlock(&self, state: &State) -> Option<u32> {
        self.steps_to(Goal::Deadlock, state)
    }

    fn steps_to(&self, goal: Goal, state: &State) -> Option<u32> {
        let steps = self.steps[goal as usize][self.number(state)? as usize];
        (steps != u32::MAX).then_some(steps)
    }

    fn number(&self, state: &State) -> Option<StateNr> {
        self.graph.visited.find(&state.words)
    }

    /// How much of the graph was seen.
    pub fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// States seen.
    pub fn states(&self) -> u64 {
        self.graph.visited.len() as u64
    }

    /// Transitions taken.
    pub fn transitions(&self) -> u64 {
        self.graph.edges.len() as u64
    }

    /// How many interleavings there are, by how they end.
    pub fn share(&self) -> &Share {
        &self.share
    }

    /// A run from a state to an end, good or dead, with the fewest switches; `None` if none is known to come to one.
    /// Where something was not seen there may be one with fewer.
    pub fn fewest_from(&self, state: &State, goal: Goal) -> Option<Fewest> {
        let start = self.number(state)?;
        let is_wanted = |nr: StateNr| self.steps[goal as usize][nr as usize] == 0;
        fewest(&self.graph, self.tasks, start, is_wanted, self.room)
    }

    /// A run to a deadlock with the fewest switches; `None` if no run comes to one, or if that is not known.
    pub fn fewest(&self) -> Option<&Fewest> {
        self.fewest.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_what_was_not_seen() {
        let check = |verdicts: &[Verdict], outlook| {
            let mut ways = Ways::default();
            for &verdict in verdicts {
                ways.add(verdict);
            }
            assert_eq!(ways.outlook(), outlook, "{verdicts:?}");
        };
        let (ok, bad, unseen) =
            (Verdict::Ok, [Verdict::Hazard, Verdict::Livelock, Verdict::Deadlock], Verdict::Unknown);
        check(&[ok], Outlook::ReachesOk);
        check(&[ok, unseen], Outlook::Unknown);
        for bad in bad {
            check(&[bad], Outlook::Doomed);
            check(&[bad, unseen], Outlook::Unknown);
            check(&[ok, bad], Outlook::MayFail);
            check(&[ok, bad, unseen], Outlook::MayFail);
        }
        check(&[unseen], Outlook::Unknown);
        assert_eq!(Ways::UNKNOWN.outlook(), Outlook::Unknown);
    }
}
