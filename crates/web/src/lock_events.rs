//! Where along a run something happens to a lock: it is taken, given back, or somebody begins or ends to wait.
//!
//! Arrow: `TraceView` -> **states** -> jumps of the cursor. A pin is no lock.

use pagelock_lists as lists;
use pagelock_protocol::view::{HoldKindView, HoldView, StandView, TaskStatusView, TraceView};

/// The states in which a lock event has just happened, in order.
pub(crate) fn lock_events(trace: &TraceView) -> Vec<usize> {
    let locks = |stand: &StandView| -> Vec<&HoldView> {
        trace.course.holds(*stand).iter().filter(|hold| hold.kind != HoldKindView::Pin).collect()
    };
    let is_blocked = |stand: &StandView| stand.status == TaskStatusView::Blocked;
    let changes = trace.course.tasks.iter().flat_map(|stands| stands.windows(2)).filter(|pair| {
        is_blocked(&pair[0]) != is_blocked(&pair[1])
            || (pair[0].holds != pair[1].holds && locks(&pair[0]) != locks(&pair[1]))
    });
    let mut states: Vec<usize> = changes.map(|pair| pair[1].from as usize).collect();
    lists::sort(&mut states);
    states.dedup();
    states
}

/// The event after a state.
pub(crate) fn next(events: &[usize], state: usize) -> Option<usize> {
    events.get(events.partition_point(|&event| event <= state)).copied()
}

/// The event before a state.
pub(crate) fn previous(events: &[usize], state: usize) -> Option<usize> {
    events[..events.partition_point(|&event| event < state)].last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn events_are_where_locks_change_or_somebody_begins_to_wait() {
        let mut trace = fixtures::trace(&[0, 0, 0, 1, 0]);
        let hold = |kind| HoldView { what: String::new(), kind, count: 1 };
        let (lock, pin) = (hold(HoldKindView::PageLock), hold(HoldKindView::Pin));
        trace.course.holdings = vec![vec![], vec![lock.clone()], vec![lock, pin]];
        let stand = |from, holds, status| StandView { from, status, place: Some(0), holds };
        let (can_move, blocked) = (TaskStatusView::Runnable, TaskStatusView::Blocked);
        // A locks a page, pins it, goes on, and unlocks and unpins it. B is blocked after step 4.
        trace.course.tasks = vec![
            vec![stand(0, 0, can_move), stand(1, 1, can_move), stand(2, 2, can_move), stand(5, 0, can_move)],
            vec![stand(0, 0, can_move), stand(4, 0, blocked)],
        ];
        let events = lock_events(&trace);
        assert_eq!(events, [1, 4, 5]);
        assert_eq!([0, 1, 4, 5].map(|state| next(&events, state)), [Some(1), Some(4), Some(5), None]);
        assert_eq!([0, 1, 4, 5].map(|state| previous(&events, state)), [None, None, Some(1), Some(4)]);
    }
}
