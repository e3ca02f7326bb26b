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

/// Lets one task move until it meets the goal or has to wait. Whatever else could move does not.
struct Alone<'a>(Goal<'a>);

impl Scheduler for Alone<'_> {
    fn pick(&mut self, view: View<'_>, choices: &[Choice]) -> Option<usize> {
        let mine = choices.iter().position(|choice| choice.task == self.0.task);
        mine.filter(|_| !self.0.is_met(view))
    }
}

/// The run up to where the goal is met, after at least one more step than `schedule` has.
pub(crate) fn until(machine: &Machine, schedule: &[u16], goal: Goal<'_>) -> Result<Trace, NoWayView> {
    let trace = Trace::replay(machine, schedule);
    // A task that stands there is to come there again.
    let mut onwards = trace.clone();
    if goal.is_met(machine.view(onwards.last())) {
        let mut leaves = Leaves(goal.task);
        onwards.go_on(machine, &mut leaves, trace.steps().len() + 1);
    }
    let mut alone = onwards.clone();
    alone.go_on(machine, &mut Alone(goal), schedule.len() + ALONE_MAX);
    if goal.is_met(machine.view(alone.last())) && alone.steps().len() > trace.steps().len() {
        return Ok(alone);
    }
    match way(machine, onwards.last(), |view| goal.is_met(view), STATES_MAX) {
        Way::Found(rest) if onwards.steps().len() + rest.len() > trace.steps().len() => {
            let mut schedule = onwards.schedule();
            schedule.extend(rest);
            Ok(Trace::replay(machine, &schedule))
        }
        Way::Found(_) => Err(NoWayView { states: 1, is_exhaustive: true }),
        Way::Unreachable(states) => Err(NoWayView { states, is_exhaustive: true }),
        Way::Stopped(states) => Err(NoWayView { states, is_exhaustive: false }),
    }
}

/// Takes the step at which a task stands.
struct Leaves(TaskId);

impl Scheduler for Leaves {
    fn pick(&mut self, _: View<'_>, choices: &[Choice]) -> Option<usize> {
        choices.iter().position(|choice| choice.task == self.0)
    }
}
