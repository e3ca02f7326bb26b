//! Texts and options to a setup, for whoever has the texts already.

use pagelock_lang::build;
use pagelock_protocol::link::decode_schedule;
use pagelock_protocol::message;
use pagelock_worker::{Built, setup_of};

use crate::refusal::Refusal;

/// The kernel if none is named.
pub const DEFAULT_KERNEL: &str = "2.6.20";

/// Compiles a setup.
///
/// # Errors
/// [`Refusal::Invalid`] with every mistake in the texts and options that can be told at once.
pub fn compile(asked: message::Setup) -> Result<Built, Refusal> {
    let (scenario, listing) = setup_of(&asked);
    match build(scenario, listing, &asked.options) {
        Ok(setup) => Ok(Built::new(asked, setup)),
        Err(diagnostics) => Err(Refusal::Invalid { diagnostics, asked: Box::new(asked) }),
    }
}

/// A schedule as it is written in links.
///
/// # Errors
/// If it is not one.
pub fn decode(schedule: &str) -> Result<Vec<u16>, Refusal> {
    decode_schedule(schedule).map_err(|_| {
        let hint = "a letter for each choice, such as `a3b` for `aaab`, or numbers, `0*3.1`; `-` is none";
        Refusal::hinted(format!("`{schedule}` is not a schedule"), hint)
    })
}
