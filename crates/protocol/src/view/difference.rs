//! What a listing changes in the one it starts from, function by function and line by line.

use serde::{Deserialize, Serialize};

/// A listing against the one it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingDiffView {
    /// Name of the listing.
    pub listing: String,
    /// Name of the listing it changes; its own name when an edited text is compared with the built-in one.
    pub base: String,
    /// Functions that differ, in the order of the listing, then those that are gone.
    pub functions: Vec<FunctionDiffView>,
}

/// A function that differs. Both texts are there in full, what is common to them once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionDiffView {
    /// Its name.
    pub name: String,
    /// What has become of it.
    pub change: ChangeView,
    /// Its lines, in order.
    pub lines: Vec<DiffLineView>,
}

/// What has become of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeView {
    /// Both have it, with different texts.
    Changed,
    /// The base has none of this name.
    Added,
    /// Only the base has it.
    Removed,
}

/// A line of a function. Line numbers are those of the texts the function stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffLineView {
    /// In both.
    Same {
        /// Number in the base's text.
        old: u32,
        /// Number in the listing's text.
        new: u32,
        /// The line.
        text: String,
    },
    /// In the base only.
    Removed {
        /// Number in the base's text.
        old: u32,
        /// The line.
        text: String,
    },
    /// In the listing only.
    Added {
        /// Number in the listing's text.
        new: u32,
        /// The line.
        text: String,
    },
}
