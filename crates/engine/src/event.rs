//! What one step did, as data: the past tense of a primitive.
//!
//! Arrow: `advance` -> **`Event`** -> ledger, trace, pictures. Events carry ids, never text.

use crate::id::{FileId, MmId, PageId, PteId, TaskId};
use crate::scenario::Failure;
use crate::state::Oops;

/// A lock or a slot: what tasks wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lock {
    /// `i_mutex` of a file.
    IMutex(FileId),
    /// The cluster lock of a file.
    Glock(FileId),
    /// `PG_locked` of a page.
    Page(PageId),
    /// `mmap_sem` for read.
    MmapSemRead(MmId),
    /// `mmap_sem` for write.
    MmapSemWrite(MmId),
    /// A use of the kmap slot of a page.
    Pkmap(PageId),
}

/// One thing that happened in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A task got a lock. For a lowmem page a kmap takes no slot and is no event.
    Acquired(TaskId, Lock),
    /// A task gave a lock back.
    Released(TaskId, Lock),
    /// A task tried a page lock and did not get it.
    TryFailed(PageId),
    /// A task joined the queue of an `mmap_sem`.
    Queued(TaskId, Lock),
    /// An environment actor started on its pick.
    Started(TaskId),
    /// A page was looked up and found, taking a reference.
    Found(PageId),
    /// A lookup or walk found nothing.
    NotFound,
    /// A page was allocated and put into the page cache.
    Allocated(PageId),
    /// A page that is in no file was allocated.
    AllocatedAlone(PageId),
    /// A reference was taken.
    Got(PageId),
    /// A reference was dropped.
    Put(PageId),
    /// The last reference was dropped: the page is free.
    Freed(PageId),
    /// A primitive that only looks has seen this.
    Tested(i32),
    /// A page became up to date.
    BecameUptodate(PageId),
    /// A page was read from disk.
    ReadIn(PageId),
    /// A page was taken off its mapping.
    Detached(PageId),
    /// Blocks were readied: page, from, to (sectors).
    Prepared(PageId, u16, u16),
    /// Blocks of a hole were allocated: page, from, to.
    BlocksAllocated(PageId, u16, u16),
    /// Sectors were declared written: page, from, to.
    Committed(PageId, u16, u16),
    /// Sectors were zeroed: page, from, to.
    Zeroed(PageId, u16, u16),
    /// New blocks that nobody has written were cleared and committed: page, from, to.
    ZeroedNew(PageId, u16, u16),
    /// Sectors were copied to a page: how many were, how many were asked for.
    Copied(PageId, u16, u16),
    /// A reader was given sectors: page, how many.
    Read(PageId, u16),
    /// A user address was touched, `None` outside of what is mapped: whether its pte was present.
    Touched(Option<PteId>, bool),
    /// The page table was walked in software.
    Walked,
    /// A pte was set.
    PteSet(PteId, PageId),
    /// A pte was cleared.
    PteCleared(PteId),
    /// A user page was unmapped.
    Unmapped(PteId),
    /// A user page became `VM_LOCKED`.
    Mlocked(PteId),
    /// The size of a file changed, in sectors.
    Resized(FileId, u32),
    /// A page's dirty bit was set.
    Dirtied(PageId),
    /// A pagevec was drained.
    Drained,
    /// Page faults were disabled, as for an atomic kmap.
    WentAtomic,
    /// What the task asked for failed.
    Failed(Failure),
    /// The task died.
    Oopsed(TaskId, Oops),
}
