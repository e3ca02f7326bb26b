//! Runs until a task comes to a step: alone if it gets there alone, else by a shortest way in which others move too.
//!
//! Arrow: schedule + task + label -> **schedule**, or why there is none.

use pagelock_engine::id::TaskId;
use pagelock_engine::{Choice, Machine, Scheduler, Trace, View, Way, way};
use pagelock_protocol::view::NoWayView;

/// States that a search for a way visits: about a second of work.
const STATES_MAX: usize = 100_000;

/// Steps that the task may take alone.
const ALONE_MAX: usize = 2_000;

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Goal<'a> {
    /// Who is to come there.
    pub(crate) task: TaskId,
    /// The label of the step.
    pub(crate) label: &'a str,
}

impl Goal<'_> {
    fn is_met(self, view: View<'_>) -> bool {
        !view.is_at_end(self.task) && view.program(self.task).place(view.pc(self.task)).label == self.label
    }
}

/// Lets one task move until it comes to the goal or has to wait. Whatever else could move does not.
struct Alone<'a> {
    goal: Goal<'a>,
    /// whether it has been elsewhere: a task that stands there is to come there again
    has_left: bool,
}

impl Scheduler for Alone<'_> {
    fn pick(&mut self, view: View<'_>, choices: &[Choice]) -> Option<usize> {
        let is_met = self.goal.is_met(view);
        if is_met && self.has_left {
            return None;
        }
        self.has_left |= !is_met;
        choices.iter().position(|choice| choice.task == self.goal.task)
    }
}

/// The run up to where the task comes to the step.
pub(crate) fn until(machine: &Machine, schedule: &[u16], goal: Goal<'_>) -> Result<Trace, NoWayView> {
    let trace = Trace::replay(machine, schedule);
    let mut run = trace.clone();
    let mut alone = Alone { goal, has_left: false };
    run.go_on(machine, &mut alone, schedule.len() + ALONE_MAX);
    if alone.has_left && goal.is_met(machine.view(run.last())) && run.steps().len() > trace.steps().len() {
        return Ok(run);
    }
    let comes_there = |before: View<'_>, after: View<'_>| !goal.is_met(before) && goal.is_met(after);
    match way(machine, trace.last(), comes_there, STATES_MAX) {
        Way::Found(rest) => Ok(Trace::replay(machine, &[trace.schedule(), rest].concat())),
        Way::Unreachable(states) => Err(NoWayView { states, is_exhaustive: true }),
        Way::Stopped(states) => Err(NoWayView { states, is_exhaustive: false }),
    }
}
