//! What a model is a model of, for its comments. All of it is text that anybody may have written.

use crate::names::comment;

/// The names behind a machine.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The listing.
    pub kernel: &'a str,
    /// Options that were set, as `KEY=VALUE`.
    pub settings: &'a [String],
    /// Files of the listing, by the number that a place in it has.
    pub files: &'a [String],
}

impl About<'_> {
    /// All of it in a line.
    pub(crate) fn line(&self) -> String {
        let mut line = format!("Scenario {}", comment(self.scenario));
        for setting in self.settings {
            line.push_str(", ");
            line.push_str(&comment(setting));
        }
        line.push_str(", under ");
        line.push_str(&comment(self.kernel));
        line
    }
}
