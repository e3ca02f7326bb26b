//! Slots of the kmap pool and tasks as cells of two grids: what each is, in a word, a shape and a sentence.
//!
//! Arrow: `TraceView` + `PoolView` -> **`Cell`s** -> grids and their tables. It knows no geometry but the order.

use std::fmt::Write as _;
use std::rc::Rc;

use pagelock_lists as lists;
use pagelock_protocol::view::{HoldKindView, PageView, PoolView, SlotView, TaskStatusView, TraceView};

use crate::words;

/// What a cell stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    /// A slot of the pool.
    Slot(usize),
    /// A task.
    Task(usize),
}

/// How a cell looks. In the order in which cells are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// A slot with several users.
    Shared,
    /// A slot with a user.
    Used,
    /// A slot without a user that is mapped until the next flush.
    Unused,
    /// A slot that maps nothing.
    Free,
    /// A task that died.
    Oopsed,
    /// A task that waits.
    Blocked,
    /// A task that can move.
    Runnable,
    /// A task that has ended, or is idle.
    Done,
}

impl Look {
    /// Its word, and the last part of its class.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Used => "used",
            Self::Unused => "unused",
            Self::Free => "free",
            Self::Oopsed => "oopsed",
            Self::Blocked => "blocked",
            Self::Runnable => "can-move",
            Self::Done => "done",
        }
    }

    /// What its word means.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Shared => "used by several kmaps",
            Self::Used => "used by one kmap",
            Self::Unused => "unused, mapped until the next flush",
            Self::Free => "free",
            Self::Oopsed => "died",
            Self::Blocked => "blocked",
            Self::Runnable => "can move",
            Self::Done => "finished or idle",
        }
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What it stands for.
    pub(crate) thing: Thing,
    /// How it looks.
    pub(crate) look: Look,
    /// Slots that a task holds; of a slot 0.
    pub(crate) slots: u32,
    /// Everything about it, in a sentence.
    pub(crate) sentence: String,
    /// Its parts, for a table.
    pub(crate) row: [String; 3],
}

/// The slots of the pool.
pub(crate) fn slots(trace: &TraceView, pool: &PoolView, pages: &[Rc<PageView>]) -> Vec<Rc<Cell>> {
    let cell = |(index, slot): (usize, &SlotView)| {
        let look = match slot.count {
            0 => Look::Free,
            1 => Look::Unused,
            2 => Look::Used,
            3.. => Look::Shared,
        };
        let page = slot.page.map(|id| page_name(pages, id)).unwrap_or_default();
        let owners =
            if slot.holders.is_empty() { String::new() } else { words::task_names(trace, &slot.holders) };
        let by = if owners.is_empty() { String::new() } else { format!(" of {owners}") };
        let sentence = match slot.count {
            0 => format!("slot {index}: free"),
            1 => format!("slot {index}: unused, maps {page} until the next flush"),
            count => format!("slot {index}: maps {page} for {}{by}", kmaps(count - 1)),
        };
        let row = [look.meaning().to_owned(), page, owners];
        Rc::new(Cell { thing: Thing::Slot(index), look, slots: 0, sentence, row })
    };
    pool.slots.iter().enumerate().map(cell).collect()
}

fn kmaps(n: u32) -> String {
    words::counted(u64::from(n), "kmap", "kmaps")
}

/// The name of a page by its id. Pages are in order of their ids.
fn page_name(pages: &[Rc<PageView>], id: u32) -> String {
    let found = pages.binary_search_by_key(&id, |page| page.id);
    found.map_or_else(|_| format!("frame {id}"), |i| pages[i].name.clone())
}

/// The tasks in a state.
pub(crate) fn tasks(trace: &TraceView, state: usize) -> Vec<Rc<Cell>> {
    let cell = |index: usize| {
        let stand = trace.course.stand(index, state)?;
        let look = match stand.status {
            TaskStatusView::Oopsed => Look::Oopsed,
            TaskStatusView::Blocked => Look::Blocked,
            TaskStatusView::Runnable => Look::Runnable,
            TaskStatusView::Finished | TaskStatusView::Idle => Look::Done,
        };
        let status = words::task_status(stand.status).to_owned();
        let place = trace.course.place(index, state);
        let place = place.map(|place| {
            let label = if place.label.is_empty() { String::new() } else { format!("[{}] ", place.label) };
            format!("{label}{}", place.primitive)
        });
        let holds = trace.course.holds(stand);
        let slots =
            holds.iter().filter(|hold| hold.kind == HoldKindView::KmapSlot).map(|hold| hold.count).sum();
        let held = holds.iter().map(|hold| hold.what.clone()).collect::<Vec<_>>().join(", ");
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        let mut sentence = format!("{}: {status}", words::member_name(trace, number));
        if let Some(place) = &place {
            let _ = write!(sentence, " at {place}");
        }
        if !held.is_empty() {
            let _ = write!(sentence, ", holds {held}");
        }
        let row = [status, place.unwrap_or_default(), held];
        Some(Rc::new(Cell { thing: Thing::Task(index), look, slots, sentence, row }))
    };
    (0..trace.tasks.len()).filter_map(cell).collect()
}

/// Slots that a task uses, or tasks that use a slot; in order.
pub(crate) fn tied(pool: &PoolView, thing: Thing) -> Vec<Thing> {
    match thing {
        Thing::Slot(slot) => {
            let holders = pool.slots.get(slot).map(|slot| slot.holders.as_slice()).unwrap_or_default();
            lists::distinct(holders.iter().map(|&task| Thing::Task(task as usize)))
        }
        Thing::Task(task) => {
            let slots = pool.slots.iter().enumerate();
            let mine = slots.filter(|(_, slot)| slot.holders.iter().any(|&holder| holder as usize == task));
            lists::distinct(mine.map(|(slot, _)| Thing::Slot(slot)))
        }
    }
}

/// How many cells there are of each look, in order.
pub(crate) fn counts(cells: &[Rc<Cell>]) -> Vec<(Look, u64)> {
    let mut looks: Vec<Look> = cells.iter().map(|cell| cell.look).collect();
    lists::sort(&mut looks);
    looks.chunk_by(|a, b| a == b).map(|alike| (alike[0], alike.len() as u64)).collect()
}

/// Cells by their look, and alike ones as they were.
pub(crate) fn sorted(mut cells: Vec<Rc<Cell>>) -> Vec<Rc<Cell>> {
    lists::sort_by_key(&mut cells, |cell| (cell.look, std::cmp::Reverse(cell.slots)));
    cells
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::{HoldView, StandView};

    use super::*;
    use crate::fixtures;

    fn slot(count: u32, page: Option<u32>, holders: &[u32]) -> SlotView {
        SlotView { count, page, holders: holders.to_vec() }
    }

    fn pool() -> PoolView {
        let slots = vec![
            slot(0, None, &[]),
            slot(1, Some(9), &[]),
            slot(2, Some(9), &[1]),
            slot(3, Some(9), &[0, 1]),
        ];
        PoolView { slots, ..PoolView::default() }
    }

    #[test]
    fn a_slot_is_told_with_its_page_and_its_owners() {
        let cells = slots(&fixtures::trace(&[]), &pool(), &[]);
        let sentences: Vec<&str> = cells.iter().map(|cell| cell.sentence.as_str()).collect();
        assert_eq!(
            sentences,
            [
                "slot 0: free",
                "slot 1: unused, maps frame 9 until the next flush",
                "slot 2: maps frame 9 for 1 kmap of B",
                "slot 3: maps frame 9 for 2 kmaps of A and B",
            ]
        );
    }

    #[test]
    fn slots_and_tasks_find_each_other() {
        let found = |thing| tied(&pool(), thing).into_iter().collect::<Vec<_>>();
        assert_eq!(found(Thing::Slot(3)), [Thing::Task(0), Thing::Task(1)]);
        assert_eq!(found(Thing::Task(1)), [Thing::Slot(2), Thing::Slot(3)]);
        assert_eq!(found(Thing::Slot(0)), []);
        assert_eq!(found(Thing::Slot(99)), []);
    }

    #[test]
    fn sorted_cells_begin_with_what_matters_most() {
        let cells = slots(&fixtures::trace(&[]), &pool(), &[]);
        let order: Vec<Thing> = sorted(cells.clone()).iter().map(|cell| cell.thing).collect();
        assert_eq!(order, [3, 2, 1, 0].map(Thing::Slot));
        let counted: Vec<(&str, u64)> =
            counts(&cells).into_iter().map(|(look, n)| (look.word(), n)).collect();
        assert_eq!(counted, [("shared", 1), ("used", 1), ("unused", 1), ("free", 1)]);
    }

    #[test]
    fn a_task_is_told_with_its_place_and_what_it_holds() {
        let mut trace = fixtures::trace(&[]);
        let hold = HoldView { what: "2 kmap slots".into(), kind: HoldKindView::KmapSlot, count: 2 };
        trace.course.holdings.push(vec![hold]);
        trace.course.tasks[1] =
            vec![StandView { from: 0, status: TaskStatusView::Blocked, place: Some(0), holds: 1 }];
        let cells = tasks(&trace, 0);
        assert_eq!(cells[0].sentence, "A: can move at [2] lock_page");
        assert_eq!(cells[1].sentence, "B: blocked at [2] lock_page, holds 2 kmap slots");
        assert_eq!((cells[1].look, cells[1].slots), (Look::Blocked, 2));
    }
}
