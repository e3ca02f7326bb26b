//! What is built in and what is wrong with a text, as the page shows it.

use serde::{Deserialize, Serialize};

use super::LevelView;

/// Everything built in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogView {
    /// Scenarios in the order they are shown; those of a [`ScenarioView::group`] follow each other.
    pub scenarios: Vec<ScenarioView>,
    /// Scenarios that are played, in the order in which they teach.
    pub levels: Vec<LevelView>,
    /// Kernel listings in the order of the matrix columns; those of a [`ListingInfoView::group`] follow each other.
    pub listings: Vec<ListingInfoView>,
    /// Rows of the matrix: scenarios, in their order, each with its variants.
    pub rows: Vec<MatrixRowView>,
}

impl CatalogView {
    /// The scenario or level of this name.
    pub fn scenario(&self, name: &str) -> Option<&ScenarioView> {
        let levels = self.levels.iter().map(|level| &level.scenario);
        self.scenarios.iter().chain(levels).find(|scenario| scenario.name == name)
    }

    /// The level of this name, and the one after it.
    pub fn level(&self, name: &str) -> Option<(&LevelView, Option<&LevelView>)> {
        let at = self.levels.iter().position(|level| level.scenario.name == name)?;
        Some((&self.levels[at], self.levels.get(at + 1)))
    }
}

/// A built-in scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioView {
    /// Name in links and on the command line, such as `abba-two-files`.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The mail's notation, such as `2,8;2,8`, when it has one.
    pub mail: Option<String>,
    /// Heading it is listed under.
    pub group: String,
    /// Plain sentences: what happens and why.
    pub story: String,
    /// The section of the kernel facts that it cites, when it cites one.
    pub facts: Option<String>,
    /// Its text.
    pub text: String,
    /// Fingerprint of the text, as in [`crate::link::Seen`].
    pub fingerprint: u16,
    /// Options a visitor can change, with the value the scenario gives them.
    pub options: Vec<OptionView>,
}

/// An option of a scenario: a control on the page and a `--set` on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// Key, such as `pkmap_slots`.
    pub key: String,
    /// Label for people.
    pub label: String,
    /// What it changes, in a sentence.
    pub hint: String,
    /// What values it takes.
    pub values: OptionValuesView,
    /// The scenario's own value.
    pub default: String,
}

/// The values an option takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OptionValuesView {
    /// A whole number from `min` to `max`, both included.
    Number {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// One of these words.
    Choice(Vec<String>),
}

/// A kernel listing, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingInfoView {
    /// Name in links and on the command line, such as `pin-source`.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// Heading it is listed under.
    pub group: String,
    /// Its own text (not that of what it includes).
    pub text: String,
    /// Fingerprint of that and of everything it includes, as in [`crate::link::Seen`].
    pub fingerprint: u16,
}

/// A row of the matrix: a scenario with some options set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRowView {
    /// Name of the scenario.
    pub scenario: String,
    /// Heading it is listed under: that of its scenario.
    pub group: String,
    /// Options that make the variant, as in [`crate::message::Setup::options`]; empty for the scenario itself.
    pub options: Vec<(String, String)>,
    /// Row label for people.
    pub label: String,
    /// Expected result per listing: `(listing, words)` such as `("2.6.20", "deadlock (self)")`.
    pub expect: Vec<(String, String)>,
}

/// A mistake in a text or an option, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosticView {
    /// Stable code, such as `PL0103`.
    pub code: String,
    /// Which text: the name of a listing file or scenario, or `options`.
    pub file: String,
    /// 1-based line; 0 when it has no place.
    pub line: u32,
    /// 1-based column in characters; 0 when it has no place.
    pub column: u32,
    /// What is wrong, in a sentence.
    pub message: String,
    /// How to mend it, when we know.
    pub hint: Option<String>,
    /// The place in the text, drawn in plain text with a caret.
    pub rendered: String,
}
