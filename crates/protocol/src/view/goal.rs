//! The goal of a scenario that is played.

use serde::{Deserialize, Serialize};

use super::ScenarioView;

/// What a game is played for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalView {
    /// What is to be reached.
    pub reach: ReachView,
    /// The listing that it is played with.
    pub kernel: String,
    /// The goal in a sentence.
    pub text: String,
    /// What there is to learn from it; empty if nothing is said.
    pub lesson: String,
    /// The choices that are made before the game begins.
    pub start: Vec<u16>,
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReachView {
    /// A deadlock.
    Deadlock,
    /// An end with everybody finished and the data whole.
    Ok,
    /// The claim that nothing can go wrong, after a run that was brought to its end.
    Proof,
}

/// A built-in scenario that is played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelView {
    /// The scenario.
    pub scenario: ScenarioView,
    /// Its goal.
    pub goal: GoalView,
}

impl ReachView {
    /// What a player is asked to do.
    pub fn words(self) -> &'static str {
        match self {
            Self::Deadlock => "Make it deadlock",
            Self::Ok => "Get everyone home",
            Self::Proof => "Prove that it cannot",
        }
    }
}
