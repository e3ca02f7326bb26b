//! How a run ends, with the evidence.
//!
//! Arrow: `State` -> **`End`**. A deadlock is: no task can move, and some task has not finished. An environment
//! actor that could start something does not count as able to move; one that is in the middle of it does.

use crate::id::{PgoffId, TaskId};
use crate::limits::SECTORS_PER_PAGE;
use crate::state::{Content, Oops, Status, View};
use crate::wait_graph::{DeadlockKind, deadlock_kind};

/// `ENOSPC`
pub const ENOSPC: i32 = 28;

/// `EIO`
pub const EIO: i32 = 5;

/// `EFAULT`: the one error that outcomes tell from others.
pub const EFAULT: i32 = 14;

/// `AOP_TRUNCATED_PAGE`, whose number in the kernel is too large for a register; no call returns it.
pub const AOP_TRUNCATED_PAGE: i32 = 127;

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

/// What finished tasks leave behind. Ordered and hashable, so that final states can be counted by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "a set of independent facts, each with a name")]
pub struct Outcome {
    /// What each call returned that returns something, by task and call.
    pub returned: Vec<i32>,
    /// A call returned `-EFAULT`.
    pub efault: bool,
    /// A call returned another error.
    pub error: bool,
    /// A call returned fewer sectors than it was asked for.
    pub short: bool,
    /// Sectors hold zeroes that nobody wrote.
    pub zeroes: bool,
    /// A reader saw zeroes that nobody wrote, and they are gone again.
    pub transient_zeroes: bool,
    /// Sectors hold uninitialised memory, or a reader saw some.
    pub junk: bool,
    /// Sectors hold old disk blocks, or a reader saw some.
    pub stale: bool,
    /// Sectors hold what was there before a write that was committed.
    pub lost: bool,
}

impl Outcome {
    /// Whether data was damaged.
    pub fn is_hazard(&self) -> bool {
        !self.hazards().is_empty()
    }

    /// The names of the damage; empty if there is none.
    pub fn hazards(&self) -> Vec<&'static str> {
        let all = [
            (self.zeroes, "zeroes"),
            (self.transient_zeroes, "transient zeroes"),
            (self.junk, "junk"),
            (self.stale, "stale"),
            (self.lost, "lost"),
        ];
        all.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect()
    }

    /// The names of the results of calls that differ from success; empty if there are none.
    pub fn results(&self) -> Vec<&'static str> {
        let all = [(self.efault, "efault"), (self.error, "error"), (self.short, "short")];
        all.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect()
    }

    /// The names that apply, `ok` if none does.
    pub fn words(&self) -> Vec<&'static str> {
        let words: Vec<&str> = self.hazards().into_iter().chain(self.results()).collect();
        if words.is_empty() { vec!["ok"] } else { words }
    }

    fn note(&mut self, content: Content) {
        match content {
            Content::Old | Content::New => {}
            Content::Zero => self.zeroes = true,
            Content::Junk => self.junk = true,
            Content::Stale => self.stale = true,
            Content::Lost => self.lost = true,
        }
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
        let mut tasks = self.machine.tasks();
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
            for (call, result) in self.results(task) {
                let expected = self.program(task).calls()[call].sectors;
                match result {
                    result if result == -EFAULT => outcome.efault = true,
                    result if result < 0 => outcome.error = true,
                    result => outcome.short |= expected.is_some_and(|expected| result < expected),
                }
                outcome.returned.push(result);
            }
            for content in self.seen(task) {
                if content == Content::Zero {
                    outcome.transient_zeroes |= !outcome.zeroes;
                } else {
                    outcome.note(content);
                }
            }
        }
        outcome
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
