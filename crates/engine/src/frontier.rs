//! All states of a search in one picture: how many tasks hold one kmap slot, and how many hold two.
//!
//! Arrow: search -> **[`Frontier`]** -> picture. It knows numbers of tasks and of states only.

use std::collections::BTreeMap;

use crate::report::Frontier;

/// Tasks that hold one slot, and tasks that hold more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Holding {
    pub(crate) one: u32,
    pub(crate) two: u32,
}

impl Holding {
    /// One task with so many slots.
    pub(crate) fn of_task(slots: u32) -> Self {
        Self { one: u32::from(slots == 1), two: u32::from(slots > 1) }
    }

    /// So many more tasks that stand alike.
    pub(crate) fn add(&mut self, other: Self, times: u32) {
        self.one += other.one * times;
        self.two += other.two * times;
    }
}

/// Counts states, given one by one in the order of their numbers; those of `dead` are marked.
pub(crate) fn frontier(states: impl Iterator<Item = Holding>, dead: &[u32]) -> Vec<Frontier> {
    let mut dead = dead.to_vec();
    dead.sort_unstable();
    let mut cells: BTreeMap<(u32, u32), (u64, bool)> = BTreeMap::new();
    for (nr, holding) in (0..).zip(states) {
        let cell = cells.entry((holding.two, holding.one)).or_default();
        cell.0 += 1;
        cell.1 |= dead.binary_search(&nr).is_ok();
    }
    let cells = cells.into_iter();
    cells
        .map(|((holding_two, holding_one), (states, is_dead))| Frontier {
            holding_two,
            holding_one,
            states,
            is_dead,
        })
        .collect()
}
