//! What tasks wait for, whoever holds it and how; and its lock class, as lockdep would call it.
//!
//! Arrow: `Lock`, `BlockedOn` -> **[`Resource`]** -> **[`LockClass`]** -> notation, lock order, pictures. It knows no
//! states.

use crate::event::Lock;
use crate::id::{FileId, MmId, PageId};
use crate::state::BlockedOn;

/// Something that can be held and waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// `i_mutex` of a file.
    IMutex(FileId),
    /// The cluster lock of a file.
    Glock(FileId),
    /// `mmap_sem` of an address space.
    MmapSem(MmId),
    /// The lock of a page.
    PageLock(PageId),
    /// Slots of the kmap pool: any will do.
    KmapPool,
}

impl From<Lock> for Resource {
    fn from(lock: Lock) -> Self {
        match lock {
            Lock::IMutex(file) => Self::IMutex(file),
            Lock::Glock(file) => Self::Glock(file),
            Lock::Page(page) => Self::PageLock(page),
            Lock::MmapSemRead(mm) | Lock::MmapSemWrite(mm) => Self::MmapSem(mm),
            Lock::Pkmap(_) => Self::KmapPool,
        }
    }
}

impl From<BlockedOn> for Resource {
    fn from(on: BlockedOn) -> Self {
        match on {
            BlockedOn::IMutex(file) => Self::IMutex(file),
            BlockedOn::Glock(file) => Self::Glock(file),
            BlockedOn::PageLock(page) => Self::PageLock(page),
            BlockedOn::MmapSemRead(mm) | BlockedOn::MmapSemWrite(mm) => Self::MmapSem(mm),
            BlockedOn::PkmapSlot(_) => Self::KmapPool,
        }
    }
}

/// Locks that are alike: lockdep keeps the order of classes, not of locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockClass {
    /// `i_mutex`: all files. The kernel has a class for each type of file system.
    IMutex,
    /// Cluster locks.
    Glock,
    /// `mmap_sem`: all address spaces.
    MmapSem,
    /// `PG_locked`: all pages.
    PageLocked,
    /// Slots of the kmap pool.
    KmapPool,
}

impl LockClass {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::IMutex, Self::Glock, Self::MmapSem, Self::PageLocked, Self::KmapPool];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::IMutex => "i_mutex",
            Self::Glock => "glock",
            Self::MmapSem => "mmap_sem",
            Self::PageLocked => "PG_locked",
            Self::KmapPool => "kmap pool",
        }
    }

    /// Why lockdep does not know it; `None` if it does: a mutex and a semaphore have a class and an owner.
    pub fn untracked_because(self) -> Option<&'static str> {
        match self {
            Self::IMutex | Self::MmapSem => None,
            Self::Glock => Some("it is granted by the cluster's lock manager and has no lock class"),
            Self::PageLocked => Some("it is a bit in page->flags without an owner, and has no lock class"),
            Self::KmapPool => Some("a task that waits for a slot sleeps on a queue, which is no lock"),
        }
    }
}

impl Resource {
    /// Its class.
    pub fn class(self) -> LockClass {
        match self {
            Self::IMutex(_) => LockClass::IMutex,
            Self::Glock(_) => LockClass::Glock,
            Self::MmapSem(_) => LockClass::MmapSem,
            Self::PageLock(_) => LockClass::PageLocked,
            Self::KmapPool => LockClass::KmapPool,
        }
    }
}
