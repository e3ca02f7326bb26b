//! A sweep of an option as the page and the command line show it.

use serde::{Deserialize, Serialize};

use super::report::{CoverageView, VerdictView};

/// A value of the swept option, and what a search with it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepPointView {
    /// The value.
    pub value: u32,
    /// The worst that was found.
    pub verdict: VerdictView,
    /// Kind of the nearest deadlock or the hazard; empty otherwise.
    pub kind: String,
    /// Whether every interleaving was searched.
    pub coverage: CoverageView,
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Steps to the state that is furthest from the initial one.
    pub depth: u32,
    /// Bytes used.
    pub memory: u64,
    /// Microseconds that the search took; 0 where there is no clock.
    pub micros: u64,
}

/// Two values with different verdicts between which no other verdict is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepChangeView {
    /// The smaller value.
    pub below: u32,
    /// The larger value.
    pub above: u32,
    /// What both are: `511: ok, exhaustive; 512: deadlock (pool)`.
    pub words: String,
    /// Whether the values are neighbours, so that both sides of the change have been searched.
    pub is_certified: bool,
}

/// What a whole sweep says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepEndView {
    /// Where the verdict changes, from the smallest value on.
    pub changes: Vec<SweepChangeView>,
    /// The threshold: the larger value of the only change, if that is certified.
    pub threshold: Option<u32>,
    /// Whether the verdicts of larger values are never better, or never worse.
    pub is_monotone: bool,
    /// The result in a sentence.
    pub headline: String,
    /// What it rests on, in sentences.
    pub remarks: Vec<String>,
}
