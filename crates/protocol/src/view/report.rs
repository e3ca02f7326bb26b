//! Ends of runs and results of searches as the page shows them.

use serde::{Deserialize, Serialize};

use super::SearchedView;
use crate::limits::ReductionsView;
use crate::link::verdict_fingerprint;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndView {
    /// What to call it.
    pub verdict: VerdictView,
    /// Kind of a deadlock or hazard: `self`, `ABBA`, `zeroes`; empty otherwise.
    pub kind: String,
    /// The mail's notation when it is a deadlock: `2,8;2,8`.
    pub notation: String,
    /// Sentences that explain it, with the evidence.
    pub explanation: Vec<String>,
}

/// Verdicts, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum VerdictView {
    /// Nobody can move and somebody has not finished.
    Deadlock,
    /// Tasks can move for ever without getting anywhere.
    Livelock,
    /// Everybody finishes, but data is damaged or the kernel oopses.
    Hazard,
    /// Everybody finishes.
    Ok,
    /// A limit stopped the search before anything was found.
    Unknown,
}

impl VerdictView {
    /// Its word, as in expectations and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deadlock => "deadlock",
            Self::Livelock => "livelock",
            Self::Hazard => "hazard",
            Self::Ok => "ok",
            Self::Unknown => "unknown",
        }
    }
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressView {
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Depth in steps of the states being expanded.
    pub depth: u32,
    /// States known but not yet expanded.
    pub frontier: u64,
    /// Bytes used.
    pub memory: u64,
    /// Milliseconds since it began, by the worker's clock.
    pub millis: u64,
    /// States visited in a second, on average.
    pub rate: u64,
    /// Whether it has begun again.
    pub attempt: AttemptView,
}

/// Searches begin with the reductions they are asked for, and begin again with fewer where those could say something
/// wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttemptView {
    /// With all that were asked for.
    First,
    /// With fewer.
    Again,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    /// The worst that was found.
    pub verdict: VerdictView,
    /// Kind of the shortest deadlock or the hazard; empty otherwise.
    pub kind: String,
    /// The mail's notation for the shortest deadlock; empty otherwise.
    pub notation: String,
    /// Whether every interleaving was searched.
    pub coverage: CoverageView,
    /// What was left out in the end: fewer reductions than were asked for where they could tell something wrong, or
    /// where there is nothing to leave out.
    pub reductions: ReductionsView,
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Steps of the longest shortest path: how deep the graph is.
    pub depth: u32,
    /// Final states that deadlock.
    pub deadlocks: u64,
    /// Shortest schedule to the verdict (to an ok end when the verdict is ok).
    pub schedule: Vec<u16>,
    /// Words for how runs end, with the number of final states: `(words, count)`, worst first.
    pub outcomes: Vec<(String, u64)>,
    /// Final states by how runs end there, results of calls included, worst first.
    pub ends: Vec<FinalStatesView>,
    /// The expectation of the scenario for this listing and these options, when it has one.
    pub expect: Option<String>,
    /// Whether the expectation holds; `None` without one.
    pub as_expected: Option<bool>,
}

impl ReportView {
    /// Fingerprint of what was found, as in [`crate::link::Seen`].
    pub fn fingerprint(&self) -> u16 {
        verdict_fingerprint(self.verdict, &self.kind)
    }

    /// What a text about its run says of the search.
    pub fn searched(&self) -> SearchedView {
        SearchedView {
            verdict: self.verdict,
            kind: self.kind.clone(),
            coverage: self.coverage.clone(),
            states: self.states,
            steps: u32::try_from(self.schedule.len()).unwrap_or(u32::MAX),
        }
    }
}

/// Final states in which runs end alike: the same deadlock, or the same damage and the same results of every call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalStatesView {
    /// The verdict on such an end.
    pub verdict: VerdictView,
    /// Its name: `deadlock (ABBA)`, `zeroes + efault`, `ok`. Ends that differ in a result only have the same.
    pub words: String,
    /// What each part of the name means, in a phrase.
    pub explanation: Vec<String>,
    /// How many final states; or, where some go on for ever, sets of states that no run leaves.
    pub count: u64,
    /// Whether nobody moves there any more.
    pub is_final: bool,
    /// Shortest schedule to one of them.
    pub schedule: Vec<u16>,
    /// What is to be seen there, in sentences: which sector holds what, who read what, what each call returned, who
    /// waits for what.
    pub evidence: Vec<String>,
}

/// All states in one picture: how many tasks hold one kmap slot, and how many hold two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontierView {
    /// Cells in order of tasks that hold two, then of those that hold one; empty where no task ever holds a slot.
    pub cells: Vec<FrontierCellView>,
    /// What was searched for them.
    pub search: FrontierSearchView,
    /// Whether that was searched to its end.
    pub coverage: CoverageView,
}

/// What is searched for a frontier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FrontierSearchView {
    /// Every state, so that these are all cells.
    EveryState,
    /// The first state for each way in which slots are held, which is all that can be had of hundreds of tasks. Every
    /// cell can be reached, but there may be others.
    OneStateACell,
}

/// States in which as many tasks hold one kmap slot, and as many hold two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontierCellView {
    /// Tasks that hold one.
    pub holding_one: u32,
    /// Tasks that hold two or more.
    pub holding_two: u32,
    /// How many states.
    pub states: u64,
    /// Whether one of them is a deadlock.
    pub is_dead: bool,
}

/// How much of the graph was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CoverageView {
    /// All of it.
    Exhaustive,
    /// A limit stopped it.
    Bounded {
        /// Which.
        limit: LimitView,
        /// States known but not expanded.
        frontier: u64,
    },
}

/// What stopped a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LimitView {
    /// As many states as it was allowed.
    States,
    /// As much memory as it was allowed, or as there was.
    Memory,
    /// The visitor.
    Cancelled,
}

impl LimitView {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::States => "states",
            Self::Memory => "memory",
            Self::Cancelled => "cancelled",
        }
    }
}
