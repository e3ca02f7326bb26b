//! Which part of the matrix is shown: groups of listings, and rows by what is expected in the cells that are left.

use pagelock_lists::{self as lists, Map};
use pagelock_protocol::view::{CatalogView, MatrixRowView};

use super::Model;
use super::matrix::expected;
use crate::words::Tone;

/// The visitor's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Groups of listings that are not shown.
    pub(crate) hidden: Map<String, ()>,
    /// Which rows are shown.
    pub(crate) rows: RowFilter,
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RowFilter {
    /// Every one.
    #[default]
    All,
    /// Those with a shown cell that is not ok.
    Wrong,
    /// Those whose shown cells are not all alike.
    Differing,
}

impl RowFilter {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::All, Self::Wrong, Self::Differing];

    /// The value of its option.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Wrong => "wrong",
            Self::Differing => "differing",
        }
    }

    /// What it is called.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Wrong => "where something goes wrong",
            Self::Differing => "where the listings differ",
        }
    }

    /// The one of this name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.name() == name)
    }
}

impl Filter {
    /// Indices of the listings that are shown.
    pub(crate) fn listings(&self, catalog: &CatalogView) -> Vec<usize> {
        let is_shown = |&index: &usize| !self.hidden.contains_key(&catalog.listings[index].group);
        (0..catalog.listings.len()).filter(is_shown).collect()
    }

    /// Indices of the rows that are shown.
    pub(crate) fn rows(&self, catalog: &CatalogView) -> Vec<usize> {
        let listings = self.listings(catalog);
        let is_shown = |&index: &usize| {
            let words = words(catalog, &catalog.rows[index], &listings);
            match self.rows {
                RowFilter::All => true,
                RowFilter::Wrong => words.iter().flatten().any(|words| Tone::of_words(words) != Tone::Ok),
                RowFilter::Differing => words.windows(2).any(|pair| pair[0] != pair[1]),
            }
        };
        (0..catalog.rows.len()).filter(is_shown).collect()
    }
}

/// The words of a row's cells.
fn words<'a>(catalog: &CatalogView, row: &'a MatrixRowView, listings: &[usize]) -> Vec<Option<&'a str>> {
    listings.iter().map(|&index| expected(row, &catalog.listings[index].name)).collect()
}

impl Model {
    /// Shows or hides a group of listings.
    pub(super) fn show_group(&mut self, group: String, is_shown: bool) {
        let mut filter = Filter::clone(&self.filter);
        if is_shown {
            filter.hidden.remove(&group);
        } else {
            filter.hidden.insert(group, ());
        }
        self.filter = filter.into();
    }

    /// Hides every group of listings but the first.
    pub(super) fn show_first_group(&mut self) {
        let Some(catalog) = self.catalog.as_deref() else { return };
        let Some(first) = catalog.listings.first() else { return };
        let groups = catalog.listings.iter().map(|listing| &listing.group);
        let hidden =
            lists::map(groups.filter(|group| **group != first.group).map(|group| (group.clone(), ())));
        self.filter = Filter { hidden, ..Filter::clone(&self.filter) }.into();
    }

    /// Shows these rows.
    pub(super) fn show_rows(&mut self, rows: RowFilter) {
        self.filter = Filter { rows, ..Filter::clone(&self.filter) }.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    fn shown(hidden: &[&str], rows: RowFilter) -> (Vec<usize>, Vec<usize>) {
        let filter = Filter { hidden: lists::map(hidden.iter().map(|&group| (group.to_owned(), ()))), rows };
        let mut catalog = fixtures::catalog();
        catalog.rows[0].expect = vec![("2.6.20".into(), "ok".into()), ("pin-source".into(), "ok".into())];
        (filter.rows(&catalog), filter.listings(&catalog))
    }

    #[test]
    fn everything_is_shown_at_first() {
        assert_eq!(shown(&[], RowFilter::default()), (vec![0, 1], vec![0, 1]));
    }

    #[test]
    fn a_hidden_group_takes_its_columns_away() {
        assert_eq!(shown(&["the patch"], RowFilter::All), (vec![0, 1], vec![0]));
        assert_eq!(shown(&["the patch", "kernels"], RowFilter::All), (vec![0, 1], vec![]));
    }

    #[test]
    fn rows_are_picked_by_the_cells_that_are_shown() {
        assert_eq!(shown(&[], RowFilter::Wrong).0, [1]);
        assert_eq!(shown(&["kernels"], RowFilter::Wrong).0, Vec::<usize>::new());
        assert_eq!(shown(&[], RowFilter::Differing).0, [1]);
        assert_eq!(shown(&["kernels"], RowFilter::Differing).0, Vec::<usize>::new());
    }

    #[test]
    fn the_names_of_the_row_filters_lead_back_to_them() {
        for filter in RowFilter::ALL {
            assert_eq!(RowFilter::of_name(filter.name()), Some(filter));
        }
    }
}
