//! The matrix of the start view: which cells have been verified here, and which one is next.

use std::collections::BTreeMap;
use std::rc::Rc;

use pagelock_protocol::message::{LimitsView, RequestBody, Setup, Source};
use pagelock_protocol::view::{CatalogView, MatrixRowView, ReportView};

use super::Model;
use super::engine::{EngineName, Purpose};

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
pub(crate) type Checks = BTreeMap<CellId, Check>;

/// The words a row expects of a listing.
pub(crate) fn expected<'a>(row: &'a MatrixRowView, listing: &str) -> Option<&'a str> {
    row.expect.iter().find(|(name, _)| name == listing).map(|(_, words)| words.as_str())
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

/// The next cell to verify: row by row, only those of which something is expected.
fn next_cell(catalog: &CatalogView, checks: &Checks) -> Option<CellId> {
    let cells = (0..catalog.rows.len())
        .flat_map(|row| (0..catalog.listings.len()).map(move |listing| CellId { row, listing }));
    let is_open = |cell: &CellId| {
        !checks.contains_key(cell)
            && expected(&catalog.rows[cell.row], &catalog.listings[cell.listing].name).is_some()
    };
    cells.into_iter().find(is_open)
}

impl Model {
    /// Asks for the next cell of the matrix if nothing better is to be done.
    pub(super) fn check_next(&mut self) {
        let Some(catalog) = self.catalog.clone() else { return };
        if self.scene.is_some() || self.search.flight.is_some() {
            return;
        }
        let Some(cell) = next_cell(&catalog, &self.checks) else { return };
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
            Purpose::Catalog | Purpose::Run { .. } | Purpose::Search { .. } => None,
        }
    }
}
