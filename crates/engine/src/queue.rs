//! States to expand, by the steps that lead to them: a bucket for each distance (Dial 1969).
//!
//! It knows numbers of states and of steps only. Those of one distance come out in the order they came in.

use std::collections::{BTreeMap, VecDeque};

use crate::visited::{OutOfMemory, StateNr};

/// States to expand. A state to which a shorter way was found is there twice.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    /// invariant: none is empty
    buckets: BTreeMap<u32, VecDeque<StateNr>>,
    capacity: usize,
}

impl Queue {
    pub(crate) fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Bytes allocated, about.
    pub(crate) fn memory(&self) -> usize {
        self.capacity * size_of::<StateNr>()
    }

    pub(crate) fn push(&mut self, steps: u32, state: StateNr) -> Result<(), OutOfMemory> {
        let bucket = self.buckets.entry(steps).or_default();
        let before = bucket.capacity();
        bucket.try_reserve(1).map_err(|_| OutOfMemory)?;
        self.capacity += bucket.capacity() - before;
        bucket.push_back(state);
        Ok(())
    }

    /// One of the nearest, with its steps.
    pub(crate) fn pop(&mut self) -> Option<(u32, StateNr)> {
        let mut bucket = self.buckets.first_entry()?;
        let (steps, state) = (*bucket.key(), bucket.get_mut().pop_front());
        if bucket.get().is_empty() {
            self.capacity -= bucket.remove().capacity();
        }
        Some((steps, state.expect("no bucket is empty")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_equals_in_order() {
        let mut queue = Queue::default();
        for (steps, state) in [(2, 20), (0, 1), (2, 21), (1, 10), (0, 2)] {
            assert!(queue.push(steps, state).is_ok());
        }
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [(0, 1), (0, 2), (1, 10), (2, 20), (2, 21)]);
        assert!(queue.is_empty());
        assert_eq!(queue.memory(), 0);
    }
}
