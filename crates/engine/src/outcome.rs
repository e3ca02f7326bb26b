//! How a run ends, with the evidence.
//!
//! Arrow: `State` -> **`End`**. A deadlock is: no task can move, and some task has not finished. An environment
//! actor that could start something does not count as able to move; one that is in the middle of it does.

use std::collections::BTreeSet;

use pagelock_lists as lists;

use crate::errno::EFAULT;
use crate::id::{PgoffId, TaskId};
use crate::limits::SECTORS_PER_PAGE;
use crate::report::Verdict;
use crate::state::{Content, Oops, Status, View};
use crate::wait_graph::{DeadlockKind, Wait, deadlock_kind};

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nobody can move and somebody has not finished.
    Deadlock(DeadlockKind),
    /// A task died; the run stops there.
    Oops(TaskId, Oops),
    /// Everybody has finished.
    Finished(Outcome),
}

/// Ends that are told apart when final states are counted. Who died of an oops is evidence, not a kind of end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// Nobody can move and somebody has not finished; or somebody is stuck while others go on for ever.
    Deadlock(DeadlockKind),
    /// A task died.
    Oops(Oops),
    /// Everybody has finished.
    Finished(Outcome),
}

impl From<End> for Ending {
    fn from(end: End) -> Self {
        match end {
            End::Deadlock(kind) => Self::Deadlock(kind),
            End::Oops(_, oops) => Self::Oops(oops),
            End::Finished(outcome) => Self::Finished(outcome),
        }
    }
}

impl Ending {
    /// The verdict on it.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Deadlock(_) => Verdict::Deadlock,
            Self::Oops(_) => Verdict::Hazard,
            Self::Finished(outcome) if outcome.is_hazard() => Verdict::Hazard,
            Self::Finished(_) => Verdict::Ok,
        }
    }

    /// Whether nobody moves any more. In a partial deadlock some go round in a set of states that no run leaves.
    pub fn is_final(&self) -> bool {
        *self != Self::Deadlock(DeadlockKind::Partial)
    }

    /// Its name: `deadlock (ABBA)`, `oops`, `zeroes + efault`, `ok`.
    pub fn words(&self) -> String {
        match self {
            Self::Deadlock(kind) => format!("deadlock ({})", kind.name()),
            Self::Oops(oops) => oops.name().to_owned(),
            Self::Finished(outcome) => outcome.words().join(" + "),
        }
    }

    /// What the parts of its name mean, in phrases for somebody who has not met them.
    pub fn explanations(&self) -> Vec<&'static str> {
        match self {
            Self::Deadlock(kind) => vec![kind.explanation()],
            Self::Oops(oops) => vec![oops.explanation()],
            Self::Finished(outcome) => {
                let damage = outcome.damage.iter().map(|hazard| hazard.explanation());
                let results = outcome.results().into_iter().map(CallResult::explanation);
                let all: Vec<&str> = damage.chain(results).collect();
                if all.is_empty() { vec![CallResult::Done.explanation()] } else { all }
            }
        }
    }
}

/// What finished tasks leave behind: data, so that final states can be counted by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outcome {
    /// What each call returned that returns something, by task and call.
    pub returned: Vec<Returned>,
    /// What happened to the data.
    pub damage: BTreeSet<Hazard>,
}

/// What a call returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Returned {
    /// Who called.
    pub task: TaskId,
    /// Position of the call among those of the task.
    pub call: u16,
    /// The count or the error.
    pub value: i32,
    /// What that is.
    pub result: CallResult,
}

/// Results of calls, as far as outcomes tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallResult {
    /// It did what it was asked to.
    Done,
    /// It returned `-EFAULT`.
    EFault,
    /// It returned another error.
    Error,
    /// It returned fewer sectors than it was asked for.
    Short,
}

impl CallResult {
    /// Its name in reports; `ok` is said only where there is no other.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::EFault => "efault",
            Self::Error => "error",
            Self::Short => "short",
        }
    }

    /// What that means.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Done => "every call did what it was asked to, and the data are whole",
            Self::EFault => "a call returned -EFAULT: it could not get at its buffer",
            Self::Error => "a call returned an error other than -EFAULT",
            Self::Short => "a call returned less than it was asked for, as read and write may",
        }
    }
}

/// Damage to data, told apart by what is found in the place of what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hazard {
    /// Sectors hold zeroes that nobody wrote.
    Zeroes,
    /// A reader saw zeroes that nobody wrote, and they are gone again.
    TransientZeroes,
    /// Sectors hold uninitialised memory, or a reader saw some.
    Junk,
    /// Sectors hold old disk blocks, or a reader saw some.
    Stale,
    /// Sectors hold what was there before a write that was committed.
    Lost,
}

impl Hazard {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zeroes => "zeroes",
            Self::TransientZeroes => "transient zeroes",
            Self::Junk => "junk",
            Self::Stale => "stale",
            Self::Lost => "lost",
        }
    }

    /// What that means.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Zeroes => "the file holds zeroes that nobody wrote",
            Self::TransientZeroes => "somebody read zeroes that nobody wrote, which were gone later",
            Self::Junk => "the file shows memory that was never filled: whatever the page held before",
            Self::Stale => "the file shows an old disk block: what some other file once left there",
            Self::Lost => "data that a write had put into the file are gone",
        }
    }
}

/// Something that can be pointed at in a state in which a run has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A sector that anybody can read holds what nobody wrote.
    Holds {
        /// Its page.
        pgoff: PgoffId,
        /// Which of the page.
        sector: u16,
        /// What it holds.
        content: Content,
    },
    /// A reader was given what nobody wrote.
    Read {
        /// Who read.
        task: TaskId,
        /// What it was given.
        content: Content,
    },
    /// A call returned.
    Returned(Returned),
    /// A task died.
    Died(TaskId, Oops),
    /// A task waits; for ever, if the state is one that a run has ended in.
    Waits(Wait),
}

impl Outcome {
    /// Whether data was damaged.
    pub fn is_hazard(&self) -> bool {
        !self.damage.is_empty()
    }

    /// The names of the damage; empty if there is none.
    pub fn hazards(&self) -> Vec<&'static str> {
        self.damage.iter().map(|hazard| hazard.name()).collect()
    }

    /// The results of calls that differ from success, each once, in order.
    pub fn results(&self) -> Vec<CallResult> {
        let results = self.returned.iter().map(|returned| returned.result);
        lists::distinct(results.filter(|&result| result != CallResult::Done))
    }

    /// The names that apply, `ok` if none does.
    pub fn words(&self) -> Vec<&'static str> {
        let results = self.results();
        let words: Vec<&str> =
            self.hazards().into_iter().chain(results.into_iter().map(CallResult::name)).collect();
        if words.is_empty() { vec![CallResult::Done.name()] } else { words }
    }

    fn note(&mut self, content: Content) {
        match content {
            Content::Old | Content::New => return,
            Content::Zero => self.damage.insert(Hazard::Zeroes),
            Content::Junk => self.damage.insert(Hazard::Junk),
            Content::Stale => self.damage.insert(Hazard::Stale),
            Content::Lost => self.damage.insert(Hazard::Lost),
        };
    }
}

impl Oops {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::UseAfterFree => "use after free",
            Self::NullPointer
            | Self::NullMapping
            | Self::BadRelease
            | Self::SleepInAtomic
            | Self::Overflow => "oops",
        }
    }

    /// What went wrong, in a sentence.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::NullPointer => "NULL was used as a page, a file or an address space",
            Self::NullMapping => {
                "the page has lost its mapping, so page->mapping->host is a NULL dereference"
            }
            Self::UseAfterFree => "the page was used after its last reference was dropped",
            Self::BadRelease => "a lock, kmap or page was given back that is not held, or is still in use",
            Self::SleepInAtomic => "a function that may sleep was called while page faults are disabled",
            Self::Overflow => {
                "the listing takes a reference, a kmap or mmap_sem more often than it gives it back"
            }
        }
    }
}

impl View<'_> {
    /// Whether it is an environment actor.
    pub fn is_actor(self, task: TaskId) -> bool {
        self.machine.is_actor(task)
    }

    /// Whether every task has ended its last call.
    pub fn all_finished(self) -> bool {
        self.machine.tasks().all(|task| self.is_at_end(task))
    }

    /// How the run has ended here; `None` while somebody can go on.
    pub fn end(self) -> Option<End> {
        let mut tasks = self.machine.all_tasks();
        if let Some((task, oops)) = tasks.find_map(|task| self.oops(task).map(|oops| (task, oops))) {
            return Some(End::Oops(task, oops));
        }
        if self.all_finished() {
            return Some(End::Finished(self.outcome()));
        }
        if self.machine.all_tasks().any(|task| self.status(task) == Status::Runnable) {
            return None;
        }
        Some(End::Deadlock(deadlock_kind(&self.waits())))
    }

    /// Results of the calls and contents of the files, as they are now.
    pub fn outcome(self) -> Outcome {
        let mut outcome = Outcome::default();
        for (_, _, content) in self.damaged() {
            outcome.note(content);
        }
        for task in self.machine.tasks() {
            outcome.returned.extend(self.returned(task));
            for content in self.seen(task) {
                if content != Content::Zero {
                    outcome.note(content);
                } else if !outcome.damage.contains(&Hazard::Zeroes) {
                    outcome.damage.insert(Hazard::TransientZeroes);
                }
            }
        }
        outcome
    }

    /// What shows how a run has ended here: if a task died, that; if everybody has finished, damaged sectors, what
    /// readers were given and what the calls returned; else who waits for what.
    pub fn evidence(self) -> Vec<Evidence> {
        let mut tasks = self.machine.all_tasks();
        if let Some(died) = tasks.find_map(|task| Some(Evidence::Died(task, self.oops(task)?))) {
            return vec![died];
        }
        if !self.all_finished() {
            return self.waits().into_iter().map(Evidence::Waits).collect();
        }
        let damaged = self.damaged();
        let holds = damaged.map(|(pgoff, sector, content)| Evidence::Holds { pgoff, sector, content });
        let reads = self.machine.tasks().flat_map(|task| {
            let bad = self.seen(task).filter(|content| !matches!(content, Content::Old | Content::New));
            bad.map(move |content| Evidence::Read { task, content })
        });
        let returned = self.machine.tasks().flat_map(|task| self.returned(task)).map(Evidence::Returned);
        holds.chain(reads).chain(returned).collect()
    }

    /// What the calls of a task returned, those that return something and have ended their task.
    pub fn returned(self, task: TaskId) -> impl Iterator<Item = Returned> {
        self.results(task).map(move |(call, value)| {
            let expected = self.program(task).calls()[call].sectors;
            let result = match value {
                value if value == -EFAULT => CallResult::EFault,
                value if value < 0 => CallResult::Error,
                value if expected.is_some_and(|expected| value < expected) => CallResult::Short,
                _ => CallResult::Done,
            };
            Returned { task, call: u16::try_from(call).expect("calls are limited"), value, result }
        })
    }

    /// Results of the calls of a task that has ended: position of the call and value.
    pub fn results(self, task: TaskId) -> impl Iterator<Item = (usize, i32)> {
        let calls = self.program(task).calls().iter().enumerate();
        calls.filter_map(move |(i, call)| Some((i, self.register(task, call.result?))))
    }

    /// Sectors that anybody can read and that hold what nobody wrote: place, sector, content.
    pub fn damaged(self) -> impl Iterator<Item = (PgoffId, u16, Content)> {
        let cached = self.machine.pgoffs().filter_map(move |pgoff| Some((pgoff, self.cached(pgoff)?)));
        cached.flat_map(move |(pgoff, page)| {
            let (file, index) = self.machine.place(pgoff);
            let readable = move |&sector: &u16| {
                let is_within = u32::from(index * SECTORS_PER_PAGE + sector) < self.i_size(file);
                is_within && (self.is_uptodate(page) || self.is_valid(page, sector))
            };
            (0..SECTORS_PER_PAGE)
                .filter(readable)
                .map(move |sector| (pgoff, sector, self.content(page, sector)))
                .filter(|(_, _, content)| !matches!(content, Content::Old | Content::New))
        })
    }
}
