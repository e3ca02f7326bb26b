//! What runs: files, address spaces, tasks with their programs, and what the environment may do.
//!
//! Arrow: scenario text -> **`Scenario`** -> initial `State`. Resolved and valid; it knows neither the text nor the
//! listing it came from. All lengths are in sectors.

use std::sync::Arc;

use crate::id::{FileId, MmId};
use crate::limits::SECTORS_PER_PAGE;
use crate::prim::Prim;
use crate::program::Program;

/// A resolved scenario. The tables refer to each other by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Who is let in first at `mmap_sem`.
    pub rwsem: RwsemPolicy,
    /// `LAST_PKMAP`: slots of the kmap pool.
    pub pkmap_slots: u16,
    /// How often each [`Failure`] may happen, by its position in [`Failure::ALL`].
    pub failures: [u8; Failure::ALL.len()],
    /// Files, by [`FileId`].
    pub files: Vec<File>,
    /// Address spaces, by [`MmId`].
    pub mms: Vec<Mm>,
    /// Tasks, by `TaskId`.
    pub tasks: Vec<Task>,
    /// Environment actors; their ids follow those of the tasks.
    pub actors: Vec<Actor>,
}

/// Fairness of `mmap_sem`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RwsemPolicy {
    /// First come, first served: a queued writer stops later readers, as in 2.6.20.
    Fifo,
    /// Readers get in while other readers hold it, whoever is queued. For comparison.
    ReaderPreferring,
}

/// Something that may fail when a task asks for it, a bounded number of times. A choice of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failure {
    /// `prepare_write` finds no block: it returns `-ENOSPC`, the page stays locked.
    NoSpace,
    /// `prepare_write` had to drop the page lock: it returns `AOP_TRUNCATED_PAGE` with the page unlocked.
    TruncatedPage,
    /// `readpage` gets an error from the disk: it unlocks the page, which is not up to date, and returns `-EIO`.
    Io,
    /// `alloc_page` finds no memory: it returns NULL.
    NoMemory,
}

impl Failure {
    /// All failures.
    pub const ALL: [Self; 4] = [Self::NoSpace, Self::TruncatedPage, Self::Io, Self::NoMemory];

    /// Its name in a scenario's `[environment]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSpace => "enospc",
            Self::TruncatedPage => "aop_truncated_page",
            Self::Io => "eio",
            Self::NoMemory => "enomem",
        }
    }

    /// What a primitive may fail with. A choice's pick is a position here plus 1.
    pub fn of(prim: Prim) -> &'static [Self] {
        #[expect(clippy::wildcard_enum_match_arm, reason = "no other primitive can fail")]
        match prim {
            Prim::PrepareWrite => &[Self::NoSpace, Self::TruncatedPage],
            Prim::Readpage => &[Self::Io],
            Prim::AllocPage => &[Self::NoMemory],
            _ => &[],
        }
    }
}

/// A file with its pages at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What kind of file.
    pub kind: FileKind,
    /// What its hooks do.
    pub system: FileSystem,
    /// Its pages: all that it can ever have.
    pub pages: Vec<PageInit>,
    /// Size at the start, in sectors; at most that of its pages.
    pub size: u32,
    /// Whether its pages are highmem pages, which need a kmap slot.
    pub highmem: bool,
}

impl File {
    /// The size it can have at most, in sectors.
    pub fn sectors(&self) -> u32 {
        u32::try_from(self.pages.len()).expect("pages are limited") * u32::from(SECTORS_PER_PAGE)
    }
}

/// Kinds of files, as far as locking differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file: `write` holds `i_mutex`.
    Regular,
    /// A block device: `write` does without `i_mutex` (fs/block_dev.c installs the nolock variant).
    BlockDevice,
    /// Anonymous memory; its pages are found through the swap cache.
    Anonymous,
}

/// File systems, as far as `readpage`, `prepare_write` and `commit_write` differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileSystem {
    /// Blocks with buffer heads, a sector each (fs/buffer.c): what is valid is known by sector.
    Block,
    /// No disk; `prepare_write` sets `PG_uptodate` before the copy (fs/libfs.c simple_prepare_write, facts 1.3).
    Ramfs,
    /// The same mended: a partial write clears the whole page first, a full one is up to date only when committed.
    RamfsFixed,
    /// A disk and no buffer heads: only `PG_uptodate` says that contents are valid, and `readpage` fills a whole page.
    WholePage,
}

/// State of a page at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageInit {
    /// Not in the page cache.
    Absent,
    /// Cached, up to date, clean.
    Uptodate,
    /// Cached, not up to date.
    NotUptodate,
    /// Cached, up to date, dirty.
    Dirty,
    /// Not in the page cache, and no blocks on disk: reads as zeroes until `prepare_write` allocates them.
    Hole,
}

/// An address space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mm {
    /// Its name.
    pub name: String,
    /// Whose memory it is.
    pub kind: MmKind,
    /// Its user pages, from address 0 on.
    pub pages: Vec<UserPage>,
}

/// Kinds of address spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MmKind {
    /// A process's: its ptes can be cleared.
    User,
    /// What a kernel thread passes to `write`: always present, and no address space as `current->mm` goes.
    Kernel,
}

/// A page-sized piece of an address space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPage {
    /// Name of the mapping in the scenario.
    pub name: String,
    /// File and page index behind it; `None` where nothing is mapped.
    pub backing: Option<(FileId, u16)>,
    /// Whether its pte is present at the start. Then the page is cached.
    pub present: bool,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its name.
    pub name: String,
    /// What it runs.
    pub program: Arc<Program>,
    /// What the program's n-th file is for this task.
    pub files: Vec<FileId>,
    /// What the program's n-th address space is for this task; the first is its own.
    pub mms: Vec<MmId>,
}

/// Something the environment may do a bounded number of times, such as reclaim a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Its name.
    pub name: String,
    /// What it runs each time. Its first instruction is a step that never waits.
    pub program: Arc<Program>,
    /// What it picks before it runs; the pick is put into the program's first registers.
    pub pick: Pick,
    /// How often it may run.
    pub budget: u8,
}

/// What an environment actor picks among.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// A cached, unlocked page on the LRU, into register 0.
    Page,
    /// An address space and an address whose pte is present and not mlocked, into registers 0 and 1.
    Pte,
}
