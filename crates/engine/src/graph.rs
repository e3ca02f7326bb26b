//! The transition graph of a search: edges by state, and the components in which a run could go round for ever.
//!
//! It knows numbers of states and of edges only; what they mean is the search's business.

use std::ops::Range;

use pagelock_lists as lists;

use crate::visited::{OutOfMemory, StateNr};

/// Edges of the states that were expanded, in whatever order that was.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    targets: Vec<StateNr>,
    /// from where to where the edges of each state are; a state that was not expanded has none
    spans: Vec<(u32, u32)>,
}

/// Edges by where they lead.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// where those of each state begin; one more for the end
    starts: Vec<u32>,
    sources: Vec<StateNr>,
}

impl Sources {
    /// The states with an edge to this one.
    pub(crate) fn of(&self, state: StateNr) -> &[StateNr] {
        let state = state as usize;
        &self.sources[self.starts[state] as usize..self.starts[state + 1] as usize]
    }
}

impl Edges {
    pub(crate) fn memory(&self) -> usize {
        self.targets.capacity() * 4 + self.spans.capacity() * 8
    }

    pub(crate) fn len(&self) -> usize {
        self.targets.len()
    }

    /// Adds an edge of the state that is being expanded.
    pub(crate) fn push(&mut self, target: StateNr) -> Result<(), OutOfMemory> {
        self.targets.try_reserve(1).map_err(|_| OutOfMemory)?;
        self.targets.push(target);
        Ok(())
    }

    /// The edges from the `first` on are those of a state.
    pub(crate) fn end_state(&mut self, state: StateNr, first: usize) -> Result<(), OutOfMemory> {
        let state = state as usize;
        if self.spans.len() <= state {
            let more = state + 1 - self.spans.len();
            self.spans.try_reserve(more).map_err(|_| OutOfMemory)?;
            self.spans.resize(state + 1, (0, 0));
        }
        let number = |n: usize| u32::try_from(n).map_err(|_| OutOfMemory);
        self.spans[state] = (number(first)?, number(self.targets.len())?);
        Ok(())
    }

    /// Targets of a state; none for one that was not expanded.
    pub(crate) fn of(&self, state: StateNr) -> &[StateNr] {
        &self.targets[self.span(state)]
    }

    /// Which edges those are, counted as they were added.
    pub(crate) fn span(&self, state: StateNr) -> Range<usize> {
        let (start, end) = self.spans.get(state as usize).copied().unwrap_or_default();
        start as usize..end as usize
    }

    /// The same edges the other way round, among so many states.
    pub(crate) fn turned(&self, states: usize) -> Sources {
        let mut starts = vec![0_u32; states + 1];
        let all =
            || (0..).take(self.spans.len()).flat_map(|from| self.of(from).iter().map(move |&to| (from, to)));
        all().for_each(|(_, to)| starts[to as usize + 1] += 1);
        for state in 0..states {
            starts[state + 1] += starts[state];
        }
        let mut next = starts.clone();
        let mut sources = vec![0; starts[states] as usize];
        for (from, to) in all() {
            sources[next[to as usize] as usize] = from;
            next[to as usize] += 1;
        }
        Sources { starts, sources }
    }

    /// Whether there may be a cycle: surely not where every edge leads farther from the start.
    pub(crate) fn may_have_cycle(&self, steps: impl Fn(StateNr) -> u32) -> bool {
        let climbs = |state: StateNr| self.of(state).iter().all(|&target| steps(target) > steps(state));
        let mut states =
            (0..self.spans.len()).map(|n| StateNr::try_from(n).expect("states are numbered by u32"));
        !states.all(climbs)
    }

    /// Strongly connected components with at least one edge inside, each with its states in order (Tarjan 1972,
    /// without recursion).
    pub(crate) fn cyclic_components(&self) -> Vec<Vec<StateNr>> {
        const UNSEEN: u32 = u32::MAX;
        let n = self.spans.len();
        let mut order = vec![UNSEEN; n];
        let mut low = vec![0u32; n];
        let mut on_stack = vec![false; n];
        let (mut stack, mut components, mut next) = (Vec::new(), Vec::new(), 0);
        for root in 0..n {
            let mut path = vec![(root, 0usize)];
            while let Some(&mut (state, ref mut edge)) = path.last_mut() {
                if order[state] == UNSEEN {
                    (order[state], low[state]) = (next, next);
                    next += 1;
                    stack.push(state);
                    on_stack[state] = true;
                } else if *edge == 0 && path.len() == 1 && !on_stack[state] {
                    break; // a root that an earlier one has reached
                }
                let nr = StateNr::try_from(state).expect("states are numbered by u32");
                let (_, edge) = path.last_mut().expect("the loop has a state");
                if let Some(&target) = self.of(nr).get(*edge) {
                    *edge += 1;
                    let target = target as usize;
                    if target >= n {
                        continue; // not expanded
                    }
                    if order[target] == UNSEEN {
                        path.push((target, 0));
                    } else if on_stack[target] {
                        low[state] = low[state].min(order[target]);
                    }
                    continue;
                }
                path.pop();
                if let Some(&(parent, _)) = path.last() {
                    low[parent] = low[parent].min(low[state]);
                }
                if low[state] == order[state] {
                    let from = stack.iter().rposition(|&s| s == state).expect("its root is on the stack");
                    let mut component: Vec<StateNr> = Vec::new();
                    for member in stack.split_off(from) {
                        on_stack[member] = false;
                        component.push(StateNr::try_from(member).expect("states are numbered by u32"));
                    }
                    if component.len() > 1 || self.of(nr).contains(&nr) {
                        lists::sort(&mut component);
                        components.push(component);
                    }
                }
            }
        }
        components
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(graph: &[&[StateNr]]) -> Edges {
        let mut edges = Edges::default();
        for (state, targets) in (0..).zip(graph) {
            let first = edges.len();
            targets.iter().for_each(|&target| assert!(edges.push(target).is_ok()));
            assert!(edges.end_state(state, first).is_ok());
        }
        edges
    }

    #[test]
    fn a_graph_without_cycles_has_no_cyclic_component() {
        assert_eq!(edges(&[&[1, 2], &[3], &[3], &[]]).cyclic_components(), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn edges_that_lead_farther_have_no_cycle() {
        let graph = edges(&[&[1, 2], &[3], &[3], &[]]);
        assert!(!graph.may_have_cycle(|state| [0, 1, 1, 2][state as usize]));
        assert!(graph.may_have_cycle(|state| [0, 1, 2, 2][state as usize]));
        assert!(edges(&[&[1], &[0]]).may_have_cycle(|state| state));
    }

    #[test]
    fn cycles_and_self_loops_are_found_and_kept_apart() {
        let graph = edges(&[&[1], &[2], &[1, 3], &[3], &[0]]);
        let mut found = graph.cyclic_components();
        found.sort();
        assert_eq!(found, [vec![1, 2], vec![3]]);
    }

    #[test]
    fn edges_are_turned_with_those_to_states_that_were_not_expanded() {
        let sources = edges(&[&[1, 2, 3], &[2], &[2, 0]]).turned(4);
        assert_eq!([0, 1, 2, 3].map(|state| sources.of(state)), [&[2][..], &[0], &[0, 1, 2], &[0]]);
    }

    #[test]
    fn a_component_reached_twice_is_reported_once() {
        let graph = edges(&[&[1, 2], &[2], &[1, 0]]);
        assert_eq!(graph.cyclic_components(), [vec![0, 1, 2]]);
    }
}
