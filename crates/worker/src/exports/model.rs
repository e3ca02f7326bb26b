//! The machine as a model for another checker, with its names.
//!
//! Arrow: `Setup` -> **Promela, TLA+**, by `pagelock-export`.

use pagelock_export::{About, Tla, promela, tla};
use pagelock_lang::Setup;
use pagelock_protocol::message;

/// The name of a module that goes to no file.
pub const MODULE: &str = "Pagelock";

fn with<T>(setup: &Setup, asked: &message::Setup, write: impl FnOnce(&About<'_>) -> T) -> T {
    let settings: Vec<String> = asked.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let files: Vec<String> = setup.listing.linked.files.iter().map(|file| file.name.clone()).collect();
    write(&About {
        scenario: &setup.name,
        title: &setup.raw.title.value,
        kernel: asked.listing.name(),
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
pub(crate) fn promela_model(setup: &Setup, asked: &message::Setup) -> Result<String, String> {
    with(setup, asked, |about| promela(&setup.machine, about)).map_err(|error| refused(&error))
}

/// The module of this name for TLC, and its configuration.
///
/// # Errors
/// Why TLC could not hold it.
pub fn tla_module(setup: &Setup, asked: &message::Setup, module: &str) -> Result<Tla, String> {
    with(setup, asked, |about| tla(&setup.machine, about, module)).map_err(|error| refused(&error))
}

/// Module and configuration in one text: what stands behind the end of a module is no part of it.
///
/// # Errors
/// As [`tla_module`].
pub(crate) fn tla_text(setup: &Setup, asked: &message::Setup) -> Result<String, String> {
    let Tla { module, cfg } = tla_module(setup, asked, MODULE)?;
    Ok(format!("{module}\n{MODULE}.cfg:\n\n{cfg}"))
}
