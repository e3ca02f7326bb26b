//! What a run has cost and where its kmaps are: kept along a trace, never part of a state.
//!
//! Arrow: `Event` -> **`Ledger`**. Two runs to the same state may have different ledgers.

use crate::event::{Event, Lock};
use crate::kmap_pool::PkmapPool;
use crate::machine::Machine;

/// Costs of a run (Morton's other objection: what does the fix cost?).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// Page table walks in software (`follow_page`).
    pub page_table_walks: u32,
    /// Times `mmap_sem` was taken, for read or write.
    pub mmap_sem_takes: u32,
    /// Times a task had to queue for `mmap_sem`.
    pub mmap_sem_waits: u32,
    /// Times a page lock was taken; each is given back once.
    pub page_locks: u32,
    /// Times blocks were readied for a write.
    pub prepares: u32,
    /// Times sectors were committed.
    pub commits: u32,
    /// Sleeping kmaps of highmem pages.
    pub kmaps: u32,
    /// Atomic kmaps and other times page faults were disabled.
    pub atomic_sections: u32,
    /// Flushes of the kmap pool, each of the whole TLB.
    pub pool_flushes: u32,
    /// Sectors copied.
    pub sectors_copied: u32,
    /// Pages allocated, in files or alone.
    pub pages_allocated: u32,
}

impl Costs {
    /// Name and count of each, in a fixed order.
    pub fn entries(&self) -> [(&'static str, u32); 11] {
        [
            ("page table walks", self.page_table_walks),
            ("mmap_sem takes", self.mmap_sem_takes),
            ("mmap_sem waits", self.mmap_sem_waits),
            ("page locks", self.page_locks),
            ("prepare_write", self.prepares),
            ("commit_write", self.commits),
            ("kmaps", self.kmaps),
            ("atomic sections", self.atomic_sections),
            ("pool flushes", self.pool_flushes),
            ("sectors copied", self.sectors_copied),
            ("pages allocated", self.pages_allocated),
        ]
    }
}

/// Costs and pool of a run up to some step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    costs: Costs,
    pool: PkmapPool,
}

impl Ledger {
    /// Before the first step.
    pub fn new(machine: &Machine) -> Self {
        Self { costs: Costs::default(), pool: PkmapPool::new(machine.scenario().pkmap_slots) }
    }

    /// Costs so far.
    pub fn costs(&self) -> Costs {
        self.costs
    }

    /// The pool's slots.
    pub fn pool(&self) -> &PkmapPool {
        &self.pool
    }

    /// Follows one event.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other events cost nothing that is counted")]
    pub fn observe(&mut self, event: Event) {
        let costs = &mut self.costs;
        match event {
            Event::Acquired(_, Lock::MmapSemRead(_) | Lock::MmapSemWrite(_)) => costs.mmap_sem_takes += 1,
            Event::Acquired(_, Lock::Page(_)) => costs.page_locks += 1,
            Event::Acquired(_, Lock::Pkmap(_)) => costs.kmaps += 1,
            Event::Queued(..) => costs.mmap_sem_waits += 1,
            Event::Walked => costs.page_table_walks += 1,
            Event::Prepared(..) => costs.prepares += 1,
            Event::Committed(..) => costs.commits += 1,
            Event::WentAtomic => costs.atomic_sections += 1,
            Event::Copied(_, n, _) => costs.sectors_copied += u32::from(n),
            Event::Allocated(_) | Event::AllocatedAlone(_) => costs.pages_allocated += 1,
            _ => {}
        }
        self.pool.observe(event);
        self.costs.pool_flushes = self.pool.flushes();
    }
}
