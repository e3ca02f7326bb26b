//! `pagelock order`: in which order tasks take locks of which classes, as lockdep would keep it, over every run.
//!
//! Arrow: setup -> search -> `LockOrder` -> **a table or JSON**.

use std::io::Write;

use pagelock_engine::Search;
use pagelock_plain::CoverageAnswer;
use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::view::{CoverageView, DependencyView, OrderView};
use pagelock_worker::order_view;
use serde::Serialize;

use crate::Exit;
use crate::args::OrderArgs;
use crate::complaint::Failure;
use crate::table::{Align, Table};
use crate::words::counted;
use crate::{input, output};

/// Searches and prints what was seen.
pub(crate) fn order(args: &OrderArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input = input::read(&args.scenario, &args.kernel, &args.set)?;
    let mut search = Search::recording(&input.machine, args.limits.limits());
    while !search.slice(u32::MAX) {}
    let order = order_view(&input.machine, search);
    if args.json {
        output::json(out, &json(&args.scenario, &args.kernel, &order))?;
    } else {
        write(&order, out)?;
    }
    Ok(match order.coverage {
        CoverageView::Exhaustive => Exit::Clean,
        CoverageView::Bounded { .. } => Exit::Limit,
    })
}

fn write(order: &OrderView, out: &mut dyn Write) -> Result<(), Failure> {
    let states = counted(order.states, "state");
    match order.coverage {
        CoverageView::Exhaustive => {
            writeln!(out, "Every dependency of every run, seen in {states}, which are all.")?;
        }
        CoverageView::Bounded { .. } => {
            writeln!(out, "The dependencies of {states}; there are more states.")?;
        }
    }
    if order.dependencies.is_empty() {
        writeln!(out, "\nNobody asks for a lock while holding another.")?;
        return Ok(());
    }
    let columns = [
        ("holding", Align::Left),
        ("acquiring", Align::Left),
        ("cycle", Align::Left),
        ("first seen", Align::Left),
        ("taken at", Align::Left),
        ("acquires at", Align::Left),
        ("call chain", Align::Left),
        ("schedule", Align::Left),
    ];
    let mut table = Table::new(&columns);
    for one in &order.dependencies {
        table.row(vec![
            one.holding_words.clone(),
            one.acquiring_words.clone(),
            if one.in_cycle { "yes".to_owned() } else { String::new() },
            one.task.clone(),
            one.taken_at.clone(),
            one.place.label.clone(),
            one.place.chain.join(" > "),
            encode_schedule(&one.schedule),
        ]);
    }
    writeln!(out)?;
    table.write(out)?;
    writeln!(out)?;
    write_cycles(order, out)
}

/// The lock-order cycles, and what lockdep knows of their classes.
fn write_cycles(order: &OrderView, out: &mut dyn Write) -> Result<(), Failure> {
    let mut cycles: Vec<u32> = order.classes.iter().filter_map(|class| class.cycle).collect();
    cycles.sort_unstable();
    cycles.dedup();
    if cycles.is_empty() {
        writeln!(out, "There is no lock-order cycle: this order cannot deadlock.")?;
    }
    for cycle in cycles {
        let of = order.classes.iter().filter(|class| class.cycle == Some(cycle));
        let names: Vec<&str> = of.map(|class| class.name.as_str()).collect();
        writeln!(out, "Lock-order cycle, which might deadlock: {}.", names.join(", "))?;
    }
    for class in &order.classes {
        if let Some(why) = &class.untracked_because {
            writeln!(out, "lockdep does not know {}: {why}.", class.name)?;
        }
    }
    Ok(())
}

/// What `--json` prints.
#[derive(Serialize)]
struct OrderJson<'a> {
    scenario: &'a str,
    kernel: &'a str,
    coverage: CoverageAnswer<'a>,
    states: u64,
    classes: Vec<ClassJson<'a>>,
    dependencies: Vec<DependencyJson<'a>>,
}

#[derive(Serialize)]
struct ClassJson<'a> {
    class: &'a str,
    tracked: bool,
    /// Number of the lock-order cycle it lies on.
    cycle: Option<u32>,
}

#[derive(Serialize)]
struct DependencyJson<'a> {
    holding: &'a str,
    acquiring: &'a str,
    in_cycle: bool,
    task: &'a str,
    taken_at: &'a str,
    acquires_at: &'a str,
    chain: &'a [String],
    schedule: String,
}

impl<'a> From<&'a DependencyView> for DependencyJson<'a> {
    fn from(one: &'a DependencyView) -> Self {
        Self {
            holding: &one.holding_words,
            acquiring: &one.acquiring_words,
            in_cycle: one.in_cycle,
            task: &one.task,
            taken_at: &one.taken_at,
            acquires_at: &one.place.label,
            chain: &one.place.chain,
            schedule: encode_schedule(&one.schedule),
        }
    }
}

fn json<'a>(scenario: &'a str, kernel: &'a str, order: &'a OrderView) -> OrderJson<'a> {
    let class = |class: &'a pagelock_protocol::view::ClassView| ClassJson {
        class: &class.name,
        tracked: class.untracked_because.is_none(),
        cycle: class.cycle,
    };
    OrderJson {
        scenario,
        kernel,
        coverage: CoverageAnswer::from(&order.coverage),
        states: order.states,
        classes: order.classes.iter().map(class).collect(),
        dependencies: order.dependencies.iter().map(DependencyJson::from).collect(),
    }
}
