//! Who waits for whom, and what kind of deadlock that is.
//!
//! The graph explains a deadlock; it never decides one. A task that waits for a kmap slot waits for *any* of the
//! slots, so a cycle alone proves nothing; nobody being able to move does (`outcome`).

use std::collections::BTreeMap;

use crate::holders::Holders;
use crate::id::{MmId, TaskId};
use crate::state::{BlockedOn, Status, View};
use crate::wait_cycle::{cycle, tasks_in_cycles};

/// A task that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Who waits.
    pub task: TaskId,
    /// What for.
    pub on: BlockedOn,
    /// Whose release it waits for.
    pub holders: Holders,
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
        let mut known = Known::default();
        self.machine.all_tasks().filter_map(|task| self.wait_with(task, &mut known)).collect()
    }

    /// Tasks that lie on some cycle of the given waits.
    pub fn tasks_in_cycles(self, waits: &[Wait]) -> Vec<TaskId> {
        tasks_in_cycles(waits)
    }

    pub(crate) fn wait_of(self, task: TaskId) -> Option<Wait> {
        self.wait_with(task, &mut Known::default())
    }

    fn wait_with(self, task: TaskId, known: &mut Known) -> Option<Wait> {
        let Status::Blocked(on) = self.status(task) else { return None };
        let (holders, kind) = match on {
            BlockedOn::IMutex(file) => (Holders::new(self.i_mutex(file)), WaitKind::All),
            BlockedOn::Glock(file) => (Holders::new(self.glock(file)), WaitKind::All),
            BlockedOn::PageLock(page) => (Holders::new(self.locked_by(page)), WaitKind::All),
            BlockedOn::MmapSemRead(mm) => self.read_wait(mm, task),
            BlockedOn::MmapSemWrite(mm) => self.write_wait(mm, task, known),
            BlockedOn::PkmapSlot(_) => {
                let users = || self.machine.all_tasks().filter(|&user| self.kmaps_held(user) > 0);
                let users = known.pool.get_or_insert_with(|| Holders::new(users()));
                (users.others_than(task), WaitKind::Any)
            }
        };
        Some(Wait { task, on, holders, kind })
    }

    /// A reader waits for the writer inside; else for the writer that is queued before it.
    fn read_wait(self, mm: MmId, task: TaskId) -> (Holders, WaitKind) {
        if let Some(writer) = self.mmap_sem_writer(mm) {
            return (Holders::new([writer]), WaitKind::All);
        }
        let ahead = self.mmap_sem_queue(mm).take_while(|&(waiter, _)| waiter != task);
        let writer = ahead.filter(|&(_, write)| write).map(|(waiter, _)| waiter).take(1);
        (Holders::new(writer), WaitKind::Queue)
    }

    /// A writer waits for everybody inside.
    fn write_wait(self, mm: MmId, task: TaskId, known: &mut Known) -> (Holders, WaitKind) {
        let inside = known.inside.entry(mm).or_insert_with(|| {
            let readers = self.mmap_sem_readers(mm).map(|(reader, _)| reader);
            Holders::new(self.mmap_sem_writer(mm).into_iter().chain(readers))
        });
        if inside.is_empty() {
            let ahead = self.mmap_sem_queue(mm).take_while(|&(waiter, _)| waiter != task);
            return (Holders::new(ahead.map(|(waiter, _)| waiter)), WaitKind::Queue);
        }
        (inside.clone(), WaitKind::All)
    }
}

/// Lists of holders that tasks have in common.
#[derive(Default)]
struct Known {
    pool: Option<Holders>,
    inside: BTreeMap<MmId, Holders>,
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
