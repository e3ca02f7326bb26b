//! The search with names: every choice of every state, or one step where that is enough; nearest first.
//!
//! Arrow: `Machine` -> **`Whole`** -> [`Report`]. States are expanded in the order of the steps that lead to them, so
//! the first of every kind is a nearest one. Why one step may be enough is in
//! `docs/soundness.md`. Without reductions, and only then, it looks for runs that never end.

use crate::agenda::Agenda;
use crate::endless::{Endless, endless};
use crate::ends::Ends;
use crate::exec::Choice;
use crate::footprint::Footprint;
use crate::frontier::{Holding, frontier};
use crate::graph::Edges;
use crate::lock_order::{Found, LockOrder, Recorder};
use crate::machine::Machine;
use crate::outcome::{End, Ending};
use crate::report::{
    Coverage, Doubt, FinalStates, Frontier, Limit, Limits, Progress, Reductions, Report, Switch, Verdict,
};
use crate::situation::Situation;
use crate::state::{State, View};
use crate::visited::{OutOfMemory, StateNr, Visited};
use crate::wait_graph::DeadlockKind;

/// A search under way.
#[derive(Debug)]
pub(crate) struct Whole<'m> {
    machine: &'m Machine,
    limits: Limits,
    /// which steps are enough, if that is used
    footprint: Option<Footprint>,
    situation: Situation,
    visited: Visited,
    /// by the position of the first choice on the way; the steps after it follow at once
    agenda: Agenda<u16>,
    edges: Edges,
    ends: Ends,
    /// the order of locks, if that is asked for; ways are a choice's position and its steps
    recorder: Option<Recorder<(u16, u32)>>,
    stopped: Option<Limit>,
    doubt: Option<Doubt>,
    choices: Vec<Choice>,
    scratch: Vec<u64>,
    trial: Vec<u64>,
}

impl<'m> Whole<'m> {
    /// A search that has seen the initial state only.
    pub(crate) fn new(
        machine: &'m Machine,
        limits: Limits,
        footprint: Option<Footprint>,
        records: Switch,
    ) -> Self {
        let mut search = Self {
            machine,
            limits,
            footprint,
            situation: Situation::default(),
            visited: Visited::new(machine.words()),
            agenda: Agenda::new(),
            edges: Edges::default(),
            ends: Ends::default(),
            recorder: (records == Switch::On).then(Recorder::new),
            stopped: None,
            doubt: None,
            choices: Vec::new(),
            scratch: vec![0; machine.words()],
            trial: vec![0; machine.words()],
        };
        if search.add(&machine.initial().words, 0, 0, 0).is_err() {
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
            } else if self.memory() > self.limits.memory_max || self.expand_next().is_err() {
                self.stopped = Some(Limit::Memory);
            }
        }
        let is_sure = self.footprint.is_none() || self.stopped.is_some() || self.doubt.is_some();
        if !is_sure && self.is_over() && self.has_cycle() {
            self.doubt = Some(Doubt::Cycle);
        }
        self.is_over()
    }

    /// What the report of this search would not be right about.
    pub(crate) fn doubt(&self) -> Option<Doubt> {
        self.doubt
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
            depth: self.agenda.depth(),
            frontier: self.agenda.frontier(),
            memory: self.memory() as u64,
        }
    }

    fn has_cycle(&self) -> bool {
        let steps = |state| self.agenda.steps_to(state);
        self.edges.may_have_cycle(steps) && !self.edges.cyclic_components().is_empty()
    }

    fn is_over(&self) -> bool {
        self.stopped.is_some() || self.doubt.is_some() || self.agenda.is_over()
    }

    fn memory(&self) -> usize {
        self.visited.memory() + self.edges.memory() + self.agenda.memory()
    }

    /// Adds a state, or finds a shorter way to it.
    fn add(
        &mut self,
        words: &[u64],
        parent: StateNr,
        steps: u32,
        choice: u16,
    ) -> Result<StateNr, OutOfMemory> {
        let (nr, _) = self.visited.insert(words)?;
        self.agenda.note(nr, parent, steps, choice)?;
        Ok(nr)
    }

    fn expand_next(&mut self) -> Result<(), OutOfMemory> {
        match self.agenda.next() {
            Some((nr, steps)) => self.expand(nr, steps),
            None => Ok(()),
        }
    }

    /// Takes every choice of a state, or the one that is enough, or records how the run has ended there.
    fn expand(&mut self, nr: StateNr, steps: u32) -> Result<(), OutOfMemory> {
        let mut choices = std::mem::take(&mut self.choices);
        let view = View { machine: self.machine, words: self.visited.get(nr) };
        if let Some(end) = view.ways_on(&mut choices) {
            if self.footprint.is_some() && matches!(end, End::Oops(..)) {
                self.doubt = Some(Doubt::Oops);
            }
            self.ends.record(nr, steps, end.into());
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.look(view);
        }
        let footprint = self.footprint.as_ref();
        let situation = &mut self.situation;
        let enough = footprint.and_then(|footprint| {
            footprint.look(view, situation);
            footprint.enough(view, situation, &choices, &mut self.scratch)
        });
        let first_edge = self.edges.len();
        let all = enough.map_or(0..choices.len(), |position| position..position + 1);
        let cluster = match footprint {
            Some(footprint) if enough.is_none() && choices.len() > 1 => footprint.cluster(view, situation),
            _ => None,
        };
        let is_left_out =
            |choice: &Choice| cluster.as_ref().is_some_and(|cluster| !cluster.contains(&choice.task));
        for position in all {
            if is_left_out(&choices[position]) {
                continue;
            }
            let weight = self.take(nr, choices[position], enough.is_some());
            let choice = u16::try_from(position).expect("few choices");
            if let Some(recorder) = &mut self.recorder {
                let (before, way) = (self.visited.get(nr), (choice, weight));
                recorder.follow(self.machine, before, choices[position], weight, way);
            }
            let scratch = std::mem::take(&mut self.scratch);
            let target = self.add(&scratch, nr, steps + weight, choice);
            self.scratch = scratch;
            self.edges.push(target?)?;
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.settle(nr);
        }
        self.choices = choices;
        self.edges.end_state(nr, first_edge)
    }

    /// Puts into `scratch` what a choice leads to, unless it is there, with the steps that follow at once. Returns how
    /// many steps that is.
    fn take(&mut self, from: StateNr, choice: Choice, is_taken: bool) -> u32 {
        let view = View { machine: self.machine, words: self.visited.get(from) };
        let first = view.prim_of(choice);
        if !is_taken {
            self.scratch.copy_from_slice(self.visited.get(from));
            self.machine.advance_words(&mut self.scratch, choice);
        }
        match &self.footprint {
            Some(footprint) => {
                let Self { machine, situation, scratch, trial, .. } = self;
                1 + footprint.run_on(machine, situation, (choice.task, first), scratch, trial)
            }
            None => 1,
        }
    }

    /// Its states by the slots that tasks hold.
    pub(crate) fn frontier(&self) -> Vec<Frontier> {
        let states = (0..self.visited.len()).map(|nr| {
            let words = self.visited.get(StateNr::try_from(nr).expect("states are numbered by u32"));
            let view = View { machine: self.machine, words };
            let mut holding = Holding::default();
            self.machine.tasks().for_each(|task| holding.add(Holding::of_task(view.kmaps_held(task)), 1));
            holding
        });
        frontier(states, self.ends.dead())
    }

    /// The order of locks, as far as was searched.
    pub(crate) fn lock_order(&self) -> LockOrder {
        let schedule_to = |found: Found<(u16, u32)>| {
            let ways = self.agenda.way_to(found.state).into_iter().chain(found.way);
            self.schedule_of(ways)
        };
        self.recorder.as_ref().map(|recorder| recorder.order(self.machine, schedule_to)).unwrap_or_default()
    }

    /// What was found so far; final once the search is over. Looks for runs that never end, so it takes about as
    /// long as the search when the graph has cycles.
    pub(crate) fn report(mut self) -> Report {
        if self.footprint.is_none() {
            self.find_endless_runs();
        }
        let coverage = Coverage::of(self.stopped, self.is_over(), self.agenda.frontier());
        let (verdict, nearest) = self.ends.verdict(coverage);
        let ends = self.ends.all().into_iter().map(|(ending, count, nearest)| FinalStates {
            ending,
            count,
            schedule: self.schedule_to(nearest),
            state: State { words: self.visited.get(nearest).into() },
        });
        Report {
            verdict,
            kind: self.ends.kind(verdict),
            coverage,
            reductions: Reductions {
                symmetry: Switch::Off,
                partial_order: Switch::from(self.footprint.is_some()),
            },
            states: self.visited.len() as u64,
            transitions: self.edges.len() as u64,
            depth: self.agenda.depth(),
            ends: ends.collect(),
            schedule: nearest.map_or_else(Vec::new, |nr| self.schedule_to(nr)),
        }
    }

    /// Positions of the choices on the way to a state: along the parents, and what followed at once.
    fn schedule_to(&self, nr: StateNr) -> Vec<u16> {
        self.schedule_of(self.agenda.way_to(nr).into_iter())
    }

    fn schedule_of(&self, ways: impl Iterator<Item = (u16, u32)>) -> Vec<u16> {
        let (mut words, mut schedule) = (self.machine.initial().words.to_vec(), Vec::new());
        for (position, steps) in ways {
            let choices = View { machine: self.machine, words: &words }.choices();
            let first = choices[usize::from(position)];
            schedule.push(position);
            self.machine.advance_words(&mut words, first);
            for _ in 1..steps {
                let choices = View { machine: self.machine, words: &words }.choices();
                let next = choices.iter().position(|choice| choice.task == first.task);
                let next = next.expect("a step that follows at once is a choice");
                schedule.push(u16::try_from(next).expect("few choices"));
                self.machine.advance_words(&mut words, choices[next]);
            }
        }
        schedule
    }

    /// Looks at every component of the graph in which a run can go round.
    fn find_endless_runs(&mut self) {
        for component in self.edges.cyclic_components() {
            let found = endless(self.machine, &self.visited, &self.edges, &component);
            let Some(found) = found else { continue };
            let steps = u32::try_from(self.schedule_to(component[0]).len()).expect("runs are short");
            match found {
                Endless::Stuck => {
                    self.ends.record(component[0], steps, Ending::Deadlock(DeadlockKind::Partial));
                }
                Endless::Livelock => self.ends.note(component[0], steps, Verdict::Livelock),
            }
        }
    }
}
