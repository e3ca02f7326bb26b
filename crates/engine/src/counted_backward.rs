//! What can still be saved where tasks that are alike are counted: for states of hundreds of tasks.
//!
//! Arrow: `Machine` -> [`CountedBackward`] -> **[`CountedProspects`]**. The reduced search has a state for each
//! situation up to the names of tasks and up to steps that nobody else can meet. A state that is asked about is brought
//! to such a one: those steps are taken, and its tasks are counted. That changes nothing about how runs from it can end
//! (`docs/backward.md`). It knows neither distances nor interleavings.

use std::collections::BTreeMap;

use crate::counted::{Counted, CountedParts, Nr};
use crate::exec::Choice;
use crate::graph::Edges;
use crate::machine::Machine;
use crate::prim::Prim;
use crate::prospects::Ways;
use crate::reduced::Reduced;
use crate::report::{Coverage, Limits, Progress, Reductions, Switch, Verdict, Visible};
use crate::sequences::Sequences;
use crate::situation::Situation;
use crate::state::State;
use crate::symmetry::Symmetry;
use crate::visited::StateNr;

/// A counted analysis under way.
#[derive(Debug)]
pub struct CountedBackward<'m> {
    machine: &'m Machine,
    search: Reduced<'m>,
}

/// What it knows, without the machine that it is about.
#[derive(Debug)]
pub struct CountedProspects {
    /// `None` only while a state is looked up
    parts: Option<CountedParts>,
    states: Sequences,
    ways: Vec<Ways>,
    situation: Situation,
    words: Vec<u64>,
    trial: Vec<u64>,
    key: Vec<u64>,
}

/// What the reduced search has found out about its states.
#[derive(Debug)]
pub(crate) struct Searched<'m> {
    pub(crate) counted: Counted<'m>,
    pub(crate) states: Sequences,
    pub(crate) edges: Edges,
    /// states in which a run ends, with the verdict on it
    pub(crate) ends: Vec<(StateNr, Verdict)>,
}

impl<'m> CountedBackward<'m> {
    /// An analysis that has seen the initial state only. `None` if no task is like another. Of the limits, reductions
    /// and visible steps do not matter.
    pub fn new(machine: &'m Machine, limits: Limits) -> Option<Self> {
        let symmetry = Symmetry::new(machine);
        let limits = Limits { reductions: Reductions::ON, visible: Visible::Nothing, ..limits };
        (!symmetry.classes.is_empty())
            .then(|| Self { machine, search: Reduced::new(machine, limits, symmetry, Switch::Off) })
    }

    /// Expands up to so many states. Returns whether it is over.
    pub fn slice(&mut self, states: u32) -> bool {
        self.search.slice(states)
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.search.progress()
    }

    /// What it knows. `None` if it has not seen everything, or if some run may go round or a task may die: then what a
    /// reduced search leaves out would matter.
    pub fn finish(mut self) -> Option<CountedProspects> {
        while !self.search.slice(u32::MAX) {}
        if self.search.doubt().is_some() || self.search.coverage() != Coverage::Exhaustive {
            return None;
        }
        let Searched { counted, states, edges, ends } = self.search.into_searched();
        let mut ways = vec![Ways::default(); states.len()];
        let sources = edges.turned(states.len());
        for verdict in [Verdict::Ok, Verdict::Hazard, Verdict::Deadlock] {
            let mut todo: Vec<StateNr> =
                ends.iter().filter(|(_, found)| *found == verdict).map(|(nr, _)| *nr).collect();
            for &nr in &todo {
                ways[nr as usize].add(verdict);
            }
            while let Some(nr) = todo.pop() {
                for &source in sources.of(nr) {
                    let ways = &mut ways[source as usize];
                    if !ways.can(verdict) {
                        ways.add(verdict);
                        todo.push(source);
                    }
                }
            }
        }
        let words = vec![0; self.machine.words()];
        let (parts, situation) = (Some(counted.into_parts()), Situation::default());
        let (trial, key) = (words.clone(), Vec::new());
        Some(CountedProspects { parts, states, ways, situation, words, trial, key })
    }
}

impl CountedProspects {
    /// States of the counted search.
    pub fn states(&self) -> u64 {
        self.states.len() as u64
    }

    /// How runs from a state of this machine can end.
    pub fn ways(&mut self, machine: &Machine, state: &State) -> Ways {
        self.look_up(machine, |here, counted| here.ways_of(counted, &state.words))
    }

    /// How runs can end after each of these choices of a state, and how many states were looked up for that: tasks that
    /// stand alike are looked up once.
    pub fn ways_after(&mut self, machine: &Machine, state: &State, choices: &[Choice]) -> (Vec<Ways>, usize) {
        let mut known: BTreeMap<(Nr, u16), Ways> = BTreeMap::new();
        self.look_up(machine, |here, counted| {
            let mut looked_up = 0;
            let after = |&choice: &Choice| {
                let replica = counted.symmetry.replica(choice.task);
                let block = replica.and_then(|replica| counted.block(&state.words, replica).ok());
                let key = block.map(|(block, _)| (block, choice.pick));
                if let Some(&known) = key.and_then(|key| known.get(&key)) {
                    return known;
                }
                let mut words = state.words.to_vec();
                machine.advance_words(&mut words, choice);
                let ways = here.ways_of(counted, &words);
                looked_up += 1;
                known.extend(key.map(|key| (key, ways)));
                ways
            };
            let ways = choices.iter().map(after).collect();
            (ways, looked_up)
        })
    }

    fn look_up<T>(&mut self, machine: &Machine, look: impl FnOnce(&mut Self, &mut Counted<'_>) -> T) -> T {
        let parts = self.parts.take().expect("nobody else is looking anything up");
        let mut counted = Counted::of_parts(machine, parts);
        let found = look(self, &mut counted);
        self.parts = Some(counted.into_parts());
        found
    }

    fn ways_of(&mut self, counted: &mut Counted<'_>, words: &[u64]) -> Ways {
        self.number(counted, words).map_or(Ways::UNKNOWN, |nr| self.ways[nr as usize])
    }

    /// Number of the counted state, if it was seen.
    fn number(&mut self, counted: &mut Counted<'_>, words: &[u64]) -> Option<StateNr> {
        self.words.copy_from_slice(words);
        self.run_on(counted);
        let replicas = counted.replicas();
        let mut blocks = Vec::new();
        let head = counted.encode(&self.words, &replicas, &mut blocks).ok()?;
        blocks.sort_unstable();
        self.key.clear();
        self.key.push(u64::from(head));
        let alike = blocks.chunk_by(|a, b| a == b);
        self.key.extend(alike.map(|blocks| u64::from(blocks[0]) << 32 | blocks.len() as u64));
        self.states.find(&self.key)
    }

    /// Takes every step that nobody else can meet, until there is none. Where a task may die there is nothing to look
    /// up, and in any other end of a run nobody has a step left.
    fn run_on(&mut self, counted: &Counted<'_>) {
        let Some(footprint) = &counted.footprint else { return };
        // No step of this search is visible, so it does not matter which one was first.
        let first = Prim::PageUptodate;
        let mut run_on = |task| {
            let (words, trial) = (&mut self.words, &mut self.trial);
            footprint.run_on(counted.machine, &mut self.situation, (task, first), words, trial)
        };
        while counted.machine.tasks().map(&mut run_on).sum::<u32>() > 0 {}
    }
}
