//! `pagelock matrix`: every scenario and variant under every kernel, searched now, and compared with what is
//! expected.
//!
//! Arrow: catalog -> searches -> cells -> **a table, JSON or HTML**. Timings are only in the text.

use std::io::Write;
use std::time::{Duration, Instant};

use pagelock_engine::{Limits, Search};
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::{CatalogView, ListingInfoView, MatrixRowView, VerdictView};
use pagelock_worker::{catalog, expectation, report_view};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::Exit;
use crate::args::MatrixArgs;
use crate::complaint::Failure;
use crate::table::{Align, Table};
use crate::words::{self, count, counted};
use crate::{html, input, output};

/// A scenario with its options under a kernel.
pub(crate) struct Cell {
    pub(crate) scenario: String,
    pub(crate) options: Vec<(String, String)>,
    pub(crate) kernel: String,
    pub(crate) verdict: VerdictView,
    pub(crate) kind: String,
    /// The verdict in one line, as scenarios expect it.
    pub(crate) summary: String,
    /// What the scenario expects.
    pub(crate) expect: Option<String>,
    states: u64,
    transitions: u64,
    depth: u32,
    time: Duration,
}

/// A row of the matrix with its cells, one for each kernel.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) cells: Vec<Cell>,
}

impl Cell {
    pub(crate) fn is_as_expected(&self) -> bool {
        self.expect.as_ref() == Some(&self.summary)
    }
}

/// Searches everything that is built in and prints the verdicts.
pub(crate) fn matrix(args: &MatrixArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let start = Instant::now();
    let catalog = catalog();
    let rows = catalog.rows.iter().map(|row| search_row(row, &catalog.listings));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    if args.json {
        let cells: Vec<&Cell> = rows.iter().flat_map(|row| &row.cells).collect();
        output::json(out, &cells)?;
    } else if args.html {
        html::write(out, &catalog, &rows)?;
    } else {
        write_text(out, &catalog, &rows, start.elapsed())?;
    }
    let all_agree = rows.iter().flat_map(|row| &row.cells).all(Cell::is_as_expected);
    Ok(if all_agree { Exit::Clean } else { Exit::Found })
}

fn search_row(row: &MatrixRowView, listings: &[ListingInfoView]) -> Result<Row, Failure> {
    let cells = listings.iter().map(|listing| search_cell(row, &listing.name));
    Ok(Row { label: row.label.clone(), cells: cells.collect::<Result<_, _>>()? })
}

fn search_cell(row: &MatrixRowView, kernel: &str) -> Result<Cell, Failure> {
    let start = Instant::now();
    let input = input::compile(message::Setup {
        scenario: Source::Builtin(row.scenario.clone()),
        listing: Source::Builtin(kernel.to_owned()),
        options: row.options.clone(),
    })?;
    let report = Search::new(&input.setup.machine, Limits::default()).finish();
    let view = report_view(&input.setup, &input.asked, &report);
    Ok(Cell {
        scenario: row.scenario.clone(),
        options: row.options.clone(),
        kernel: kernel.to_owned(),
        verdict: view.verdict,
        kind: view.kind,
        summary: report.summary(),
        expect: expectation(&input.setup.name, &input.setup.raw, &input.asked),
        states: view.states,
        transitions: view.transitions,
        depth: view.depth,
        time: start.elapsed(),
    })
}

fn write_text(
    out: &mut dyn Write,
    catalog: &CatalogView,
    rows: &[Row],
    time: Duration,
) -> Result<(), Failure> {
    let listings = catalog.listings.iter().map(|listing| (listing.name.as_str(), Align::Left));
    let columns: Vec<_> = [("scenario", Align::Left)].into_iter().chain(listings).collect();
    let mut table = Table::new(&columns);
    for row in rows {
        let cells = row.cells.iter().map(|cell| {
            let mark = if cell.is_as_expected() { "" } else { "! " };
            format!("{mark}{}", cell.summary)
        });
        table.row([row.label.clone()].into_iter().chain(cells).collect());
    }
    table.write(out)?;
    writeln!(out)?;
    let cells = || rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
    for (row, cell) in cells().filter(|(_, cell)| !cell.is_as_expected()) {
        let expect = cell.expect.as_deref().unwrap_or("nothing");
        writeln!(out, "! {}, {}: expected {expect}, found {}", row.label, cell.kernel, cell.summary)?;
    }
    let all = cells().count() as u64;
    let wrong = cells().filter(|(_, cell)| !cell.is_as_expected()).count() as u64;
    let agree = if wrong == 0 { "all as expected".to_owned() } else { format!("{} differ", count(wrong)) };
    let states = cells().map(|(_, cell)| cell.states).sum();
    writeln!(out, "{}, {agree}; {}", counted(all, "cell"), counted(states, "state"))?;
    if let Some((row, cell)) = cells().max_by_key(|(_, cell)| cell.time) {
        let (all, one) = (time.as_secs_f64(), cell.time.as_secs_f64());
        writeln!(out, "{all:.2} s in all; the slowest took {one:.2} s: {}, {}", row.label, cell.kernel)?;
    }
    Ok(())
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let options: std::collections::BTreeMap<_, _> = self.options.iter().cloned().collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("scenario", &self.scenario)?;
        map.serialize_entry("options", &options)?;
        map.serialize_entry("kernel", &self.kernel)?;
        map.serialize_entry("verdict", words::verdict(self.verdict))?;
        map.serialize_entry("kind", &Some(&self.kind).filter(|kind| !kind.is_empty()))?;
        map.serialize_entry("summary", &self.summary)?;
        map.serialize_entry("expect", &self.expect)?;
        map.serialize_entry("as_expected", &self.is_as_expected())?;
        map.serialize_entry("states", &self.states)?;
        map.serialize_entry("transitions", &self.transitions)?;
        map.serialize_entry("depth", &self.depth)?;
        map.end()
    }
}
