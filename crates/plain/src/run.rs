//! One run as plain data.

use pagelock_protocol::view::VerdictView;
use serde::Serialize;

use crate::amounts::Costs;
use crate::steps::{DoneStep, Ending};

/// A run, step by step, and how it ends.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct RunAnswer<'a> {
    /// The scenario, as it was named.
    pub scenario: &'a str,
    /// The kernel, as it was named.
    pub kernel: &'a str,
    /// `unknown` when the run is not at an end.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Verdict"))]
    pub verdict: &'a str,
    /// Kind of a deadlock or hazard, such as `ABBA`; `null` otherwise.
    pub kind: Option<&'a str>,
    /// The mail's notation of a deadlock, such as `2,8;2,8`; `null` otherwise.
    pub notation: Option<&'a str>,
    /// What was done, in order.
    pub steps: &'a [DoneStep],
    /// Sentences about the end: who waits for what, who holds it.
    pub explanation: &'a [String],
    /// What the run cost, such as `page_locks`: how often.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub costs: Costs<'a>,
}

impl<'a> RunAnswer<'a> {
    /// Of a run of this scenario under this kernel, as they were named.
    pub fn new(scenario: &'a str, kernel: &'a str, steps: &'a [DoneStep], ending: &'a Ending) -> Self {
        let end = ending.end.as_ref();
        Self {
            scenario,
            kernel,
            verdict: end.map_or(VerdictView::Unknown, |end| end.verdict).word(),
            kind: end.map(|end| end.kind.as_str()).filter(|kind| !kind.is_empty()),
            notation: end.map(|end| end.notation.as_str()).filter(|notation| !notation.is_empty()),
            steps,
            explanation: end.map_or(&[], |end| &end.explanation),
            costs: Costs(&ending.costs),
        }
    }
}
