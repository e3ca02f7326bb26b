//! Who holds what, along a run: what was acquired and not given back, in words too.
//!
//! Arrow: `Event` -> **`Held`** -> course, slots of the pool. Kept like the ledger: a state says who has a page
//! lock, but not whose kmap it is that keeps a slot, nor whose references those are that the page cache, ptes and
//! pagevecs do not account for.

use pagelock_engine::event::{Event, Lock};
use pagelock_engine::id::{PageId, TaskId};
use pagelock_engine::{Machine, View};
use pagelock_lists as lists;
use pagelock_protocol::view::{HoldKindView, HoldView};

/// Locks, kmaps and pins of every task.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    of: Vec<Vec<Lock>>,
    /// pages on which each task has references, one for each
    pins: Vec<Vec<PageId>>,
}

impl Held {
    /// Nobody holds anything.
    pub(crate) fn new(machine: &Machine) -> Self {
        let tasks = machine.all_tasks().count();
        Self { of: vec![Vec::new(); tasks], pins: vec![Vec::new(); tasks] }
    }

    /// Follows one event of a step of `mover`, and says whose locks or pins it changes, or renames.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "nothing else changes what is held or what it is called"
    )]
    pub(crate) fn observe(&mut self, mover: TaskId, event: Event, mut changed: impl FnMut(TaskId)) {
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
                let pinners = self.pins.iter().enumerate().filter(|(_, pins)| pins.contains(&page));
                pinners.for_each(|(task, _)| changed(TaskId::new(task)));
            }
            // The allocator's, the page cache's for the finder, and follow_page's: all are the mover's own.
            Event::Found(page) | Event::Allocated(page) | Event::AllocatedAlone(page) | Event::Got(page) => {
                self.pins[mover.index()].push(page);
                changed(mover);
            }
            // With a pte it is the pte's from then on.
            Event::Put(page) | Event::PteSet(_, page) => {
                if let Some(pinner) = self.unpin(mover, page) {
                    changed(pinner);
                }
            }
            _ => {}
        }
    }

    /// Takes a reference from the task that drops it, or, where it drops another one's, from that.
    fn unpin(&mut self, task: TaskId, page: PageId) -> Option<TaskId> {
        let has = |task: &usize| self.pins[*task].contains(&page);
        let pinner = Some(task.index()).filter(has).or_else(|| (0..self.pins.len()).find(has))?;
        let newest = self.pins[pinner].iter().rposition(|pinned| *pinned == page)?;
        self.pins[pinner].remove(newest);
        Some(TaskId::new(pinner))
    }

    /// How many references on a page are tasks'.
    #[cfg(test)]
    pub(crate) fn pins_of(&self, page: PageId) -> usize {
        self.pins.iter().flatten().filter(|&&pinned| pinned == page).count()
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
        lists::sort_by_key(&mut holds, |hold| hold.kind);
        if kmaps > 0 {
            let what = if kmaps == 1 { "a kmap slot".to_owned() } else { format!("{kmaps} kmap slots") };
            holds.push(HoldView { what, kind: HoldKindView::KmapSlot, count: kmaps });
        }
        let mut pins = self.pins[task.index()].clone();
        lists::sort(&mut pins);
        holds.extend(pins.chunk_by(|a, b| a == b).map(|alike| HoldView {
            what: format!("pin {}", view.page_name(alike[0])),
            kind: HoldKindView::Pin,
            count: u32::try_from(alike.len()).unwrap_or(u32::MAX),
        }));
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
        lists::sort(&mut kmaps);
        kmaps
    }
}

#[cfg(test)]
mod tests {
    use pagelock_engine::{Random, Trace};
    use pagelock_lang::{Source, build, builtin};

    use super::*;

    /// What of the count of a page is neither the page cache's nor a pte's nor a pagevec's is a task's.
    #[test]
    fn pins_are_the_references_that_nothing_else_accounts_for() {
        let mut pinned = 0;
        for scenario in
            ["write-vs-mlock", "abba-two-files", "reclaim-pagevec", "invalidate-race", "same-page"]
        {
            for listing in builtin::LISTINGS {
                let source = (Source::Builtin(scenario), Source::Builtin(listing.name));
                let machine = build(source.0, source.1, &[]).expect("they are built in").machine;
                let trace = Trace::run(&machine, &mut Random::new(3), 300);
                let mut held = Held::new(&machine);
                trace.for_each_step(|step, _, after| {
                    step.events.iter().for_each(|&event| held.observe(step.choice.task, event, |_| {}));
                    let view = machine.view(after);
                    for page in view.pages() {
                        let ptes = machine.ptes().filter(|&pte| view.pte(pte) == Some(page)).count();
                        let cache = usize::from(view.pgoff(page).is_some());
                        let pagevec = usize::from(view.pagevec(page).is_some());
                        let known = held.pins_of(page) + ptes + cache + pagevec;
                        assert_eq!(known, view.count(page) as usize, "{scenario}, {}", listing.name);
                        pinned += held.pins_of(page);
                    }
                });
            }
        }
        assert!(pinned > 1_000, "{pinned} pins were counted");
    }
}
