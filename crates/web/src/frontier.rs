//! The frontier map: how many tasks hold one kmap slot against how many hold two, the states of a search in one
//! picture.
//!
//! Arrow: `FrontierView` + `TraceView` -> **`Map`**, **`path`** -> SVG and table. One unit is one cell; the second axis
//! points up.

use std::fmt::Write as _;

use pagelock_lists as lists;
use pagelock_protocol::view::{FrontierCellView, HoldKindView, TraceView};

/// Shades of cells, palest first: up to 1, 10, 100 states, and more.
pub(crate) const SHADES: usize = 4;

/// Rows of the table.
const ROWS_MAX: u32 = 12;

/// Everything that is drawn of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Map {
    /// Cells to the right: most tasks that hold one slot, and one.
    pub(crate) width: u32,
    /// Cells up: most tasks that hold two, and one.
    pub(crate) height: u32,
    /// Outlines of the cells of each shade.
    pub(crate) shades: [String; SHADES],
    /// Cells in which some state is a deadlock.
    pub(crate) dead: Vec<(u32, u32)>,
    /// Cells, summed up from below.
    pub(crate) rows: Vec<Row>,
}

/// Cells with about as many tasks that hold two slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Fewest and most tasks that hold two.
    pub(crate) two: (u32, u32),
    /// Fewest and most tasks that hold one.
    pub(crate) one: (u32, u32),
    /// States.
    pub(crate) states: u64,
    /// Cells with a deadlock.
    pub(crate) dead: u64,
}

fn shade(states: u64) -> usize {
    match states {
        0..=1 => 0,
        2..=10 => 1,
        11..=100 => 2,
        101.. => 3,
    }
}

impl Map {
    /// The map of a search, with room for a run that goes further than the search did; `None` if no task ever holds a
    /// slot.
    pub(crate) fn new(frontier: &[FrontierCellView], path: &[(usize, (u32, u32))]) -> Option<Self> {
        let further =
            |axis: fn((u32, u32)) -> u32| path.iter().map(|&(_, place)| axis(place)).max().unwrap_or(0);
        let width = frontier.iter().map(|cell| cell.holding_one).max()?.max(further(|place| place.0)) + 1;
        let height = frontier.iter().map(|cell| cell.holding_two).max()?.max(further(|place| place.1)) + 1;
        let mut shades = [const { String::new() }; SHADES];
        // Cells are in order of tasks that hold two, and then one: what is alike and side by side is one outline.
        let is_next = |a: &FrontierCellView, b: &FrontierCellView| {
            a.holding_two == b.holding_two
                && a.holding_one + 1 == b.holding_one
                && shade(a.states) == shade(b.states)
        };
        for run in frontier.chunk_by(is_next) {
            let (x, y, len) = (run[0].holding_one, height - 1 - run[0].holding_two, run.len());
            let _ = write!(shades[shade(run[0].states)], "M{x} {y}h{len}v1h-{len}z");
        }
        let dead = frontier.iter().filter(|cell| cell.is_dead);
        Some(Self {
            width,
            height,
            shades,
            dead: dead.map(|cell| (cell.holding_one, cell.holding_two)).collect(),
            rows: rows(frontier, height),
        })
    }

    /// The middle of a cell in the picture.
    pub(crate) fn middle(&self, (one, two): (u32, u32)) -> (String, String) {
        let y = self.height.saturating_sub(1).saturating_sub(two);
        (format!("{one}.5"), format!("{y}.5"))
    }
}

fn rows(frontier: &[FrontierCellView], height: u32) -> Vec<Row> {
    let step = height.div_ceil(ROWS_MAX).max(1);
    let alike = frontier.chunk_by(|a, b| a.holding_two / step == b.holding_two / step);
    let row = |cells: &[FrontierCellView]| {
        let two = || cells.iter().map(|cell| cell.holding_two);
        let one = || cells.iter().map(|cell| cell.holding_one);
        let range = |min: Option<u32>, max: Option<u32>| (min.unwrap_or(0), max.unwrap_or(0));
        Row {
            two: range(two().min(), two().max()),
            one: range(one().min(), one().max()),
            states: cells.iter().map(|cell| cell.states).sum(),
            dead: cells.iter().filter(|cell| cell.is_dead).count() as u64,
        }
    };
    alike.map(row).collect()
}

/// Where a run comes to: from which state on how many tasks hold one slot, and how many hold two or more.
pub(crate) fn path(trace: &TraceView) -> Vec<(usize, (u32, u32))> {
    let slots = |holds: u32| {
        let holds = trace.course.holdings.get(holds as usize).map(Vec::as_slice).unwrap_or_default();
        holds.iter().filter(|hold| hold.kind == HoldKindView::KmapSlot).map(|hold| hold.count).sum::<u32>()
    };
    let mut changes: Vec<(usize, [i64; 2])> = vec![(0, [0, 0])];
    for stands in &trace.course.tasks {
        let mut last = 0;
        for stand in stands {
            let now = slots(stand.holds);
            if now != last {
                let change = |n: u32| i64::from(kind(now) == Some(n)) - i64::from(kind(last) == Some(n));
                changes.push((stand.from as usize, [change(1), change(2)]));
                last = now;
            }
        }
    }
    lists::sort_by_key(&mut changes, |&(state, _)| state);
    let (mut one, mut two) = (0, 0);
    let mut path: Vec<(usize, (u32, u32))> = Vec::new();
    for at in changes.chunk_by(|a, b| a.0 == b.0) {
        one += at.iter().map(|(_, change)| change[0]).sum::<i64>();
        two += at.iter().map(|(_, change)| change[1]).sum::<i64>();
        let place = (u32::try_from(one).unwrap_or(0), u32::try_from(two).unwrap_or(0));
        if path.last().is_none_or(|&(_, last)| last != place) {
            path.push((at[0].0, place));
        }
    }
    path
}

/// On which axis a task with so many slots counts.
fn kind(slots: u32) -> Option<u32> {
    match slots {
        0 => None,
        1 => Some(1),
        2.. => Some(2),
    }
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::{HoldView, StandView, TaskStatusView};

    use super::*;
    use crate::fixtures;

    fn cell(one: u32, two: u32, states: u64) -> FrontierCellView {
        FrontierCellView { holding_one: one, holding_two: two, states, is_dead: (one, two) == (2, 0) }
    }

    #[test]
    fn neighbours_of_one_shade_are_one_outline() {
        let map = Map::new(&[cell(0, 0, 5), cell(1, 0, 9), cell(2, 0, 1), cell(0, 1, 200)], &[]).unwrap();
        assert_eq!((map.width, map.height), (3, 2));
        assert_eq!(map.shades, ["M2 1h1v1h-1z", "M0 1h2v1h-2z", "", "M0 0h1v1h-1z"]);
        assert_eq!(map.dead, [(2, 0)]);
        assert_eq!(map.middle((2, 0)), ("2.5".to_owned(), "1.5".to_owned()));
        assert_eq!(Map::new(&[], &[]), None);
        let further = Map::new(&[cell(0, 0, 1)], &[(0, (0, 0)), (4, (3, 1))]).unwrap();
        assert_eq!((further.width, further.height, further.shades[0].as_str()), (4, 2, "M0 1h1v1h-1z"));
    }

    #[test]
    fn the_table_sums_rows_up_when_there_are_many() {
        let cells: Vec<FrontierCellView> =
            (0..24).flat_map(|two| [cell(0, two, 1), cell(3, two, 2)]).collect();
        let rows = Map::new(&cells, &[]).unwrap().rows;
        assert_eq!(rows.len(), 12);
        assert_eq!(rows[1], Row { two: (2, 3), one: (0, 3), states: 6, dead: 0 });
        assert_eq!(rows.iter().map(|row| row.states).sum::<u64>(), 72);
    }

    #[test]
    fn a_run_goes_from_cell_to_cell() {
        let mut trace = fixtures::trace(&[0, 1, 0, 0]);
        let slots = |n| vec![HoldView { what: String::new(), kind: HoldKindView::KmapSlot, count: n }];
        trace.course.holdings = vec![vec![], slots(1), slots(2)];
        let stand = |from, holds| StandView { from, status: TaskStatusView::Runnable, place: None, holds };
        trace.course.tasks =
            vec![vec![stand(0, 0), stand(1, 1), stand(3, 2), stand(4, 0)], vec![stand(0, 0), stand(2, 1)]];
        let places = [(0, (0, 0)), (1, (1, 0)), (2, (2, 0)), (3, (1, 1)), (4, (1, 0))];
        assert_eq!(path(&trace), places);
    }
}
