//! The wait-for graph as it is drawn: tasks on one side, what they wait for on the other, in fixed rows.
//!
//! Arrow: `WaitView` -> **[`Picture`]** -> SVG, table, Graphviz. Pure: positions are rows, never a layout that moves.
//! Tasks that wait for and hold the same are one row. A cycle comes first, its rows together, its edges numbered.

use std::collections::VecDeque;

use pagelock_lists::{self as lists, Map};

use crate::view::{WaitKindView, WaitView};

/// Tasks that stand alike and still have a row each.
const ALIKE_MAX: usize = 4;

/// Rows, edges between them, and which belong to a cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Rows of tasks: one task, or all that stand alike.
    pub tasks: Vec<Vec<u32>>,
    /// Rows of what they wait for.
    pub locks: Vec<String>,
    /// Edges in the order of their numbers; those without one last.
    pub edges: Vec<Edge>,
    /// Cycles: the first rows of both sides belong to the first one, and so on.
    pub cycles: Vec<Cycle>,
}

/// How many rows a cycle has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Rows of tasks.
    pub tasks: usize,
    /// Rows of locks.
    pub locks: usize,
}

/// An edge between a row of tasks and a row of locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Row of tasks.
    pub task: usize,
    /// Row of locks.
    pub lock: usize,
    /// Which way.
    pub way: Way,
    /// Whose release is enough.
    pub kind: WaitKindView,
    /// Its place in the cycle, from 1.
    pub number: Option<usize>,
}

/// Directions of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// From a task to what it waits for.
    Waits,
    /// From a lock to who has it, or is queued before.
    Held,
}

/// What is drawn, by numbers of its own before rows are given.
struct Graph {
    nodes: Vec<Vec<u32>>,
    locks: Vec<String>,
    /// by node: the lock it waits for, how, whether on a cycle, and by whom that is held
    waits: Vec<Option<Wait>>,
}

#[derive(Clone)]
struct Wait {
    lock: usize,
    kind: WaitKindView,
    in_cycle: bool,
    /// in order
    holders: Vec<usize>,
}

impl Picture {
    /// The picture of the waits of a state.
    pub fn new(waits: &[WaitView]) -> Self {
        let graph = Graph::new(waits);
        let mut task_rows: Vec<usize> = Vec::new();
        let mut lock_rows: Vec<usize> = Vec::new();
        let (mut cycles, mut numbers) = (Vec::new(), Map::new_vec());
        for component in graph.components() {
            let (tasks_before, locks_before) = (task_rows.len(), lock_rows.len());
            let ring = graph.ring(&component);
            let first = numbers.len();
            for (i, &node) in ring.iter().enumerate() {
                let lock = graph.lock_of(node);
                let next = ring[(i + 1) % ring.len()];
                numbers.entry((node, lock, Way::Waits)).or_insert(first + 2 * i + 1);
                numbers.entry((next, lock, Way::Held)).or_insert(first + 2 * i + 2);
            }
            for node in ring.into_iter().chain(component) {
                push_new(&mut task_rows, node);
                push_new(&mut lock_rows, graph.lock_of(node));
            }
            let (tasks, locks) = (task_rows.len() - tasks_before, lock_rows.len() - locks_before);
            cycles.push(Cycle { tasks, locks });
        }
        let waiting = (0..graph.nodes.len()).filter(|&node| graph.waits[node].is_some());
        let idle = (0..graph.nodes.len()).filter(|&node| graph.waits[node].is_none());
        waiting.chain(idle).for_each(|node| push_new(&mut task_rows, node));
        (0..graph.locks.len()).for_each(|lock| push_new(&mut lock_rows, lock));
        let edges = graph.edges(&task_rows, &lock_rows, &numbers);
        Self {
            tasks: task_rows.iter().map(|&node| graph.nodes[node].clone()).collect(),
            locks: lock_rows.iter().map(|&lock| graph.locks[lock].clone()).collect(),
            edges,
            cycles,
        }
    }
}

fn push_new(rows: &mut Vec<usize>, row: usize) {
    if !rows.contains(&row) {
        rows.push(row);
    }
}

impl Graph {
    fn new(waits: &[WaitView]) -> Self {
        // What a task waits for and holds; tasks with the same are one node.
        let mut stands: Map<u32, (Option<usize>, Vec<usize>)> = Map::new_vec();
        for (i, wait) in waits.iter().enumerate() {
            wait.tasks.iter().for_each(|&task| stands.entry(task).or_default().0 = Some(i));
            wait.holders.iter().for_each(|&task| stands.entry(task).or_default().1.push(i));
        }
        let mut stands: Vec<_> = stands.into_iter().map(|(task, stand)| (stand, task)).collect();
        lists::sort(&mut stands);
        let mut nodes: Vec<Vec<u32>> = Vec::new();
        for alike in stands.chunk_by(|(a, _), (b, _)| a == b) {
            let tasks = alike.iter().map(|(_, task)| *task);
            if alike.len() > ALIKE_MAX {
                nodes.push(tasks.collect());
            } else {
                nodes.extend(tasks.map(|task| vec![task]));
            }
        }
        lists::sort(&mut nodes);
        let tasks_of = nodes.iter().enumerate();
        let node_of =
            lists::distinct(tasks_of.flat_map(|(i, tasks)| tasks.iter().map(move |&task| (task, i))));
        let node_of = |task: &u32| {
            let place = node_of.binary_search_by_key(task, |&(task, _)| task);
            place.ok().map(|place| node_of[place].1)
        };
        let (mut locks, mut of) = (Vec::<String>::new(), vec![None; nodes.len()]);
        for wait in waits {
            let name = match wait.kind {
                WaitKindView::All | WaitKindView::Any => wait.lock.clone(),
                WaitKindView::Queue => format!("queue of {}", wait.lock),
            };
            let lock = locks.iter().position(|known| *known == name).unwrap_or_else(|| {
                locks.push(name);
                locks.len() - 1
            });
            let holders: Vec<usize> = lists::distinct(wait.holders.iter().filter_map(node_of));
            for node in wait.tasks.iter().filter_map(node_of) {
                of[node] =
                    Some(Wait { lock, kind: wait.kind, in_cycle: wait.in_cycle, holders: holders.clone() });
            }
        }
        Self { nodes, locks, waits: of }
    }

    fn lock_of(&self, node: usize) -> usize {
        self.waits[node].as_ref().map_or(0, |wait| wait.lock)
    }

    /// Nodes whose release a node waits for, of those on cycles.
    fn next(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let wait = self.waits[node].as_ref().filter(|wait| wait.in_cycle);
        let holders = wait.into_iter().flat_map(|wait| wait.holders.iter().copied());
        holders.filter(|&holder| self.waits[holder].as_ref().is_some_and(|wait| wait.in_cycle))
    }

    /// Nodes on cycles, those that can reach each other together.
    fn components(&self) -> Vec<Vec<usize>> {
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for node in 0..self.nodes.len() {
            self.next(node).for_each(|next| before[next].push(node));
        }
        let (mut taken, mut components) = (vec![false; self.nodes.len()], Vec::new());
        for start in 0..self.nodes.len() {
            if taken[start] || !self.waits[start].as_ref().is_some_and(|wait| wait.in_cycle) {
                continue;
            }
            let onwards = reach(start, self.nodes.len(), |node| self.next(node).collect());
            let backwards = reach(start, self.nodes.len(), |node| before[node].clone());
            let component: Vec<usize> =
                (0..self.nodes.len()).filter(|&node| onwards[node] && backwards[node]).collect();
            for &node in &component {
                taken[node] = true;
            }
            components.push(component);
        }
        components
    }

    /// A shortest cycle through the first node of a component that lies on one.
    fn ring(&self, component: &[usize]) -> Vec<usize> {
        component.iter().find_map(|&start| self.ring_through(start)).unwrap_or_default()
    }

    fn ring_through(&self, start: usize) -> Option<Vec<usize>> {
        let (mut parents, mut queue) = (vec![None; self.nodes.len()], VecDeque::from([start]));
        parents[start] = Some(start);
        while let Some(node) = queue.pop_front() {
            for next in self.next(node) {
                if next == start {
                    let way =
                        std::iter::successors(Some(node), |node| parents[*node].filter(|_| *node != start));
                    let mut way: Vec<usize> = way.collect();
                    way.reverse();
                    return Some(way);
                }
                parents[next].get_or_insert_with(|| {
                    queue.push_back(next);
                    node
                });
            }
        }
        None
    }

    fn edges(
        &self,
        task_rows: &[usize],
        lock_rows: &[usize],
        numbers: &Map<(usize, usize, Way), usize>,
    ) -> Vec<Edge> {
        let rows = |rows: &[usize]| -> Vec<usize> {
            let mut row_of = vec![0; rows.len()];
            rows.iter().enumerate().for_each(|(row, &node)| row_of[node] = row);
            row_of
        };
        let (task_row, lock_row) = (rows(task_rows), rows(lock_rows));
        let mut edges: Vec<Edge> = Vec::new();
        for (node, wait) in self.waits.iter().enumerate() {
            let Some(wait) = wait else { continue };
            let ends = wait.holders.iter().map(|&holder| (holder, Way::Held));
            for (at, way) in [(node, Way::Waits)].into_iter().chain(ends) {
                let number = numbers.get(&(at, wait.lock, way)).copied();
                let (task, lock) = (task_row[at], lock_row[wait.lock]);
                edges.push(Edge { task, lock, way, kind: wait.kind, number });
            }
        }
        lists::sort_by_key(&mut edges, |edge| (edge.task, edge.lock, edge.way));
        edges.dedup_by_key(|edge| (edge.task, edge.lock, edge.way));
        lists::sort_by_key(&mut edges, |edge| edge.number.unwrap_or(usize::MAX));
        edges
    }
}

fn reach(start: usize, nodes: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    let (mut reached, mut queue) = (vec![false; nodes], vec![start]);
    reached[start] = true;
    while let Some(node) = queue.pop() {
        for next in next(node) {
            if !std::mem::replace(&mut reached[next], true) {
                queue.push(next);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(tasks: &[u32], lock: &str, holders: &[u32], kind: WaitKindView, in_cycle: bool) -> WaitView {
        WaitView {
            tasks: tasks.to_vec(),
            resource: lock.to_owned(),
            lock: lock.to_owned(),
            holders: holders.to_vec(),
            kind,
            in_cycle,
        }
    }

    /// Edges as `1 T0 > a` (a task waits) and `2 a > T1` (a lock is held).
    fn shown(picture: &Picture) -> Vec<String> {
        let edge = |edge: &Edge| {
            let task = format!(
                "T{}",
                picture.tasks[edge.task].iter().map(u32::to_string).collect::<Vec<_>>().join("+")
            );
            let lock = &picture.locks[edge.lock];
            let number = edge.number.map_or_else(|| "-".to_owned(), |number| number.to_string());
            match edge.way {
                Way::Waits => format!("{number} {task} > {lock}"),
                Way::Held => format!("{number} {lock} > {task}"),
            }
        };
        picture.edges.iter().map(edge).collect()
    }

    #[test]
    fn nobody_waits_in_an_empty_picture() {
        assert_eq!(Picture::new(&[]), Picture::default());
    }

    #[test]
    fn the_edges_of_a_cycle_are_numbered_along_it() {
        let all = WaitKindView::All;
        let picture = Picture::new(&[wait(&[0], "b", &[1], all, true), wait(&[1], "a", &[0], all, true)]);
        assert_eq!(shown(&picture), ["1 T0 > b", "2 b > T1", "3 T1 > a", "4 a > T0"]);
        assert_eq!(picture.cycles, [Cycle { tasks: 2, locks: 2 }]);
        let own = Picture::new(&[wait(&[3], "a", &[3], all, true)]);
        assert_eq!(shown(&own), ["1 T3 > a", "2 a > T3"]);
    }

    #[test]
    fn who_waits_for_a_cycle_is_outside_of_its_box() {
        let all = WaitKindView::All;
        let picture = Picture::new(&[
            wait(&[0], "m", &[2], all, false),
            wait(&[1], "b", &[2], all, true),
            wait(&[2], "a", &[1], all, true),
        ]);
        assert_eq!(picture.tasks, [[1], [2], [0]]);
        assert_eq!(picture.locks, ["b", "a", "m"]);
        assert_eq!(picture.cycles, [Cycle { tasks: 2, locks: 2 }]);
        assert_eq!(shown(&picture)[4..], ["- m > T2", "- T0 > m"].map(str::to_owned));
    }

    #[test]
    fn two_cycles_have_a_box_each() {
        let all = WaitKindView::All;
        let picture = Picture::new(&[
            wait(&[0], "a", &[0], all, true),
            wait(&[1], "c", &[2], all, true),
            wait(&[2], "b", &[1], all, true),
        ]);
        assert_eq!(picture.cycles, [Cycle { tasks: 1, locks: 1 }, Cycle { tasks: 2, locks: 2 }]);
        assert_eq!(picture.tasks, [[0], [1], [2]]);
    }

    #[test]
    fn a_place_in_a_queue_is_a_row_of_its_own() {
        // R queues behind W, W waits for A inside, A for a page of R.
        let picture = Picture::new(&[
            wait(&[0], "m", &[1], WaitKindView::Queue, true),
            wait(&[1], "m", &[2], WaitKindView::All, true),
            wait(&[2], "p", &[0], WaitKindView::All, true),
        ]);
        assert_eq!(picture.locks, ["queue of m", "m", "p"]);
        let numbered =
            ["1 T0 > queue of m", "2 queue of m > T1", "3 T1 > m", "4 m > T2", "5 T2 > p", "6 p > T0"];
        assert_eq!(shown(&picture), numbered);
    }

    #[test]
    fn hundreds_that_stand_alike_are_one_row() {
        let tasks: Vec<u32> = (0..512).collect();
        let picture = Picture::new(&[wait(&tasks, "the kmap pool", &tasks, WaitKindView::Any, true)]);
        assert_eq!((picture.tasks.len(), picture.tasks[0].len(), picture.locks.len()), (1, 512, 1));
        assert_eq!(picture.edges.iter().map(|edge| edge.number).collect::<Vec<_>>(), [Some(1), Some(2)]);
    }
}
