//! The machine between two steps as the page shows it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::EndView;

/// The machine between two steps. Parts are shared with the states next to it.
///
/// Where tasks stand and what they hold is in [`super::CourseView`], for every state of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateView {
    /// Tasks, by index.
    pub tasks: Vec<Rc<TaskView>>,
    /// Pages that exist (in the page cache, mapped or referenced).
    pub pages: Vec<Rc<PageView>>,
    /// Address spaces with their `mmap_sem` and page tables.
    pub mms: Vec<Rc<MmView>>,
    /// Files with their `i_mutex`.
    pub files: Vec<Rc<FileView>>,
    /// The kmap pool.
    pub pool: Rc<PoolView>,
    /// What the environment may still do.
    pub budgets: Vec<BudgetView>,
    /// Choices that can be taken here; a schedule holds indices into this.
    pub choices: Vec<Rc<ChoiceView>>,
    /// Who waits for whom; tasks that wait alike together, when there are many.
    pub waits: Vec<WaitView>,
    /// Costs counted so far: `(name, count)`.
    pub costs: Vec<(String, u64)>,
    /// Set when the run is over here.
    pub end: Option<EndView>,
}

/// What a task knows between two steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskView {
    /// Its local variables: `(name, value)`, only those that still matter.
    pub locals: Vec<(String, String)>,
    /// Results of the calls that have ended, as text: `write = 2 of 4 sectors`, `write = -EFAULT`.
    pub results: Vec<String>,
}

/// Whether a task can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskStatusView {
    /// It can take a step.
    Runnable,
    /// It waits; see [`StateView::waits`].
    Blocked,
    /// It has ended its last call.
    Finished,
    /// An environment actor that may start something, or has used up its budget.
    Idle,
    /// It died of a kernel oops.
    Oopsed,
}

/// A struct page.
#[expect(clippy::struct_excessive_bools, reason = "flags of a page are flags")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageView {
    /// Stable id: the page frame's number.
    pub id: u32,
    /// What it caches: `a:0`, `anon m:2`, or `detached` (taken off its mapping).
    pub name: String,
    /// The task that locked it, by index.
    pub locked_by: Option<u32>,
    /// `PG_uptodate`.
    pub uptodate: bool,
    /// `PG_dirty`.
    pub dirty: bool,
    /// Whether it is in the page cache (`page->mapping` is set).
    pub in_cache: bool,
    /// Whether it is a highmem page, which needs a slot to be mapped by the kernel.
    pub highmem: bool,
    /// Reference count.
    pub count: u32,
    /// The parts of the reference count in words: `cache`, `A (page)`, `pte m`.
    pub references: Vec<String>,
    /// Address spaces that map it, in words: `m:0`.
    pub mapped: Vec<String>,
    /// Tasks that hold its kmap, plus the slot number when one is used.
    pub kmap: Option<String>,
    /// Content sector by sector.
    pub sectors: Vec<SectorView>,
}

/// Content of a sector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SectorView {
    /// What was there before the writes.
    Old,
    /// What a write put there.
    New,
    /// Zeroes that nobody asked for.
    Zero,
    /// Uninitialised memory.
    Junk,
    /// Old contents of a reused disk block.
    Stale,
    /// Old contents, read from disk over what a write had committed.
    Lost,
}

/// An address space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MmView {
    /// Its name.
    pub name: String,
    /// Tasks that hold `mmap_sem` for read, by index.
    pub readers: Vec<u32>,
    /// The task that holds `mmap_sem` for write, by index.
    pub writer: Option<u32>,
    /// The FIFO queue, head first: `(task, waits for write)`.
    pub queue: Vec<(u32, bool)>,
    /// User pages: what is mapped there and whether the pte is present.
    pub ptes: Vec<PteView>,
}

/// A user page of an address space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PteView {
    /// Name of the mapping in the scenario, such as `src`, with the page number when it has several.
    pub name: String,
    /// What backs it: `b:0`, `anonymous`, or `nothing`.
    pub backing: String,
    /// The page its pte points to, by [`PageView::id`].
    pub page: Option<u32>,
    /// `VM_LOCKED`.
    pub mlocked: bool,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// `regular`, `block device`.
    pub kind: String,
    /// Task that holds `i_mutex`, by index.
    pub i_mutex: Option<u32>,
    /// Task that holds the cluster lock, by index.
    pub glock: Option<u32>,
    /// Tasks that wait for `i_mutex` or the cluster lock, by index.
    pub waiters: Vec<u32>,
    /// Size in sectors.
    pub size: u32,
}

/// The pool of permanent kernel mappings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolView {
    /// `pkmap_count` of each slot with the page it maps, by [`PageView::id`].
    pub slots: Vec<SlotView>,
    /// `last_pkmap_nr`.
    pub last: u32,
    /// How often `flush_all_zero_pkmaps` has run.
    pub flushes: u32,
    /// Tasks that sleep on `pkmap_map_wait`, by index.
    pub waiters: Vec<u32>,
}

/// A slot of the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    /// 0: free. 1: unused, but still mapped until the next flush. n: n - 1 users.
    pub count: u32,
    /// The page it maps.
    pub page: Option<u32>,
    /// Tasks that use it, by index; one that uses it twice is there twice.
    pub holders: Vec<u32>,
}

/// What the environment may still do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetView {
    /// Which actor: index into [`super::TraceView::tasks`].
    pub task: u32,
    /// How many more times.
    pub left: u32,
}

/// A choice: which task moves, and how when it has several ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceView {
    /// Who moves: index into [`super::TraceView::tasks`].
    pub task: u32,
    /// What it would do, in words: `2 lock_page(a:0)`, `reclaim a:0`.
    pub text: String,
}

/// Why a task waits, or many tasks that wait alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitView {
    /// Who waits: indices into [`super::TraceView::tasks`].
    pub tasks: Vec<u32>,
    /// What for, in words: `page lock a:0`, `mmap_sem of m (read)`, `a kmap slot`.
    pub resource: String,
    /// The same without how it is wanted: `page lock a:0`, `mmap_sem of m`, `the kmap pool`.
    pub lock: String,
    /// Whose release it waits for: indices into [`super::TraceView::tasks`]. Where several tasks wait for each
    /// other, one of them waits for the others.
    pub holders: Vec<u32>,
    /// What kind of waiting it is.
    pub kind: WaitKindView,
    /// Whether they are part of a wait-for cycle.
    pub in_cycle: bool,
}

/// Kinds of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitKindView {
    /// All of the holders must let go.
    All,
    /// Any one of the holders will do (the kmap pool).
    Any,
    /// Behind others in a FIFO queue.
    Queue,
}
