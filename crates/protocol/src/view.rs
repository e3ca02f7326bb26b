//! What the page shows, as plain data with public fields: no behaviour, no engine types, words the visitor reads.
//!
//! The worker makes these from engine values; the page only formats them. Positions are 0-based indices into the
//! vectors they refer to, lines are 1-based. Lengths of data are in sectors.

use serde::{Deserialize, Serialize};

/// Everything built in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogView {
    /// Scenarios in the order they are shown, grouped by [`ScenarioView::group`].
    pub scenarios: Vec<ScenarioView>,
    /// Kernel listings in the order of the matrix columns.
    pub listings: Vec<ListingInfoView>,
    /// Rows of the matrix: scenarios and their variants.
    pub rows: Vec<MatrixRowView>,
}

/// A built-in scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioView {
    /// Name in links and on the command line, such as `abba-two-files`.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The mail's notation, such as `2,8;2,8`, when it has one.
    pub mail: Option<String>,
    /// Heading it is listed under.
    pub group: String,
    /// Plain sentences: what happens and why.
    pub story: String,
    /// Its text.
    pub text: String,
    /// Options a visitor can change, with the value the scenario gives them.
    pub options: Vec<OptionView>,
}

/// An option of a scenario: a control on the page and a `--set` on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// Key, such as `pkmap_slots`.
    pub key: String,
    /// Label for people.
    pub label: String,
    /// What it changes, in a sentence.
    pub hint: String,
    /// What values it takes.
    pub values: OptionValuesView,
    /// The scenario's own value.
    pub default: String,
}

/// The values an option takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OptionValuesView {
    /// A whole number from `min` to `max`, both included.
    Number {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// One of these words.
    Choice(Vec<String>),
}

/// A kernel listing, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingInfoView {
    /// Name in links and on the command line, such as `pin-source`.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// Its own text (not that of what it includes).
    pub text: String,
}

/// A row of the matrix: a scenario with some options set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRowView {
    /// Name of the scenario.
    pub scenario: String,
    /// Options that make the variant, as in [`crate::message::Setup::options`]; empty for the scenario itself.
    pub options: Vec<(String, String)>,
    /// Row label for people.
    pub label: String,
    /// Expected result per listing: `(listing, words)` such as `("2.6.20", "deadlock (self)")`.
    pub expect: Vec<(String, String)>,
}

/// A mistake in a text or an option, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosticView {
    /// Stable code, such as `PL0103`.
    pub code: String,
    /// Which text: the name of a listing file or scenario, or `options`.
    pub file: String,
    /// 1-based line; 0 when it has no place.
    pub line: u32,
    /// 1-based column in characters; 0 when it has no place.
    pub column: u32,
    /// What is wrong, in a sentence.
    pub message: String,
    /// How to mend it, when we know.
    pub hint: Option<String>,
    /// The place in the text, drawn in plain text with a caret.
    pub rendered: String,
}

/// One run: its steps and the state before the first and after each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceView {
    /// The choices that were made, one per step; legal throughout.
    pub schedule: Vec<u16>,
    /// How many choices were asked for. More than `schedule.len()` when the rest was not legal.
    pub asked: u32,
    /// What each step did.
    pub steps: Vec<StepView>,
    /// States; one more than steps.
    pub states: Vec<StateView>,
    /// The listing the tasks run, with everything it includes.
    pub code: CodeView,
    /// Names of the tasks, by index. Environment actors come last.
    pub tasks: Vec<TaskInfoView>,
}

/// A task, as far as it does not change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskInfoView {
    /// Name such as `A` or `A17`.
    pub name: String,
    /// Name of its address space.
    pub mm: String,
    /// The system calls it makes, as written in the scenario.
    pub calls: Vec<String>,
    /// Whether it is an environment actor (reclaim, zap) rather than a task of the scenario.
    pub environment: bool,
}

/// Listing text for display: files in order of inclusion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeView {
    /// Files of the listing; the kernel's own file first.
    pub files: Vec<CodeFileView>,
}

/// One file of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFileView {
    /// Name such as `2.6.20` or `fault`.
    pub name: String,
    /// Its text, line by line.
    pub lines: Vec<String>,
}

/// A place in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// Index into [`CodeView::files`].
    pub file: u32,
    /// 1-based line.
    pub line: u32,
    /// The mail's step label in force there, such as `2` or `f`; empty when it has none.
    pub label: String,
    /// Functions from the system call inwards, such as `write`, `copy_from_user`, `page_fault`.
    pub chain: Vec<String>,
    /// The primitive at this place, such as `lock_page`.
    pub primitive: String,
    /// What the primitive does in the kernel and where it was read, in a sentence.
    pub explanation: String,
}

/// What one step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Who moved: index into [`TraceView::tasks`].
    pub task: u32,
    /// Where it stood before.
    pub place: PlaceView,
    /// What happened, in words: `locks page a:0`.
    pub text: String,
    /// Further events of the same step: tasks that woke, slots that were flushed.
    pub notes: Vec<String>,
}

/// The machine between two steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateView {
    /// Tasks, by index.
    pub tasks: Vec<TaskView>,
    /// Pages that exist (in the page cache, mapped or referenced).
    pub pages: Vec<PageView>,
    /// Address spaces with their `mmap_sem` and page tables.
    pub mms: Vec<MmView>,
    /// Files with their `i_mutex`.
    pub files: Vec<FileView>,
    /// The kmap pool.
    pub pool: PoolView,
    /// What the environment may still do.
    pub budgets: Vec<BudgetView>,
    /// Choices that can be taken here; a schedule holds indices into this.
    pub choices: Vec<ChoiceView>,
    /// Who waits for whom.
    pub waits: Vec<WaitView>,
    /// Costs counted so far: `(name, count)`.
    pub costs: Vec<(String, u64)>,
    /// Set when the run is over here.
    pub end: Option<EndView>,
}

/// A task between two steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskView {
    /// Whether it can move.
    pub status: TaskStatusView,
    /// Where it stands; `None` when finished or idle.
    pub place: Option<PlaceView>,
    /// What it holds, in words: `page lock a:0`, `mmap_sem (read)`.
    pub holds: Vec<String>,
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
    /// Tasks that wait for `i_mutex`, by index.
    pub waiters: Vec<u32>,
    /// Size in sectors.
    pub size: u32,
}

/// The pool of permanent kernel mappings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    /// 0: free. 1: unused, but still mapped until the next flush. n: n - 1 users.
    pub count: u32,
    /// The page it maps.
    pub page: Option<u32>,
}

/// What the environment may still do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetView {
    /// Which actor: index into [`TraceView::tasks`].
    pub task: u32,
    /// How many more times.
    pub left: u32,
}

/// A choice: which task moves, and how when it has several ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceView {
    /// Who moves: index into [`TraceView::tasks`].
    pub task: u32,
    /// What it would do, in words: `2 lock_page(a:0)`, `reclaim a:0`.
    pub text: String,
}

/// Why a task waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitView {
    /// Who waits: index into [`TraceView::tasks`].
    pub task: u32,
    /// What for, in words: `page lock a:0`, `mmap_sem of m (read)`, `a kmap slot`.
    pub resource: String,
    /// Whose release it waits for: indices into [`TraceView::tasks`].
    pub holders: Vec<u32>,
    /// What kind of waiting it is.
    pub kind: WaitKindView,
    /// Whether it is part of a wait-for cycle.
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

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndView {
    /// What to call it.
    pub verdict: VerdictView,
    /// Kind of a deadlock or hazard: `self`, `ABBA`, `zeroes`; empty otherwise.
    pub kind: String,
    /// The mail's notation when it is a deadlock: `2,8;2,8`.
    pub notation: String,
    /// Sentences that explain it, with the evidence.
    pub explanation: Vec<String>,
}

/// Verdicts, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VerdictView {
    /// Nobody can move and somebody has not finished.
    Deadlock,
    /// Tasks can move for ever without getting anywhere.
    Livelock,
    /// Everybody finishes, but data is damaged or the kernel oopses.
    Hazard,
    /// Everybody finishes.
    Ok,
    /// A limit stopped the search before anything was found.
    Unknown,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressView {
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Depth in steps of the states being expanded.
    pub depth: u32,
    /// States known but not yet expanded.
    pub frontier: u64,
    /// Bytes used.
    pub memory: u64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    /// The worst that was found.
    pub verdict: VerdictView,
    /// Kind of the shortest deadlock or the hazard; empty otherwise.
    pub kind: String,
    /// The mail's notation for the shortest deadlock; empty otherwise.
    pub notation: String,
    /// Whether every interleaving was searched.
    pub coverage: CoverageView,
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Steps of the longest shortest path: how deep the graph is.
    pub depth: u32,
    /// Final states that deadlock.
    pub deadlocks: u64,
    /// Shortest schedule to the verdict (to an ok end when the verdict is ok).
    pub schedule: Vec<u16>,
    /// Distinct outcomes of finished runs with the number of final states: `(words, count)`.
    pub outcomes: Vec<(String, u64)>,
    /// The expectation of the scenario for this listing and these options, when it has one.
    pub expect: Option<String>,
    /// Whether the expectation holds; `None` without one.
    pub as_expected: Option<bool>,
}

/// How much of the graph was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CoverageView {
    /// All of it.
    Exhaustive,
    /// A limit stopped it.
    Bounded {
        /// Which: `states`, `memory`.
        limit: String,
        /// States known but not expanded.
        frontier: u64,
    },
}
