//! A run in outline: for each task the places it came to, in order, without the rest of the machine.
//!
//! Small enough to send whole for hundreds of tasks; states in full are in [`super::WindowView`].

use serde::{Deserialize, Serialize};

use super::{PlaceView, TaskStatusView};

/// Where every task was, when, and what it held there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseView {
    /// Places, each once.
    pub places: Vec<PlaceView>,
    /// What tasks held at a time, each combination once.
    pub holdings: Vec<Vec<HoldView>>,
    /// For each task what became of it: in order, the first one from state 0 on.
    pub tasks: Vec<Vec<StandView>>,
}

/// What is so of a task from some state on, up to its next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandView {
    /// First state, counted from 0 before the first step.
    pub from: u32,
    /// Whether it can move.
    pub status: TaskStatusView,
    /// Where it stands: index into [`CourseView::places`]. `None` when finished or idle.
    pub place: Option<u32>,
    /// What it holds: index into [`CourseView::holdings`].
    pub holds: u32,
}

/// Something that a task holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HoldView {
    /// What, in words: `page lock a:0`, `2 kmap slots`.
    pub what: String,
    /// What kind of thing.
    pub kind: HoldKindView,
    /// How many of them; more than 1 only for kmaps and pins.
    pub count: u32,
}

/// Kinds of things that tasks hold, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HoldKindView {
    /// `i_mutex` of a file.
    IMutex,
    /// The cluster lock of a file.
    Glock,
    /// `mmap_sem` for write.
    MmapSemWrite,
    /// `mmap_sem` for read.
    MmapSemRead,
    /// The lock of a page.
    PageLock,
    /// Uses of kmap slots.
    KmapSlot,
    /// References on a page that keep it from being freed.
    Pin,
}

impl HoldKindView {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::IMutex,
        Self::Glock,
        Self::MmapSemWrite,
        Self::MmapSemRead,
        Self::PageLock,
        Self::KmapSlot,
        Self::Pin,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::IMutex => "i_mutex",
            Self::Glock => "glock",
            Self::MmapSemWrite => "mmap_sem (write)",
            Self::MmapSemRead => "mmap_sem (read)",
            Self::PageLock => "page lock",
            Self::KmapSlot => "kmap slot",
            Self::Pin => "pin",
        }
    }
}

impl CourseView {
    /// How a task was in a state.
    pub fn stand(&self, task: usize, state: usize) -> Option<StandView> {
        let stands = self.tasks.get(task)?;
        let next = stands.partition_point(|stand| stand.from as usize <= state);
        stands.get(next.checked_sub(1)?).copied()
    }

    /// Where a task stood in a state.
    pub fn place(&self, task: usize, state: usize) -> Option<&PlaceView> {
        self.places.get(self.stand(task, state)?.place? as usize)
    }

    /// What a task held.
    pub fn holds(&self, stand: StandView) -> &[HoldView] {
        self.holdings.get(stand.holds as usize).map_or(&[], Vec::as_slice)
    }

    /// Forgets what came after a state.
    pub fn truncate(&mut self, state: usize) {
        for stands in &mut self.tasks {
            stands.truncate(stands.partition_point(|stand| stand.from as usize <= state));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(changes: &[u32]) -> CourseView {
        let stand =
            |&from: &u32| StandView { from, status: TaskStatusView::Runnable, place: None, holds: from };
        CourseView { tasks: vec![changes.iter().map(stand).collect()], ..CourseView::default() }
    }

    #[test]
    fn a_stand_lasts_until_the_next_one() {
        let course = course(&[0, 2, 5]);
        let found: Vec<u32> = (0..7).map(|state| course.stand(0, state).unwrap().from).collect();
        assert_eq!(found, [0, 0, 2, 2, 2, 5, 5]);
        assert_eq!(course.stand(1, 0), None, "there is one task");
    }

    #[test]
    fn what_came_after_a_state_is_forgotten() {
        let mut cut = course(&[0, 2, 5]);
        cut.truncate(4);
        assert_eq!(cut, course(&[0, 2]));
        cut.truncate(0);
        assert_eq!(cut, course(&[0]));
    }
}
