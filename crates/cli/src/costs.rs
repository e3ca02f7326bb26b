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

/// A line for each kernel, a column for each counter.
fn table(view: &CostsView, rows: &[CostsRowView]) -> Table {
    let heads: Vec<String> = view.counters.iter().map(|counter| counter.name.replace(' ', "\n")).collect();
    let counters = heads.iter().map(|head| (head.as_str(), Align::Right));
    // Costs of a run that does not get to its end compare with nothing.
    let all_end = rows.iter().all(|row| row.end == "ok");
    let end = Some(("end", Align::Left)).filter(|_| !all_end);
    let columns: Vec<(&str, Align)> =
        [("kernel", Align::Left)].into_iter().chain(counters).chain(end).collect();
    let mut table = Table::new(&columns);
    for row in rows {
        let kernel = view.listings[row.listing as usize].clone();
        let counts = row.counts.iter().map(|&n| count(n));
        let end = Some(row.end.clone()).filter(|_| !all_end);
        table.row([kernel].into_iter().chain(counts).chain(end).collect());
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
