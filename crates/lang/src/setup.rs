//! All arrows of this crate in a row: two texts and options to a machine.

use pagelock_engine::Machine;

use crate::builtin::{self, Builtin};
use crate::check::{Checked, check};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::goal::{Goal, Run, goal};
use crate::link::{Linked, link};
use crate::options::{Options, set_options};
use crate::raw::{RawScenario, parse_scenario};
use crate::resolve::resolve;
use crate::similar::similar;

/// A text by name or in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// A built-in text.
    Builtin(&'a str),
    /// A name and the text itself.
    Text(&'a str, &'a str),
}

/// A scenario with a listing, ready to run.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Name of the scenario.
    pub name: String,
    /// The scenario as written.
    pub raw: RawScenario,
    /// The listing.
    pub listing: Checked,
    /// The options in force.
    pub options: Options,
    /// What it is played for, if it has a goal.
    pub goal: Option<Goal>,
    /// The machine.
    pub machine: Machine,
}

/// Reads, checks and compiles everything.
///
/// # Errors
/// Every mistake in the texts and options that can be told at once: those of the listing and of the scenario's text
/// together, and if there are none, those of what the scenario means with the listing.
pub fn build(
    scenario: Source<'_>,
    listing: Source<'_>,
    settings: &[(String, String)],
) -> Result<Setup, Vec<Diagnostic>> {
    let checked = read_listing(listing);
    let raw = read_scenario(scenario);
    let (name, raw, checked) = match (raw, checked) {
        (Ok((name, raw)), Ok(checked)) => (name, raw, checked),
        (raw, checked) => {
            return Err(checked.err().into_iter().chain(raw.err()).flatten().collect());
        }
    };
    let options = set_options(&raw, settings)?;
    let machine = Machine::new(resolve(&name, &raw, &checked, &options)?);
    let mut diagnostics = Diagnostics::new(&name);
    let run = (listing_name(listing), if settings.is_empty() { Run::AsMeant } else { Run::Otherwise });
    let goal = raw.goal.as_ref().and_then(|raw| goal(raw, run, &machine, &mut diagnostics));
    if !diagnostics.is_empty() {
        return Err(diagnostics.finish());
    }
    Ok(Setup { name, raw, listing: checked, options, goal, machine })
}

fn listing_name(listing: Source<'_>) -> &str {
    match listing {
        Source::Builtin(name) | Source::Text(name, _) => name,
    }
}

fn read_listing(listing: Source<'_>) -> Result<Checked, Vec<Diagnostic>> {
    check(link_listing(listing)?)
}

/// Reads a listing with everything it includes and changes.
///
/// # Errors
/// Every mistake of syntax in any of its texts, and names of texts that do not exist.
pub fn link_listing(listing: Source<'_>) -> Result<Linked, Vec<Diagnostic>> {
    let (name, text) = match listing {
        Source::Text(name, text) => (name, text),
        Source::Builtin(name) => match builtin::listing(name) {
            Some(text) => (name, text),
            None => return Err(unknown("listing", name, builtin::LISTINGS)),
        },
    };
    link(name, text, &Builtin)
}

/// Reads a scenario, with its name.
///
/// # Errors
/// Every mistake of its text, and the name of one that does not exist.
pub fn read_scenario(scenario: Source<'_>) -> Result<(String, RawScenario), Vec<Diagnostic>> {
    let (name, text) = match scenario {
        Source::Text(name, text) => (name, text),
        Source::Builtin(name) => match builtin::scenario(name) {
            Some(text) => (name, text),
            None => return Err(unknown("scenario", name, builtin::SCENARIOS)),
        },
    };
    match parse_scenario(name, text) {
        (Some(raw), diagnostics) if diagnostics.is_empty() => Ok((name.to_owned(), raw)),
        (_, diagnostics) => Err(diagnostics),
    }
}

fn unknown(what: &str, name: &str, known: &[builtin::Text]) -> Vec<Diagnostic> {
    let near = similar(name, known.iter().map(|text| text.name));
    let all = || known.iter().map(|text| text.name).collect::<Vec<_>>().join(", ");
    vec![Diagnostic {
        code: Code::UnknownListing,
        file: "options".to_owned(),
        span: None,
        message: format!("there is no {what} `{name}`"),
        hint: Some(
            near.map_or_else(|| format!("there are: {}", all()), |near| format!("did you mean `{near}`?")),
        ),
    }]
}
