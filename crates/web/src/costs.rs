//! Costs of a workload, picked from the view: which counters it moves, and how a listing compares with 2.6.20. Pure.

use pagelock_protocol::view::{CostsRowView, CostsView};

/// What the others are compared with.
pub(crate) const BASE: &str = "2.6.20";

/// A number against that of [`BASE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// More is spent.
    More,
    /// The same, or there is nothing to compare with.
    Same,
    /// Less is spent.
    Less,
}

impl Compared {
    /// The last part of its CSS class.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Same => "same",
            Self::Less => "less",
        }
    }

    /// Its sign, and its words for those who do not see the sign.
    pub(crate) fn sign(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::More => Some(("▲", "more than 2.6.20")),
            Self::Same => None,
            Self::Less => Some(("▽", "less than 2.6.20")),
        }
    }
}

/// The row of a workload under a listing.
pub(crate) fn row<'a>(costs: &'a CostsView, workload: usize, listing: &str) -> Option<&'a CostsRowView> {
    let listing = costs.listings.iter().position(|name| name == listing)?;
    costs.rows.iter().find(|row| (row.workload as usize, row.listing as usize) == (workload, listing))
}

/// Counters that count something in this workload under any listing.
pub(crate) fn counters(costs: &CostsView, workload: usize) -> Vec<usize> {
    let rows = || costs.rows.iter().filter(|row| row.workload as usize == workload);
    let counts = |index: &usize| rows().any(|row| row.counts.get(*index).is_some_and(|&count| count > 0));
    (0..costs.counters.len()).filter(counts).collect()
}

/// A number of a row against that of [`BASE`] for the same workload.
pub(crate) fn compared(costs: &CostsView, row: &CostsRowView, counter: usize) -> Compared {
    let base = self::row(costs, row.workload as usize, BASE).and_then(|base| base.counts.get(counter));
    match (row.counts.get(counter), base) {
        (Some(count), Some(base)) if count > base => Compared::More,
        (Some(count), Some(base)) if count < base => Compared::Less,
        _ => Compared::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn counters_that_count_nothing_are_left_out() {
        assert_eq!(counters(&fixtures::costs(), 0), [0, 1]);
    }

    #[test]
    fn a_number_is_compared_with_that_of_the_kernel_the_mail_is_about() {
        let costs = fixtures::costs();
        let row = row(&costs, 0, "pin-source").cloned();
        let found = row.map(|row| [0, 1, 2].map(|counter| compared(&costs, &row, counter)));
        assert_eq!(found, Some([Compared::More, Compared::Less, Compared::Same]));
        assert_eq!(super::row(&costs, 0, "9.9"), None);
    }
}
