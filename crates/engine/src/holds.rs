//! What tasks hold, and at which of their steps they took it: history that states do not have.
//!
//! Arrow: `Event` -> **`Holds`** -> notation, find. Kept along a run like the ledger, or beside each state of a
//! search. It knows no rule of any lock: what is held is what was acquired and not released.

use crate::event::{Event, Lock};
use crate::exec::Choice;
use crate::id::TaskId;
use crate::program::Pc;
use crate::state::View;

/// A lock with the step at which its holder took it. `S` is how steps are told apart: all of them ([`Pc`]) along a
/// trace, only those that somebody asks for in a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hold<S> {
    pub(crate) task: TaskId,
    pub(crate) lock: Lock,
    pub(crate) taken_at: S,
}

/// Everything that is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Holds<S> {
    /// invariant: in order of tasks and locks; of a lock that a task holds several times, the oldest hold first
    holds: Vec<Hold<S>>,
}

impl<S> Default for Holds<S> {
    fn default() -> Self {
        Self { holds: Vec::new() }
    }
}

impl<S: Copy> Holds<S> {
    /// Follows a transition from `before`. `told` says how a step of a task is told apart.
    pub(crate) fn follow(
        &mut self,
        before: View<'_>,
        choice: Choice,
        events: &[Event],
        told: impl Fn(TaskId, Pc) -> S,
    ) {
        for &event in events {
            #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else changes what is held")]
            match event {
                Event::Acquired(task, lock) => {
                    // A task that was let in from a queue has stood at its step since it joined.
                    let pc = if task == choice.task { before.pc_of(choice) } else { before.pc(task) };
                    let end = self.end_of(task, lock);
                    self.holds.insert(end, Hold { task, lock, taken_at: told(task, pc) });
                }
                Event::Released(task, lock) => {
                    // The newest hold goes first, as locks are nested. None is held where a listing gives back what
                    // another task took.
                    let newest = self.end_of(task, lock).checked_sub(1);
                    if let Some(i) =
                        newest.filter(|&i| (self.holds[i].task, self.holds[i].lock) == (task, lock))
                    {
                        self.holds.remove(i);
                    }
                }
                _ => {}
            }
        }
    }

    /// What a task holds.
    pub(crate) fn of(&self, task: TaskId) -> &[Hold<S>] {
        let start = self.holds.partition_point(|hold| hold.task < task);
        let len = self.holds[start..].partition_point(|hold| hold.task == task);
        &self.holds[start..start + len]
    }

    pub(crate) fn len(&self) -> usize {
        self.holds.len()
    }

    /// Behind the newest hold of a lock by a task.
    fn end_of(&self, task: TaskId, lock: Lock) -> usize {
        self.holds.partition_point(|hold| (hold.task, hold.lock) <= (task, lock))
    }
}

impl<L: Copy> Holds<Option<L>> {
    /// Forgets holds that were taken at no step that is asked for, so that they tell no states apart.
    ///
    /// Of a lock that a task holds several times only the oldest such holds go. A newer one has to be given back before
    /// an older one that counts, so it is kept; and giving back a hold that was forgotten changes nothing.
    pub(crate) fn forget_untold(&mut self) {
        let mut last_kept: Option<(TaskId, Lock)> = None;
        self.holds.retain(|hold| {
            let is_kept = hold.taken_at.is_some() || last_kept == Some((hold.task, hold.lock));
            if is_kept {
                last_kept = Some((hold.task, hold.lock));
            }
            is_kept
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{FileId, PageId};

    /// Holds of task 0 and 1, in the order they were taken.
    fn holds(taken: &[(u16, Lock, Option<u16>)]) -> Holds<Option<u16>> {
        let mut holds = Holds::default();
        for &(task, lock, taken_at) in taken {
            let hold = Hold { task: TaskId(task), lock, taken_at };
            let end = holds.end_of(hold.task, lock);
            holds.holds.insert(end, hold);
        }
        holds
    }

    const MUTEX: Lock = Lock::IMutex(FileId(0));
    const PAGE: Lock = Lock::Page(PageId(3));

    #[test]
    fn the_order_in_which_different_locks_were_taken_does_not_matter() {
        let one = [(1, PAGE, Some(0)), (0, MUTEX, Some(1)), (0, PAGE, None)];
        let other = [(0, PAGE, None), (1, PAGE, Some(0)), (0, MUTEX, Some(1))];
        assert_eq!(holds(&one), holds(&other));
        assert_eq!(holds(&one).of(TaskId(0)).len(), 2);
        assert_eq!(holds(&one).of(TaskId(2)), []);
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten_unless_it_covers_what_somebody_asks_for() {
        let check = |taken: &[Option<u16>], kept: &[Option<u16>]| {
            let all = |list: &[Option<u16>]| list.iter().map(|&at| (0, PAGE, at)).collect::<Vec<_>>();
            let mut held = holds(&all(taken));
            held.forget_untold();
            assert_eq!(held, holds(&all(kept)));
        };
        check(&[None], &[]);
        check(&[None, None], &[]);
        check(&[None, Some(2)], &[Some(2)]);
        check(&[Some(2), None], &[Some(2), None]);
        check(&[None, Some(2), None, Some(1)], &[Some(2), None, Some(1)]);
    }
}
