//! The bytes of packed links of version 1, as postcard writes these structs.
//!
//! Frozen: links are opened for ever, so nothing here is ever added, removed, reordered or given another type. A new
//! version gets structs of its own. `docs/link-format.md` describes them for other programs.

use serde::{Deserialize, Serialize};

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LinkV1 {
    pub(super) scenario: TextV1,
    pub(super) listing: TextV1,
    /// Keys and values, in the order given.
    pub(super) options: Vec<(String, String)>,
    /// As in readable links.
    pub(super) schedule: String,
    pub(super) step: u32,
}

/// A scenario or a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TextV1 {
    /// 0: a built-in text.
    Builtin(String),
    /// 1: a built-in text with changes.
    Edited {
        name: String,
        /// CRC-32 of the text without them.
        sum: u32,
        hunks: Vec<HunkV1>,
    },
    /// 2: a text of its own.
    Whole { name: String, text: String },
}

/// One change. Behind the last one everything is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HunkV1 {
    /// Lines that are kept in front of it.
    pub(super) keep: u32,
    /// Lines that are left out.
    pub(super) drop: u32,
    /// Whole lines in their place, with their line feeds.
    pub(super) add: String,
}
