//! Numbers by words as one object, in the order in which they are told.

use serde::{Serialize, Serializer};

/// An object of numbers by their words.
#[derive(Clone, Copy, Debug)]
pub struct Amounts<'a>(pub &'a [(String, u64)]);

impl Serialize for Amounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(words, n)| (words, n)))
    }
}

/// An object of numbers by keys such as `page_table_walks`.
#[derive(Clone, Copy, Debug)]
pub struct Costs<'a>(pub &'a [(String, u64)]);

impl Serialize for Costs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, n)| (name.replace(' ', "_"), n)))
    }
}
