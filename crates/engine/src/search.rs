//! The search of every interleaving: breadth-first, whole states, resumable in slices.
//!
//! Arrow: `Machine` -> **`Search`** -> [`Report`]. Breadth-first makes the first deadlock found a shortest one. Without
//! reductions it expands every choice of every state. With them `footprint` may say that one choice is enough.
//!
//! Runs that never end are looked for without reductions: a reduced graph has a cycle whenever the whole one has, so a
//! reduced search that comes to one begins again without.

use std::collections::{BTreeMap, BTreeSet};

use crate::exec::Choice;
use crate::footprint::Footprint;
use crate::graph::Edges;
use crate::machine::Machine;
use crate::outcome::{End, Ending};
use crate::report::{Coverage, FinalStates, Limit, Limits, Progress, Reductions, Report, Verdict};
use crate::state::{State, View};
use crate::visited::{OutOfMemory, StateNr, Visited};
use crate::wait_graph::DeadlockKind;

/// A search under way.
#[derive(Debug)]
pub struct Search<'m> {
    machine: &'m Machine,
    limits: Limits,
    visited: Visited,
    /// state from which each was first reached; the initial state is its own
    parents: Vec<StateNr>,
    edges: Edges,
    footprint: Option<Footprint>,
    /// for each expanded state: the position of the only choice taken, plus 1, or 0 if all were
    only: Vec<u16>,
    expanded: StateNr,
    depth: u32,
    /// first state of the next level
    level_end: StateNr,
    /// how runs end: in how many states, and the first, hence nearest, of them
    ends: BTreeMap<Ending, (u64, StateNr)>,
    /// first, hence nearest, state of each verdict
    nearest: BTreeMap<Verdict, StateNr>,
    stopped: Option<Limit>,
    choices: Vec<Choice>,
    scratch: Vec<u64>,
}

impl<'m> Search<'m> {
    /// A search that has seen the initial state only.
    pub fn new(machine: &'m Machine, limits: Limits) -> Self {
        let mut search = Self {
            machine,
            limits,
            visited: Visited::new(machine.words()),
            parents: Vec::new(),
            edges: Edges::default(),
            footprint: (limits.reductions == Reductions::On).then(|| Footprint::new(machine)),
            only: Vec::new(),
            expanded: 0,
            depth: 0,
            level_end: 1,
            ends: BTreeMap::new(),
            nearest: BTreeMap::new(),
            stopped: None,
            choices: Vec::new(),
            scratch: vec![0; machine.words()],
        };
        if search.add(&machine.initial().words, 0).is_err() {
            search.stopped = Some(Limit::Memory);
        }
        search
    }

    /// Expands up to so many states. Returns whether the search is over.
    pub fn slice(&mut self, states: u32) -> bool {
        for _ in 0..states {
            if self.is_over() {
                break;
            }
            if self.visited.len() >= self.limits.states_max as usize {
                self.stopped = Some(Limit::States);
            } else if self.memory() > self.limits.memory_max || self.expand().is_err() {
                self.stopped = Some(Limit::Memory);
            }
        }
        if self.is_over() && self.footprint.is_some() && !self.edges.cyclic_components().is_empty() {
            *self = Self::new(self.machine, Limits { reductions: Reductions::Off, ..self.limits });
        }
        self.is_over()
    }

    /// Runs the search to its end.
    pub fn finish(mut self) -> Report {
        while !self.slice(u32::MAX) {}
        self.report()
    }

    /// Whether a state has been reached.
    pub fn contains(&self, state: &State) -> bool {
        self.visited.contains(&state.words)
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress {
            states: self.visited.len() as u64,
            transitions: self.edges.len() as u64,
            depth: self.depth,
            frontier: self.visited.len() as u64 - u64::from(self.expanded),
            memory: self.memory() as u64,
        }
    }

    fn is_over(&self) -> bool {
        self.stopped.is_some() || self.expanded as usize == self.visited.len()
    }

    fn memory(&self) -> usize {
        self.visited.memory() + self.edges.memory() + self.parents.capacity() * 4 + self.only.capacity() * 2
    }

    fn add(&mut self, words: &[u64], parent: StateNr) -> Result<StateNr, OutOfMemory> {
        let (nr, new) = self.visited.insert(words)?;
        if new {
            self.parents.try_reserve(1).map_err(|_| OutOfMemory)?;
            self.parents.push(parent);
        }
        Ok(nr)
    }

    /// Takes every choice of the next state, or records how the run has ended there.
    fn expand(&mut self) -> Result<(), OutOfMemory> {
        let nr = self.expanded;
        if nr == self.level_end {
            self.depth += 1;
            self.level_end = StateNr::try_from(self.visited.len()).expect("states are numbered by u32");
        }
        let mut choices = std::mem::take(&mut self.choices);
        let view = View { machine: self.machine, words: self.visited.get(nr) };
        if let Some(end) = view.ways_on(&mut choices) {
            self.record(nr, end.into());
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let only = self.only_choice(nr, &choices, &mut scratch);
        self.only.try_reserve(1).map_err(|_| OutOfMemory)?;
        self.only.push(only.map_or(0, |only| u16::try_from(only + 1).expect("few choices")));
        for &choice in only.map_or(&choices[..], |only| &choices[only..=only]) {
            scratch.copy_from_slice(self.visited.get(nr));
            self.machine.advance_words(&mut scratch, choice);
            let target = self.add(&scratch, nr)?;
            self.edges.push(target)?;
        }
        self.edges.end_state()?;
        self.expanded += 1;
        (self.choices, self.scratch) = (choices, scratch);
        Ok(())
    }

    /// Position of a choice that is enough. A step in which a task dies is not: it would end the run for all.
    fn only_choice(&self, nr: StateNr, choices: &[Choice], scratch: &mut [u64]) -> Option<usize> {
        let footprint = self.footprint.as_ref().filter(|_| choices.len() > 1)?;
        let view = View { machine: self.machine, words: self.visited.get(nr) };
        let only = footprint.enough(view, choices)?;
        scratch.copy_from_slice(self.visited.get(nr));
        self.machine.advance_words(scratch, choices[only]);
        let is_alive = !View { machine: self.machine, words: scratch }.has_oopsed();
        is_alive.then_some(only)
    }

    fn record(&mut self, nr: StateNr, ending: Ending) {
        self.note(nr, ending.verdict());
        let (count, nearest) = self.ends.entry(ending).or_insert((0, nr));
        *count += 1;
        *nearest = (*nearest).min(nr);
    }

    fn note(&mut self, nr: StateNr, verdict: Verdict) {
        let nearest = self.nearest.entry(verdict).or_insert(nr);
        *nearest = (*nearest).min(nr);
    }

    /// What was found so far; final once the search is over. Looks for runs that never end, so it takes about as
    /// long as the search when the graph has cycles.
    pub fn report(mut self) -> Report {
        self.find_endless_runs();
        let coverage = match self.stopped {
            None if self.is_over() => Coverage::Exhaustive,
            stopped => Coverage::Bounded {
                limit: stopped.unwrap_or(Limit::States),
                frontier: self.progress().frontier,
            },
        };
        let worst = self.nearest.last_key_value().map(|(verdict, nr)| (*verdict, *nr));
        let (verdict, schedule) = match worst {
            Some((Verdict::Ok, _)) | None if coverage != Coverage::Exhaustive => {
                (Verdict::Unknown, Vec::new())
            }
            Some((verdict, nr)) => (verdict, self.schedule_to(nr)),
            None => (Verdict::Unknown, Vec::new()),
        };
        Report {
            verdict,
            kind: self.kind(verdict),
            coverage,
            states: self.visited.len() as u64,
            transitions: self.edges.len() as u64,
            depth: self.depth,
            ends: self.final_states(),
            schedule,
        }
    }

    fn kind(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Unknown | Verdict::Ok | Verdict::Livelock => String::new(),
            Verdict::Deadlock => {
                let view = View { machine: self.machine, words: self.visited.get(self.nearest[&verdict]) };
                match view.end() {
                    Some(End::Deadlock(kind)) => kind.name().to_owned(),
                    Some(End::Oops(..) | End::Finished(_)) | None => DeadlockKind::Partial.name().to_owned(),
                }
            }
            Verdict::Hazard => {
                let names = self.ends.keys().flat_map(|ending| match ending {
                    Ending::Deadlock(_) => Vec::new(),
                    Ending::Oops(oops) => vec![oops.name()],
                    Ending::Finished(outcome) => outcome.hazards(),
                });
                names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn final_states(&self) -> Vec<FinalStates> {
        let ends = self.ends.iter();
        ends.map(|(ending, &(count, nearest))| FinalStates {
            ending: ending.clone(),
            count,
            schedule: self.schedule_to(nearest),
        })
        .collect()
    }

    /// Positions of the choices on the way to a state, along the parents.
    fn schedule_to(&self, mut nr: StateNr) -> Vec<u16> {
        let mut schedule = Vec::new();
        while nr != 0 {
            let parent = self.parents[nr as usize];
            let edge = self.edges.of(parent).iter().position(|&target| target == nr);
            let edge = u16::try_from(edge.expect("a parent has an edge to its child")).expect("few choices");
            schedule.push(self.only[parent as usize].checked_sub(1).unwrap_or(edge));
            nr = parent;
        }
        schedule.reverse();
        schedule
    }

    /// Looks at every component of the graph in which a run can go round.
    ///
    /// A run may stay in a component for ever if that is weakly fair: every task that can always move there does
    /// move there. Then it is a livelock, unless some task is blocked all the while in a component that cannot be
    /// left: that task is stuck for good, a partial deadlock.
    fn find_endless_runs(&mut self) {
        for component in self.edges.cyclic_components() {
            let turns = self.turns(&component);
            if !turns.iter().all(|turn| turn.moves || turn.can_wait) {
                continue;
            }
            let stuck = turns.iter().any(|turn| turn.always_blocked) && self.cannot_be_left(&component);
            if stuck {
                self.record(component[0], Ending::Deadlock(DeadlockKind::Partial));
            } else {
                self.note(component[0], Verdict::Livelock);
            }
        }
    }

    fn cannot_be_left(&self, component: &[StateNr]) -> bool {
        let inside = |target: &StateNr| component.binary_search(target).is_ok();
        component.iter().all(|&nr| self.edges.of(nr).iter().all(inside))
    }

    /// What each task does in a component.
    fn turns(&self, component: &[StateNr]) -> Vec<Turn> {
        let tasks = self.machine.all_tasks();
        let mut turns: Vec<Turn> = tasks.map(|_| Turn { always_blocked: true, ..Turn::default() }).collect();
        for &nr in component {
            let view = View { machine: self.machine, words: self.visited.get(nr) };
            for (task, turn) in self.machine.all_tasks().zip(&mut turns) {
                let status = view.status(task);
                turn.can_wait |= status != crate::state::Status::Runnable;
                turn.always_blocked &= matches!(status, crate::state::Status::Blocked(_));
            }
            for (choice, target) in view.choices().iter().zip(self.edges.of(nr)) {
                turns[choice.task.index()].moves |= component.binary_search(target).is_ok();
            }
        }
        turns
    }
}

/// What a task does in a component of the graph.
#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    /// It moves within the component.
    moves: bool,
    /// In some state of it, it cannot move.
    can_wait: bool,
    /// In every state of it, it waits for something.
    always_blocked: bool,
}
