//! The states a search has seen: an arena of words with an index that compares whole states.
//!
//! The hash only finds candidates; two states are the same only if all their words are. States are numbered in the
//! order they were added, and nothing ever walks the index, so no order comes from the hash.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::hash::BuildHasher;

/// States of one chunk of the arena. Chunks are never moved, so growth does not copy states.
const CHUNK: usize = 1 << 14;

/// Number of a state in the order of discovery.
pub(crate) type StateNr = u32;

/// Memory could not be had.
pub(crate) struct OutOfMemory;

/// A set of states, each of the same number of words.
#[derive(Debug)]
pub(crate) struct Visited {
    words: usize,
    chunks: Vec<Vec<u64>>,
    index: HashTable<StateNr>,
    hasher: FixedState,
}

impl Visited {
    pub(crate) fn new(words: usize) -> Self {
        Self { words, chunks: Vec::new(), index: HashTable::new(), hasher: FixedState::with_seed(0) }
    }

    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    /// Bytes allocated.
    pub(crate) fn memory(&self) -> usize {
        self.chunks.len() * CHUNK * self.words * 8 + self.index.allocation_size()
    }

    pub(crate) fn get(&self, state: StateNr) -> &[u64] {
        get(&self.chunks, self.words, state)
    }

    pub(crate) fn contains(&self, state: &[u64]) -> bool {
        let equal = |&nr: &StateNr| self.get(nr) == state;
        self.index.find(self.hasher.hash_one(state), equal).is_some()
    }

    /// Number of the state, and whether it is new.
    pub(crate) fn insert(&mut self, state: &[u64]) -> Result<(StateNr, bool), OutOfMemory> {
        let Self { words, chunks, index, hasher } = self;
        let rehash = |&nr: &StateNr| hasher.hash_one(get(chunks, *words, nr));
        index.try_reserve(1, rehash).map_err(|_| OutOfMemory)?;
        let len = index.len();
        let equal = |&nr: &StateNr| get(chunks, *words, nr) == state;
        match index.entry(hasher.hash_one(state), equal, rehash) {
            Entry::Occupied(entry) => Ok((*entry.get(), false)),
            Entry::Vacant(entry) => {
                let nr = StateNr::try_from(len).map_err(|_| OutOfMemory)?;
                if len.is_multiple_of(CHUNK) {
                    let mut chunk = Vec::new();
                    chunk.try_reserve_exact(CHUNK * *words).map_err(|_| OutOfMemory)?;
                    chunks.try_reserve(1).map_err(|_| OutOfMemory)?;
                    entry.insert(nr);
                    chunks.push(chunk);
                } else {
                    entry.insert(nr);
                }
                chunks[len / CHUNK].extend_from_slice(state);
                Ok((nr, true))
            }
        }
    }
}

fn get(chunks: &[Vec<u64>], words: usize, state: StateNr) -> &[u64] {
    let state = state as usize;
    &chunks[state / CHUNK][state % CHUNK * words..][..words]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_states_have_one_number_across_chunks() {
        let mut visited = Visited::new(2);
        let state = |i: u64| [i / 7, i];
        for i in 0..3 * CHUNK as u64 {
            assert!(matches!(visited.insert(&state(i)), Ok((nr, true)) if u64::from(nr) == i));
        }
        for i in 0..3 * CHUNK as u64 {
            assert!(matches!(visited.insert(&state(i)), Ok((nr, false)) if u64::from(nr) == i));
            assert_eq!(visited.get(u32::try_from(i).unwrap()), state(i));
        }
        assert_eq!(visited.len(), 3 * CHUNK);
    }
}
