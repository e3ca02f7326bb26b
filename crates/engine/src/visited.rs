//! The states a search has seen: an arena of words with an index that compares whole states.
//!
//! The hash only finds candidates; two states are the same only if all their words are. States are numbered in the
//! order they were added, and nothing ever walks the index, so no order comes from the hash.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::hash::{BuildHasher as _, Hasher as _};

/// Words of one chunk of the arena, about. Chunks are never moved, so growth does not copy states.
const CHUNK_WORDS: usize = 1 << 17;

/// Number of a state in the order of discovery.
pub(crate) type StateNr = u32;

/// An entry of an index: a number, and the hash of what has it, so that growth of the index reads no states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Indexed {
    pub(crate) nr: u32,
    hash: Hash,
}

/// A hash, of which half is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hash(u32);

impl Hash {
    /// Word by word, which is faster for so few than byte by byte.
    #[inline]
    pub(crate) fn of(hasher: &FixedState, words: &[u64]) -> Self {
        let mut hasher = hasher.build_hasher();
        for &word in words {
            hasher.write_u64(word);
        }
        Self(u32::try_from(hasher.finish() >> 32).expect("half of it is left"))
    }

    /// Spread over all bits again: the index takes low ones for the place and high ones for a tag.
    #[inline]
    pub(crate) fn spread(self) -> u64 {
        u64::from(self.0).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    #[inline]
    pub(crate) fn with(self, nr: u32) -> Indexed {
        Indexed { nr, hash: self }
    }
}

impl Indexed {
    /// Whether it may be one of this hash.
    #[inline]
    pub(crate) fn may_be(self, hash: Hash) -> bool {
        self.hash == hash
    }

    /// Its place in the index.
    #[inline]
    pub(crate) fn spread(self) -> u64 {
        self.hash.spread()
    }
}

/// Memory could not be had.
pub(crate) struct OutOfMemory;

/// A set of states, each of the same number of words.
#[derive(Debug)]
pub(crate) struct Visited {
    arena: Arena,
    index: HashTable<Indexed>,
    hasher: FixedState,
}

impl Visited {
    pub(crate) fn new(words: usize) -> Self {
        Self { arena: Arena::new(words), index: HashTable::new(), hasher: FixedState::with_seed(0) }
    }

    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    /// Bytes allocated.
    pub(crate) fn memory(&self) -> usize {
        self.arena.memory() + self.index.allocation_size()
    }

    pub(crate) fn get(&self, state: StateNr) -> &[u64] {
        self.arena.get(state)
    }

    pub(crate) fn contains(&self, state: &[u64]) -> bool {
        self.find(state).is_some()
    }

    /// Number of a state, if it was seen.
    pub(crate) fn find(&self, state: &[u64]) -> Option<StateNr> {
        let hash = Hash::of(&self.hasher, state);
        let found = self.index.find(hash.spread(), |entry| entry.may_be(hash) && self.get(entry.nr) == state);
        found.map(|entry| entry.nr)
    }

    /// Number of the state, and whether it is new.
    pub(crate) fn insert(&mut self, state: &[u64]) -> Result<(StateNr, bool), OutOfMemory> {
        let Self { arena, index, hasher } = self;
        let hash = Hash::of(hasher, state);
        index.try_reserve(1, |entry| entry.spread()).map_err(|_| OutOfMemory)?;
        let len = index.len();
        let equal = |entry: &Indexed| entry.may_be(hash) && arena.get(entry.nr) == state;
        match index.entry(hash.spread(), equal, |entry| entry.spread()) {
            Entry::Occupied(entry) => Ok((entry.get().nr, false)),
            Entry::Vacant(entry) => {
                let nr = StateNr::try_from(len).map_err(|_| OutOfMemory)?;
                arena.push(state)?;
                entry.insert(hash.with(nr));
                Ok((nr, true))
            }
        }
    }
}

/// States one after the other, each of the same number of words.
#[derive(Debug)]
struct Arena {
    words: usize,
    /// states of a chunk, as a power of two
    shift: u32,
    /// invariant: all but the last are full
    chunks: Vec<Vec<u64>>,
}

impl Arena {
    fn new(words: usize) -> Self {
        let shift = (CHUNK_WORDS / words).max(1).ilog2();
        Self { words, shift, chunks: Vec::new() }
    }

    fn memory(&self) -> usize {
        (self.chunks.len() << self.shift) * self.words * 8
    }

    fn get(&self, state: StateNr) -> &[u64] {
        let state = state as usize;
        let start = (state & ((1 << self.shift) - 1)) * self.words;
        &self.chunks[state >> self.shift][start..start + self.words]
    }

    fn push(&mut self, state: &[u64]) -> Result<(), OutOfMemory> {
        let full = self.words << self.shift;
        if self.chunks.last().is_none_or(|chunk| chunk.len() == full) {
            let mut chunk = Vec::new();
            chunk.try_reserve_exact(full).map_err(|_| OutOfMemory)?;
            self.chunks.try_reserve(1).map_err(|_| OutOfMemory)?;
            self.chunks.push(chunk);
        }
        let last = self.chunks.last_mut().expect("there is one that is not full");
        last.extend_from_slice(state);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_states_have_one_number_across_chunks() {
        let mut visited = Visited::new(2);
        let state = |i: u64| [i / 7, i];
        for i in 0..3 * CHUNK_WORDS as u64 {
            assert!(matches!(visited.insert(&state(i)), Ok((nr, true)) if u64::from(nr) == i));
        }
        for i in 0..3 * CHUNK_WORDS as u64 {
            assert!(matches!(visited.insert(&state(i)), Ok((nr, false)) if u64::from(nr) == i));
            assert_eq!(visited.get(u32::try_from(i).unwrap()), state(i));
        }
        assert_eq!(visited.len(), 3 * CHUNK_WORDS);
    }
}
