//! The geometry of the time lanes, which exports draw too: see [`pagelock_protocol::lanes`].
//!
//! Arrow: `TraceView` -> **`lanes`** -> SVG.

pub(crate) use pagelock_protocol::lanes::*;

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::{HoldKindView, HoldView, StandView, TaskStatusView};

    use super::*;
    use crate::fixtures;

    #[test]
    fn ticks_and_spans_are_cut_to_what_is_seen() {
        let seen = Span { from: 2, to: 5 };
        assert_eq!(ticks_in(&[0, 2, 3, 5], seen), [2, 3]);
        assert_eq!(Span { from: 0, to: 3 }.common(seen), Some(Span { from: 2, to: 3 }));
        assert_eq!(Span { from: 5, to: 9 }.common(seen), None);
    }

    #[test]
    fn a_lane_has_the_steps_waits_and_holds_of_its_task() {
        let mut trace = fixtures::trace(&[0, 1, 0]);
        let hold = |what: &str| HoldView { what: what.into(), kind: HoldKindView::PageLock, count: 1 };
        let (lock, sem) = (hold("page lock a:0"), hold("mmap_sem (read)"));
        trace.course.holdings = vec![vec![], vec![lock.clone()], vec![lock, sem]];
        let stand = |from, holds, status| StandView { from, status, place: Some(0), holds };
        let (can_move, blocked) = (TaskStatusView::Runnable, TaskStatusView::Blocked);
        trace.course.tasks[0] =
            vec![stand(0, 0, can_move), stand(1, 1, can_move), stand(2, 2, can_move), stand(3, 0, blocked)];
        let lane = &lanes(&trace)[0];
        assert_eq!(lane.ticks, [0, 2]);
        assert_eq!(lane.blocked, [Span { from: 3, to: 4 }]);
        let drawn: Vec<_> = lane.holds.iter().map(|hold| (hold.what.as_str(), hold.span, hold.row)).collect();
        let (lock, sem) = (Span { from: 1, to: 3 }, Span { from: 2, to: 3 });
        assert_eq!(drawn, [("page lock a:0", lock, 0), ("mmap_sem (read)", sem, 1)]);
        assert_eq!(lane.rows(), 2);
    }

    #[test]
    fn waits_that_follow_each_other_are_one() {
        let mut trace = fixtures::trace(&[1, 1, 1]);
        let blocked =
            |from, holds| StandView { from, status: TaskStatusView::Blocked, place: Some(0), holds };
        trace.course.tasks[0] = vec![blocked(0, 0), blocked(2, 0)];
        assert_eq!(lanes(&trace)[0].blocked, [Span { from: 0, to: 4 }]);
    }
}
