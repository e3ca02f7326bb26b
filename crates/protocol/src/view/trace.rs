//! A run as the page shows it: listing, tasks, steps and places.

use serde::{Deserialize, Serialize};

use super::StateView;

/// One run: its steps and the state before the first and after each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceView {
    /// The choices that were made, one per step; legal throughout.
    pub schedule: Vec<u16>,
    /// How many choices were asked for. More than `schedule.len()` when the rest was not legal, or the run is longer
    /// than can be shown: then its last state still has choices and no end.
    pub asked: u32,
    /// What each step did.
    pub steps: Vec<StepView>,
    /// States; one more than steps.
    pub states: Vec<StateView>,
    /// The listing the tasks run, with everything it includes.
    pub code: CodeView,
    /// Names of the tasks, by index. Environment actors come last.
    pub tasks: Vec<TaskInfoView>,
}

/// A task, as far as it does not change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskInfoView {
    /// Name such as `A` or `A17`.
    pub name: String,
    /// Name of its address space.
    pub mm: String,
    /// The system calls it makes, as written in the scenario.
    pub calls: Vec<String>,
    /// Whether it is an environment actor (reclaim, zap) rather than a task of the scenario.
    pub environment: bool,
}

/// Listing text for display: files in order of inclusion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeView {
    /// Files of the listing; the kernel's own file first.
    pub files: Vec<CodeFileView>,
}

/// One file of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFileView {
    /// Name such as `2.6.20` or `fault`.
    pub name: String,
    /// Its text, line by line.
    pub lines: Vec<String>,
}

/// A place in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// Index into [`CodeView::files`].
    pub file: u32,
    /// 1-based line.
    pub line: u32,
    /// The mail's step label in force there, such as `2` or `f`; empty when it has none.
    pub label: String,
    /// Functions from the system call inwards, such as `write`, `copy_from_user`, `page_fault`.
    pub chain: Vec<String>,
    /// The primitive at this place, such as `lock_page`.
    pub primitive: String,
    /// What the primitive does in the kernel and where it was read, in a sentence.
    pub explanation: String,
}

/// What one step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Who moved: index into [`TraceView::tasks`].
    pub task: u32,
    /// Where it stood before.
    pub place: PlaceView,
    /// What happened, in words: `locks page a:0`.
    pub text: String,
    /// Further events of the same step: tasks that woke, slots that were flushed.
    pub notes: Vec<String>,
}
