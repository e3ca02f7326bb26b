//! Why something was refused: the mistake of whoever asked. What a kernel does wrong is an answer, never a refusal.

use pagelock_lang::Diagnostic;
use pagelock_protocol::message::Setup;
use pagelock_worker::diagnostic_view;
use serde::Serialize;

/// Why there is no answer.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// Texts or options are wrong.
    Invalid {
        /// All mistakes found; at least one.
        diagnostics: Vec<Diagnostic>,
        /// The texts they are about.
        asked: Box<Setup>,
    },
    /// Something else that was asked for cannot be.
    Refused {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
}

impl Refusal {
    /// Without a hint.
    pub fn plain(message: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: None }
    }

    /// With what to do about it.
    pub fn hinted(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: Some(hint.into()) }
    }

    /// Everything that is wrong, with its place.
    pub fn diagnostics(&self) -> Vec<DiagnosticAnswer> {
        match self {
            Self::Invalid { diagnostics, asked } => {
                diagnostics.iter().map(|diagnostic| of_text(diagnostic, asked)).collect()
            }
            Self::Refused { message, hint } => vec![DiagnosticAnswer {
                code: None,
                file: None,
                line: None,
                column: None,
                message: message.clone(),
                hint: hint.clone(),
            }],
        }
    }
}

fn of_text(diagnostic: &Diagnostic, asked: &Setup) -> DiagnosticAnswer {
    let view = diagnostic_view(diagnostic, asked);
    let place = Some((view.line, view.column)).filter(|(line, _)| *line > 0);
    DiagnosticAnswer {
        code: Some(view.code),
        file: Some(view.file),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
        message: view.message,
        hint: view.hint,
    }
}

/// A mistake of whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct DiagnosticAnswer {
    /// Its code, such as `PL0301`, which never changes its meaning; `null` for what is not about a text or an option.
    pub code: Option<String>,
    /// The text it is about, by name; `null` if it is about none.
    pub file: Option<String>,
    /// The line there, from 1; `null` if it is about no place.
    pub line: Option<u32>,
    /// The column there, in characters from 1; `null` if it is about no place.
    pub column: Option<u32>,
    /// What is wrong, in lower case without a full stop.
    pub message: String,
    /// What to do about it, if there is something.
    pub hint: Option<String>,
}

impl std::fmt::Display for DiagnosticAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
        }
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "{line}:{column}:")?;
        }
        let gap = if self.file.is_some() { " " } else { "" };
        write!(f, "{gap}{}", self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}
