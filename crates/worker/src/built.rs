//! What texts come to: a machine, with everything that is told of where it comes from.
//!
//! Arrow: `Setup` of texts -> **[`Built`]** -> trace, search -> view. It can be carried as bytes, so that only one of
//! the programs that a page loads has to know the languages; `codec` is how a machine is carried.

mod codec;
mod machine;

use pagelock_engine::Machine;
use pagelock_lang as lang;
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::GoalView;
use serde::{Deserialize, Serialize};

use crate::catalog::rows;
use crate::lower::goal_view;

/// A scenario with a listing, ready to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Built {
    /// The texts and options as they were named.
    pub asked: message::Setup,
    /// Name of the scenario.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What happens in it.
    pub story: String,
    /// The listing and what it includes, in the order by which places in programs name them.
    pub files: Vec<ListingFile>,
    /// The verdict that the scenario expects; `None` of edited listings and of options that it does not name.
    pub expect: Option<String>,
    /// What it is played for, if it has a goal.
    pub goal: Option<GoalView>,
    /// The machine.
    #[serde(with = "machine")]
    pub machine: Machine,
}

/// A text of a listing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListingFile {
    /// Its name.
    pub name: String,
    /// The text.
    pub text: String,
}

impl Built {
    /// What was asked for, as the languages understand it.
    pub fn new(asked: message::Setup, setup: lang::Setup) -> Self {
        let files = setup.listing.linked.files;
        Self {
            expect: expectation(&setup.name, &setup.raw, &asked),
            name: setup.name,
            title: setup.raw.title.value,
            story: setup.raw.story.value,
            files: files.into_iter().map(|file| ListingFile { name: file.name, text: file.text }).collect(),
            goal: setup.goal.as_ref().map(goal_view),
            machine: setup.machine,
            asked,
        }
    }
}

/// What a scenario expects of a listing with these options; `None` for edited listings and other options.
fn expectation(name: &str, raw: &lang::RawScenario, asked: &message::Setup) -> Option<String> {
    let Source::Builtin(listing) = &asked.listing else { return None };
    let row = rows(name, raw).into_iter().find(|row| row.options == asked.options)?;
    row.expect.into_iter().find(|(name, _)| name == listing).map(|(_, expect)| expect)
}
