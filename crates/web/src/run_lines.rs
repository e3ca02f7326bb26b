//! The geometry of the runs of a scene as stacked lines: each leaves the one above that it has most in common with,
//! where another choice was made.
//!
//! Arrow: schedules -> **`run_lines`** -> SVG and words.

use pagelock_protocol::view::TraceView;

use crate::lanes::Span;
use crate::model::history::common;

/// The line of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunLine {
    /// From which line it comes, by position, and after how many steps; the first one comes from none.
    pub(crate) from: Option<(usize, usize)>,
    /// Where lines of later runs pass it by on their way down.
    pub(crate) through: Vec<usize>,
    /// Where lines of later runs leave it.
    pub(crate) leaving: Vec<usize>,
}

/// The lines of runs with these schedules, in their order.
pub(crate) fn run_lines(schedules: &[&[u16]]) -> Vec<RunLine> {
    let mut lines = vec![RunLine::default(); schedules.len()];
    for (nr, schedule) in schedules.iter().enumerate().skip(1) {
        let shared = |above: &usize| common(schedules[*above], schedule);
        // Of those that have as much in common the nearest.
        let Some(parent) = (0..nr).max_by_key(shared) else { continue };
        let at = shared(&parent);
        lines[nr].from = Some((parent, at));
        lines[parent].leaving.push(at);
        for passed in &mut lines[parent + 1..nr] {
            passed.through.push(at);
        }
    }
    lines
}

/// Who moves from a step on, as maximal runs of steps of one task.
pub(crate) fn movers(trace: &TraceView, from: usize) -> Vec<(u32, Span)> {
    let mut pieces: Vec<(u32, Span)> = Vec::new();
    for (step, done) in trace.steps.iter().enumerate().skip(from) {
        match pieces.last_mut() {
            Some((task, span)) if *task == done.task => span.to = step + 1,
            Some(_) | None => pieces.push((done.task, Span { from: step, to: step + 1 })),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn a_run_leaves_the_one_it_has_most_in_common_with() {
        let lines = run_lines(&[&[0, 0, 0, 0], &[0, 1], &[0, 0, 1], &[0, 1, 1]]);
        let from: Vec<_> = lines.iter().map(|line| line.from).collect();
        // The second leaves the first after one step, the third after two; the fourth goes on from the second.
        assert_eq!(from, [None, Some((0, 1)), Some((0, 2)), Some((1, 2))]);
        assert_eq!(lines[0].leaving, [1, 2]);
        assert_eq!(
            (lines[1].through.as_slice(), lines[1].leaving.as_slice()),
            ([2].as_slice(), [2].as_slice())
        );
        assert_eq!(lines[2].through, [2]);
    }

    #[test]
    fn steps_of_one_task_in_a_row_are_one_piece() {
        let trace = fixtures::trace(&[0, 0, 1, 0]);
        let piece = |task, from, to| (task, Span { from, to });
        assert_eq!(movers(&trace, 0), [piece(0, 0, 2), piece(1, 2, 3), piece(0, 3, 4)]);
        assert_eq!(movers(&trace, 1)[0], piece(0, 1, 2));
        assert_eq!(movers(&trace, 4), []);
    }
}
