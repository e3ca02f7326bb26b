//! Cycles of waits: a shortest one, and who lies on any.
//!
//! Arrow: `Wait` -> **cycle** -> kind, notation, pictures. Hundreds of tasks may wait, each for any of hundreds. So a
//! list of holders that several share is gone through once, and what cannot lie on a cycle, or only on one that is no
//! shorter, is left out. It knows no locks.

use std::collections::VecDeque;
use std::iter::successors;

use pagelock_lists::{self as lists, Map};

use crate::graph::Edges;
use crate::id::TaskId;
use crate::wait_graph::Wait;

/// Tasks that lie on some cycle of the given waits, in order.
pub(crate) fn tasks_in_cycles(waits: &[Wait]) -> Vec<TaskId> {
    let tasks = number_of_tasks(waits);
    let mut graph = Edges::default();
    let mut lists: Map<*const TaskId, (usize, &Wait)> = Map::new_vec();
    let node = |n: usize| u32::try_from(n).expect("waits are fewer than states");
    let mut add = |node: u32, targets: &[u32]| {
        let first = graph.len();
        // The graph of the tasks is smaller than the state they are read from.
        let is_pushed = targets.iter().all(|&target| graph.push(target).is_ok());
        assert!(is_pushed && graph.end_state(node, first).is_ok(), "no memory for the waits of {node}");
    };
    for wait in waits {
        // Behind the tasks there is a node for each list, so that a list has its edges once.
        let next = tasks + lists.len();
        let list = lists.entry(wait.holders.list()).or_insert((next, wait)).0;
        add(u32::from(wait.task.0), &[node(list)]);
    }
    for &(list, wait) in lists.values() {
        let holders: Vec<u32> = wait.holders.listed().iter().map(|holder| u32::from(holder.0)).collect();
        add(node(list), &holders);
    }
    let components = graph.cyclic_components();
    let tasks_of = |component: Vec<u32>| -> Vec<TaskId> {
        let ids = component.into_iter().filter(|&n| (n as usize) < tasks);
        ids.map(|n| TaskId::new(n as usize)).collect()
    };
    let mut on_cycles: Vec<TaskId> =
        components.into_iter().map(tasks_of).filter(|of| closes(waits, of)).flatten().collect();
    lists::sort(&mut on_cycles);
    on_cycles
}

/// Whether tasks that can reach each other through lists do so without who does not count: one alone may not.
fn closes(waits: &[Wait], tasks: &[TaskId]) -> bool {
    match tasks {
        [only] => waits.iter().any(|wait| wait.task == *only && wait.holders.contains(*only)),
        _ => true,
    }
}

fn number_of_tasks(waits: &[Wait]) -> usize {
    let holders = waits.iter().filter_map(|wait| wait.holders.listed().iter().max());
    let tasks = waits.iter().map(|wait| &wait.task).chain(holders);
    tasks.max().map_or(0, |last| last.index() + 1)
}

/// A shortest wait-for cycle: each waits for the next, the last for the first. Empty if there is none.
pub fn cycle(waits: &[Wait]) -> Vec<&Wait> {
    if let Some(by_itself) = waits.iter().find(|wait| wait.holders.contains(wait.task)) {
        return vec![by_itself];
    }
    let mut graph = Graph::new(waits);
    let mut shortest = Vec::new();
    for start in 0..waits.len() {
        // No cycle of two is beaten once it is known that nobody waits for itself.
        if shortest.len() == 2 {
            break;
        }
        if graph.is_left[start] {
            let limit = if shortest.is_empty() { usize::MAX } else { shortest.len() - 1 };
            if let Some(cycle) = graph.cycle_through(start, limit) {
                shortest = cycle;
            }
            // No other cycle through it is shorter.
            graph.leave_out(start);
        }
    }
    shortest.into_iter().map(|i| &waits[i]).collect()
}

/// Waits by position, and whose release they wait for that wait themselves.
struct Graph<'a> {
    waits: &'a [Wait],
    /// by wait: its list
    list_of: Vec<usize>,
    lists: Vec<List>,
    /// by wait: whether it may lie on a cycle that is not known yet
    is_left: Vec<bool>,
    /// by wait: lists it is on through which somebody else who is left waits for it
    waiting: Vec<usize>,
}

/// Holders that some waits have in common.
#[derive(Default)]
struct List {
    /// positions of their waits, in order
    members: Vec<usize>,
    /// how many of those who share it are left
    sharers: usize,
    /// sum of their positions: the position of the last one
    sum: usize,
}

impl<'a> Graph<'a> {
    fn new(waits: &'a [Wait]) -> Self {
        let mut position = vec![None; number_of_tasks(waits)];
        waits.iter().enumerate().for_each(|(i, wait)| position[wait.task.index()] = Some(i));
        let (mut list_of, mut lists, mut known) = (Vec::new(), Vec::<List>::new(), Map::new_vec());
        for (i, wait) in waits.iter().enumerate() {
            let list = *known.entry(wait.holders.list()).or_insert_with(|| {
                let members = wait.holders.listed().iter().filter_map(|holder| position[holder.index()]);
                lists.push(List { members: members.collect(), ..List::default() });
                lists.len() - 1
            });
            lists[list].sharers += 1;
            lists[list].sum += i;
            list_of.push(list);
        }
        let mut waiting = vec![0; waits.len()];
        for list in &mut lists {
            if !list.members.is_sorted() {
                lists::sort(&mut list.members);
            }
            list.members.iter().for_each(|&member| waiting[member] += 1);
        }
        let is_left = vec![true; waits.len()];
        let mut graph = Self { waits, list_of, lists, is_left, waiting };
        for list in 0..graph.lists.len() {
            graph.forget_last_of(list);
        }
        // No cycle goes through a task that nobody waits for, and of those there may be hundreds.
        for i in 0..waits.len() {
            if graph.waiting[i] == 0 && graph.is_left[i] {
                graph.leave_out(i);
            }
        }
        graph
    }

    /// If one is left who shares a list, and that one does not count on it, nobody waits for it through the list.
    fn forget_last_of(&mut self, list: usize) -> Option<usize> {
        let List { sharers: 1, sum: sharer, .. } = self.lists[list] else { return None };
        self.waits[sharer].holders.but()?;
        self.waiting[sharer] -= 1;
        Some(sharer)
    }

    /// Leaves out a wait, and all that nobody waits for any more.
    fn leave_out(&mut self, i: usize) {
        let mut left_out = vec![i];
        self.is_left[i] = false;
        while let Some(i) = left_out.pop() {
            let nr = self.list_of[i];
            let list = &mut self.lists[nr];
            list.sharers -= 1;
            list.sum -= i;
            let forgotten = if list.sharers == 0 {
                let is_counted = |member: &usize| *member != i || self.waits[i].holders.but().is_none();
                let members: Vec<usize> = list.members.iter().copied().filter(is_counted).collect();
                for &member in &members {
                    self.waiting[member] -= 1;
                }
                members
            } else {
                self.forget_last_of(nr).into_iter().collect()
            };
            for member in forgotten {
                if self.waiting[member] == 0 && self.is_left[member] {
                    self.is_left[member] = false;
                    left_out.push(member);
                }
            }
        }
    }

    /// Breadth-first from a wait along holders back to it, over at most `limit` waits.
    fn cycle_through(&self, start: usize, limit: usize) -> Option<Vec<usize>> {
        let first = self.waits[start].task;
        // From which wait a wait was come to, and how many waits the way to it has.
        let mut ways: Vec<Option<(usize, usize)>> = vec![None; self.waits.len()];
        ways[start] = Some((start, 1));
        let mut is_seen = vec![false; self.lists.len()];
        let mut next = VecDeque::from([start]);
        while let Some(i) = next.pop_front() {
            let (_, len) = ways[i].expect("it was come to");
            if len > limit {
                return None;
            }
            if self.waits[i].holders.contains(first) {
                let way = successors(Some(i), |&i| ways[i].map(|(from, _)| from).filter(|_| i != start));
                let mut way: Vec<usize> = way.collect();
                way.reverse();
                return Some(way);
            }
            // Who does not count on a list is who waits, and known: one look at each list is enough.
            if std::mem::replace(&mut is_seen[self.list_of[i]], true) {
                continue;
            }
            for &holder in self.lists[self.list_of[i]].members.iter().filter(|&&holder| self.is_left[holder])
            {
                if ways[holder].is_none() {
                    ways[holder] = Some((i, len + 1));
                    next.push_back(holder);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holders::Holders;
    use crate::id::{FileId, PageId};
    use crate::prng::Prng;
    use crate::state::BlockedOn;
    use crate::wait_graph::WaitKind;

    /// The search for a shortest cycle without anything left out: from each wait in turn, over whole paths.
    fn plain_cycle(waits: &[Wait]) -> Vec<&Wait> {
        let mut shortest: Vec<&Wait> = Vec::new();
        for start in waits {
            let (mut paths, mut seen, mut next) = (vec![vec![start]], vec![start.task], 0);
            while next < paths.len() {
                let path = paths[next].clone();
                next += 1;
                let last = path[path.len() - 1];
                if last.holders.contains(start.task) {
                    if shortest.is_empty() || path.len() < shortest.len() {
                        shortest = path;
                    }
                    break;
                }
                for wait in waits.iter().filter(|wait| last.holders.contains(wait.task)) {
                    if !seen.contains(&wait.task) {
                        seen.push(wait.task);
                        paths.push(path.iter().copied().chain([wait]).collect());
                    }
                }
            }
        }
        shortest
    }

    /// Tasks that can come back to themselves.
    fn plain_tasks_in_cycles(waits: &[Wait]) -> Vec<TaskId> {
        let comes_back = |task: TaskId| {
            let (mut seen, mut next) = (vec![task], 0);
            while next < seen.len() {
                let at = seen[next];
                for wait in waits.iter().filter(|wait| wait.task == at) {
                    if wait.holders.contains(task) {
                        return true;
                    }
                    for holder in wait.holders.iter() {
                        if !seen.contains(&holder) {
                            seen.push(holder);
                        }
                    }
                }
                next += 1;
            }
            false
        };
        waits.iter().map(|wait| wait.task).filter(|&task| comes_back(task)).collect()
    }

    /// Tasks that wait for each other's locks, for everybody inside a semaphore, and for the users of a pool.
    fn random_waits(random: &mut Prng) -> Vec<Wait> {
        let tasks = 2 + random.below(7);
        let some = |random: &mut Prng| -> Holders {
            Holders::new((0..tasks).filter(|_| random.below(3) == 0).map(TaskId::new))
        };
        let (pool, inside) = (some(random), some(random));
        let wait = |task: usize, random: &mut Prng| {
            let (task, one) = (TaskId::new(task), TaskId::new(random.below(tasks)));
            let (holders, kind, on) = match random.below(5) {
                0 => return None,
                1 => (inside.clone(), WaitKind::All, BlockedOn::IMutex(FileId(0))),
                2 => (pool.others_than(task), WaitKind::Any, BlockedOn::PkmapSlot(PageId(0))),
                _ => (Holders::new([one]), WaitKind::All, BlockedOn::PageLock(PageId(0))),
            };
            Some(Wait { task, on, holders, kind })
        };
        (0..tasks).filter_map(|task| wait(task, random)).collect()
    }

    #[test]
    fn what_is_left_out_makes_no_difference() {
        let mut random = Prng::new(2007);
        let mut lens = [0; 10];
        for _ in 0..50_000 {
            let waits = random_waits(&mut random);
            let found = cycle(&waits);
            assert_eq!(found, plain_cycle(&waits), "{waits:?}");
            assert_eq!(tasks_in_cycles(&waits), plain_tasks_in_cycles(&waits), "{waits:?}");
            lens[found.len()] += 1;
        }
        assert!(lens[..5].iter().all(|&n| n > 100), "cycles of {lens:?}");
    }

    #[test]
    fn a_ring_of_a_thousand_is_one_cycle() {
        let wait = |task: u16| Wait {
            task: TaskId(task),
            on: BlockedOn::PageLock(PageId(0)),
            holders: Holders::new([TaskId((task + 1) % 1000)]),
            kind: WaitKind::All,
        };
        let waits: Vec<Wait> = (0..1000).map(wait).collect();
        assert_eq!(cycle(&waits).len(), 1000);
        assert_eq!(tasks_in_cycles(&waits).len(), 1000);
    }
}
