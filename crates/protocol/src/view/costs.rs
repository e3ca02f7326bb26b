//! What the listings cost, as the page shows it: one run of each workload under each listing.

use serde::{Deserialize, Serialize};

/// Costs of every workload under every listing, of one run in which the tasks take turns and the environment does
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostsView {
    /// What is counted, in the order of [`CostsRowView::counts`].
    pub counters: Vec<CounterView>,
    /// The workloads.
    pub workloads: Vec<WorkloadView>,
    /// Names of the listings.
    pub listings: Vec<String>,
    /// A row for each workload and listing, workload by workload, each in the order of the listings.
    pub rows: Vec<CostsRowView>,
}

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterView {
    /// What to call it, such as `mmap_sem takes`; a unit that is not one of the things counted is part of it, as in
    /// `bytes copied`.
    pub name: String,
    /// What is counted, in a sentence.
    pub hint: String,
}

/// A workload: a scenario that is run for its costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkloadView {
    /// Its name, such as `new-page`.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Plain sentences: what it shows.
    pub story: String,
    /// Its text, a scenario.
    pub text: String,
}

/// Costs of one workload under one listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostsRowView {
    /// Index into [`CostsView::workloads`].
    pub workload: u32,
    /// Index into [`CostsView::listings`].
    pub listing: u32,
    /// How the run ended: `ok`, `deadlock (pool)`. The costs of a run that did not come to its end say little.
    pub end: String,
    /// How many, by the position of the counter.
    pub counts: Vec<u64>,
}
