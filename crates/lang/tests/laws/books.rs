//! Accounts of a run: every reference on every page, and the slots of the kmap pool.
//!
//! They hold for listings that give back what they take, as all built-in ones must.

use std::collections::BTreeMap;

use pagelock_engine::event::Event;
use pagelock_engine::id::{PageId, TaskId};
use pagelock_engine::{Content, Ledger, Machine, State, Trace, View};

use crate::invariants::structure;

/// References held by tasks, and the kmap pool, from the events of a run.
pub(crate) struct Books {
    /// how many references on a page each task holds
    held: BTreeMap<(TaskId, PageId), i64>,
    ledger: Ledger,
}

impl Books {
    /// Follows a run from its beginning and checks every state of it.
    pub(crate) fn check_run(machine: &Machine, trace: &Trace) {
        let mut books = Self { held: BTreeMap::new(), ledger: Ledger::new(machine) };
        books.check(machine, &machine.initial());
        for (step, state) in trace.steps().iter().zip(trace.states().skip(1)) {
            for &event in &step.events {
                books.follow(machine.view(&state), step.choice.task, event);
            }
            books.check(machine, &state);
        }
        books.check_end(machine, trace.last());
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other event is about references")]
    fn follow(&mut self, view: View<'_>, task: TaskId, event: Event) {
        self.ledger.observe(event);
        match event {
            Event::Found(page) | Event::Allocated(page) | Event::AllocatedAlone(page) | Event::Got(page) => {
                self.hold(task, page, 1);
            }
            Event::Put(page) | Event::PteSet(_, page) => self.hold(task, page, -1),
            Event::Freed(page) => {
                self.held.retain(|&(_, held), _| held != page);
                is_blank(view, page);
            }
            _ => {}
        }
    }

    fn hold(&mut self, task: TaskId, page: PageId, change: i64) {
        let held = self.held.entry((task, page)).or_default();
        *held += change;
        assert!(*held >= 0, "{task:?} drops a reference on {page:?} that it has not got");
    }

    fn check(&self, machine: &Machine, state: &State) {
        structure(machine, state);
        let view = machine.view(state);
        let mut kmaps = 0;
        for page in view.pages() {
            let cache = i64::from(view.pgoff(page).is_some());
            let pagevec = i64::from(view.pagevec(page).is_some());
            let ptes = machine.ptes().filter(|&pte| view.pte(pte) == Some(page)).count();
            let held: i64 = self.held.iter().filter(|((_, held), _)| *held == page).map(|(_, n)| n).sum();
            let count = cache + pagevec + held + i64::try_from(ptes).unwrap();
            assert_eq!(i64::from(view.count(page)), count, "references on {page:?}");
            if let Some(owner) = view.locked_by(page) {
                assert!(!view.is_at_end(owner), "{owner:?} has ended with {page:?} locked");
            }
            kmaps += view.kmaps(page);
            self.check_slot(view, page);
        }
        assert_eq!(kmaps, machine.all_tasks().map(|task| view.kmaps_held(task)).sum::<u32>());
        let used = self.ledger.pool().slots().iter().filter(|slot| slot.count >= 2).count();
        assert_eq!(used, view.slots_in_use());
        for pte in machine.ptes() {
            if let Some(page) = view.pte(pte) {
                assert!(view.count(page) > 0 && !view.is_unmapped(pte), "{pte:?} points at {page:?}");
            }
        }
    }

    fn check_slot(&self, view: View<'_>, page: PageId) {
        let pool = self.ledger.pool();
        let users = pool.slot_of(page).map_or(0, |slot| pool.slots()[slot].count.saturating_sub(1));
        assert_eq!(u32::from(users), view.kmaps(page), "users of the slot of {page:?}");
    }

    /// A task that has ended has given everything back.
    fn check_end(&self, machine: &Machine, state: &State) {
        let view = machine.view(state);
        for task in machine.all_tasks().filter(|&task| view.is_at_end(task)) {
            let leaked = self.held.iter().find(|((holder, _), n)| *holder == task && **n > 0);
            assert_eq!(leaked, None, "{task:?} has ended with a reference");
            assert_eq!((view.kmaps_held(task), view.atomic_depth(task)), (0, 0));
            assert!(view.pages().all(|page| view.pagevec(page) != Some(task)), "its pagevec is drained");
            assert!(machine.files().all(|file| view.i_mutex(file) != Some(task)));
            for mm in machine.mms() {
                assert_ne!(view.mmap_sem_writer(mm), Some(task));
                assert!(view.mmap_sem_readers(mm).all(|(reader, _)| reader != task));
            }
        }
    }
}

/// A freed page frame leaves nothing behind.
fn is_blank(view: View<'_>, page: PageId) {
    assert_eq!((view.count(page), view.kmaps(page), view.locked_by(page)), (0, 0, None));
    assert_eq!((view.pgoff(page), view.pagevec(page)), (None, None));
    assert!(!view.is_uptodate(page) && !view.is_dirty(page) && !view.is_highmem(page));
    for (sector, content) in view.contents(page).enumerate() {
        assert_eq!(content, Content::ALL[0]);
        assert!(!view.is_valid(page, u16::try_from(sector).unwrap()));
    }
}
