//! What is told of the end of a run in plain text, and what lockdep would have said of it.

use serde::{Deserialize, Serialize};

use super::{CoverageView, VerdictView};

/// A run as a text to be put into a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// Would lockdep have said so? Nothing if the run has not come to a deadlock.
    pub lockdep: Option<LockdepView>,
    /// The text: ASCII, in lines of at most 72 columns.
    pub text: String,
}

/// What lockdep would have said of a deadlock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockdepView {
    /// Whether it would have said anything.
    pub answer: AnswerView,
    /// Why, in sentences.
    pub reasons: Vec<String>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnswerView {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// What a search has found, as far as a text tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedView {
    /// The worst.
    pub verdict: VerdictView,
    /// Its kind, as in [`super::ReportView::kind`].
    pub kind: String,
    /// How far it went.
    pub coverage: CoverageView,
    /// States visited.
    pub states: u64,
    /// Steps of the shortest run to the verdict.
    pub steps: u32,
}
