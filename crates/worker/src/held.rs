//! Who holds what, along a run: what was acquired and not given back, in words too.
//!
//! Arrow: `Event` -> **`Held`** -> course, slots of the pool. Kept like the ledger: a state says who has a page
//! lock, but not whose kmap it is that keeps a slot.

use pagelock_engine::event::{Event, Lock};
use pagelock_engine::id::{PageId, TaskId};
use pagelock_engine::{Machine, View};
use pagelock_protocol::view::{HoldKindView, HoldView};

/// Locks and kmaps of every task.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    of: Vec<Vec<Lock>>,
}

impl Held {
    /// Nobody holds anything.
    pub(crate) fn new(machine: &Machine) -> Self {
        Self { of: vec![Vec::new(); machine.all_tasks().count()] }
    }

    /// Follows one event, and says whose locks it changes, or renames.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "nothing else changes what is held or what it is called"
    )]
    pub(crate) fn observe(&mut self, event: Event, mut changed: impl FnMut(TaskId)) {
        match event {
            Event::Acquired(task, lock) => {
                self.of[task.index()].push(lock);
                changed(task);
            }
            Event::Released(task, lock) => {
                if let Some(holder) = self.release(task, lock) {
                    changed(holder);
                }
            }
            Event::Detached(page) => {
                let holds = |(_, locks): &(usize, &Vec<Lock>)| locks.contains(&Lock::Page(page));
                let holders = self.of.iter().enumerate().filter(holds);
                holders.for_each(|(task, _)| changed(TaskId::new(task)));
            }
            _ => {}
        }
    }

    /// Takes a lock from the task that gives it back, or, where a listing gives back what another one took, from that.
    fn release(&mut self, task: TaskId, lock: Lock) -> Option<TaskId> {
        let has = |task: &usize| self.of[*task].contains(&lock);
        let holder = Some(task.index()).filter(has).or_else(|| match lock {
            Lock::IMutex(_) | Lock::Glock(_) | Lock::Page(_) | Lock::MmapSemWrite(_) => {
                (0..self.of.len()).find(has)
            }
            Lock::MmapSemRead(_) | Lock::Pkmap(_) => None,
        })?;
        let newest = self.of[holder].iter().rposition(|held| *held == lock)?;
        self.of[holder].remove(newest);
        Some(TaskId::new(holder))
    }

    /// What a task holds, in words that fit a state; in the order of [`HoldKindView`].
    pub(crate) fn words(&self, view: View<'_>, machine: &Machine, task: TaskId) -> Vec<HoldView> {
        let mut holds: Vec<HoldView> = Vec::new();
        let mut kmaps = 0;
        for &lock in &self.of[task.index()] {
            let (kind, what) = match lock {
                Lock::IMutex(file) => (HoldKindView::IMutex, format!("i_mutex {}", machine.file(file).name)),
                Lock::Glock(file) => (HoldKindView::Glock, format!("glock {}", machine.file(file).name)),
                Lock::MmapSemWrite(mm) => {
                    (HoldKindView::MmapSemWrite, format!("mmap_sem {} (write)", machine.mm(mm).name))
                }
                Lock::MmapSemRead(mm) => {
                    (HoldKindView::MmapSemRead, format!("mmap_sem {} (read)", machine.mm(mm).name))
                }
                Lock::Page(page) => (HoldKindView::PageLock, format!("page lock {}", view.page_name(page))),
                Lock::Pkmap(_) => {
                    kmaps += 1;
                    continue;
                }
            };
            let hold = HoldView { what, kind, count: 1 };
            if !holds.contains(&hold) {
                holds.push(hold);
            }
        }
        holds.sort_by_key(|hold| hold.kind);
        if kmaps > 0 {
            let what = if kmaps == 1 { "a kmap slot".to_owned() } else { format!("{kmaps} kmap slots") };
            holds.push(HoldView { what, kind: HoldKindView::KmapSlot, count: kmaps });
        }
        holds
    }

    /// Tasks that have a page mapped, by page; a task that maps it twice is there twice.
    pub(crate) fn kmaps(&self) -> Vec<(PageId, TaskId)> {
        let of = |(task, locks): (usize, &Vec<Lock>)| {
            let pages = locks.iter().filter_map(|lock| match lock {
                Lock::Pkmap(page) => Some(*page),
                Lock::IMutex(_)
                | Lock::Glock(_)
                | Lock::Page(_)
                | Lock::MmapSemRead(_)
                | Lock::MmapSemWrite(_) => None,
            });
            pages.map(move |page| (page, TaskId::new(task))).collect::<Vec<_>>()
        };
        let mut kmaps: Vec<(PageId, TaskId)> = self.of.iter().enumerate().flat_map(of).collect();
        kmaps.sort_unstable();
        kmaps
    }
}
