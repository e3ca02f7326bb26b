//! The geometry of the arrows beside the lanes, which exports draw too: see [`pagelock_protocol::wait_arrows`].
//!
//! Arrow: waits at the cursor + rows -> **`wait_arrows`** -> SVG.

use pagelock_protocol::view::{TraceView, WaitView};
use pagelock_protocol::wait_arrows as geometry;
pub(crate) use pagelock_protocol::wait_arrows::{WaitArrow, cycle_numbers, label};

use crate::rows::{Row, row_of_tasks};

/// The lines at the cursor; a wait whose tasks have no row has none.
pub(crate) fn wait_arrows(trace: &TraceView, waits: &[WaitView], rows: &[Row]) -> Vec<WaitArrow> {
    geometry::wait_arrows(&row_of_tasks(trace, rows), waits)
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::WaitKindView;
    use pagelock_protocol::wait_arrows::short;

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
