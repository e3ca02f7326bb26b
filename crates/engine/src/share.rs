//! How many interleavings there are, and how they end.
//!
//! Arrow: `Graph` -> **[`Share`]**. An interleaving is a run from the initial state to its end, and two are different
//! where a different choice is made: of a task, of what the environment picks, or of a failure. Each state has as many
//! ways to it as its sources have together, in the order in which all sources of a state are done before it.

use std::collections::BTreeMap;

use crate::backward::Graph;
use crate::natural::Natural;
use crate::report::Verdict;
use crate::visited::StateNr;

/// How many interleavings there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Share {
    /// So many come to each verdict; those that are not here, to none.
    Counted(BTreeMap<Verdict, Natural>),
    /// Some run can go round, so there is no end of them.
    Endless,
    /// Not every state was seen.
    Unseen,
    /// Their numbers do not fit into the memory.
    Memory,
}

impl Share {
    /// How many there are in all, if they were counted.
    pub fn all(&self) -> Option<Natural> {
        let Self::Counted(runs) = self else { return None };
        let mut all = Natural::default();
        for runs in runs.values() {
            all.add(runs);
        }
        Some(all)
    }

    /// How many come to a verdict, if they were counted.
    pub fn of(&self, verdict: Verdict) -> Option<Natural> {
        let Self::Counted(runs) = self else { return None };
        Some(runs.get(&verdict).cloned().unwrap_or_default())
    }
}

/// Counts the interleavings of a graph that is whole and has no cycle.
pub(crate) fn share(graph: &Graph, memory_max: usize) -> Share {
    let states = graph.visited.len();
    let mut missing = vec![0_u32; states];
    for nr in 0..states {
        graph.edges.of(number(nr)).iter().for_each(|&target| missing[target as usize] += 1);
    }
    let mut ends: Vec<Option<Verdict>> = vec![None; states];
    graph.ends.iter().for_each(|&(nr, verdict)| ends[nr as usize] = Some(verdict));
    let mut ways = vec![Natural::default(); states];
    let mut memory = states * (size_of::<Natural>() + size_of::<u32>() + 1);
    let mut runs: BTreeMap<Verdict, Natural> = BTreeMap::new();
    ways[0] = Natural::one();
    let mut ready = vec![0_usize];
    while let Some(nr) = ready.pop() {
        let here = std::mem::take(&mut ways[nr]);
        if let Some(verdict) = ends[nr] {
            runs.entry(verdict).or_default().add(&here);
        }
        for &target in graph.edges.of(number(nr)) {
            let target = target as usize;
            let before = ways[target].memory();
            ways[target].add(&here);
            memory += ways[target].memory() - before;
            missing[target] -= 1;
            if missing[target] == 0 {
                ready.push(target);
            }
        }
        memory = memory.saturating_sub(here.memory());
        if memory > memory_max {
            return Share::Memory;
        }
    }
    Share::Counted(runs)
}

fn number(nr: usize) -> StateNr {
    StateNr::try_from(nr).expect("states are numbered by u32")
}
