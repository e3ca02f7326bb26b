//! What a search is given and what it finds: limits, coverage, verdict, counts, a shortest schedule.
//!
//! Arrow: `Search` -> **`Report`** -> view. Plain data; it knows nothing of how it was found.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pagelock_lists as lists;

use crate::limits::{MEMORY_MAX, STATES_MAX};
use crate::outcome::{CallResult, Ending, Outcome};
use crate::state::State;
use crate::wait_graph::DeadlockKind;

/// Whether something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl From<bool> for Switch {
    fn from(is_on: bool) -> Self {
        if is_on { Self::On } else { Self::Off }
    }
}

/// What a search leaves out. Verdicts, ways in which runs end and the length of the shortest run to each stay the
/// same (`docs/soundness.md`); numbers of states do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reductions {
    /// Which of the tasks that are alike stands where: only how many do is kept.
    pub symmetry: Switch,
    /// Orders of steps that nobody else can meet: they are taken at once.
    pub partial_order: Switch,
}

impl Reductions {
    /// All of them.
    pub const ON: Self = Self { symmetry: Switch::On, partial_order: Switch::On };
    /// None: every choice of every state.
    pub const OFF: Self = Self { symmetry: Switch::Off, partial_order: Switch::Off };
}

/// Where a search gives up, and what it leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// States visited at most.
    pub states_max: u32,
    /// Bytes of states, index and edges at most.
    pub memory_max: usize,
    /// What it leaves out.
    pub reductions: Reductions,
    /// Which steps it keeps apart although nobody can meet them.
    pub visible: Visible,
}

/// Steps between which a search keeps the states, for pictures of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visible {
    /// None: what nobody can meet is taken at once.
    #[default]
    Nothing,
    /// Those that take and give back kmap slots.
    Slots,
    /// Those that take kmap slots, and the first of those that give them back. And of states in which slots are held
    /// alike, among tasks that are alike, the first that is reached stands for all: far fewer states, but not all ways
    /// to hold slots have to be among them.
    Cells,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            states_max: STATES_MAX,
            memory_max: MEMORY_MAX,
            reductions: Reductions::OFF,
            visible: Visible::Nothing,
        }
    }
}

impl Coverage {
    /// Of a search that a limit has stopped, or that is over, or that somebody has stopped in the midst.
    pub(crate) fn of(stopped: Option<Limit>, is_over: bool, frontier: u64) -> Self {
        match stopped {
            None if is_over => Self::Exhaustive,
            stopped => Self::Bounded { limit: stopped.unwrap_or(Limit::States), frontier },
        }
    }
}

/// The limit that stopped a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::states_max`].
    States,
    /// [`Limits::memory_max`], or the memory there is.
    Memory,
}

/// How much of the graph was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Every reachable state.
    Exhaustive,
    /// A limit stopped it with so many states known and not expanded.
    Bounded {
        /// Which limit.
        limit: Limit,
        /// States known and not expanded.
        frontier: u64,
    },
}

/// The worst that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A limit stopped the search before anything was found.
    Unknown,
    /// Every run ends with everybody finished and the data whole.
    Ok,
    /// Some run ends with damaged data or an oops.
    Hazard,
    /// Some run goes on for ever without getting anywhere.
    Livelock,
    /// Some run comes to a point where nobody can move and somebody has not finished.
    Deadlock,
}

impl Verdict {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ok => "ok",
            Self::Hazard => "hazard",
            Self::Livelock => "livelock",
            Self::Deadlock => "deadlock",
        }
    }
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Steps from the initial state to those being expanded.
    pub depth: u32,
    /// States known and not expanded.
    pub frontier: u64,
    /// Bytes used.
    pub memory: u64,
}

/// Final states in which runs end alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalStates {
    /// How.
    pub ending: Ending,
    /// How many states; of partial deadlocks, how many sets of states that a run cannot leave.
    pub count: u64,
    /// A shortest schedule to one of them.
    pub schedule: Vec<u16>,
    /// The state that it leads to.
    pub state: State,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The worst that was found.
    pub verdict: Verdict,
    /// Kind of the nearest deadlock, or names of all hazards; empty for other verdicts.
    pub kind: String,
    /// How much was searched.
    pub coverage: Coverage,
    /// What was left out in the end. A search that doubts what it has found begins again with fewer reductions, and
    /// some machines have nothing for one to work with.
    pub reductions: Reductions,
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Steps to the state that is furthest from the initial one.
    pub depth: u32,
    /// Final states by how the run ends there, in the order of [`Ending`].
    pub ends: Vec<FinalStates>,
    /// A shortest schedule to what the verdict says; for `ok`, to an end; for `unknown`, empty.
    pub schedule: Vec<u16>,
}

impl Report {
    /// The verdict in one line, as scenarios expect it: `deadlock (ABBA)`, `ok`, `hazard (zeroes) + efault`.
    ///
    /// After `+` come the results of calls that differ from success in some run; with a deadlock they are left out.
    pub fn summary(&self) -> String {
        let mut line = self.verdict.name().to_owned();
        if !self.kind.is_empty() {
            let _ = write!(line, " ({})", self.kind);
        }
        if matches!(self.verdict, Verdict::Ok | Verdict::Hazard) {
            let results = self.outcomes().into_keys().flat_map(|outcome| outcome.results());
            for word in lists::distinct(results.map(CallResult::name)) {
                let _ = write!(line, " + {word}");
            }
        }
        line
    }

    /// Final states by kind of deadlock.
    pub fn deadlocks(&self) -> BTreeMap<DeadlockKind, u64> {
        self.count(|ending| match ending {
            Ending::Deadlock(kind) => Some(*kind),
            Ending::Oops(_) | Ending::Finished(_) => None,
        })
    }

    /// Final states in which a task has died, by the name of the oops.
    pub fn oopses(&self) -> BTreeMap<&'static str, u64> {
        self.count(|ending| match ending {
            Ending::Oops(oops) => Some(oops.name()),
            Ending::Deadlock(_) | Ending::Finished(_) => None,
        })
    }

    /// Final states in which everybody has finished, by outcome.
    pub fn outcomes(&self) -> BTreeMap<Outcome, u64> {
        self.count(|ending| match ending {
            Ending::Finished(outcome) => Some(outcome.clone()),
            Ending::Deadlock(_) | Ending::Oops(_) => None,
        })
    }

    fn count<K: Ord>(&self, key: impl Fn(&Ending) -> Option<K>) -> BTreeMap<K, u64> {
        let mut counts = BTreeMap::new();
        for end in &self.ends {
            if let Some(key) = key(&end.ending) {
                *counts.entry(key).or_default() += end.count;
            }
        }
        counts
    }

    /// Number of final states that deadlock.
    pub fn deadlock_count(&self) -> u64 {
        self.deadlocks().values().sum()
    }
}
/// States of a search by how many tasks hold one kmap slot, and how many hold two or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Frontier {
    /// Tasks that hold two slots, or more.
    pub holding_two: u32,
    /// Tasks that hold one.
    pub holding_one: u32,
    /// How many states that is.
    pub states: u64,
    /// Whether some of them is the end of a run, by deadlock.
    pub is_dead: bool,
}

/// Why a search without some reduction is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Its graph has a cycle, so some run may never end.
    Cycle,
    /// A task dies. That ends the run for all, so which private steps came before makes a difference to its length.
    Oops,
    /// Tasks that were alike are not any more.
    NotAlike,
}
