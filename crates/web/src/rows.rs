//! Which rows the time lanes have: a lane for a task, or one for a group of tasks that are alike.
//!
//! Arrow: `TraceView` + groups that are unfolded + pinned tasks -> **`rows`** -> lanes. Fixed order: pinned tasks, then
//! the others as they are numbered.

use pagelock_protocol::view::TraceView;

use crate::crowd::UNFOLDED_MAX;

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// The lane of a task.
    Task(usize),
    /// A group as one, by its position among the groups. Its tasks follow if it is unfolded.
    Crowd(usize),
}

/// Positions of the groups that are large enough to be folded.
pub(crate) fn foldable(trace: &TraceView) -> Vec<usize> {
    let groups = trace.groups.iter().enumerate();
    groups.filter(|(_, group)| group.len > UNFOLDED_MAX).map(|(position, _)| position).collect()
}

/// The rows; `open` has the positions of groups that are unfolded, `pinned` the tasks whose lanes come first.
pub(crate) fn rows(trace: &TraceView, open: &[usize], pinned: &[u32]) -> Vec<Row> {
    let folds = foldable(trace);
    let on_top = pinned.iter().map(|&task| task as usize).filter(|&task| task < trace.tasks.len());
    let mut rows: Vec<Row> = on_top.map(Row::Task).collect();
    for (index, task) in (0..).zip(0..trace.tasks.len()) {
        let is_on_top = pinned.contains(&index);
        let inside = folds.iter().find(|&&group| trace.groups[group].range().contains(&index));
        match inside {
            None if is_on_top => {}
            None => rows.push(Row::Task(task)),
            Some(&group) => {
                if trace.groups[group].first == index {
                    rows.push(Row::Crowd(group));
                }
                if open.contains(&group) && !is_on_top {
                    rows.push(Row::Task(task));
                }
            }
        }
    }
    rows
}

/// For each task the position of the row that shows it, among the first `shown` ones.
pub(crate) fn row_of_tasks(trace: &TraceView, rows: &[Row]) -> Vec<Option<usize>> {
    let mut of = vec![None; trace.tasks.len()];
    for (position, row) in rows.iter().enumerate() {
        match *row {
            Row::Task(task) => of[task] = Some(position),
            Row::Crowd(group) => {
                for task in trace.groups[group].range() {
                    // A pinned lane stands above that of its group.
                    of[task as usize].get_or_insert(position);
                }
            }
        }
    }
    of
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::GroupView;

    use super::*;
    use crate::fixtures;

    fn trace(groups: &[(u32, u32)], tasks: usize) -> TraceView {
        let mut trace = fixtures::trace(&[]);
        trace.tasks = vec![trace.tasks[0].clone(); tasks];
        let group = |&(first, len): &(u32, u32)| GroupView { name: "W".into(), first, len };
        trace.groups = groups.iter().map(group).collect();
        trace
    }

    #[test]
    fn large_groups_are_one_row_and_small_ones_are_not_folded() {
        let trace = trace(&[(1, 4), (5, 5)], 11);
        let (task, crowd) = (Row::Task, Row::Crowd);
        let folded = rows(&trace, &[], &[]);
        assert_eq!(folded, [task(0), task(1), task(2), task(3), task(4), crowd(1), task(10)]);
        let of = row_of_tasks(&trace, &folded);
        assert_eq!((of[4], of[5], of[9], of[10]), (Some(4), Some(5), Some(5), Some(6)));
    }

    #[test]
    fn the_tasks_of_an_unfolded_group_have_lanes_of_their_own_below_it() {
        let trace = trace(&[(0, 5)], 6);
        let open = rows(&trace, &[0], &[]);
        assert_eq!((open.len(), open[0], open[1], open[6]), (7, Row::Crowd(0), Row::Task(0), Row::Task(5)));
        // A lane that is not drawn: its task is shown by the row of the group.
        assert_eq!(row_of_tasks(&trace, &open[..3])[..3], [Some(1), Some(2), Some(0)]);
    }

    #[test]
    fn pinned_lanes_come_first_in_the_order_of_pinning_and_are_not_there_twice() {
        let (trace, task) = (trace(&[(0, 5)], 7), Row::Task);
        let folded = rows(&trace, &[], &[6, 2]);
        assert_eq!(folded, [task(6), task(2), Row::Crowd(0), task(5)]);
        let of = row_of_tasks(&trace, &folded);
        assert_eq!((of[2], of[3], of[6]), (Some(1), Some(2), Some(0)));
        let open = rows(&trace, &[0], &[2, 99]);
        assert_eq!(open, [task(2), Row::Crowd(0), task(0), task(1), task(3), task(4), task(5), task(6)]);
    }
}
