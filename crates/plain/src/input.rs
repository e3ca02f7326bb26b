//! Texts and options to a setup, for whoever has the texts already.

use pagelock_lang::{Setup, build};
use pagelock_protocol::link::decode_schedule;
use pagelock_protocol::message;
use pagelock_worker::setup_of;

use crate::refusal::Refusal;

/// The kernel if none is named.
pub const DEFAULT_KERNEL: &str = "2.6.20";

/// What was asked for, and what that is.
#[derive(Clone, Debug)]
pub struct Input {
    /// The texts and options as they were named.
    pub asked: message::Setup,
    /// The texts and options as they were understood.
    pub setup: Setup,
}

/// Compiles a setup.
///
/// # Errors
/// [`Refusal::Invalid`] with every mistake in the texts and options that can be told at once.
pub fn compile(asked: message::Setup) -> Result<Input, Refusal> {
    let (scenario, listing) = setup_of(&asked);
    match build(scenario, listing, &asked.options) {
        Ok(setup) => Ok(Input { asked, setup }),
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
