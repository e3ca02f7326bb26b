//! Sequences of words, each of its own length, numbered in the order they were added and compared whole.
//!
//! The hash only finds candidates, and nothing ever walks the index, so no order comes from it.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::visited::{Hash, Indexed, OutOfMemory};

/// Words of a chunk. Chunks are never moved, so growth copies no sequences.
const CHUNK_WORDS: usize = 1 << 16;

/// A set of sequences.
#[derive(Debug)]
pub(crate) struct Sequences {
    chunks: Vec<Vec<u64>>,
    /// chunk, start and length of each
    spans: Vec<(u32, u32, u32)>,
    index: HashTable<Indexed>,
    hasher: FixedState,
}

impl Sequences {
    pub(crate) fn new() -> Self {
        let hasher = FixedState::with_seed(0);
        Self { chunks: Vec::new(), spans: Vec::new(), index: HashTable::new(), hasher }
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Bytes allocated.
    pub(crate) fn memory(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.capacity() * 8).sum::<usize>()
            + self.spans.capacity() * 12
            + self.index.allocation_size()
    }

    pub(crate) fn get(&self, nr: u32) -> &[u64] {
        let (chunk, start, len) = self.spans[nr as usize];
        &self.chunks[chunk as usize][start as usize..(start + len) as usize]
    }

    /// Number of a sequence, if it is there.
    pub(crate) fn find(&self, words: &[u64]) -> Option<u32> {
        let hash = Hash::of(&self.hasher, words);
        let is_it = |entry: &Indexed| entry.may_be(hash) && self.get(entry.nr) == words;
        self.index.find(hash.spread(), is_it).map(|entry| entry.nr)
    }

    /// Number of a sequence, and whether it is new.
    pub(crate) fn insert(&mut self, words: &[u64]) -> Result<(u32, bool), OutOfMemory> {
        let hash = Hash::of(&self.hasher, words);
        self.spans.try_reserve(1).map_err(|_| OutOfMemory)?;
        let Self { chunks, spans, index, .. } = self;
        let get = |nr: u32| {
            let (chunk, start, len) = spans[nr as usize];
            &chunks[chunk as usize][start as usize..(start + len) as usize]
        };
        index.try_reserve(1, |entry| entry.spread()).map_err(|_| OutOfMemory)?;
        let equal = |entry: &Indexed| entry.may_be(hash) && get(entry.nr) == words;
        let vacant = match index.entry(hash.spread(), equal, |entry| entry.spread()) {
            Entry::Occupied(entry) => return Ok((entry.get().nr, false)),
            Entry::Vacant(vacant) => vacant,
        };
        let nr = u32::try_from(spans.len()).map_err(|_| OutOfMemory)?;
        if chunks.last().is_none_or(|chunk| chunk.len() + words.len() > chunk.capacity()) {
            let mut chunk = Vec::new();
            chunk.try_reserve_exact(words.len().max(CHUNK_WORDS)).map_err(|_| OutOfMemory)?;
            chunks.try_reserve(1).map_err(|_| OutOfMemory)?;
            chunks.push(chunk);
        }
        let last = chunks.len() - 1;
        let chunk = &mut chunks[last];
        let small = |n: usize| u32::try_from(n).expect("chunks are small");
        spans.push((small(last), small(chunk.len()), small(words.len())));
        chunk.extend_from_slice(words);
        vacant.insert(hash.with(nr));
        Ok((nr, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sequences_have_one_number_whatever_their_lengths() {
        let mut sequences = Sequences::new();
        let words = |i: u64| vec![i / 3; usize::try_from(i % 3).expect("it is small") * 1000];
        let numbers: Vec<u32> =
            (0..600).map(|i| sequences.insert(&words(i)).ok().expect("there is memory").0).collect();
        // Of every three, the first is empty.
        assert_eq!(sequences.len(), 401);
        for (i, nr) in (0..600).zip(numbers) {
            assert_eq!(sequences.get(nr), words(i));
            assert_eq!(sequences.insert(&words(i)).ok().expect("there is memory"), (nr, false));
        }
    }
}
