//! A run as the page shows it: listing, tasks, steps and places.

use serde::{Deserialize, Serialize};

use super::{CourseView, GoalView};

/// One run: its steps, and in outline what became of the tasks. Its states in full are asked for as they are looked
/// at: see [`super::WindowView`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceView {
    /// The choices that were made, one per step; legal throughout.
    pub schedule: Vec<u16>,
    /// How many choices were asked for.
    pub asked: u32,
    /// Why fewer were made.
    pub cut: CutView,
    /// What each step did.
    pub steps: Vec<StepView>,
    /// Where every task stood in each state; there is one state more than there are steps.
    pub course: CourseView,
    /// The listing the tasks run, with everything it includes.
    pub code: CodeView,
    /// Names of the tasks, by index. Environment actors come last.
    pub tasks: Vec<TaskInfoView>,
    /// Tasks that are alike, by where the group begins. Tasks that are like no other are in none.
    pub groups: Vec<GroupView>,
    /// What it is played for, if its scenario has a goal under this listing.
    pub goal: Option<GoalView>,
}

/// Tasks that run the same calls on files and memory of the same shape: neighbours in [`TraceView::tasks`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// What the scenario calls each of them, without its number.
    pub name: String,
    /// The first of them: index into [`TraceView::tasks`].
    pub first: u32,
    /// How many.
    pub len: u32,
}

/// Why a run makes fewer choices than were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CutView {
    /// It makes all of them.
    No,
    /// The next one is not legal.
    Illegal,
    /// It is longer than can be shown.
    TooLong,
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
    /// The primitives that they name, sorted by name.
    pub primitives: Vec<PrimitiveView>,
}

/// A primitive of the listing language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimitiveView {
    /// Its name, such as `lock_page`.
    pub name: String,
    /// What it does in the kernel.
    pub explanation: String,
    /// Where that was read.
    pub source: String,
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

/// Why a run does not come to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoWayView {
    /// States that were looked at.
    pub states: u64,
    /// Whether those are all that can be reached.
    pub is_exhaustive: bool,
}

/// What one step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Who moved: index into [`TraceView::tasks`].
    pub task: u32,
    /// Where it stood before: index into [`CourseView::places`].
    pub place: u32,
    /// What happened, in words: `locks page a:0`.
    pub text: String,
    /// Further events of the same step: tasks that woke, slots that were flushed.
    pub notes: Vec<String>,
}

impl TraceView {
    /// Where the task of a step stood before it.
    pub fn place(&self, step: &StepView) -> Option<&PlaceView> {
        self.course.places.get(step.place as usize)
    }

    /// The group that a task is in.
    pub fn group_of(&self, task: u32) -> Option<&GroupView> {
        self.groups.iter().find(|group| group.range().contains(&task))
    }

    /// Forgets the steps after the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.schedule.truncate(len);
        self.steps.truncate(len);
        self.course.truncate(len);
        self.asked = u32::try_from(self.steps.len()).expect("runs are limited");
        self.cut = CutView::No;
    }
}

impl GroupView {
    /// Its tasks, by index.
    pub fn range(&self) -> std::ops::Range<u32> {
        self.first..self.first.saturating_add(self.len)
    }
}
