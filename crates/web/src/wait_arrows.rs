//! The geometry of the arrows from those who wait to the lanes of those whom they wait for, beside the lanes.
//!
//! Arrow: waits at the cursor + rows -> **`wait_arrows`** -> SVG. A wait is one line: those who wait leave their lanes
//! to the right, it goes up or down on a track of its own, and comes back to the lanes of the holders.

use std::collections::BTreeSet;

use pagelock_protocol::view::{TraceView, WaitKindView, WaitView};

use crate::rows::{Row, row_of_tasks};
use crate::words;

/// Tracks beside each other; more waits share the last one.
const TRACKS_MAX: usize = 6;

/// The line of a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitArrow {
    /// Which wait, by its position among those of the state.
    pub(crate) wait: usize,
    /// Rows of those who wait.
    pub(crate) from: Vec<usize>,
    /// Rows of those who hold.
    pub(crate) to: Vec<usize>,
    /// Its track, from the lanes outwards.
    pub(crate) track: usize,
}

impl WaitArrow {
    /// The first and the last row it comes to.
    pub(crate) fn extent(&self) -> (usize, usize) {
        let rows = || self.from.iter().chain(&self.to).copied();
        (rows().min().unwrap_or(0), rows().max().unwrap_or(0))
    }
}

/// The numbers of the edges of wait-for cycles, from 1, in the order in which one leads to the next; `None` for waits
/// outside of cycles.
pub(crate) fn cycle_numbers(waits: &[WaitView]) -> Vec<Option<usize>> {
    let mut numbers = vec![None; waits.len()];
    let mut last = 0;
    while let Some(first) = (0..waits.len()).find(|&i| waits[i].in_cycle && numbers[i].is_none()) {
        let mut next = Some(first);
        while let Some(here) = next {
            last += 1;
            numbers[here] = Some(last);
            let leads_to = |&i: &usize| {
                let is_new = waits[i].in_cycle && numbers[i].is_none();
                is_new && waits[i].tasks.iter().any(|task| waits[here].holders.contains(task))
            };
            next = (0..waits.len()).find(leads_to);
        }
    }
    numbers
}

/// The lines at the cursor; a wait whose tasks have no row has none.
pub(crate) fn wait_arrows(trace: &TraceView, waits: &[WaitView], rows: &[Row]) -> Vec<WaitArrow> {
    let by_task = row_of_tasks(trace, rows);
    let rows_of = |tasks: &[u32]| -> Vec<usize> {
        let rows: BTreeSet<usize> =
            tasks.iter().filter_map(|&task| by_task.get(task as usize).copied().flatten()).collect();
        rows.into_iter().collect()
    };
    let mut arrows: Vec<WaitArrow> = Vec::new();
    for (nr, wait) in waits.iter().enumerate() {
        let mut arrow =
            WaitArrow { wait: nr, from: rows_of(&wait.tasks), to: rows_of(&wait.holders), track: 0 };
        if arrow.from.is_empty() {
            continue;
        }
        let (first, last) = arrow.extent();
        let is_free = |track: &usize| {
            let others = arrows.iter().filter(|other| other.track == *track).map(WaitArrow::extent);
            others.into_iter().all(|(from, to)| to < first || last < from)
        };
        arrow.track = (0..TRACKS_MAX).find(is_free).unwrap_or(TRACKS_MAX - 1);
        arrows.push(arrow);
    }
    arrows
}

/// What is waited for, in few letters.
fn short(resource: &str) -> String {
    let page = resource.strip_prefix("the ").unwrap_or(resource);
    let page = page.replace("mmap_sem of ", "mmap_sem ").replace("i_mutex of ", "i_mutex ");
    page.replace(" (read)", " (r)").replace(" (write)", " (w)")
}

/// The two lines that stand at an arrow: what is waited for, and whose release.
pub(crate) fn label(trace: &TraceView, wait: &WaitView) -> (String, String) {
    let whose = match (wait.kind, wait.holders.as_slice()) {
        (_, []) => "nobody holds it".to_owned(),
        (WaitKindView::Any, holders @ [_, _, ..]) => format!("any of {}", holders.len()),
        (WaitKindView::All | WaitKindView::Any, [one]) => match wait.tasks.as_slice() {
            [task] if task == one => "its own".to_owned(),
            _ => format!("held by {}", words::task_name(trace, *one)),
        },
        (WaitKindView::All, holders) => format!("held by all of {}", holders.len()),
        (WaitKindView::Queue, [one]) => format!("behind {}", words::task_name(trace, *one)),
        (WaitKindView::Queue, holders) => format!("behind {} tasks", holders.len()),
    };
    (short(&wait.resource), whose)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    fn wait(task: u32, holders: &[u32], in_cycle: bool) -> WaitView {
        let kind = WaitKindView::All;
        let (tasks, holders) = (vec![task], holders.to_vec());
        let lock = || "the lock of a:0".to_owned();
        WaitView { tasks, resource: lock(), lock: lock(), holders, kind, in_cycle }
    }

    #[test]
    fn edges_of_a_cycle_are_numbered_along_it() {
        // 0 waits for 2, 2 for 1, 1 for 0; 3 waits for 0 and is in no cycle.
        let waits = [wait(0, &[2], true), wait(1, &[0], true), wait(2, &[1], true), wait(3, &[0], false)];
        assert_eq!(cycle_numbers(&waits), [Some(1), Some(3), Some(2), None]);
        // Two cycles go on counting.
        let waits = [wait(0, &[0], true), wait(1, &[2], true), wait(2, &[1], true)];
        assert_eq!(cycle_numbers(&waits), [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn waits_that_pass_each_other_have_tracks_of_their_own() {
        let mut trace = fixtures::trace(&[]);
        trace.tasks = vec![trace.tasks[0].clone(); 5];
        let rows: Vec<Row> = (0..5).map(Row::Task).collect();
        // Rows 0 to 2, 1 to 0, 3 to itself: the first two have rows in common.
        let waits = [wait(0, &[2], false), wait(1, &[0], false), wait(3, &[3], true)];
        let tracks: Vec<usize> = wait_arrows(&trace, &waits, &rows).iter().map(|arrow| arrow.track).collect();
        assert_eq!(tracks, [0, 1, 0]);
        // Rows that are not drawn have no arrow from them, and none to them.
        let arrows = wait_arrows(&trace, &waits, &rows[..1]);
        assert_eq!((arrows.len(), arrows[0].to.len()), (1, 0));
    }

    #[test]
    fn labels_say_what_is_waited_for_and_whose_it_is() {
        let trace = fixtures::trace(&[]);
        assert_eq!(short("mmap_sem of m (read)"), "mmap_sem m (r)");
        let of = |wait: &WaitView| label(&trace, wait).1;
        assert_eq!(label(&trace, &wait(0, &[1], true)), ("lock of a:0".into(), "held by B".into()));
        assert_eq!(of(&wait(0, &[0], true)), "its own");
        assert_eq!(of(&WaitView { kind: WaitKindView::Any, ..wait(0, &[0, 1], true) }), "any of 2");
        assert_eq!(of(&WaitView { kind: WaitKindView::Queue, ..wait(0, &[1], true) }), "behind B");
    }
}
