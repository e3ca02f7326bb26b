//! One run: its states and steps. Made only by running, so an impossible run cannot be written down.
//!
//! Arrow: `Scheduler` + `Machine` -> **`Trace`** -> pictures. The schedule of a trace, with the scenario, is its
//! complete identity.

use crate::event::Event;
use crate::exec::Choice;
use crate::machine::Machine;
use crate::program::Pc;
use crate::scheduler::{Replay, Scheduler};
use crate::state::State;

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who moved and what it picked.
    pub choice: Choice,
    /// Position of the choice among those of the state: what a schedule holds.
    pub position: u16,
    /// The instruction that was executed.
    pub pc: Pc,
    /// What happened.
    pub events: Vec<Event>,
}

/// A run from the initial state. It keeps what each step changes: states of many tasks are large, and alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    initial: State,
    steps: Vec<Step>,
    /// words of the state that a step changes, with their new values; invariant: those that `advance` changes
    changes: Vec<(u32, u64)>,
    /// where the changes of each step end; invariant: as long as `steps`
    ends: Vec<usize>,
    /// invariant: the initial state with all changes
    last: State,
}

impl Trace {
    /// Runs until the run ends, the scheduler stops, or `steps_max` steps were made.
    pub fn run(machine: &Machine, scheduler: &mut dyn Scheduler, steps_max: usize) -> Self {
        let (initial, last) = (machine.initial(), machine.initial());
        let mut trace = Self { initial, steps: Vec::new(), changes: Vec::new(), ends: Vec::new(), last };
        trace.go_on(machine, scheduler, steps_max);
        trace
    }

    /// Replays a schedule. The trace is shorter than the schedule where the rest is not legal.
    pub fn replay(machine: &Machine, schedule: &[u16]) -> Self {
        Self::run(machine, &mut Replay::new(schedule), schedule.len())
    }

    /// Goes on from the last state, up to `steps_max` steps in all.
    pub fn go_on(&mut self, machine: &Machine, scheduler: &mut dyn Scheduler, steps_max: usize) {
        while self.steps.len() < steps_max {
            let view = machine.view(&self.last);
            let choices = view.choices();
            if view.end().is_some() || choices.is_empty() {
                return;
            }
            let Some(position) = scheduler.pick(view, &choices) else { return };
            let choice = choices[position];
            let pc = view.pc_of(choice);
            let transition = machine.advance(&self.last, choice);
            let position = u16::try_from(position).expect("choices are limited");
            self.steps.push(Step { choice, position, pc, events: transition.events });
            self.come_to(transition.next);
        }
    }

    fn come_to(&mut self, next: State) {
        let words = (0..).zip(self.last.words.iter().zip(&next.words));
        self.changes
            .extend(words.filter(|(_, (before, after))| before != after).map(|(i, (_, after))| (i, *after)));
        self.ends.push(self.changes.len());
        self.last = next;
    }

    /// States: before the first step and after each.
    pub fn states(&self) -> impl Iterator<Item = State> {
        let mut state = self.initial.clone();
        (0..=self.steps.len()).map(move |i| {
            if let Some(step) = i.checked_sub(1) {
                self.change(&mut state, step);
            }
            state.clone()
        })
    }

    /// Goes through all steps in order, with the states before and after each.
    pub fn for_each_step(&self, mut take: impl FnMut(&Step, &State, &State)) {
        let (mut before, mut after) = (self.initial.clone(), self.initial.clone());
        for (i, step) in self.steps.iter().enumerate() {
            self.change(&mut after, i);
            take(step, &before, &after);
            self.change(&mut before, i);
        }
    }

    fn change(&self, state: &mut State, step: usize) {
        let first = step.checked_sub(1).map_or(0, |before| self.ends[before]);
        for &(word, value) in &self.changes[first..self.ends[step]] {
            state.words[word as usize] = value;
        }
    }

    /// Steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The state the run has come to.
    pub fn last(&self) -> &State {
        &self.last
    }

    /// The choices it was made of.
    pub fn schedule(&self) -> Vec<u16> {
        self.steps.iter().map(|step| step.position).collect()
    }
}
