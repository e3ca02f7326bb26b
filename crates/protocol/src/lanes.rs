//! The geometry of the time lanes: for each task its ticks, the time it was blocked, and what it held when.
//!
//! Arrow: `TraceView` -> **`lanes`** -> SVG. Column `s` is the time between step `s` and the state before it:
//! a tick of step `s` stands in column `s`, and what holds in state `s` fills column `s`. The last state has
//! a column of its own.

use crate::view::{PlaceView, StandView, TaskStatusView, TraceView};

/// Rows of held resources that are drawn; the task table names all of them.
pub const HOLD_ROWS_MAX: usize = 6;

/// A task's lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// Its steps, by index, which is the column of their ticks.
    pub ticks: Vec<usize>,
    /// When it was blocked.
    pub blocked: Vec<Span>,
    /// What it held.
    pub holds: Vec<Hold>,
}

/// Columns from `from` up to, not including, `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First column.
    pub from: usize,
    /// Column after the last.
    pub to: usize,
}

impl Span {
    /// The columns that both have; `None` if there are none.
    pub fn common(self, other: Self) -> Option<Self> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from < to).then_some(Self { from, to })
    }
}

/// Something held for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// What, in words.
    pub what: String,
    /// When.
    pub span: Span,
    /// Row under the lane; less than [`HOLD_ROWS_MAX`].
    pub row: usize,
}

impl Lane {
    /// Rows of held resources this lane needs.
    pub fn rows(&self) -> usize {
        self.holds.iter().map(|hold| hold.row + 1).max().unwrap_or(0)
    }
}

/// Columns of a run: one for each state.
pub fn columns(trace: &TraceView) -> usize {
    trace.steps.len() + 1
}

/// The label of a place, or a dot.
pub fn tick_label(place: Option<&PlaceView>) -> String {
    let label = place.map(|place| place.label.clone()).filter(|label| !label.is_empty());
    label.unwrap_or_else(|| "·".to_owned())
}

/// The part of `ticks` that lies in a span.
pub fn ticks_in(ticks: &[usize], span: Span) -> &[usize] {
    let from = ticks.partition_point(|&tick| tick < span.from);
    let len = ticks[from..].partition_point(|&tick| tick < span.to);
    &ticks[from..from + len]
}

/// The lanes of all tasks.
pub fn lanes(trace: &TraceView) -> Vec<Lane> {
    let mut lanes = vec![Lane::default(); trace.tasks.len()];
    for (step, done) in trace.steps.iter().enumerate() {
        if let Some(lane) = lanes.get_mut(done.task as usize) {
            lane.ticks.push(step);
        }
    }
    for (task, lane) in lanes.iter_mut().enumerate() {
        let stands: Vec<(StandView, Span)> = stands(trace, task).collect();
        lane.blocked = blocked(&stands);
        lane.holds = holds(trace, &stands);
    }
    lanes
}

/// What was so of a task, and when.
pub fn stands(trace: &TraceView, task: usize) -> impl Iterator<Item = (StandView, Span)> {
    let stands = trace.course.tasks.get(task).map(Vec::as_slice).unwrap_or_default();
    let next = stands.iter().skip(1).map(|next| next.from as usize).chain([columns(trace)]);
    stands.iter().zip(next).map(|(stand, to)| (*stand, Span { from: stand.from as usize, to }))
}

/// When the task was blocked: maximal runs of columns.
fn blocked(stands: &[(StandView, Span)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (_, span) in stands.iter().filter(|(stand, _)| stand.status == TaskStatusView::Blocked) {
        match spans.last_mut() {
            Some(last) if last.to == span.from => last.to = span.to,
            Some(_) | None => spans.push(*span),
        }
    }
    spans
}

fn holds(trace: &TraceView, stands: &[(StandView, Span)]) -> Vec<Hold> {
    let mut holds: Vec<Hold> = Vec::new();
    for &(stand, span) in stands {
        for held in trace.course.holds(stand) {
            let going_on = holds.iter_mut().find(|hold| hold.span.to == span.from && hold.what == held.what);
            if let Some(hold) = going_on {
                hold.span.to = span.to;
                continue;
            }
            let is_free =
                |row: &usize| !holds.iter().any(|hold| hold.row == *row && hold.span.to >= span.from);
            if let Some(row) = (0..HOLD_ROWS_MAX).find(is_free) {
                holds.push(Hold { what: held.what.clone(), span, row });
            }
        }
    }
    holds
}
