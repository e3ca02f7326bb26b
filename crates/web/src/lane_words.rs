//! What a lane says of its task at the cursor, and where its steps are: for those who go from lane to lane by key.
//!
//! Arrow: `TraceView` + task + state -> **words**, or **state**.

use pagelock_protocol::view::{TaskStatusView, TraceView};

use crate::words;

/// How a task is in a state, and what it holds then: `A: blocked at 6; holds page lock a:0`.
pub(crate) fn lane_words(trace: &TraceView, task: u32, state: usize) -> String {
    let name = words::task_name(trace, task);
    let Some(stand) = trace.course.stand(task as usize, state) else { return name.to_owned() };
    let place = trace.course.place(task as usize, state).filter(|place| !place.label.is_empty());
    let place = place.map(|place| format!(" at {}", place.label)).unwrap_or_default();
    let status = match stand.status {
        TaskStatusView::Runnable => "can move",
        TaskStatusView::Blocked => "blocked",
        TaskStatusView::Finished => "finished",
        TaskStatusView::Idle => "idle",
        TaskStatusView::Oopsed => "oopsed",
    };
    let held: Vec<&str> = trace.course.holds(stand).iter().map(|hold| hold.what.as_str()).collect();
    let held = if held.is_empty() { String::new() } else { format!("; holds {}", held.join(", ")) };
    format!("{name}: {status}{place}{held}")
}

/// The state after the next step of a task, whose steps are `ticks`.
pub(crate) fn after_next(ticks: &[usize], state: usize) -> Option<usize> {
    ticks.get(ticks.partition_point(|&tick| tick < state)).map(|tick| tick + 1)
}

/// The state after the step of a task before the one that led here; the initial state if there is none.
pub(crate) fn after_previous(ticks: &[usize], state: usize) -> usize {
    let before = ticks.partition_point(|&tick| tick + 1 < state);
    before.checked_sub(1).map_or(0, |last| ticks[last] + 1)
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::{HoldKindView, HoldView, StandView};

    use super::*;
    use crate::fixtures;

    #[test]
    fn a_lane_says_how_its_task_is_and_what_it_holds() {
        let mut trace = fixtures::trace(&[0, 1]);
        let held = HoldView { what: "page lock a:0".into(), kind: HoldKindView::PageLock, count: 1 };
        trace.course.holdings = vec![vec![], vec![held]];
        let stand = |from, status, place, holds| StandView { from, status, place, holds };
        trace.course.tasks[0] = vec![
            stand(0, TaskStatusView::Runnable, Some(0), 0),
            stand(1, TaskStatusView::Blocked, Some(0), 1),
            stand(2, TaskStatusView::Finished, None, 0),
        ];
        let label = &trace.course.places[0].label;
        let name = &trace.tasks[0].name;
        let said = [0, 1, 2].map(|state| lane_words(&trace, 0, state));
        assert_eq!(said[0], format!("{name}: can move at {label}"));
        assert_eq!(said[1], format!("{name}: blocked at {label}; holds page lock a:0"));
        assert_eq!(said[2], format!("{name}: finished"));
    }

    #[test]
    fn the_steps_of_a_task_are_gone_to_one_by_one() {
        let ticks = [1, 2, 6];
        let next = [0, 1, 2, 3, 6, 7].map(|state| after_next(&ticks, state));
        assert_eq!(next, [Some(2), Some(2), Some(3), Some(7), Some(7), None]);
        let previous = [9, 7, 6, 3, 2, 0].map(|state| after_previous(&ticks, state));
        assert_eq!(previous, [7, 3, 3, 2, 0, 0]);
    }
}
