//! Tasks that are alike, as one: how many stand at which label, how many are blocked, how many hold what.
//!
//! Arrow: `TraceView` + `GroupView` -> **`Crowd`** -> a row of the lanes, and words. Nothing in it says which task.

use pagelock_lists::{self as lists, Map};
use pagelock_protocol::view::{GroupView, HoldKindView, TaskStatusView, TraceView};

use crate::lanes::{Span, stands};
use crate::words;

/// Tasks of a group that are shown one by one unasked.
pub(crate) const UNFOLDED_MAX: u32 = 4;

/// A number that changes along a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Series {
    /// From which column on it is what; in order, the first at column 0.
    changes: Vec<(usize, u32)>,
}

impl Series {
    /// From how much it grows by how much, at which column.
    fn new(mut growth: Vec<(usize, i64)>) -> Self {
        growth.push((0, 0));
        lists::sort_by_key(&mut growth, |&(column, _)| column);
        let mut changes: Vec<(usize, u32)> = Vec::new();
        let mut sum = 0;
        for at in growth.chunk_by(|a, b| a.0 == b.0) {
            sum += at.iter().map(|&(_, by)| by).sum::<i64>();
            let value = u32::try_from(sum).unwrap_or(0);
            if changes.last().is_none_or(|&(_, last)| last != value) {
                changes.push((at[0].0, value));
            }
        }
        Self { changes }
    }

    /// Its value in a column.
    pub(crate) fn at(&self, column: usize) -> u32 {
        let next = self.changes.partition_point(|&(from, _)| from <= column);
        next.checked_sub(1).map_or(0, |i| self.changes[i].1)
    }

    /// Whether it is 0 throughout.
    pub(crate) fn is_zero(&self) -> bool {
        self.changes.iter().all(|&(_, value)| value == 0)
    }

    /// Its values in a span, each with its columns.
    pub(crate) fn within(&self, span: Span) -> Vec<(Span, u32)> {
        let ends = self.changes.iter().skip(1).map(|&(from, _)| from).chain([usize::MAX]);
        let pieces = self.changes.iter().zip(ends).map(|(&(from, value), to)| (Span { from, to }, value));
        pieces.filter_map(|(piece, value)| Some((piece.common(span)?, value))).collect()
    }
}

/// A group along a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Crowd {
    /// Steps of its tasks, by index.
    pub(crate) ticks: Vec<usize>,
    /// How many of its tasks are blocked.
    pub(crate) blocked: Series,
    /// How many of its tasks hold something of a kind; kinds that none ever holds are left out.
    pub(crate) holds: Vec<(HoldKindView, Series)>,
}

/// A group along its run.
pub(crate) fn crowd(trace: &TraceView, group: &GroupView) -> Crowd {
    let steps = trace.steps.iter().enumerate().filter(|(_, step)| group.range().contains(&step.task));
    let mut blocked: Vec<(usize, i64)> = Vec::new();
    let mut holds: Map<HoldKindView, Vec<(usize, i64)>> = Map::new_vec();
    for (stand, span) in group.range().flat_map(|task| stands(trace, task as usize)) {
        let while_it_lasts = [(span.from, 1), (span.to, -1)];
        if stand.status == TaskStatusView::Blocked {
            blocked.extend(while_it_lasts);
        }
        let mut kinds: Vec<HoldKindView> = trace.course.holds(stand).iter().map(|hold| hold.kind).collect();
        kinds.dedup();
        for kind in kinds {
            holds.entry(kind).or_default().extend(while_it_lasts);
        }
    }
    let holds = holds.into_iter().map(|(kind, growth)| (kind, Series::new(growth)));
    Crowd {
        ticks: steps.map(|(step, _)| step).collect(),
        blocked: Series::new(blocked),
        holds: holds.filter(|(_, series)| !series.is_zero()).collect(),
    }
}

/// How many tasks of a group stand at which label in a state: `300 at 5`, in the order in which the run first comes to
/// them, and after them who has ended.
pub(crate) fn standing(trace: &TraceView, group: &GroupView, state: usize) -> Vec<String> {
    let mut at: Map<String, (u32, u64)> = Map::new_vec();
    let (mut finished, mut oopsed) = (0, 0);
    for stand in group.range().filter_map(|task| trace.course.stand(task as usize, state)) {
        match (stand.place, stand.status) {
            (_, TaskStatusView::Oopsed) => oopsed += 1,
            (None, _) => finished += 1,
            (Some(number), _) => {
                let place = trace.course.places.get(number as usize);
                let label = place.map_or_else(String::new, |place| {
                    if place.label.is_empty() { place.primitive.clone() } else { place.label.clone() }
                });
                let known = at.entry(label).or_insert((number, 0));
                *known = (known.0.min(number), known.1 + 1);
            }
        }
    }
    let mut at: Vec<(u32, u64, String)> =
        at.into_iter().map(|(label, (first, count))| (first, count, label)).collect();
    lists::sort(&mut at);
    let at = at.into_iter().map(|(_, count, label)| format!("{} at {label}", words::grouped(count)));
    let ended = [(finished, "finished"), (oopsed, "oopsed")].into_iter().filter(|(count, _)| *count > 0);
    at.chain(ended.map(|(count, word)| format!("{} {word}", words::grouped(count)))).collect()
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::{HoldView, PlaceView, StandView};

    use super::*;
    use crate::fixtures;

    /// Tasks A and B in three states: A moves from 2 to 5 and is blocked there, B ends.
    fn run() -> (TraceView, GroupView) {
        let mut trace = fixtures::trace(&[0, 1]);
        let lock = HoldView { what: "page lock a:0".into(), kind: HoldKindView::PageLock, count: 1 };
        trace.course.holdings = vec![vec![], vec![lock.clone(), lock]];
        let second = PlaceView { label: "5".into(), ..trace.course.places[0].clone() };
        trace.course.places.push(second);
        let stand = |from, status, place, holds| StandView { from, status, place, holds };
        trace.course.tasks = vec![
            vec![
                stand(0, TaskStatusView::Runnable, Some(0), 0),
                stand(1, TaskStatusView::Blocked, Some(1), 1),
            ],
            vec![stand(0, TaskStatusView::Runnable, Some(0), 1), stand(2, TaskStatusView::Finished, None, 0)],
        ];
        (trace, GroupView { name: "W".into(), first: 0, len: 2 })
    }

    #[test]
    fn a_crowd_counts_who_is_blocked_and_who_holds_something() {
        let (trace, group) = run();
        let crowd = crowd(&trace, &group);
        assert_eq!(crowd.ticks, [0, 1]);
        assert_eq!([0, 1, 2].map(|column| crowd.blocked.at(column)), [0, 1, 1]);
        let [(HoldKindView::PageLock, locks)] = crowd.holds.as_slice() else { panic!("{:?}", crowd.holds) };
        // B alone, then both, then A alone: two locks of one task are one task.
        let all = Span { from: 0, to: 3 };
        let piece = |from, value| (Span { from, to: from + 1 }, value);
        assert_eq!(locks.within(all), [piece(0, 1), piece(1, 2), piece(2, 1)]);
    }

    #[test]
    fn tasks_are_counted_by_the_label_they_stand_at() {
        let (trace, group) = run();
        let found = [0, 1, 2].map(|state| standing(&trace, &group, state).join(", "));
        assert_eq!(found, ["2 at 2", "1 at 2, 1 at 5", "1 at 5, 1 finished"]);
    }
}
