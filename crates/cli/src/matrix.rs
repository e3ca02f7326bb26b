//! `pagelock matrix`: every scenario and variant under every kernel, searched now, and compared with what is
//! expected.
//!
//! Arrow: catalog -> searches -> cells -> **text, JSON or HTML**. Timings are only in the text.

use std::io::{self, Write};
use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pagelock_engine::{Limits, Reductions, Search};
use pagelock_plain::compile;
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::{ListingInfoView, MatrixRowView, VerdictView};
use pagelock_worker::{catalog, report_view};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::Exit;
use crate::args::MatrixArgs;
use crate::complaint::Failure;
use crate::words::{count, counted};
use crate::{html, output, pages};

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
    /// A shortest way to the verdict.
    pub(crate) schedule: Vec<u16>,
    /// Fingerprint of the verdict, as links have it.
    pub(crate) fingerprint: u16,
    time: Duration,
}

/// A row of the matrix with its cells, one for each kernel.
pub(crate) struct Row {
    /// Heading it is listed under.
    pub(crate) group: String,
    pub(crate) label: String,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// The name of its scenario.
    pub(crate) fn scenario(&self) -> &str {
        self.cells.first().map_or("", |cell| &cell.scenario)
    }
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
    for name in &args.scenarios {
        // An unknown name is the same mistake as anywhere else, and is told in the same words.
        compile(setup(name, &catalog.listings[0].name, &[]))?;
    }
    let is_wanted =
        |row: &&MatrixRowView| args.scenarios.is_empty() || args.scenarios.contains(&row.scenario);
    let rows = search(&catalog.rows.iter().filter(is_wanted).collect::<Vec<_>>(), &catalog.listings)?;
    if args.json {
        let cells: Vec<&Cell> = rows.iter().flat_map(|row| &row.cells).collect();
        output::json(out, &cells)?;
    } else if args.pages {
        pages::write(out, &catalog, &rows)?;
    } else if args.html {
        html::write(out, &catalog, &rows)?;
    } else {
        write_text(out, &rows, start.elapsed())?;
    }
    let all_agree = rows.iter().flat_map(|row| &row.cells).all(Cell::is_as_expected);
    Ok(if all_agree { Exit::Clean } else { Exit::Found })
}

/// Searches rows side by side; their order stays.
fn search(rows: &[&MatrixRowView], listings: &[ListingInfoView]) -> Result<Vec<Row>, Failure> {
    let next = AtomicUsize::new(0);
    let found: Vec<OnceLock<Result<Row, Failure>>> = rows.iter().map(|_| OnceLock::new()).collect();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(row) = rows.get(place) else { break };
                    found[place].get_or_init(|| search_row(row, listings));
                }
            });
        }
    });
    found.into_iter().map(|row| row.into_inner().expect("every row was taken")).collect()
}

fn search_row(row: &MatrixRowView, listings: &[ListingInfoView]) -> Result<Row, Failure> {
    let cells = listings.iter().map(|listing| search_cell(row, &listing.name));
    Ok(Row { group: row.group.clone(), label: row.label.clone(), cells: cells.collect::<Result<_, _>>()? })
}

pub(crate) fn setup(scenario: &str, kernel: &str, options: &[(String, String)]) -> message::Setup {
    message::Setup {
        scenario: Source::Builtin(scenario.to_owned()),
        listing: Source::Builtin(kernel.to_owned()),
        options: options.to_vec(),
    }
}

fn search_cell(row: &MatrixRowView, kernel: &str) -> Result<Cell, Failure> {
    let start = Instant::now();
    let input = compile(setup(&row.scenario, kernel, &row.options))?;
    let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
    let report = Search::new(&input.machine, limits).finish();
    let view = report_view(&input, &report);
    let fingerprint = view.fingerprint();
    Ok(Cell {
        scenario: row.scenario.clone(),
        options: row.options.clone(),
        kernel: kernel.to_owned(),
        verdict: view.verdict,
        kind: view.kind,
        summary: report.summary(),
        expect: input.expect,
        states: view.states,
        transitions: view.transitions,
        depth: view.depth,
        fingerprint,
        schedule: view.schedule,
        time: start.elapsed(),
    })
}

/// Columns of a line.
const WIDTH: usize = 100;

/// For each row its verdicts, from the worst to the best, and the kernels that have them.
fn write_row(out: &mut dyn Write, row: &Row) -> io::Result<()> {
    writeln!(out, "{}", row.label)?;
    let mut verdicts: Vec<&Cell> = Vec::new();
    for cell in &row.cells {
        if verdicts.iter().all(|known| known.summary != cell.summary) {
            verdicts.push(cell);
        }
    }
    verdicts.sort_by_key(|cell| cell.verdict);
    let width = verdicts.iter().map(|cell| cell.summary.len()).max().unwrap_or(0);
    for verdict in verdicts {
        let mut line = format!("  {:<width$} ", verdict.summary);
        for cell in row.cells.iter().filter(|cell| cell.summary == verdict.summary) {
            let mark = if cell.is_as_expected() { "" } else { "! " };
            if line.len() + 1 + mark.len() + cell.kernel.len() > WIDTH {
                writeln!(out, "{line}")?;
                line = " ".repeat(width + 3);
            }
            line = format!("{line} {mark}{}", cell.kernel);
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_text(out: &mut dyn Write, rows: &[Row], time: Duration) -> Result<(), Failure> {
    for row in rows {
        write_row(out, row)?;
    }
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
        map.serialize_entry("verdict", self.verdict.word())?;
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
