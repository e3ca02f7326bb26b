//! The ring of writers written by hand: a struct and a `match`, as one would write it who needs no listings.
//!
//! It has the states of the machine that the short listings make, to the last one (`tests/same.rs`). So it says what
//! interpreting listings costs. It states the rules once more; it is there to be compared and for nothing else.

use crate::case::Short;
use crate::explore::Model;

/// Writers at most.
pub const WRITERS_MAX: u8 = 8;
const TASKS_MAX: usize = WRITERS_MAX as usize + 1;

/// The ring.
#[derive(Clone, Copy, Debug)]
pub struct Ring {
    /// Which steps its writers take.
    pub short: Short,
    /// How many there are. The task after them calls mlock.
    pub writers: u8,
}

/// A step that somebody stands at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum At {
    /// Finds its own page, which changes nothing that others see.
    #[default]
    Find,
    /// Locks its own page.
    Lock,
    /// pin: unlocks it again, before it pins its source.
    UnlockFirst,
    /// old: prepares the write.
    Prepare,
    /// old: copies, if the pte is there.
    Copy,
    /// Takes `mmap_sem` for read; here it also queues.
    DownRead,
    /// pin: looks for the source in the page table.
    Follow,
    /// Finds the page of a fault.
    FaultFind,
    /// Locks it.
    FaultLock,
    /// Sets the pte.
    FaultInstall,
    /// Unlocks it.
    FaultUnlock,
    /// pin: looks in the page table again.
    FollowAgain,
    /// Releases `mmap_sem`.
    UpRead,
    /// old: copies again, and the pte is there.
    CopyAgain,
    /// pin: locks its own page again.
    LockAgain,
    /// pin: prepares the write.
    PreparePinned,
    /// pin: maps the source. Slots never run out: there are more than twice as many as writers.
    KmapSource,
    /// pin: maps its own page.
    KmapPage,
    /// pin: copies from page to page.
    Memcpy,
    /// pin: unmaps its own page.
    KunmapPage,
    /// pin: unmaps the source.
    KunmapSource,
    /// Commits.
    Commit,
    /// Unlocks its own page.
    Unlock,
    /// Drops the reference on it.
    Put,
    /// pin: drops the pin.
    PutSource,
    /// mlock: takes `mmap_sem` for write; here it also queues.
    DownWrite,
    /// mlock: looks whether the pte is there.
    Present,
    /// mlock: releases `mmap_sem`.
    UpWrite,
    /// Has finished.
    End,
}

/// A state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    at: [At; TASKS_MAX],
    /// tasks that wait for `mmap_sem`, head first; what is behind the end is 0
    queue: [u8; TASKS_MAX],
    queued: u8,
    readers: u8,
    is_written: bool,
    /// bit for each page
    locked: u8,
    /// bit for each page: the pte that maps it is set
    ptes: u8,
}

impl Ring {
    fn mlocker(self) -> u8 {
        self.writers
    }

    /// The page that a fault of this task is about: mlock's is the first one.
    fn source(self, task: u8) -> u8 {
        if task == self.mlocker() { 0 } else { (task + 1) % self.writers }
    }

    /// Takes a task's step; `None` when it has to wait or has none.
    pub fn step(self, state: &State, task: u8) -> Option<State> {
        let mut next = *state;
        let at = state.at[usize::from(task)];
        let own = 1u8.checked_shl(u32::from(task)).unwrap_or(0);
        let source = 1u8 << self.source(task);
        let has_pte = state.ptes & source != 0;
        let then = match at {
            At::Lock | At::LockAgain => {
                next.lock(own)?;
                self.behind(at)
            }
            At::FaultLock => {
                next.lock(source)?;
                At::FaultInstall
            }
            At::UnlockFirst | At::Unlock => {
                next.locked &= !own;
                self.behind(at)
            }
            At::FaultUnlock => {
                next.locked &= !source;
                self.after_fault(task)
            }
            At::FaultInstall => {
                next.ptes |= source;
                At::FaultUnlock
            }
            At::Copy if has_pte => At::Commit,
            At::Follow if has_pte => At::UpRead,
            At::Present if has_pte => At::UpWrite,
            At::DownRead => return next.down_read(self, task),
            At::DownWrite => return next.down_write(task),
            At::UpRead => {
                next.readers -= 1;
                next.wake(self);
                self.behind(at)
            }
            At::UpWrite => {
                next.is_written = false;
                next.wake(self);
                At::End
            }
            At::End => return None,
            At::Find
            | At::Prepare
            | At::Copy
            | At::Follow
            | At::FaultFind
            | At::FollowAgain
            | At::CopyAgain
            | At::PreparePinned
            | At::KmapSource
            | At::KmapPage
            | At::Memcpy
            | At::KunmapPage
            | At::KunmapSource
            | At::Commit
            | At::Put
            | At::PutSource
            | At::Present => self.behind(at),
        };
        next.at[usize::from(task)] = then;
        Some(next)
    }

    /// The step behind one that nobody else sees, or behind a lock.
    #[expect(clippy::match_same_arms, reason = "an arm for each step")]
    fn behind(self, at: At) -> At {
        match (at, self.short) {
            (At::Find, _) => At::Lock,
            (At::Lock, Short::Old) => At::Prepare,
            (At::Lock, Short::Pin) => At::UnlockFirst,
            (At::UnlockFirst, _) => At::DownRead,
            (At::Prepare, _) => At::Copy,
            (At::Copy, _) => At::DownRead,
            (At::DownRead, Short::Old) => At::FaultFind,
            (At::DownRead, Short::Pin) => At::Follow,
            (At::Follow | At::Present, _) => At::FaultFind,
            (At::FaultFind, _) => At::FaultLock,
            (At::FollowAgain, _) => At::UpRead,
            (At::UpRead, Short::Old) => At::CopyAgain,
            (At::UpRead, Short::Pin) => At::LockAgain,
            (At::CopyAgain, _) => At::Commit,
            (At::LockAgain, _) => At::PreparePinned,
            (At::PreparePinned, _) => At::KmapSource,
            (At::KmapSource, _) => At::KmapPage,
            (At::KmapPage, _) => At::Memcpy,
            (At::Memcpy, _) => At::KunmapPage,
            (At::KunmapPage, _) => At::KunmapSource,
            (At::KunmapSource, _) => At::Commit,
            (At::Commit, _) => At::Unlock,
            (At::Unlock, _) => At::Put,
            (At::Put, Short::Old) => At::End,
            (At::Put, Short::Pin) => At::PutSource,
            (At::PutSource, _) => At::End,
            (At::DownWrite, _) => At::Present,
            (At::FaultLock | At::FaultInstall | At::FaultUnlock | At::UpWrite | At::End, _) => {
                unreachable!("{at:?} says itself what is behind it")
            }
        }
    }

    fn after_fault(self, task: u8) -> At {
        match self.short {
            _ if task == self.mlocker() => At::UpWrite,
            Short::Old => At::UpRead,
            Short::Pin => At::FollowAgain,
        }
    }
}

impl State {
    fn lock(&mut self, page: u8) -> Option<()> {
        let is_free = self.locked & page == 0;
        self.locked |= page;
        is_free.then_some(())
    }

    fn waits(&self, task: u8) -> bool {
        self.queue[..usize::from(self.queued)].contains(&task)
    }

    fn enqueue(mut self, task: u8) -> Option<State> {
        if self.waits(task) {
            return None;
        }
        self.queue[usize::from(self.queued)] = task;
        self.queued += 1;
        Some(self)
    }

    fn down_read(mut self, ring: Ring, task: u8) -> Option<State> {
        if self.is_written || self.queued > 0 {
            return self.enqueue(task);
        }
        self.readers += 1;
        self.at[usize::from(task)] = ring.behind(At::DownRead);
        Some(self)
    }

    fn down_write(mut self, task: u8) -> Option<State> {
        if self.is_written || self.readers > 0 || self.queued > 0 {
            return self.enqueue(task);
        }
        self.is_written = true;
        self.at[usize::from(task)] = At::Present;
        Some(self)
    }

    /// Lets in the writer at the head of the queue, or the readers there.
    fn wake(&mut self, ring: Ring) {
        while self.queued > 0 && !self.is_written {
            let task = self.queue[0];
            let is_writer = task == ring.mlocker();
            if is_writer && self.readers > 0 {
                return;
            }
            self.queue.copy_within(1.., 0);
            self.queue[TASKS_MAX - 1] = 0;
            self.queued -= 1;
            if is_writer {
                self.is_written = true;
                self.at[usize::from(task)] = At::Present;
            } else {
                self.readers += 1;
                self.at[usize::from(task)] = ring.behind(At::DownRead);
            }
        }
    }
}

impl Model for Ring {
    type State = State;

    fn initial(&self) -> State {
        let mut state = State::default();
        state.at[usize::from(self.mlocker())] = At::DownWrite;
        state
    }

    fn is_finished(&self, state: &State) -> bool {
        state.at[..=usize::from(self.writers)].iter().all(|&at| at == At::End)
    }

    fn for_each_next(&self, state: &State, mut take: impl FnMut(State)) {
        for task in 0..=self.writers {
            if let Some(next) = self.step(state, task) {
                take(next);
            }
        }
    }
}
