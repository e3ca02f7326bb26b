//! What is measured: which cases, and by whom. Data only.

/// Who searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    /// The engine with reductions, natively.
    Reduced,
    /// The engine without.
    Whole,
    /// The engine with reductions in wasm, in Node.
    NodeReduced,
    /// Without.
    NodeWhole,
    /// The engine with reductions in wasm, in headless Chromium.
    ChromiumReduced,
    /// Without.
    ChromiumWhole,
    /// The ring written by hand, searched as plainly as can be.
    Hand,
    /// stateright with the ring written by hand.
    StaterightHand,
    /// stateright with the engine's machine.
    StaterightEngine,
    /// SPIN as it comes, on what our exporter writes.
    SpinExported,
    /// SPIN without reductions on the same.
    SpinExportedWhole,
    /// SPIN as it comes, on the ring written by hand in Promela.
    SpinHand,
    /// SPIN without reductions on the same.
    SpinHandWhole,
}

impl Who {
    /// All of them, in the order of the tables.
    pub(crate) const ALL: [Who; 13] = [
        Who::Reduced,
        Who::Whole,
        Who::NodeReduced,
        Who::NodeWhole,
        Who::ChromiumReduced,
        Who::ChromiumWhole,
        Who::Hand,
        Who::StaterightHand,
        Who::StaterightEngine,
        Who::SpinExported,
        Who::SpinExportedWhole,
        Who::SpinHand,
        Who::SpinHandWhole,
    ];

    /// Its name in JSON and on the terminal.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Who::Reduced => "reduced",
            Who::Whole => "whole",
            Who::NodeReduced => "node-reduced",
            Who::NodeWhole => "node-whole",
            Who::ChromiumReduced => "chromium-reduced",
            Who::ChromiumWhole => "chromium-whole",
            Who::Hand => "hand",
            Who::StaterightHand => "stateright-hand",
            Who::StaterightEngine => "stateright-engine",
            Who::SpinExported => "spin-exported",
            Who::SpinExportedWhole => "spin-exported-whole",
            Who::SpinHand => "spin-hand",
            Who::SpinHandWhole => "spin-hand-whole",
        }
    }

    /// Its name in tables.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Who::Reduced => "Pagelock",
            Who::Whole => "Pagelock, no reductions",
            Who::NodeReduced => "Pagelock, wasm in Node",
            Who::NodeWhole => "Pagelock, wasm in Node, no reductions",
            Who::ChromiumReduced => "Pagelock, wasm in Chromium",
            Who::ChromiumWhole => "Pagelock, wasm in Chromium, no reductions",
            Who::Hand => "written by hand in Rust, no reductions",
            Who::StaterightHand => "stateright, on the model by hand",
            Who::StaterightEngine => "stateright, on the engine's machine",
            Who::SpinExported => "SPIN, exported model",
            Who::SpinExportedWhole => "SPIN, exported model, -DNOREDUCE",
            Who::SpinHand => "SPIN, model by hand",
            Who::SpinHandWhole => "SPIN, model by hand, -DNOREDUCE",
        }
    }

    /// Whether it visits every state, so that all who do must agree about their number.
    pub(crate) fn is_whole(self) -> bool {
        match self {
            Who::Whole
            | Who::NodeWhole
            | Who::ChromiumWhole
            | Who::Hand
            | Who::StaterightHand
            | Who::StaterightEngine
            | Who::SpinExportedWhole
            | Who::SpinHandWhole => true,
            Who::Reduced | Who::NodeReduced | Who::ChromiumReduced | Who::SpinExported | Who::SpinHand => {
                false
            }
        }
    }
}

/// A case and who searches it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) case: String,
    pub(crate) contestants: Vec<Who>,
}

const WASM: [Who; 4] = [Who::NodeReduced, Who::NodeWhole, Who::ChromiumReduced, Who::ChromiumWhole];
const SPIN: [Who; 2] = [Who::SpinExported, Who::SpinExportedWhole];
const BY_HAND: [Who; 4] = [Who::Hand, Who::StaterightHand, Who::SpinHand, Who::SpinHandWhole];

/// Short rings that are compared with everybody: listing and writers.
pub(crate) const SHORT_RINGS: [(&str, &[u16]); 2] = [("ring-old", &[2, 3, 4, 5]), ("ring-pin", &[2, 3, 4])];
/// Rings under listings as they come.
pub(crate) const LISTED_RINGS: [(&str, &[u16]); 2] =
    [("2.6.20-ring", &[2, 3, 4]), ("pin-source-ring", &[2, 3])];
/// Tasks and slots that SPIN can do as well.
pub(crate) const POOLS: [u16; 3] = [2, 3, 4];
/// Tasks and slots that need the reductions.
pub(crate) const LARGE_POOLS: [u16; 2] = [8, 16];
/// The mail's last deadlock.
pub(crate) const FULL: [&str; 3] = ["pool/511/512", "pool/512/512", "pool-mlock/512/512"];
/// Every cell of the matrix one after the other, and the slowest of them.
pub(crate) const MATRIX: [&str; 2] = ["matrix", "matrix-slowest"];

/// Everything that is compared, in order.
pub(crate) fn entries() -> Vec<Entry> {
    let ours = [Who::Reduced, Who::Whole].into_iter().chain(WASM);
    let compared = ours.clone().chain([Who::StaterightEngine]).chain(SPIN);
    let mut entries = Vec::new();
    let mut add = |case: String, contestants: Vec<Who>| entries.push(Entry { case, contestants });
    for (name, sizes) in SHORT_RINGS {
        for size in sizes {
            add(format!("{name}/{size}"), compared.clone().chain(BY_HAND).collect());
        }
    }
    // SPIN's own reduction is what the larger ones are compared with.
    add("ring-old/6".to_owned(), vec![Who::Reduced, Who::SpinHand]);
    add("ring-pin/5".to_owned(), vec![Who::Reduced, Who::SpinHand]);
    for (name, sizes) in LISTED_RINGS {
        for size in sizes {
            add(format!("{name}/{size}"), compared.clone().collect());
        }
    }
    for name in ["2.6.20-mlock", "pin-source-mlock"] {
        add(name.to_owned(), compared.clone().collect());
    }
    for size in POOLS {
        add(format!("pool/{size}/{size}"), compared.clone().collect());
    }
    for size in LARGE_POOLS {
        add(format!("pool/{size}/{size}"), vec![Who::Reduced, Who::NodeReduced, Who::ChromiumReduced]);
    }
    for name in FULL {
        add(name.to_owned(), vec![Who::Reduced, Who::NodeReduced, Who::ChromiumReduced]);
    }
    entries
}

/// A case that is made larger until a limit is reached.
pub(crate) struct Growing {
    pub(crate) name: &'static str,
    /// What it is, for people.
    pub(crate) title: &'static str,
    pub(crate) sizes: Vec<u16>,
    pub(crate) contestants: &'static [Who],
}

impl Growing {
    /// The case of a size.
    pub(crate) fn case(&self, size: u16) -> String {
        match self.name {
            "pool" => format!("pool/{size}/{size}"),
            name => format!("{name}/{size}"),
        }
    }
}

/// What is measured once, for the growth.
pub(crate) fn growing() -> Vec<Growing> {
    let ring = |name, title| Growing {
        name,
        title,
        sizes: (2..=8).collect(),
        contestants: &[Who::Reduced, Who::Whole],
    };
    vec![
        ring("ring-old", "ring, ten steps"),
        ring("ring-pin", "ring, ten steps, pinned"),
        ring("2.6.20-ring", "ring, 2.6.20"),
        ring("pin-source-ring", "ring, pin-source"),
        Growing {
            name: "pool",
            title: "pool",
            sizes: (1..=12).map(|power| 1 << power).collect(),
            contestants: &[Who::Reduced],
        },
    ]
}
