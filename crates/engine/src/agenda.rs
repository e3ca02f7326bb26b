//! How states were reached, and which to expand next: the nearest (Dial 1969: a bucket for each distance).
//!
//! It knows numbers of states and of steps; what a way from one state to the next is, is the search's business. Those
//! of one distance come out in the order they came in.

use std::collections::{BTreeMap, VecDeque};

use crate::visited::{OutOfMemory, StateNr};

/// How a state was reached: by way `W` from its parent.
#[derive(Clone, Copy, Debug)]
struct Reached<W> {
    /// the initial state is its own
    parent: StateNr,
    steps: u32,
    way: W,
    is_expanded: bool,
}

/// States that are known, and those that are still to be expanded.
#[derive(Debug)]
pub(crate) struct Agenda<W> {
    /// by state
    reached: Vec<Reached<W>>,
    /// by steps; a state to which a shorter way was found is there twice. invariant: none is empty
    buckets: BTreeMap<u32, VecDeque<StateNr>>,
    /// of all buckets
    capacity: usize,
    expanded: usize,
    depth: u32,
}

impl<W: Copy> Agenda<W> {
    pub(crate) fn new() -> Self {
        Self { reached: Vec::new(), buckets: BTreeMap::new(), capacity: 0, expanded: 0, depth: 0 }
    }

    /// Whether nothing is left to expand.
    pub(crate) fn is_over(&self) -> bool {
        self.buckets.is_empty()
    }

    /// States that were not expanded.
    pub(crate) fn frontier(&self) -> u64 {
        (self.reached.len() - self.expanded) as u64
    }

    /// Steps to the farthest state that was expanded.
    pub(crate) fn depth(&self) -> u32 {
        self.depth
    }

    /// Steps of the shortest way to a state that is known.
    pub(crate) fn steps_to(&self, state: StateNr) -> u32 {
        self.reached[state as usize].steps
    }

    /// Bytes allocated, about.
    pub(crate) fn memory(&self) -> usize {
        self.capacity * size_of::<StateNr>() + self.reached.capacity() * size_of::<Reached<W>>()
    }

    /// A state was reached; it counts if it is new, or if this way is shorter than the one that is known.
    pub(crate) fn note(
        &mut self,
        state: StateNr,
        parent: StateNr,
        steps: u32,
        way: W,
    ) -> Result<(), OutOfMemory> {
        let reached = Reached { parent, steps, way, is_expanded: false };
        match self.reached.get_mut(state as usize) {
            Some(known) if known.steps <= steps => return Ok(()),
            Some(known) => *known = reached,
            None => {
                assert_eq!(self.reached.len(), state as usize, "states are numbered as they are reached");
                self.reached.try_reserve(1).map_err(|_| OutOfMemory)?;
                self.reached.push(reached);
            }
        }
        let bucket = self.buckets.entry(steps).or_default();
        let before = bucket.capacity();
        bucket.try_reserve(1).map_err(|_| OutOfMemory)?;
        self.capacity += bucket.capacity() - before;
        bucket.push_back(state);
        Ok(())
    }

    /// A nearest state that was not expanded, with its steps; from now on it counts as expanded.
    pub(crate) fn next(&mut self) -> Option<(StateNr, u32)> {
        while let Some(mut bucket) = self.buckets.first_entry() {
            let (steps, state) = (*bucket.key(), bucket.get_mut().pop_front());
            if bucket.get().is_empty() {
                self.capacity -= bucket.remove().capacity();
            }
            let state = state.expect("no bucket is empty");
            let reached = &mut self.reached[state as usize];
            if !reached.is_expanded && reached.steps == steps {
                reached.is_expanded = true;
                self.expanded += 1;
                self.depth = steps;
                return Some((state, steps));
            }
        }
        None
    }

    /// The ways that lead to a state, each with how many steps it takes.
    pub(crate) fn way_to(&self, mut state: StateNr) -> Vec<(W, u32)> {
        let mut ways = Vec::new();
        while state != 0 {
            let reached = &self.reached[state as usize];
            ways.push((reached.way, reached.steps - self.reached[reached.parent as usize].steps));
            state = reached.parent;
        }
        ways.reverse();
        ways
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agenda(noted: &[(StateNr, StateNr, u32, char)]) -> Agenda<char> {
        let mut agenda = Agenda::new();
        for &(state, parent, steps, way) in noted {
            assert!(agenda.note(state, parent, steps, way).is_ok());
        }
        agenda
    }

    #[test]
    fn the_nearest_come_first_and_equals_in_order() {
        let mut agenda =
            agenda(&[(0, 0, 0, ' '), (1, 0, 2, 'a'), (2, 0, 1, 'b'), (3, 0, 2, 'c'), (4, 0, 1, 'd')]);
        assert_eq!(agenda.frontier(), 5);
        let order: Vec<_> = std::iter::from_fn(|| agenda.next()).collect();
        assert_eq!(order, [(0, 0), (2, 1), (4, 1), (1, 2), (3, 2)]);
        assert!(agenda.is_over());
        assert_eq!((agenda.frontier(), agenda.depth(), agenda.capacity), (0, 2, 0));
    }

    #[test]
    fn a_shorter_way_takes_the_place_of_a_longer_one() {
        let noted = [(0, 0, 0, ' '), (1, 0, 5, 'a'), (2, 0, 1, 'b'), (1, 2, 3, 'c'), (1, 0, 4, 'd')];
        let mut agenda = agenda(&noted);
        assert_eq!(agenda.way_to(1), [('b', 1), ('c', 2)]);
        let order: Vec<_> = std::iter::from_fn(|| agenda.next()).collect();
        assert_eq!(order, [(0, 0), (2, 1), (1, 3)]);
    }
}
