//! Arrows from the lanes of tasks that wait to the lanes of those whom they wait for.

use std::collections::BTreeSet;

use pagelock_protocol::view::{TraceView, WaitKindView, WaitView};
use yew::{Html, classes, html};

use super::lane_row::{COLUMN, LANE, LEFT};
use crate::rows::{Row, row_of_tasks};

/// The arrow of a wait from one row to another. `index` keeps arrows apart.
fn arrow(wait: &WaitView, (from, to): (usize, usize), index: usize, cursor: usize) -> Html {
    let kind = match wait.kind {
        WaitKindView::All => "p-arrow--all",
        WaitKindView::Any => "p-arrow--any",
        WaitKindView::Queue => "p-arrow--queue",
    };
    let x = LEFT + cursor * COLUMN + 10 + 8 * (index % 4);
    let (head, tip) = if from < to { (to - 9, to - 1) } else { (to + 9, to + 1) };
    let class = classes!("p-arrow", kind, wait.in_cycle.then_some("p-arrow--cycle"));
    let points = format!("{x},{tip} {},{head} {},{head}", x - 4, x + 4);
    html! {
        <g {class}>
            <path d={format!("M{x} {from}V{head}")} />
            <polygon {points} />
        </g>
    }
}

/// The arrows at the cursor. Waits between the same two rows are one arrow, and within a row none.
pub(super) fn arrows(
    trace: &TraceView,
    waits: &[WaitView],
    rows: &[Row],
    tops: &[usize],
    cursor: usize,
) -> Html {
    let row_of = row_of_tasks(trace, rows);
    let row = |task: u32| row_of.get(task as usize).copied().flatten();
    let mut drawn = Vec::new();
    for (nr, wait) in waits.iter().enumerate() {
        // A wait that stands for many tasks has one place beside the others, one of a task its own.
        let holders: BTreeSet<usize> = wait.holders.iter().filter_map(|&holder| row(holder)).collect();
        let waiting: BTreeSet<usize> = wait.tasks.iter().filter_map(|&task| row(task)).collect();
        for (i, &from) in waiting.iter().enumerate() {
            for &to in holders.iter().filter(|&&to| to != from) {
                let middle = |row: usize| tops[row] + LANE / 2;
                drawn.push(arrow(wait, (middle(from), middle(to)), nr + i, cursor));
            }
        }
    }
    html! { <g>{for drawn}</g> }
}
