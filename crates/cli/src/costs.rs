//! `pagelock costs`: what each kernel pays for the same writes.
//!
//! Arrow: `CostsView` -> **tables or JSON**. The keys of the JSON are a contract.

use std::io::Write;

use pagelock_protocol::view::{CostsRowView, CostsView, CounterView};
use pagelock_worker::costs as costs_view;
use serde::{Serialize, Serializer};

use crate::args::CostsArgs;
use crate::complaint::Failure;
use crate::table::{Align, Table};
use crate::words::count;
use crate::{Exit, output};

/// Runs the workloads and prints a table for each, or one object.
pub(crate) fn costs(args: &CostsArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let view = costs_view();
    if args.json {
        output::json(out, &json(&view))?;
    } else {
        writeln!(out, "One run of each workload: the tasks take turns, the environment does nothing.")?;
        for (workload, rows) in view.workloads.iter().zip(view.rows.chunks(view.listings.len())) {
            writeln!(out, "\n{}: {}\n", workload.name, workload.title)?;
            table(&view, rows).write(out)?;
        }
    }
    Ok(Exit::Clean)
}

/// A line for each counter, a column for each kernel.
fn table(view: &CostsView, rows: &[CostsRowView]) -> Table {
    let listings = view.listings.iter().map(|listing| (listing.as_str(), Align::Right));
    let columns: Vec<(&str, Align)> = [("", Align::Left)].into_iter().chain(listings).collect();
    let mut table = Table::new(&columns);
    for (i, counter) in view.counters.iter().enumerate() {
        let counts = rows.iter().map(|row| count(row.counts[i]));
        table.row([counter.name.clone()].into_iter().chain(counts).collect());
    }
    // Costs of a run that does not get to its end compare with nothing.
    if rows.iter().any(|row| row.end != "ok") {
        let ends = rows.iter().map(|row| row.end.clone());
        table.row(["end".to_owned()].into_iter().chain(ends).collect());
    }
    table
}

/// What `--json` prints.
#[derive(Serialize)]
struct CostsJson<'a> {
    workloads: Vec<WorkloadJson<'a>>,
    kernels: &'a [String],
    rows: Vec<RowJson<'a>>,
}

#[derive(Serialize)]
struct WorkloadJson<'a> {
    name: &'a str,
    title: &'a str,
}

/// One run.
#[derive(Serialize)]
struct RowJson<'a> {
    workload: &'a str,
    kernel: &'a str,
    end: &'a str,
    costs: Counts<'a>,
}

/// An object of numbers by keys such as `page_table_walks`.
struct Counts<'a>(&'a [CounterView], &'a [u64]);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(self.0.iter().zip(self.1).map(|(counter, n)| (counter.name.replace(' ', "_"), n)))
    }
}

fn json(view: &CostsView) -> CostsJson<'_> {
    let row = |row| {
        let CostsRowView { workload, listing, end, counts }: &CostsRowView = row;
        RowJson {
            workload: &view.workloads[*workload as usize].name,
            kernel: &view.listings[*listing as usize],
            end,
            costs: Counts(&view.counters, counts),
        }
    };
    CostsJson {
        workloads: view.workloads.iter().map(|w| WorkloadJson { name: &w.name, title: &w.title }).collect(),
        kernels: &view.listings,
        rows: view.rows.iter().map(row).collect(),
    }
}
