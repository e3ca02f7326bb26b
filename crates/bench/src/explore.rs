//! A breadth-first search of any model, as plain as can be: what the engine's search without reductions does, without
//! a machine. States are whole values in an arena with an index that compares them.
//!
//! Arrow: `Model` -> **`Found`**. It knows no kernel.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// States and how to go on from them.
pub trait Model {
    /// A state.
    type State: Clone + Eq + Hash;

    /// Where every run begins.
    fn initial(&self) -> Self::State;

    /// Everybody has finished.
    fn is_finished(&self, state: &Self::State) -> bool;

    /// Calls `take` with every state that one step leads to.
    fn for_each_next(&self, state: &Self::State, take: impl FnMut(Self::State));
}

/// What a search found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Reachable states.
    pub states: u64,
    /// Steps between them.
    pub transitions: u64,
    /// States in which nobody can move and somebody has not finished.
    pub stuck: u64,
    /// Bytes of states and index.
    pub memory: u64,
}

/// Visits every state.
///
/// # Panics
/// With more states than a `u32` can number.
pub fn explore<M: Model>(model: &M) -> Found {
    let hasher = FixedState::with_seed(0);
    let mut arena = vec![model.initial()];
    let mut index = HashTable::new();
    index.insert_unique(hasher.hash_one(&arena[0]), 0, |_| 0);
    let mut found = Found::default();
    let mut expanded = 0;
    while let Some(state) = arena.get(expanded).cloned() {
        let before = found.transitions;
        model.for_each_next(&state, |next| {
            found.transitions += 1;
            let nr = u32::try_from(arena.len()).expect("fewer states");
            let equal = |&other: &u32| arena[other as usize] == next;
            let rehash = |&other: &u32| hasher.hash_one(&arena[other as usize]);
            if let Entry::Vacant(entry) = index.entry(hasher.hash_one(&next), equal, rehash) {
                entry.insert(nr);
                arena.push(next);
            }
        });
        found.stuck += u64::from(found.transitions == before && !model.is_finished(&state));
        expanded += 1;
    }
    found.states = arena.len() as u64;
    found.memory = (arena.capacity() * size_of::<M::State>() + index.allocation_size()) as u64;
    found
}
