//! Every built-in scenario and variant under every listing, as machines.
//!
//! Arrow: built-in texts -> **`Cell`s**.

use pagelock_engine::Machine;
use pagelock_lang::builtin::{self, LISTINGS, SCENARIOS};
use pagelock_lang::{Source, build, parse_scenario};

/// A cell of the matrix.
#[derive(Debug)]
pub struct Cell {
    /// Scenario, variant and listing, for people.
    pub name: String,
    /// Ready to be searched.
    pub machine: Machine,
}

/// All of them.
///
/// # Panics
/// When a built-in text does not compile, which is our mistake.
pub fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for scenario in SCENARIOS {
        let raw = builtin::scenario(scenario.name).and_then(|text| parse_scenario(scenario.name, text).0);
        let raw = raw.expect("built-in scenarios can be read");
        let variants = raw.variants.iter().map(|variant| (variant.label.value.as_str(), variant.settings()));
        for (label, settings) in [("", Vec::new())].into_iter().chain(variants) {
            for listing in LISTINGS {
                let built = build(Source::Builtin(scenario.name), Source::Builtin(listing.name), &settings);
                let setup = built.unwrap_or_else(|diagnostics| panic!("{}: {diagnostics:?}", scenario.name));
                let name = format!("{} [{label}] under {}", scenario.name, listing.name);
                cells.push(Cell { name, machine: setup.machine });
            }
        }
    }
    cells
}
