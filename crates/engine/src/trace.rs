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

/// A run from the initial state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// invariant: one more than `steps`; each follows from the one before by the step between them
    states: Vec<State>,
    steps: Vec<Step>,
}

impl Trace {
    /// Runs until the run ends, the scheduler stops, or `steps_max` steps were made.
    pub fn run(machine: &Machine, scheduler: &mut dyn Scheduler, steps_max: usize) -> Self {
        let mut trace = Self { states: vec![machine.initial()], steps: Vec::new() };
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
            let state = self.last();
            let view = machine.view(state);
            let choices = view.choices();
            if view.end().is_some() || choices.is_empty() {
                return;
            }
            let Some(position) = scheduler.pick(view, &choices) else { return };
            let choice = choices[position];
            let pc = view.pc_of(choice);
            let transition = machine.advance(state, choice);
            let position = u16::try_from(position).expect("choices are limited");
            self.steps.push(Step { choice, position, pc, events: transition.events });
            self.states.push(transition.next);
        }
    }

    /// States: before the first step and after each.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// Steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The state the run has come to.
    pub fn last(&self) -> &State {
        self.states.last().expect("a trace has its initial state")
    }

    /// The choices it was made of.
    pub fn schedule(&self) -> Vec<u16> {
        self.steps.iter().map(|step| step.position).collect()
    }
}
