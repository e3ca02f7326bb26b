//! Every built-in scenario and variant under every listing.

use pagelock_engine::Machine;
use pagelock_lang::builtin::{self, LISTINGS, SCENARIOS};
use pagelock_lang::{Source, build, parse_scenario};

/// A machine to compare.
pub(crate) struct Pair {
    /// What it is, for people.
    pub(crate) name: String,
    pub(crate) machine: Machine,
    /// More states than this are too many.
    pub(crate) states_max: u32,
}

/// Larger machines take too long for a test.
const STATES_MAX: u32 = 2_000_000;

/// All of them that can be built: a scenario may call what a listing does not have.
pub(crate) fn builtin() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for scenario in SCENARIOS {
        let raw = builtin::scenario(scenario.name).and_then(|text| parse_scenario(scenario.name, text).0);
        let raw = raw.expect("built-in scenarios can be read");
        let variants = raw.variants.iter().map(|variant| (variant.label.value.as_str(), variant.settings()));
        for (label, settings) in [("", Vec::new())].into_iter().chain(variants) {
            for listing in LISTINGS {
                let built = build(Source::Builtin(scenario.name), Source::Builtin(listing.name), &settings);
                if let Ok(setup) = built {
                    let name = format!("{} [{label}] under {}", scenario.name, listing.name);
                    pairs.push(Pair { name, machine: setup.machine, states_max: STATES_MAX });
                }
            }
        }
    }
    pairs
}
