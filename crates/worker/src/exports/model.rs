//! The machine as a model for another checker, with its names.
//!
//! Arrow: `Built` -> **Promela, TLA+**, by `pagelock-export`.

use pagelock_export::{About, Tla, promela, tla};

use crate::built::Built;

/// The name of a module that goes to no file.
pub const MODULE: &str = "Pagelock";

fn with<T>(built: &Built, write: impl FnOnce(&About<'_>) -> T) -> T {
    let settings: Vec<String> =
        built.asked.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let files: Vec<String> = built.files.iter().map(|file| file.name.clone()).collect();
    write(&About {
        scenario: &built.name,
        title: &built.title,
        kernel: built.asked.listing.name(),
        settings: &settings,
        files: &files,
    })
}

fn refused(error: &pagelock_export::ExportError) -> String {
    format!("there is no model of this scenario: {error}")
}

/// The model for SPIN.
///
/// # Errors
/// Why SPIN could not hold it.
pub(crate) fn promela_model(built: &Built) -> Result<String, String> {
    with(built, |about| promela(&built.machine, about)).map_err(|error| refused(&error))
}

/// The module of this name for TLC, and its configuration.
///
/// # Errors
/// Why TLC could not hold it.
pub fn tla_module(built: &Built, module: &str) -> Result<Tla, String> {
    with(built, |about| tla(&built.machine, about, module)).map_err(|error| refused(&error))
}

/// Module and configuration in one text: what stands behind the end of a module is no part of it.
///
/// # Errors
/// As [`tla_module`].
pub(crate) fn tla_text(built: &Built) -> Result<String, String> {
    let Tla { module, cfg } = tla_module(built, MODULE)?;
    Ok(format!("{module}\n{MODULE}.cfg:\n\n{cfg}"))
}
