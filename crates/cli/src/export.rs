//! `pagelock export`: the machine as a model for another checker, which has its own opinion about it, or a run of it as
//! a diagram.

use std::fs;
use std::io::Write;
use std::path::Path;

use pagelock_engine::{Limits, Reductions, Search, Trace};
use pagelock_export::{About, promela, tla};
use pagelock_lang::Setup;

use crate::Exit;
use crate::args::{ExportArgs, ModelFormat};
use crate::complaint::Failure;
use crate::diagram::{dot, mermaid};
use crate::{input, replay};

/// The name of a module that goes to no file.
const MODULE: &str = "Pagelock";

/// Writes the model.
pub(crate) fn export(args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input::Input { asked, setup } = input::read(&args.scenario, &args.kernel, &args.set)?;
    if let Some(diagram) = diagram(args, &setup)? {
        match &args.output {
            None => out.write_all(diagram.as_bytes())?,
            Some(path) => write(path, &diagram)?,
        }
        return Ok(Exit::Clean);
    }
    if args.schedule.is_some() {
        return Err(Failure::refused("a model is of every run: `--schedule` goes with a diagram"));
    }
    let settings: Vec<String> = asked.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let files: Vec<String> = setup.listing.linked.files.iter().map(|file| file.name.clone()).collect();
    let about = About {
        scenario: &setup.name,
        title: &setup.raw.title.value,
        kernel: &args.kernel,
        settings: &settings,
        files: &files,
    };
    let refused = |error| Failure::refused(format!("there is no model of this scenario: {error}"));
    match (args.format, &args.output) {
        (ModelFormat::Promela, None) => {
            out.write_all(promela(&setup.machine, &about).map_err(refused)?.as_bytes())?;
        }
        (ModelFormat::Promela, Some(path)) => {
            write(path, &promela(&setup.machine, &about).map_err(refused)?)?;
        }
        (ModelFormat::Tla, None) => {
            let model = tla(&setup.machine, &about, MODULE).map_err(refused)?;
            // What stands behind the end of a module is no part of it.
            write!(out, "{}\n{MODULE}.cfg:\n\n{}", model.module, model.cfg)?;
        }
        (ModelFormat::Tla, Some(path)) => {
            let model = tla(&setup.machine, &about, &module_name(path)?).map_err(refused)?;
            write(path, &model.module)?;
            write(&path.with_extension("cfg"), &model.cfg)?;
        }
        (ModelFormat::Dot | ModelFormat::Mermaid, _) => {}
    }
    Ok(Exit::Clean)
}

/// The diagram of a run, if that is what is asked for.
fn diagram(args: &ExportArgs, setup: &Setup) -> Result<Option<String>, Failure> {
    let write = match args.format {
        ModelFormat::Dot => dot,
        ModelFormat::Mermaid => mermaid,
        ModelFormat::Promela | ModelFormat::Tla => return Ok(None),
    };
    let trace = if let Some(text) = &args.schedule {
        replay::replay(setup, &input::schedule(text)?)?
    } else {
        let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
        Trace::replay(&setup.machine, &Search::new(&setup.machine, limits).finish().schedule)
    };
    Ok(Some(write(setup, &args.kernel, &trace)))
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
