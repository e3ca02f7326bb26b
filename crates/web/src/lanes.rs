//! The geometry of the time lanes: for each task its ticks, the time it was blocked, and what it held when.
//!
//! Arrow: `TraceView` -> **`lane`** -> SVG. Column `s` is the time between step `s` and the state before it:
//! a tick of step `s` stands in column `s`, and what holds in state `s` fills column `s`. The last state has
//! a column of its own.

use pagelock_protocol::view::{TaskStatusView, TraceView};

/// Rows of held resources that are drawn; the task table names all of them.
pub(crate) const HOLD_ROWS_MAX: usize = 4;

/// A task's lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lane {
    /// Its steps.
    pub(crate) ticks: Vec<Tick>,
    /// When it was blocked.
    pub(crate) blocked: Vec<Span>,
    /// What it held.
    pub(crate) holds: Vec<Hold>,
}

/// A step in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    /// Index of the step, and its column.
    pub(crate) step: usize,
    /// The mail's label, or a dot.
    pub(crate) label: String,
    /// What it did, in words.
    pub(crate) text: String,
}

/// Columns from `from` up to, not including, `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// First column.
    pub(crate) from: usize,
    /// Column after the last.
    pub(crate) to: usize,
}

/// Something held for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hold {
    /// What, in words.
    pub(crate) what: String,
    /// When.
    pub(crate) span: Span,
    /// Row under the lane; less than [`HOLD_ROWS_MAX`].
    pub(crate) row: usize,
}

impl Lane {
    /// Rows of held resources this lane needs.
    pub(crate) fn rows(&self) -> usize {
        self.holds.iter().map(|hold| hold.row + 1).max().unwrap_or(0)
    }
}

/// The lane of one task.
pub(crate) fn lane(trace: &TraceView, task: usize) -> Lane {
    let mut lane = Lane::default();
    for (step, done) in trace.steps.iter().enumerate().filter(|(_, done)| done.task as usize == task) {
        let label = if done.place.label.is_empty() { "·".to_owned() } else { done.place.label.clone() };
        lane.ticks.push(Tick { step, label, text: done.text.clone() });
    }
    let is_blocked = |state: usize| {
        let task = trace.states[state].tasks.get(task);
        task.is_some_and(|task| task.status == TaskStatusView::Blocked)
    };
    lane.blocked = spans(trace.states.len(), is_blocked);
    lane.holds = holds(trace, task);
    lane
}

/// Maximal runs of columns for which `is_in` holds.
fn spans(columns: usize, is_in: impl Fn(usize) -> bool) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for column in (0..columns).filter(|&column| is_in(column)) {
        match spans.last_mut() {
            Some(last) if last.to == column => last.to = column + 1,
            Some(_) | None => spans.push(Span { from: column, to: column + 1 }),
        }
    }
    spans
}

fn holds(trace: &TraceView, task: usize) -> Vec<Hold> {
    let mut holds: Vec<Hold> = Vec::new();
    for (column, state) in trace.states.iter().enumerate() {
        let Some(task) = state.tasks.get(task) else { continue };
        for what in &task.holds {
            let going_on = holds.iter_mut().find(|hold| hold.span.to == column && hold.what == *what);
            if let Some(hold) = going_on {
                hold.span.to = column + 1;
                continue;
            }
            let is_free = |row: &usize| !holds.iter().any(|hold| hold.row == *row && hold.span.to >= column);
            if let Some(row) = (0..HOLD_ROWS_MAX).find(is_free) {
                holds.push(Hold { what: what.clone(), span: Span { from: column, to: column + 1 }, row });
            }
        }
    }
    holds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn runs_of_columns_are_joined() {
        let is_in = [true, true, false, true];
        let joined = [Span { from: 0, to: 2 }, Span { from: 3, to: 4 }];
        assert_eq!(spans(4, |column| is_in[column]), joined);
        assert_eq!(spans(0, |_| true), []);
    }

    #[test]
    fn a_lane_has_the_steps_waits_and_holds_of_its_task() {
        let mut trace = fixtures::trace(&[0, 1, 0]);
        trace.states[1].tasks[0].holds = vec!["page lock a:0".into()];
        trace.states[2].tasks[0].holds = vec!["page lock a:0".into(), "mmap_sem (read)".into()];
        trace.states[3].tasks[0].status = TaskStatusView::Blocked;
        let lane = lane(&trace, 0);
        assert_eq!(lane.ticks.iter().map(|tick| tick.step).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(lane.blocked, [Span { from: 3, to: 4 }]);
        let held: Vec<_> = lane.holds.iter().map(|hold| (hold.what.as_str(), hold.span, hold.row)).collect();
        let (lock, sem) = (Span { from: 1, to: 3 }, Span { from: 2, to: 3 });
        assert_eq!(held, [("page lock a:0", lock, 0), ("mmap_sem (read)", sem, 1)]);
        assert_eq!(lane.rows(), 2);
    }
}
