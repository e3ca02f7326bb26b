//! `pagelock run`: one interleaving, step by step.
//!
//! Arrow: setup + scheduler -> `Trace` -> **a table or JSON**.

use std::io::Write;

use pagelock_engine::{Machine, Random, RoundRobin, State, Trace};
use pagelock_plain::{DoneStep, Ending, RunAnswer, decode, pages, replay};
use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::view::VerdictView;

use crate::Exit;
use crate::args::RunArgs;
use crate::complaint::Failure;
use crate::replay::PAGES_LEGEND;
use crate::table::{Align, Table, facts};
use crate::words::{self, amounts, counted, verdict_kind};
use crate::{input, output};

/// Pages that a row of the table shows; of more, only those that the step changed.
const PAGES_SHOWN: usize = 4;

/// Runs and prints.
pub(crate) fn run(args: &RunArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input = input::read(&args.scenario, &args.kernel, &args.set)?;
    let machine = &input.machine;
    let trace = trace(machine, args)?;
    let steps = pagelock_plain::steps(machine, &trace);
    let ending = pagelock_plain::ending(machine, &trace);
    let verdict = ending.end.as_ref().map_or(VerdictView::Unknown, |end| end.verdict);
    if args.json {
        output::json(out, &RunAnswer::new(&args.scenario, &args.kernel, &steps, &ending))?;
    } else {
        writeln!(out, "{PAGES_LEGEND};")?;
        writeln!(out, "       of more than {PAGES_SHOWN} pages, a row shows those that the step changed\n")?;
        table(machine, &trace, &steps).write(out)?;
        writeln!(out)?;
        write_ending(&trace, &ending, out)?;
    }
    Ok(words::exit(verdict))
}

fn trace(machine: &Machine, args: &RunArgs) -> Result<Trace, Failure> {
    let steps_max = args.steps_max as usize;
    match (&args.how.schedule, args.how.seed) {
        (Some(text), _) => {
            let schedule = decode(text)?;
            Ok(replay(machine, &schedule[..schedule.len().min(steps_max)])?)
        }
        (None, Some(seed)) => Ok(Trace::run(machine, &mut Random::new(seed), steps_max)),
        (None, None) => Ok(Trace::run(machine, &mut RoundRobin::default(), steps_max)),
    }
}

fn table(machine: &Machine, trace: &Trace, steps: &[DoneStep]) -> Table {
    let columns = [
        ("step", Align::Right),
        ("task", Align::Left),
        ("label", Align::Left),
        ("what happened", Align::Left),
        ("pages", Align::Left),
    ];
    let mut table = Table::new(&columns);
    let states: Vec<State> = trace.states().collect();
    let start = pages(machine, machine.view(&states[0]));
    let start_row = ["0", "", "", "the start", &start.join(" ")];
    table.row(start_row.map(str::to_owned).to_vec());
    let views = states.iter().map(|state| machine.view(state));
    let all_fit = views.clone().all(|view| view.pages().count() <= PAGES_SHOWN);
    for (i, (step, view)) in steps.iter().zip(views.skip(1)).enumerate() {
        let shown = if all_fit { pages(machine, view).join(" ") } else { step.pages.join(" ") };
        let what = format!("{}: {}", step.scheduled.step, step.happened.join("; "));
        let (task, label) = (step.scheduled.task.clone(), step.scheduled.label.clone());
        table.row(vec![(i + 1).to_string(), task, label, what, shown]);
    }
    table
}

fn write_ending(trace: &Trace, ending: &Ending, out: &mut dyn Write) -> Result<(), Failure> {
    let steps = counted(trace.steps().len() as u64, "step");
    let sentences = if let Some(end) = &ending.end {
        let how = verdict_kind(end.verdict.word(), &end.kind);
        writeln!(out, "{}", format!("{how} after {steps}  {}", end.notation).trim_end())?;
        &end.explanation
    } else {
        writeln!(out, "not at an end after {steps}; it can go on with")?;
        &ending.choices
    };
    for sentence in sentences {
        writeln!(out, "  {sentence}")?;
    }
    writeln!(out)?;
    let schedule = encode_schedule(&trace.schedule());
    facts(out, &[("schedule", schedule), ("costs", amounts(&ending.costs))])?;
    Ok(())
}
