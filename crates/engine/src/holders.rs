//! Whose release a task waits for. Tasks that wait for the same share one list of them: hundreds may wait, each for any
//! of hundreds.
//!
//! Arrow: `State` -> **[`Holders`]** -> `Wait`. It knows no locks.

use std::sync::Arc;

use crate::id::TaskId;

/// Tasks whose release somebody waits for, each once.
#[derive(Clone, Debug, Eq)]
pub struct Holders {
    all: Arc<[TaskId]>,
    /// one of them that does not count: who waits
    but: Option<TaskId>,
    /// invariant: whether `all` is in order
    is_sorted: bool,
}

impl Holders {
    pub(crate) fn new(all: impl IntoIterator<Item = TaskId>) -> Self {
        let all: Arc<[TaskId]> = all.into_iter().collect();
        Self { is_sorted: all.is_sorted(), all, but: None }
    }

    /// The others of a list; if there are none, the list as it is.
    pub(crate) fn others_than(&self, task: TaskId) -> Self {
        let but = Some(task).filter(|&task| self.len() > 1 && self.contains(task));
        Self { but, ..self.clone() }
    }

    /// The tasks.
    pub fn iter(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.all.iter().copied().filter(|&task| Some(task) != self.but)
    }

    /// Whether a task is one of them.
    pub fn contains(&self, task: TaskId) -> bool {
        let is_listed =
            if self.is_sorted { self.all.binary_search(&task).is_ok() } else { self.all.contains(&task) };
        is_listed && self.but != Some(task)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len() - usize::from(self.but.is_some())
    }

    /// Whether there are none: who held it has ended.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The only one, if it is the only one.
    pub fn only(&self) -> Option<TaskId> {
        self.iter().next().filter(|_| self.len() == 1)
    }

    /// Whether both share one list, whoever of it does not count.
    pub fn shares_list_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.all, &other.all)
    }

    /// What tells lists apart: equal for those that are shared.
    pub(crate) fn list(&self) -> *const TaskId {
        self.all.as_ptr()
    }

    /// Everybody on the list.
    pub(crate) fn listed(&self) -> &[TaskId] {
        &self.all
    }

    pub(crate) fn but(&self) -> Option<TaskId> {
        self.but
    }
}

impl PartialEq for Holders {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(tasks: &[u16]) -> Holders {
        Holders::new(tasks.iter().copied().map(TaskId))
    }

    #[test]
    fn others_are_all_but_one_unless_that_is_the_only_one() {
        let all = holders(&[1, 4, 7]);
        let others = all.others_than(TaskId(4));
        assert_eq!(others, holders(&[1, 7]));
        assert_eq!((others.len(), others.contains(TaskId(4)), others.contains(TaskId(7))), (2, false, true));
        assert!(others.shares_list_with(&all));
        assert_eq!(all.others_than(TaskId(2)), all);
        let alone = holders(&[3]).others_than(TaskId(3));
        assert_eq!((alone.only(), alone.is_empty()), (Some(TaskId(3)), false));
        assert_eq!(holders(&[1, 2]).others_than(TaskId(1)).only(), Some(TaskId(2)));
    }

    #[test]
    fn a_list_need_not_be_in_order() {
        let queue = holders(&[5, 2, 9]);
        assert!(queue.contains(TaskId(2)) && queue.contains(TaskId(9)) && !queue.contains(TaskId(3)));
        assert_eq!(queue.only(), None);
        assert!(holders(&[]).is_empty());
    }
}
