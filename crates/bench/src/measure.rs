//! One search of a case by the engine, as every program that is compared runs it, natively and in wasm.
//!
//! Arrow: `Case` + `Way` -> `Machine` -> **`Measured`**. It knows no clock: the caller stops the time around `search`.

use std::fmt;
use std::str::FromStr;

use pagelock_engine::{Coverage, Limits, Machine, Reductions, Search};

/// How the engine searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With reductions.
    Reduced,
    /// Every choice of every state.
    Whole,
}

/// What a search says, without its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Bytes of states, index and edges when it was over.
    pub memory: u64,
    /// `deadlock (pool)`, `ok`; with `, bounded` behind it where a limit stopped the search.
    pub verdict: String,
}

/// Steps between two looks at the memory.
const SLICE: u32 = 1 << 20;

/// States and bytes at most; larger searches end as bounded, in wasm too.
pub const LIMITS: Limits = Limits { states_max: 4_000_000, memory_max: 1 << 30, reductions: Reductions::OFF };

/// Searches once.
pub fn search(machine: &Machine, way: Way) -> Measured {
    let reductions = match way {
        Way::Reduced => Reductions::ON,
        Way::Whole => Reductions::OFF,
    };
    let mut search = Search::new(machine, Limits { reductions, ..LIMITS });
    while !search.slice(SLICE) {}
    let memory = search.progress().memory;
    let report = search.report();
    let bounded = if report.coverage == Coverage::Exhaustive { "" } else { ", bounded" };
    Measured {
        states: report.states,
        transitions: report.transitions,
        memory,
        verdict: format!("{}{bounded}", report.summary()),
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reduced => "reduced",
            Self::Whole => "whole",
        })
    }
}

impl FromStr for Way {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "reduced" => Ok(Self::Reduced),
            "whole" => Ok(Self::Whole),
            _ => Err(format!("`{name}` is no way to search")),
        }
    }
}
