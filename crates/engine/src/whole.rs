//! The search without reductions: every choice of every state, breadth-first, whole states.
//!
//! Arrow: `Machine` -> **`Whole`** -> [`Report`]. Breadth-first makes the first deadlock found a shortest one. It alone
//! looks for runs that never end.

use crate::ends::Ends;
use crate::exec::Choice;
use crate::graph::Edges;
use crate::machine::Machine;
use crate::outcome::Ending;
use crate::report::{Coverage, FinalStates, Limit, Limits, Progress, Report, Verdict};
use crate::state::{State, View};
use crate::visited::{OutOfMemory, StateNr, Visited};
use crate::wait_graph::DeadlockKind;

/// A search under way.
#[derive(Debug)]
pub(crate) struct Whole<'m> {
    machine: &'m Machine,
    limits: Limits,
    visited: Visited,
    /// state from which each was first reached; the initial state is its own
    parents: Vec<StateNr>,
    edges: Edges,
    expanded: StateNr,
    depth: u32,
    /// first state of the next level
    level_end: StateNr,
    ends: Ends,
    stopped: Option<Limit>,
    choices: Vec<Choice>,
    scratch: Vec<u64>,
}

impl<'m> Whole<'m> {
    /// A search that has seen the initial state only.
    pub(crate) fn new(machine: &'m Machine, limits: Limits) -> Self {
        let mut search = Self {
            machine,
            limits,
            visited: Visited::new(machine.words()),
            parents: Vec::new(),
            edges: Edges::default(),
            expanded: 0,
            depth: 0,
            level_end: 1,
            ends: Ends::default(),
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
    pub(crate) fn slice(&mut self, states: u32) -> bool {
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
        self.is_over()
    }

    /// Whether a state has been reached.
    pub(crate) fn contains(&self, state: &State) -> bool {
        self.visited.contains(&state.words)
    }

    /// How far it has come.
    pub(crate) fn progress(&self) -> Progress {
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
        self.visited.memory() + self.edges.memory() + self.parents.capacity() * 4
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
            self.ends.record(nr, self.depth, end.into());
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        for &choice in &choices {
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

    /// What was found so far; final once the search is over. Looks for runs that never end, so it takes about as
    /// long as the search when the graph has cycles.
    pub(crate) fn report(mut self) -> Report {
        self.find_endless_runs();
        let coverage = match self.stopped {
            None if self.is_over() => Coverage::Exhaustive,
            stopped => Coverage::Bounded {
                limit: stopped.unwrap_or(Limit::States),
                frontier: self.progress().frontier,
            },
        };
        let (verdict, nearest) = self.ends.verdict(coverage);
        let ends = self.ends.all().into_iter().map(|(ending, count, nearest)| FinalStates {
            ending,
            count,
            schedule: self.schedule_to(nearest),
        });
        Report {
            verdict,
            kind: self.ends.kind(verdict),
            coverage,
            states: self.visited.len() as u64,
            transitions: self.edges.len() as u64,
            depth: self.depth,
            ends: ends.collect(),
            schedule: nearest.map_or_else(Vec::new, |nr| self.schedule_to(nr)),
        }
    }

    /// Positions of the choices on the way to a state, along the parents.
    fn schedule_to(&self, mut nr: StateNr) -> Vec<u16> {
        let mut schedule = Vec::new();
        while nr != 0 {
            let parent = self.parents[nr as usize];
            let edge = self.edges.of(parent).iter().position(|&target| target == nr);
            let edge = edge.expect("a parent has an edge to its child");
            schedule.push(u16::try_from(edge).expect("few choices"));
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
            let steps = u32::try_from(self.schedule_to(component[0]).len()).expect("runs are short");
            if stuck {
                self.ends.record(component[0], steps, Ending::Deadlock(DeadlockKind::Partial));
            } else {
                self.ends.note(component[0], steps, Verdict::Livelock);
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
