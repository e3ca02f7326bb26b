//! Who waits for whom, and what kind of deadlock that is.
//!
//! The graph explains a deadlock; it never decides one. A task that waits for a kmap slot waits for *any* of the
//! slots, so a cycle alone proves nothing; nobody being able to move does (`outcome`).

use crate::graph::Edges;
use crate::id::{MmId, TaskId};
use crate::state::{BlockedOn, Status, View};

/// A task that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Who waits.
    pub task: TaskId,
    /// What for.
    pub on: BlockedOn,
    /// Whose release it waits for.
    pub holders: Vec<TaskId>,
    /// Whether it needs all of the holders to let go, or any one.
    pub kind: WaitKind,
}

/// Kinds of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaitKind {
    /// All holders have to let go.
    All,
    /// Any holder will do: the kmap pool.
    Any,
    /// It could share the lock with those who hold it, but queues behind a writer who cannot.
    Queue,
}

/// Kinds of deadlock, by the wait-for cycle that explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeadlockKind {
    /// A task waits for a lock it holds itself.
    Own,
    /// Tasks hold page locks (or `i_mutex`, or cluster locks) and wait for each other's.
    Abba,
    /// The cycle goes through `mmap_sem`.
    ThroughMmapSem,
    /// The cycle goes through the queue of `mmap_sem`: with reader preference it would not be there.
    QueuedWriter,
    /// Every kmap slot is held by a task that waits for another.
    Pool,
    /// The cycle goes through the kmap pool and a page lock.
    PoolPageLock,
    /// No cycle: the lock was left behind by a task that has ended.
    OrphanedLock,
    /// Some tasks wait for ever while others go on for ever.
    Partial,
}

impl DeadlockKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Own,
        Self::Abba,
        Self::ThroughMmapSem,
        Self::QueuedWriter,
        Self::Pool,
        Self::PoolPageLock,
        Self::OrphanedLock,
        Self::Partial,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Abba => "ABBA",
            Self::ThroughMmapSem => "through mmap_sem",
            Self::QueuedWriter => "queued writer",
            Self::Pool => "pool",
            Self::PoolPageLock => "pool x page lock",
            Self::OrphanedLock => "orphaned lock",
            Self::Partial => "partial",
        }
    }

    /// What that means.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Own => "a task waits for a lock that it holds itself",
            Self::Abba => "tasks hold locks and wait for each other's",
            Self::ThroughMmapSem => {
                "tasks wait for each other, one of them for mmap_sem, the lock of an address space"
            }
            Self::QueuedWriter => {
                "tasks wait for each other, and one could share mmap_sem if no writer were queued before it"
            }
            Self::Pool => {
                "every kmap slot is taken, by tasks that wait for another one or for somebody who does"
            }
            Self::PoolPageLock => {
                "a task waits for a kmap slot, and whoever has one waits for a page lock that it holds"
            }
            Self::OrphanedLock => "a task waits for what a task that has ended never gave back",
            Self::Partial => "some tasks wait for ever while others go on for ever",
        }
    }
}

impl View<'_> {
    /// Every task that waits, in order of tasks.
    pub fn waits(self) -> Vec<Wait> {
        self.machine.all_tasks().filter_map(|task| self.wait_of(task)).collect()
    }

    /// Tasks that lie on some cycle of the given waits.
    pub fn tasks_in_cycles(self, waits: &[Wait]) -> Vec<TaskId> {
        let mut graph = Edges::default();
        for task in self.machine.all_tasks() {
            let holders = waits.iter().filter(|wait| wait.task == task).flat_map(|wait| &wait.holders);
            let first = graph.len();
            // The graph of the tasks is smaller than the state they are read from.
            let in_memory = holders.copied().all(|holder| graph.push(u32::from(holder.0)).is_ok());
            let is_kept = in_memory && graph.end_state(u32::from(task.0), first).is_ok();
            assert!(is_kept, "no memory for the waits of {task:?}");
        }
        graph.cyclic_components().into_iter().flatten().map(|task| TaskId::new(task as usize)).collect()
    }

    pub(crate) fn wait_of(self, task: TaskId) -> Option<Wait> {
        let Status::Blocked(on) = self.status(task) else { return None };
        let (holders, kind) = match on {
            BlockedOn::IMutex(file) => (self.i_mutex(file).into_iter().collect(), WaitKind::All),
            BlockedOn::Glock(file) => (self.glock(file).into_iter().collect(), WaitKind::All),
            BlockedOn::PageLock(page) => (self.locked_by(page).into_iter().collect(), WaitKind::All),
            BlockedOn::MmapSemRead(mm) => self.read_wait(mm, task),
            BlockedOn::MmapSemWrite(mm) => self.write_wait(mm, task),
            BlockedOn::PkmapSlot(_) => {
                let users = self.machine.all_tasks().filter(|&user| self.kmaps_held(user) > 0);
                let users: Vec<TaskId> = users.collect();
                let others: Vec<TaskId> = users.iter().copied().filter(|&user| user != task).collect();
                (if others.is_empty() { users } else { others }, WaitKind::Any)
            }
        };
        Some(Wait { task, on, holders, kind })
    }

    /// A reader waits for the writer inside; else for the writer that is queued before it.
    fn read_wait(self, mm: MmId, task: TaskId) -> (Vec<TaskId>, WaitKind) {
        if let Some(writer) = self.mmap_sem_writer(mm) {
            return (vec![writer], WaitKind::All);
        }
        let ahead = self.mmap_sem_queue(mm).take_while(|&(waiter, _)| waiter != task);
        (ahead.filter(|&(_, write)| write).map(|(waiter, _)| waiter).take(1).collect(), WaitKind::Queue)
    }

    /// A writer waits for everybody inside.
    fn write_wait(self, mm: MmId, task: TaskId) -> (Vec<TaskId>, WaitKind) {
        let readers = self.mmap_sem_readers(mm).map(|(reader, _)| reader);
        let inside: Vec<TaskId> = self.mmap_sem_writer(mm).into_iter().chain(readers).collect();
        if inside.is_empty() {
            let ahead = self.mmap_sem_queue(mm).take_while(|&(waiter, _)| waiter != task);
            return (ahead.map(|(waiter, _)| waiter).collect(), WaitKind::Queue);
        }
        (inside, WaitKind::All)
    }
}

/// A shortest wait-for cycle: each waits for the next, the last for the first. Empty if there is none.
pub fn cycle(waits: &[Wait]) -> Vec<&Wait> {
    let by_itself = waits.iter().find(|wait| wait.holders.contains(&wait.task));
    let mut shortest = by_itself.map_or_else(Vec::new, |wait| vec![wait]);
    let tasks = waits.iter().flat_map(|wait| &wait.holders).map(|holder| usize::from(holder.0) + 1).max();
    let mut is_waited_for = vec![false; tasks.unwrap_or(0)];
    for holder in waits.iter().flat_map(|wait| &wait.holders) {
        is_waited_for[usize::from(holder.0)] = true;
    }
    // No cycle goes through a task that nobody waits for, and of those there may be hundreds.
    let may_close = |wait: &&Wait| is_waited_for.get(usize::from(wait.task.0)) == Some(&true);
    for start in waits.iter().filter(may_close) {
        // No cycle of two is beaten once it is known that nobody waits for itself.
        if (1..=2).contains(&shortest.len()) {
            break;
        }
        if let Some(cycle) = cycle_through(waits, start)
            && (shortest.is_empty() || cycle.len() < shortest.len())
        {
            shortest = cycle;
        }
    }
    shortest
}

/// Breadth-first from a wait along holders back to it.
fn cycle_through<'a>(waits: &'a [Wait], start: &'a Wait) -> Option<Vec<&'a Wait>> {
    let mut paths = vec![vec![start]];
    let mut seen = vec![start.task];
    let mut next = 0;
    while next < paths.len() {
        let path = paths[next].clone();
        next += 1;
        let last = path[path.len() - 1];
        if last.holders.contains(&start.task) {
            return Some(path);
        }
        for wait in waits.iter().filter(|wait| last.holders.contains(&wait.task)) {
            if !seen.contains(&wait.task) {
                seen.push(wait.task);
                paths.push(path.iter().copied().chain([wait]).collect());
            }
        }
    }
    None
}

/// What kind of deadlock the waits of a stuck state are.
pub fn deadlock_kind(waits: &[Wait]) -> DeadlockKind {
    let cycle = cycle(waits);
    let has = |test: fn(&Wait) -> bool| cycle.iter().any(|wait| test(wait));
    let pool = has(|wait| wait.kind == WaitKind::Any);
    let page_lock = has(|wait| matches!(wait.on, BlockedOn::PageLock(_)));
    let mmap_sem = has(|wait| matches!(wait.on, BlockedOn::MmapSemRead(_) | BlockedOn::MmapSemWrite(_)));
    match cycle.len() {
        0 => DeadlockKind::OrphanedLock,
        _ if pool && page_lock => DeadlockKind::PoolPageLock,
        _ if pool => DeadlockKind::Pool,
        1 => DeadlockKind::Own,
        _ if has(|wait| wait.kind == WaitKind::Queue) => DeadlockKind::QueuedWriter,
        _ if mmap_sem => DeadlockKind::ThroughMmapSem,
        _ => DeadlockKind::Abba,
    }
}
