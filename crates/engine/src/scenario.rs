//! What runs: files, address spaces, tasks with their programs, and what the environment may do.
//!
//! Arrow: scenario text -> **`Scenario`** -> initial `State`. Resolved and valid; it knows neither the text nor the
//! listing it came from. All lengths are in sectors.

use std::sync::Arc;

use crate::id::{FileId, MmId};
use crate::limits::SECTORS_PER_PAGE;
use crate::program::Program;

/// A resolved scenario. The tables refer to each other by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Who is let in first at `mmap_sem`.
    pub rwsem: RwsemPolicy,
    /// `LAST_PKMAP`: slots of the kmap pool.
    pub pkmap_slots: u16,
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

/// A file with its pages at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What kind of file.
    pub kind: FileKind,
    /// Its pages.
    pub pages: Vec<PageInit>,
    /// Whether its pages are highmem pages, which need a kmap slot.
    pub highmem: bool,
}

impl File {
    /// Size at the start, in sectors.
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
}

/// An address space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mm {
    /// Its name.
    pub name: String,
    /// Its user pages, from address 0 on.
    pub pages: Vec<UserPage>,
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
