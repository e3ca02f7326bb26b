//! What each primitive touches, by aspect.
//!
//! Arrow: `Prim` -> **`Effect`** -> `Footprint`. It says what a primitive may do to the pages, files and address spaces
//! it is about, never which those are. What it says is more than the primitive does, never less.

use crate::prim::Prim;
use crate::scenario::RwsemPolicy;

/// A set of aspects, as bits.
pub(crate) type Aspects = u32;

/// `PG_locked`, for those who take it.
pub(crate) const LOCK: Aspects = 1 << 0;
/// `PG_locked`, for those who find it taken and go on. A release matters to them alone: a task that sleeps until the
/// lock is free is let in just the same if it comes later.
pub(crate) const TRIED: Aspects = 1 << 1;
/// The reference count.
pub(crate) const REFS: Aspects = 1 << 2;
/// `PG_uptodate`.
pub(crate) const UPTODATE: Aspects = 1 << 3;
/// `PG_dirty`.
pub(crate) const DIRTY: Aspects = 1 << 4;
/// What the sectors hold.
pub(crate) const DATA: Aspects = 1 << 5;
/// Which sectors are valid, and the blocks behind them.
pub(crate) const BLOCKS: Aspects = 1 << 6;
/// Which page is in which place.
pub(crate) const MAPPING: Aspects = 1 << 7;
/// Whether reclaim can find the page.
pub(crate) const LRU: Aspects = 1 << 8;
/// That a page may be taken off its place.
pub(crate) const DETACH: Aspects = 1 << 9;
/// `i_size`.
pub(crate) const SIZE: Aspects = 1 << 10;
/// `truncate_count`.
pub(crate) const TRUNCATE_COUNT: Aspects = 1 << 11;
/// `i_mutex`.
pub(crate) const I_MUTEX: Aspects = 1 << 12;
/// The cluster lock.
pub(crate) const GLOCK: Aspects = 1 << 13;
/// `mmap_sem`.
pub(crate) const MMAP_SEM: Aspects = 1 << 14;
/// Which ptes are present, and what they point at.
pub(crate) const PTES: Aspects = 1 << 15;
/// What is mapped, and what of it is mlocked.
pub(crate) const VMAS: Aspects = 1 << 16;
/// The slots of the kmap pool.
pub(crate) const POOL: Aspects = 1 << 17;

/// Aspects of a file and its pages, and of an address space: so many bits from there on.
pub(crate) const OF_FILE: (u32, u32) = (0, 14);
pub(crate) const OF_MM: (u32, u32) = (14, 3);

/// All of a page.
pub(crate) const PAGE: Aspects = LOCK | TRIED | REFS | UPTODATE | DIRTY | DATA | BLOCKS | MAPPING | LRU;

/// What is read, what is counted up or down, and what is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effect {
    pub(crate) reads: Aspects,
    /// changed in a way that comes to the same in any order
    pub(crate) counts: Aspects,
    pub(crate) writes: Aspects,
    /// written unless it is so already: `UPTODATE` set, and then `DATA` there; `BLOCKS` valid and allocated; `SIZE` at
    /// its largest; all of a page where there is one
    pub(crate) sets: Aspects,
}

/// What a primitive does to its arguments (`PagevecLruAdd`: to its pages), and to the address space it is about.
///
/// Whatever is about a page reads where it belongs (`MAPPING`): a page is freed only after it was taken off its place.
pub(crate) fn effect(prim: Prim, rwsem: RwsemPolicy) -> Effect {
    let (reads, counts, writes, sets) = match prim {
        Prim::MutexLock => (0, 0, I_MUTEX, 0),
        Prim::GlockNq => (0, 0, GLOCK, 0),
        Prim::DownRead | Prim::DownWrite => (0, 0, MMAP_SEM, 0),
        Prim::MutexUnlock | Prim::GlockDq => (0, 0, 0, 0),
        Prim::UpRead | Prim::UpWrite => match rwsem {
            RwsemPolicy::Fifo => (0, 0, 0, 0),
            // A reader that comes later overtakes a queued writer, or not.
            RwsemPolicy::ReaderPreferring => (0, 0, MMAP_SEM, 0),
        },
        Prim::LockPage => (MAPPING, 0, LOCK, 0),
        Prim::TrylockPage => (MAPPING | TRIED, 0, LOCK, 0),
        Prim::UnlockPage => (MAPPING, TRIED, 0, 0),
        Prim::FindGetPage | Prim::GetPage | Prim::PutPage => (MAPPING, REFS, 0, 0),
        Prim::AddToPageCache | Prim::AddToPageCacheLru | Prim::AllocPage => (MAPPING, 0, 0, PAGE),
        Prim::PagevecLruAdd => (MAPPING, REFS, LRU, 0),
        Prim::PageUptodate => (MAPPING | UPTODATE, 0, 0, 0),
        Prim::SetPageUptodate => (MAPPING, 0, 0, UPTODATE),
        Prim::SetPageDirty => (MAPPING, DIRTY, 0, 0),
        Prim::Readpage => (MAPPING | SIZE, TRIED, DATA | BLOCKS, UPTODATE),
        Prim::PrepareWrite => (MAPPING | SIZE, TRIED, 0, UPTODATE | DATA | BLOCKS),
        Prim::CommitWrite => (MAPPING, DIRTY, 0, UPTODATE | BLOCKS | SIZE),
        Prim::PageZeroNewBuffers => (MAPPING, DIRTY, DATA | BLOCKS, 0),
        Prim::ZeroUser => (MAPPING | BLOCKS, 0, DATA, 0),
        Prim::ISizeRead => (SIZE, 0, 0, 0),
        Prim::ISizeWrite => (0, 0, SIZE, 0),
        Prim::GetUser | Prim::PtePresent | Prim::FollowPage => (PTES, 0, 0, 0),
        Prim::CopyFromUser => (MAPPING | PTES, 0, DATA, 0),
        Prim::CopyPage => (MAPPING, 0, DATA, 0),
        Prim::ReadSectors => (MAPPING | DATA | SIZE, 0, 0, 0),
        Prim::FindVma => (VMAS, 0, 0, 0),
        Prim::InstallPte | Prim::TryToUnmap => (MAPPING | VMAS, REFS, PTES, 0),
        Prim::TruncateCount => (TRUNCATE_COUNT, 0, 0, 0),
        Prim::ZapPageRange => (0, 0, PTES, 0),
        Prim::UnmapRegion => (0, 0, PTES | VMAS, 0),
        Prim::MlockVma => (0, 0, VMAS, 0),
        Prim::UnmapMappingRange => (MAPPING | VMAS, REFS, PTES | TRUNCATE_COUNT, 0),
        Prim::RemoveMapping => (DIRTY | REFS, 0, REFS | MAPPING | DETACH, 0),
        Prim::InvalidateCompletePage | Prim::TruncateCompletePage => {
            (0, 0, REFS | MAPPING | UPTODATE | DIRTY | DETACH, 0)
        }
        Prim::Kmap => (MAPPING, 0, POOL, 0),
        // A kunmap lets others go on and stops nobody, whenever it comes.
        Prim::PageMapping | Prim::Kunmap => (MAPPING, 0, 0, 0),
    };
    Effect { reads, counts, writes, sets }
}

/// What a primitive may do to a lock that is not the task's own, which is a bug that an order of steps may hide.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others take locks, or only their own")]
pub(crate) fn effect_of_a_stray(prim: Prim) -> Effect {
    let writes = match prim {
        Prim::UnlockPage | Prim::Readpage | Prim::PrepareWrite => LOCK,
        Prim::Kunmap => POOL,
        _ => 0,
    };
    Effect { writes, ..Effect::default() }
}

/// What a primitive does to the page that it copies from, its second.
pub(crate) fn effect_on_source() -> Effect {
    Effect { reads: MAPPING | DATA, ..Effect::default() }
}

/// What a primitive does to pages behind ptes, and to the files that are mapped there.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are about their arguments alone")]
pub(crate) fn effect_behind(prim: Prim) -> Effect {
    let (reads, counts) = match prim {
        Prim::GetUser | Prim::PtePresent => (MAPPING, 0),
        Prim::CopyFromUser => (MAPPING | DATA, 0),
        Prim::InstallPte => (MAPPING | TRUNCATE_COUNT, 0),
        Prim::FollowPage
        | Prim::ZapPageRange
        | Prim::UnmapRegion
        | Prim::TryToUnmap
        | Prim::UnmapMappingRange => (MAPPING, REFS),
        _ => (0, 0),
    };
    Effect { reads, counts, ..Effect::default() }
}
