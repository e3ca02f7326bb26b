//! Why a machine cannot be written as a model. It is never a mistake of the reader of the model.

use std::error::Error;
use std::fmt;

/// Why there is no model of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportError {
    /// More tasks and actors than SPIN has processes for.
    TooManyTasks(usize),
    /// More of something than a model of readable size can have.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// A calculation of the listing that can leave the 32 bits that the checkers calculate with.
    NumberTooLarge,
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyTasks(count) => {
                let most = crate::TASKS_MAX;
                write!(f, "{count} tasks and actors, and SPIN has at most {most} processes")
            }
            Self::TooMany { what, count, most } => {
                write!(f, "{count} {what}, and a model is written for at most {most}")
            }
            Self::NumberTooLarge => {
                f.write_str("the listing calculates with numbers that do not fit the 32 bits of the checkers")
            }
        }
    }
}

impl Error for ExportError {}
