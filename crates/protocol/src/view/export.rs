//! Files that are made of a run, or of a machine, for other programs.

use serde::{Deserialize, Serialize};

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FormatView {
    /// The master trace: everything that is known of a run.
    Json,
    /// A page of its own, with the run in it.
    Html,
    /// The lanes as a picture.
    Svg,
    /// The report in lockdep's shape.
    Lockdep,
    /// What the hung-task detector would write, as far as it could.
    HungTask,
    /// A trace in the format that Chrome had first.
    Perfetto,
    /// Who took which lock when, as a sequence diagram.
    Mermaid,
    /// Who waits for whom.
    Dot,
    /// States and the steps between them.
    DotStates,
    /// The machine as a model for SPIN.
    Promela,
    /// The machine as a model for TLC.
    Tla,
}

impl FormatView {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 11] = [
        Self::Json,
        Self::Html,
        Self::Svg,
        Self::Lockdep,
        Self::HungTask,
        Self::Perfetto,
        Self::Mermaid,
        Self::Dot,
        Self::DotStates,
        Self::Promela,
        Self::Tla,
    ];

    /// What a command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Svg => "svg",
            Self::Lockdep => "lockdep",
            Self::HungTask => "hung-task",
            Self::Perfetto => "perfetto",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::DotStates => "dot-states",
            Self::Promela => "promela",
            Self::Tla => "tla",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Json => "JSON trace",
            Self::Html => "HTML page",
            Self::Svg => "SVG picture",
            Self::Lockdep => "Report as lockdep's",
            Self::HungTask => "Report as the hung-task detector's",
            Self::Perfetto => "Perfetto trace",
            Self::Mermaid => "Mermaid diagram",
            Self::Dot => "Wait-for graph",
            Self::DotStates => "State graph",
            Self::Promela => "Promela model",
            Self::Tla => "TLA+ module",
        }
    }

    /// Who opens it.
    pub fn readers(self) -> &'static str {
        match self {
            Self::Json => "scripts: everything about the run, with a schema",
            Self::Html => "any browser, from the disk: story, table and picture, step by step",
            Self::Svg => "browsers, slides, documents",
            Self::Lockdep => "people: plain text of 72 columns for a mail",
            Self::HungTask => "people who read kernel logs: plain text, a block for each blocked task",
            Self::Perfetto => "ui.perfetto.dev, chrome://tracing, trace_processor",
            Self::Mermaid => "GitHub, GitLab and editors: who took which lock when",
            Self::Dot => "Graphviz: who waits for whom at this step",
            Self::DotStates => "Graphviz: the nearest 500 states and the steps between them",
            Self::Promela => "SPIN: the whole machine, to be searched by another checker",
            Self::Tla => "TLC: the whole machine, to be searched by another checker",
        }
    }

    /// The ending of the names of such files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "trace.json",
            Self::Html => "html",
            Self::Svg => "svg",
            Self::Lockdep => "report.txt",
            Self::HungTask => "hung.txt",
            Self::Perfetto => "perfetto.json",
            Self::Mermaid => "mmd",
            Self::Dot => "waits.dot",
            Self::DotStates => "states.dot",
            Self::Promela => "pml",
            Self::Tla => "tla",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json | Self::Perfetto => "application/json",
            Self::Html => "text/html",
            Self::Svg => "image/svg+xml",
            Self::Lockdep | Self::HungTask | Self::Mermaid | Self::Promela | Self::Tla => "text/plain",
            Self::Dot | Self::DotStates => "text/vnd.graphviz",
        }
    }

    /// Whether it is of the whole machine rather than of one run.
    pub fn is_of_machine(self) -> bool {
        match self {
            Self::Promela | Self::Tla => true,
            Self::Json
            | Self::Html
            | Self::Svg
            | Self::Lockdep
            | Self::HungTask
            | Self::Perfetto
            | Self::Mermaid
            | Self::Dot
            | Self::DotStates => false,
        }
    }
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportView {
    /// What it is.
    pub format: FormatView,
    /// A name for it: letters, digits, dots and dashes.
    pub name: String,
    /// What is in it, in UTF-8.
    pub text: String,
}
