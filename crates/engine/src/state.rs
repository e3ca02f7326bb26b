//! A state of the machine, and the one way to read it.
//!
//! Arrow: `Scenario` -> **`State`** -> `advance`. States are words compared whole; [`View`] gives them meaning.
//! Nothing here changes a state: only `exec` makes new ones.

use crate::id::{FileId, MmId, PageId, PgoffId, PteId, Reg, TaskId};
use crate::layout::{Field, PageFields, TaskFields};
use crate::limits::{INT_MAX, SECTORS_PER_PAGE};
use crate::machine::Machine;
use crate::prim::Type;
use crate::program::{Instr, Pc, Program};
use crate::scenario::Failure;

/// A state: equal words are equal states of the same machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    pub(crate) words: Box<[u64]>,
}

/// Content of a sector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// Uninitialised memory.
    Junk,
    /// What was there before the writes.
    Old,
    /// What a write put there.
    New,
    /// Zeroes that nobody asked for.
    Zero,
    /// Old contents of a reused disk block.
    Stale,
    /// What was there before a committed write, read from disk over it.
    Lost,
}

impl Content {
    /// All contents; the position is how they are stored.
    pub const ALL: [Self; 6] = [Self::Junk, Self::Old, Self::New, Self::Zero, Self::Stale, Self::Lost];

    pub(crate) fn decode(value: u32) -> Self {
        Self::ALL[value as usize]
    }

    /// What a copy of this content is at its destination: intact data becomes what the write put there.
    pub(crate) fn copied(self) -> Self {
        match self {
            Self::Old | Self::New | Self::Lost => Self::New,
            Self::Junk | Self::Zero | Self::Stale => self,
        }
    }
}

/// The disk behind a sector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// A block with the file's contents.
    Written,
    /// No block: reads as zeroes, which are the file's contents.
    Hole,
    /// A block that was allocated for a write and holds what some other file left there.
    Stale,
}

impl Block {
    /// All of them; the position is how they are stored.
    const ALL: [Self; 3] = [Self::Written, Self::Hole, Self::Stale];
}

/// Why a task died.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oops {
    /// It used NULL as a page, file or address space.
    NullPointer,
    /// It wrote to a page that has lost its mapping (`page->mapping->host` of NULL).
    NullMapping,
    /// It used a page after its last reference was dropped.
    UseAfterFree,
    /// It released a lock, reference or kmap that is not held.
    BadRelease,
    /// It may sleep while page faults are disabled ("scheduling while atomic").
    SleepInAtomic,
    /// A counter of the machine ran over: the listing takes more than it gives back.
    Overflow,
}

impl Oops {
    const ALL: [Self; 6] = [
        Self::NullPointer,
        Self::NullMapping,
        Self::UseAfterFree,
        Self::BadRelease,
        Self::SleepInAtomic,
        Self::Overflow,
    ];

    pub(crate) fn encode(self) -> u32 {
        self as u32 + 1
    }

    pub(crate) fn decode(value: u32) -> Option<Self> {
        Some(Self::ALL[value.checked_sub(1)? as usize])
    }
}

/// Whether a task can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its next step can be taken.
    Runnable,
    /// It waits for this.
    Blocked(BlockedOn),
    /// It has ended its last call.
    Finished,
    /// An environment actor between two runs.
    Idle,
    /// It died.
    Oopsed(Oops),
}

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockedOn {
    /// `i_mutex` of a file.
    IMutex(FileId),
    /// The cluster lock of a file.
    Glock(FileId),
    /// The lock of a page.
    PageLock(PageId),
    /// `mmap_sem` for read.
    MmapSemRead(MmId),
    /// `mmap_sem` for write.
    MmapSemWrite(MmId),
    /// A slot of the kmap pool for this page.
    PkmapSlot(PageId),
}

/// A state with its machine: everything that can be read.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) words: &'a [u64],
}

impl<'a> View<'a> {
    pub(crate) fn get(self, field: Field) -> u32 {
        field.get(self.words)
    }

    fn task(self, task: TaskId) -> &'a TaskFields {
        &self.machine.layout.tasks[task.index()]
    }

    fn page(self, page: PageId) -> &'a PageFields {
        self.machine.layout.page(page)
    }

    /// The program a task runs.
    pub fn program(self, task: TaskId) -> &'a Program {
        self.machine.program(task)
    }

    /// Where a task stands.
    pub fn pc(self, task: TaskId) -> Pc {
        Pc::try_from(self.get(self.task(task).pc)).expect("programs are limited")
    }

    /// Whether a task is at the end of its program. An actor there is idle.
    pub fn is_at_end(self, task: TaskId) -> bool {
        matches!(self.program(task).instr(self.pc(task)), Instr::Exit)
    }

    /// Whether a task waits in the queue of an `mmap_sem`.
    pub fn is_queued(self, task: TaskId) -> bool {
        self.get(self.task(task).queued) == 1
    }

    /// How deep a task has disabled page faults.
    pub fn atomic_depth(self, task: TaskId) -> u32 {
        self.get(self.task(task).atomic)
    }

    /// Why a task died.
    pub fn oops(self, task: TaskId) -> Option<Oops> {
        Oops::decode(self.get(self.task(task).oops))
    }

    /// Kmaps a task has made and not dropped.
    pub fn kmaps_held(self, task: TaskId) -> u32 {
        self.get(self.task(task).kmaps)
    }

    /// Contents a reader has seen in what it read.
    pub fn seen(self, task: TaskId) -> impl Iterator<Item = Content> + use<'a> {
        let mask = self.get(self.task(task).seen);
        Content::ALL.into_iter().filter(move |&content| mask >> (content as u32) & 1 == 1)
    }

    /// How often an environment actor may still run.
    pub fn budget(self, task: TaskId) -> u32 {
        self.get(self.task(task).budget)
    }

    /// Value of a register: a number, or an id plus 1 with 0 for none.
    pub fn register(self, task: TaskId, reg: Reg) -> i32 {
        let stored = self.get(self.task(task).registers[reg.index()]);
        match self.program(task).registers()[reg.index()].ty {
            Type::Int if stored > INT_MAX.unsigned_abs() => i32::try_from(stored).expect("a byte") - 256,
            Type::Int | Type::Void | Type::Page | Type::File | Type::Mm | Type::Addr => {
                i32::try_from(stored).expect("registers are narrow")
            }
        }
    }

    /// Pages that exist: referenced by the page cache, a pte or a task.
    pub fn pages(self) -> impl Iterator<Item = PageId> + use<'a> {
        (0..self.machine.layout.pages.len()).map(PageId::new).filter(move |&page| self.count(page) > 0)
    }

    /// Task that set `PG_locked`. The kernel does not know it; the pictures do.
    pub fn locked_by(self, page: PageId) -> Option<TaskId> {
        TaskId::decode(self.get(self.page(page).locked_by))
    }

    /// `PG_uptodate`.
    pub fn is_uptodate(self, page: PageId) -> bool {
        self.get(self.page(page).uptodate) == 1
    }

    /// `PG_dirty`.
    pub fn is_dirty(self, page: PageId) -> bool {
        self.get(self.page(page).dirty) == 1
    }

    /// Reference count; 0 for a free page frame.
    pub fn count(self, page: PageId) -> u32 {
        self.get(self.page(page).count)
    }

    /// Its place in a file; `None` once it is off the mapping.
    pub fn pgoff(self, page: PageId) -> Option<PgoffId> {
        PgoffId::decode(self.get(self.page(page).pgoff))
    }

    /// Whether the kernel needs a slot to map it.
    pub fn is_highmem(self, page: PageId) -> bool {
        self.get(self.page(page).highmem) == 1
    }

    /// Task whose pagevec still refers to it, so that it is not on the LRU.
    pub fn pagevec(self, page: PageId) -> Option<TaskId> {
        TaskId::decode(self.get(self.page(page).pagevec))
    }

    /// Uses of its kmap.
    pub fn kmaps(self, page: PageId) -> u32 {
        self.get(self.page(page).kmaps)
    }

    /// Slots of the pool in use: highmem pages that are mapped.
    pub fn slots_in_use(self) -> usize {
        self.get(self.machine.layout.slots_in_use) as usize
    }

    /// Content of a sector of a page.
    pub fn content(self, page: PageId, sector: u16) -> Content {
        Content::decode(self.get(self.page(page).content[usize::from(sector)]))
    }

    /// Whether a sector of a page is valid: read from disk or written.
    pub fn is_valid(self, page: PageId, sector: u16) -> bool {
        self.get(self.page(page).valid[usize::from(sector)]) == 1
    }

    /// Contents of a page, sector by sector.
    pub fn contents(self, page: PageId) -> impl Iterator<Item = Content> + use<'a> {
        (0..SECTORS_PER_PAGE).map(move |sector| self.content(page, sector))
    }

    /// The page cached at a place of a file.
    pub fn cached(self, pgoff: PgoffId) -> Option<PageId> {
        PageId::decode(self.get(self.machine.layout.cache[pgoff.index()]))
    }

    /// The page a pte points to.
    pub fn pte(self, pte: PteId) -> Option<PageId> {
        PageId::decode(self.get(self.machine.layout.ptes[pte.index()].page))
    }

    /// Whether the user page has been unmapped since the start.
    pub fn is_unmapped(self, pte: PteId) -> bool {
        self.get(self.machine.layout.ptes[pte.index()].unmapped) == 1
    }

    /// `VM_LOCKED`.
    pub fn is_mlocked(self, pte: PteId) -> bool {
        self.get(self.machine.layout.ptes[pte.index()].mlocked) == 1
    }

    /// Task that holds `mmap_sem` for write.
    pub fn mmap_sem_writer(self, mm: MmId) -> Option<TaskId> {
        TaskId::decode(self.get(self.machine.layout.mms[mm.index()].writer))
    }

    /// Tasks that hold `mmap_sem` for read, and how often.
    pub fn mmap_sem_readers(self, mm: MmId) -> impl Iterator<Item = (TaskId, u32)> + use<'a> {
        let users = &self.machine.layout.mms[mm.index()].users;
        users.iter().map(move |&(task, field)| (task, self.get(field))).filter(|&(_, holds)| holds > 0)
    }

    /// Whether anybody holds `mmap_sem` for read.
    pub(crate) fn has_readers(self, mm: MmId) -> bool {
        self.get(self.machine.layout.mms[mm.index()].readers) > 0
    }

    /// Queue of `mmap_sem`, head first: who waits, and whether for write.
    pub fn mmap_sem_queue(self, mm: MmId) -> impl Iterator<Item = (TaskId, bool)> + use<'a> {
        let fields = &self.machine.layout.mms[mm.index()];
        let queue = fields.queue.iter().take(self.get(fields.queue_len) as usize);
        queue.map(move |&(task, write)| {
            let task = TaskId::decode(self.get(task)).expect("queue entries within its length are tasks");
            (task, self.get(write) == 1)
        })
    }

    /// Task that holds `i_mutex`.
    pub fn i_mutex(self, file: FileId) -> Option<TaskId> {
        TaskId::decode(self.get(self.machine.layout.file(file).i_mutex))
    }

    /// Task that holds the cluster lock.
    pub fn glock(self, file: FileId) -> Option<TaskId> {
        TaskId::decode(self.get(self.machine.layout.file(file).glock))
    }

    /// How often a failure may still happen.
    pub fn failures_left(self, failure: Failure) -> u32 {
        self.get(self.machine.layout.failures[failure as usize])
    }

    /// The disk behind a sector of a place.
    pub fn block(self, pgoff: PgoffId, sector: u16) -> Block {
        let field = self.machine.layout.blocks[pgoff.index()][usize::from(sector)];
        Block::ALL[self.get(field) as usize]
    }

    /// Size of a file in sectors.
    pub fn i_size(self, file: FileId) -> u32 {
        self.get(self.machine.layout.file(file).size)
    }

    /// How often pages of the file have been unmapped, modulo 8.
    pub fn truncate_count(self, file: FileId) -> u32 {
        self.get(self.machine.layout.file(file).truncate_count)
    }
}
