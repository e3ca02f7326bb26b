//! `pagelock export`: the machine as a model for another checker, which has its own opinion about it.

use std::fs;
use std::io::Write;
use std::path::Path;

use pagelock_export::{About, promela, tla};

use crate::Exit;
use crate::args::{ExportArgs, ModelFormat};
use crate::complaint::Failure;
use crate::input;

/// The name of a module that goes to no file.
const MODULE: &str = "Pagelock";

/// Writes the model.
pub(crate) fn export(args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input::Input { asked, setup } = input::read(&args.scenario, &args.kernel, &args.set)?;
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
    }
    Ok(Exit::Clean)
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
