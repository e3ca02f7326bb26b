//! The matrix of the start view: which cells have been verified here, and which one is next.

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::message::{LimitsView, RequestBody, Setup, Source};
use pagelock_protocol::view::{CatalogView, MatrixRowView, ReportView};

use super::Model;
use super::engine::{EngineName, Purpose};
use super::filter::Filter;
use super::place::Place;
use crate::keys::Direction;

/// A cell of the matrix, by indices into the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CellId {
    /// Index into [`CatalogView::rows`].
    pub(crate) row: usize,
    /// Index into [`CatalogView::listings`].
    pub(crate) listing: usize,
}

/// What the page found out about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// The search has ended.
    Done(Rc<ReportView>),
    /// The engine could not search it.
    Failed,
}

/// The verified cells.
pub(crate) type Checks = Map<CellId, Check>;

/// The words a row expects of a listing.
pub(crate) fn expected<'a>(row: &'a MatrixRowView, listing: &str) -> Option<&'a str> {
    row.expect.iter().find(|(name, _)| name == listing).map(|(_, words)| words.as_str())
}

/// Whether the one at this place among the shown listings is the first of its group.
pub(crate) fn begins_group(catalog: &CatalogView, shown: &[usize], at: usize) -> bool {
    let group = |at: usize| &catalog.listings[shown[at]].group;
    at == 0 || group(at - 1) != group(at)
}

/// What a cell runs.
pub(crate) fn setup(catalog: &CatalogView, cell: CellId) -> Option<Setup> {
    let row = catalog.rows.get(cell.row)?;
    let listing = catalog.listings.get(cell.listing)?;
    Some(Setup {
        scenario: Source::Builtin(row.scenario.clone()),
        listing: Source::Builtin(listing.name.clone()),
        options: row.options.clone(),
    })
}

/// The cell that runs exactly this, if any.
pub(crate) fn cell_of(catalog: &CatalogView, wanted: &Setup) -> Option<CellId> {
    let (Source::Builtin(scenario), Source::Builtin(listing)) = (&wanted.scenario, &wanted.listing) else {
        return None;
    };
    let matches = |row: &MatrixRowView| row.scenario == *scenario && row.options == wanted.options;
    Some(CellId {
        row: catalog.rows.iter().position(matches)?,
        listing: catalog.listings.iter().position(|info| info.name == *listing)?,
    })
}

/// The cell beside `cell` among the shown ones, or `cell` itself at the edge.
pub(crate) fn neighbour(rows: &[usize], listings: &[usize], cell: CellId, direction: Direction) -> CellId {
    let beside = |line: &[usize], here: usize, back: bool| {
        let place = line.iter().position(|&index| index == here);
        let place = place.and_then(|place| if back { place.checked_sub(1) } else { Some(place + 1) });
        place.and_then(|place| line.get(place)).copied().unwrap_or(here)
    };
    let (first, last) = (listings.first().copied(), listings.last().copied());
    match direction {
        Direction::Left => CellId { listing: beside(listings, cell.listing, true), ..cell },
        Direction::Right => CellId { listing: beside(listings, cell.listing, false), ..cell },
        Direction::Up => CellId { row: beside(rows, cell.row, true), ..cell },
        Direction::Down => CellId { row: beside(rows, cell.row, false), ..cell },
        Direction::First => CellId { listing: first.unwrap_or(cell.listing), ..cell },
        Direction::Last => CellId { listing: last.unwrap_or(cell.listing), ..cell },
    }
}

/// The next cell to verify: row by row, only those that are shown and of which something is expected.
fn next_cell(catalog: &CatalogView, filter: &Filter, checks: &Checks) -> Option<CellId> {
    let listings = filter.listings(catalog);
    let mut cells = filter
        .rows(catalog)
        .into_iter()
        .flat_map(|row| listings.iter().map(move |&listing| CellId { row, listing }));
    let is_open = |cell: &CellId| {
        !checks.contains_key(cell)
            && expected(&catalog.rows[cell.row], &catalog.listings[cell.listing].name).is_some()
    };
    cells.find(is_open)
}

impl Model {
    /// Asks for the next cell of the matrix if nothing better is to be done.
    pub(super) fn check_next(&mut self) {
        let Some(catalog) = self.catalog.clone() else { return };
        if self.place == Place::Frame || self.scene.is_some() || self.search.flight.is_some() {
            return;
        }
        let Some(cell) = next_cell(&catalog, &self.filter, &self.checks) else { return };
        if let Some(setup) = setup(&catalog, cell) {
            let body = RequestBody::Search { setup, limits: LimitsView::default() };
            self.launch(EngineName::Search, body, Purpose::Check(cell));
        }
    }

    /// Notes what was found out about a cell.
    pub(super) fn note_check(&mut self, cell: CellId, check: Check) {
        Rc::make_mut(&mut self.checks).insert(cell, check);
    }

    /// What the matrix has already found about this setup.
    pub(super) fn known_report(&self, wanted: &Setup) -> Option<Rc<ReportView>> {
        let cell = cell_of(self.catalog.as_deref()?, wanted)?;
        match self.checks.get(&cell)? {
            Check::Done(report) => Some(Rc::clone(report)),
            Check::Failed => None,
        }
    }

    /// The cell that is being verified now.
    pub(crate) fn checking(&self) -> Option<CellId> {
        match self.search.flight.as_ref()?.purpose {
            Purpose::Check(cell) => Some(cell),
            Purpose::Costs
            | Purpose::Catalog
            | Purpose::Run { .. }
            | Purpose::Until { .. }
            | Purpose::Look { .. }
            | Purpose::Frontier { .. }
            | Purpose::Order { .. }
            | Purpose::Mail { .. }
            | Purpose::Export { .. }
            | Purpose::Pack { .. }
            | Purpose::Unpack
            | Purpose::Difference { .. }
            | Purpose::Search { .. }
            | Purpose::Prospects { .. }
            | Purpose::Sweep => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbour_is_the_next_shown_cell_and_never_outside() {
        let (rows, listings) = ([1, 4, 5], [0, 2]);
        let check = |(row, listing), direction, expected| {
            let found = neighbour(&rows, &listings, CellId { row, listing }, direction);
            assert_eq!((found.row, found.listing), expected);
        };
        check((4, 0), Direction::Right, (4, 2));
        check((4, 2), Direction::Right, (4, 2));
        check((4, 2), Direction::Left, (4, 0));
        check((4, 0), Direction::Left, (4, 0));
        check((4, 0), Direction::Up, (1, 0));
        check((1, 0), Direction::Up, (1, 0));
        check((4, 0), Direction::Down, (5, 0));
        check((5, 0), Direction::Down, (5, 0));
        check((5, 0), Direction::Last, (5, 2));
        check((5, 2), Direction::First, (5, 0));
    }
}
