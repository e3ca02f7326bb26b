//! How much a search has seen.

use pagelock_protocol::view::CoverageView;
use serde::Serialize;

/// `"exhaustive"`, or `{"bounded": "states", "frontier": 12}`.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum CoverageAnswer<'a> {
    /// Every interleaving.
    Exhaustive(#[cfg_attr(target_arch = "wasm32", tsify(type = "\"exhaustive\""))] &'static str),
    /// Not every interleaving.
    Bounded {
        /// The limit that stopped it: `states` or `memory`.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "\"states\" | \"memory\""))]
        bounded: &'a str,
        /// States that are known and were not searched further.
        frontier: u64,
    },
}

impl CoverageAnswer<'_> {
    /// The word for a search that has seen everything.
    pub const EXHAUSTIVE: Self = Self::Exhaustive("exhaustive");
}

impl<'a> From<&'a CoverageView> for CoverageAnswer<'a> {
    fn from(coverage: &'a CoverageView) -> Self {
        match coverage {
            CoverageView::Exhaustive => Self::EXHAUSTIVE,
            CoverageView::Bounded { limit, frontier } => {
                Self::Bounded { bounded: limit.name(), frontier: *frontier }
            }
        }
    }
}
