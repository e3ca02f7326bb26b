//! The order in which tasks take locks, by lock class, in lockdep's words.

use serde::{Deserialize, Serialize};

use super::{CoverageView, PlaceView};

/// Lock classes, and which was acquired while which was held, in any run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// The classes, in an order in which most kernels take them.
    pub classes: Vec<ClassView>,
    /// What was seen.
    pub dependencies: Vec<DependencyView>,
    /// Whether these are all.
    pub coverage: CoverageView,
    /// States visited.
    pub states: u64,
}

/// A lock class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassView {
    /// What it is called.
    pub name: String,
    /// Why lockdep does not know it; `None` if it does.
    pub untracked_because: Option<String>,
    /// On which lock-order cycle it lies, if on any.
    pub cycle: Option<u32>,
}

/// Holding one, acquiring the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DependencyView {
    /// Class of what is held: index into [`OrderView::classes`].
    pub holding: u32,
    /// Class of what is acquired.
    pub acquiring: u32,
    /// What is held, with how: `mmap_sem (read)`.
    pub holding_words: String,
    /// What is acquired, with how; within a class also whether it is the same lock.
    pub acquiring_words: String,
    /// Who was seen first to do so.
    pub task: String,
    /// Label of the step at which it took what it holds, if it has one.
    pub taken_at: String,
    /// Where it acquires.
    pub place: PlaceView,
    /// A run there: its last state is the one before the step that acquires.
    pub schedule: Vec<u16>,
    /// Whether both classes lie on one lock-order cycle.
    pub in_cycle: bool,
}
