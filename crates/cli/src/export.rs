//! `pagelock export`: files for other programs: the machine as a model for another checker, which has its own opinion
//! about it, or a run of it as a trace, a picture or a text.
//!
//! Arrow: setup -> search or schedule -> `Trace` -> **file**. What is in the files is written by the worker, for the
//! page too.

use std::fs;
use std::io::Write;
use std::path::Path;

use pagelock_engine::{Limits, Reductions, Search, Trace};
use pagelock_plain::{Built, decode, replay};
use pagelock_protocol::view::{FormatView, SearchedView};
use pagelock_worker::exports::{export as make, tla_module};
use pagelock_worker::{Here, report_view};

use crate::Exit;
use crate::args::ExportArgs;
use crate::complaint::Failure;
use crate::input;

/// Writes the file.
pub(crate) fn export(args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input = input::read(&args.scenario, &args.kernel, &args.set)?;
    if args.format.is_of_machine() && (args.schedule.is_some() || args.step.is_some()) {
        return Err(Failure::refused("a model is of every run: `--schedule` and `--step` go with a run"));
    }
    if let (FormatView::Tla, Some(path)) = (args.format, &args.output) {
        let module = module_name(path)?;
        let model = tla_module(&input, &module).map_err(Failure::refused)?;
        write(path, &model.module)?;
        write(&path.with_extension("cfg"), &model.cfg)?;
        return Ok(Exit::Clean);
    }
    let (trace, searched) = run(args, &input)?;
    let step = step(args, &trace)?;
    let made = make(&Here, &input, &trace, step, args.format, searched.as_ref());
    let text = made.map_err(Failure::refused)?.text;
    match &args.output {
        None => out.write_all(text.as_bytes())?,
        Some(path) => write(path, &text)?,
    }
    Ok(Exit::Clean)
}

/// The run that is told: the one asked for, or the nearest to the verdict. A model needs none.
fn run(args: &ExportArgs, input: &Built) -> Result<(Trace, Option<SearchedView>), Failure> {
    let machine = &input.machine;
    if args.format.is_of_machine() {
        return Ok((Trace::replay(machine, &[]), None));
    }
    if let Some(text) = &args.schedule {
        return Ok((replay(machine, &decode(text)?)?, None));
    }
    let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
    let report = Search::new(machine, limits).finish();
    let searched = report_view(input, &report).searched();
    Ok((Trace::replay(machine, &report.schedule), Some(searched)))
}

/// The state that is looked at: the last one unless something else is said.
fn step(args: &ExportArgs, trace: &Trace) -> Result<usize, Failure> {
    let len = trace.steps().len();
    match args.step.map(|step| step as usize) {
        Some(step) if step > len => {
            Err(Failure::refused(format!("there is no step {step}: the run has {len}")))
        }
        step => Ok(step.unwrap_or(len)),
    }
}

/// The name that the module in a file must have.
fn module_name(path: &Path) -> Result<String, Failure> {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let is_tla = path.extension().is_some_and(|ending| ending == "tla");
    if is_tla && pagelock_export::is_module_name(stem) {
        return Ok(stem.to_owned());
    }
    let message = format!("`{}` cannot hold a TLA+ module", path.display());
    let hint = "a module is called as its file is: letters, digits and underscores, and then .tla";
    Err(Failure::refused_hint(message, hint))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text)
        .map_err(|error| Failure::refused(format!("cannot write `{}`: {error}", path.display())))
}
