//! A machine as a model for other checkers: Promela for SPIN, TLA+ for TLC.
//!
//! Arrow: `Machine` -> `Model` -> **text**. This is a second opinion: the rules of the kernel's primitives are stated
//! here once more, from `docs/kernel-facts.md`, and searched by programs that have nothing to do with ours. The tests
//! compare how many states there are and in how many of them nobody can move. This crate takes from the engine what
//! exists and what tasks run; it never asks it what happens.

mod about;
mod build;
mod error;
mod ir;
mod model;
mod names;
mod promela;
mod rules;
mod start;
mod steps;
mod tables;
mod tla;
mod vars;
mod world;

use pagelock_engine::Machine;

pub use about::About;
pub use error::ExportError;
pub use tla::{Tla, is_module_name};

/// Processes that SPIN has at most.
pub const TASKS_MAX: usize = 255;

/// The machine as a Promela model.
///
/// # Errors
/// When SPIN could not hold it.
pub fn promela(machine: &Machine, about: &About<'_>) -> Result<String, ExportError> {
    Ok(promela::print(&model::model(machine, about)?, about))
}

/// The machine as a TLA+ module of that name, and the configuration that goes with it.
///
/// # Errors
/// When the checkers could not hold it.
///
/// # Panics
/// When it is not a name of a module: a mistake of the caller.
pub fn tla(machine: &Machine, about: &About<'_>, module: &str) -> Result<Tla, ExportError> {
    assert!(is_module_name(module), "{module:?} is not a name of a module");
    Ok(tla::print(&model::model(machine, about)?, about, module))
}
