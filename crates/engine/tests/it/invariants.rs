//! What must hold after every step of every run, whatever the listing does. Shared by the tests of the engine and of
//! the language.

use std::collections::BTreeSet;

use pagelock_engine::id::TaskId;
use pagelock_engine::{Machine, State, Status};

/// What holds in any state of any machine.
pub(crate) fn structure(machine: &Machine, state: &State) {
    let view = machine.view(state);
    let mut queued = BTreeSet::new();
    for mm in machine.mms() {
        let readers = view.mmap_sem_readers(mm).count();
        let writer = view.mmap_sem_writer(mm);
        assert!(writer.is_none() || readers == 0, "a writer is inside alone");
        let queue: Vec<TaskId> = view.mmap_sem_queue(mm).map(|(task, _)| task).collect();
        assert!(queue.is_empty() || writer.is_some() || readers > 0, "nobody queues for a free mmap_sem");
        for task in queue {
            assert!(queued.insert(task), "{task:?} queues twice");
            assert!(view.is_queued(task), "{task:?} is in a queue without knowing");
        }
    }
    for task in machine.all_tasks() {
        assert_eq!(view.is_queued(task), queued.contains(&task));
        if queued.contains(&task) && view.oops(task).is_none() {
            assert!(matches!(view.status(task), Status::Blocked(_)), "who queues waits");
        }
    }
    for pgoff in machine.pgoffs() {
        if let Some(page) = view.cached(pgoff) {
            assert_eq!(view.pgoff(page), Some(pgoff), "{page:?} knows its place");
            assert!(view.count(page) > 0, "{page:?} is cached");
        }
    }
    for page in view.pages() {
        if let Some(pgoff) = view.pgoff(page) {
            assert_eq!(view.cached(pgoff), Some(page), "the cache knows {page:?}");
        }
        assert!(view.is_highmem(page) || view.kmaps(page) == 0, "lowmem pages take no slots");
    }
    assert!(view.slots_in_use() <= usize::from(machine.scenario().pkmap_slots));
}
