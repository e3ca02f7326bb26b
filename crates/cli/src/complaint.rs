//! Why a command could not do its work, and how that looks: as rustc shows it, in colour on a terminal.
//!
//! A deadlock is never a failure; it is what was asked for.

use std::io::{self, IsTerminal};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use pagelock_lang::Diagnostic;
use pagelock_lang::builtin::{self, INCLUDES, Text};
use pagelock_plain::Refusal;
use pagelock_protocol::message::{Setup, Source};

/// Why a command could not do its work.
pub(crate) enum Failure {
    /// Texts or options are wrong.
    Invalid {
        /// All mistakes found.
        diagnostics: Vec<Diagnostic>,
        /// The texts they are about.
        asked: Box<Setup>,
    },
    /// The pattern that is to be found is wrong.
    Pattern {
        /// All mistakes found.
        diagnostics: Vec<Diagnostic>,
        /// The pattern.
        text: String,
    },
    /// Something else that was asked for cannot be.
    Refused {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// Standard output does not take what we write.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid { diagnostics, asked } => Self::Invalid { diagnostics, asked },
            Refusal::Refused { message, hint } => Self::Refused { message, hint },
        }
    }
}

impl Failure {
    /// A refusal without a hint.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: None }
    }

    /// A refusal with what to do about it.
    pub(crate) fn refused_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: Some(hint.into()) }
    }

    /// What to write to stderr.
    pub(crate) fn text(&self) -> String {
        let is_coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let renderer = if is_coloured { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let draw = |group: Group<'_>| renderer.render(&[group]) + "\n";
        match self {
            Self::Invalid { diagnostics, asked } => {
                let drawn = diagnostics.iter().map(|d| draw(group(d, text_of(&d.file, asked))));
                drawn.collect::<Vec<_>>().join("\n")
            }
            Self::Pattern { diagnostics, text } => {
                diagnostics.iter().map(|d| draw(group(d, text))).collect::<Vec<_>>().join("\n")
            }
            Self::Refused { message, hint } => {
                let title = Level::ERROR.primary_title(message.as_str());
                draw(title.elements(hint.as_deref().map(help)))
            }
            Self::Output(error) => draw(Group::with_title(
                Level::ERROR.primary_title(format!("cannot write the output: {error}")),
            )),
        }
    }
}

/// A diagnostic with its place in its text.
fn group<'a>(diagnostic: &'a Diagnostic, text: &'a str) -> Group<'a> {
    let title = Level::ERROR.primary_title(diagnostic.message.as_str()).id(diagnostic.code.number());
    let mut group = Group::with_title(title);
    match diagnostic.span {
        Some(span) => {
            let annotation = AnnotationKind::Primary.span(span.range(text));
            group = group.element(Snippet::source(text).path(&diagnostic.file).annotation(annotation));
        }
        None if diagnostic.file != "options" => group = group.element(Origin::path(&diagnostic.file)),
        None => {}
    }
    group.elements(diagnostic.hint.as_deref().map(help))
}

fn help(hint: &str) -> annotate_snippets::Message<'_> {
    Level::HELP.message(normalize_untrusted_str(hint))
}

/// The text a diagnostic is about: one that was read from a file before a built-in one.
fn text_of<'a>(file: &str, asked: &'a Setup) -> &'a str {
    let read = [&asked.listing, &asked.scenario].into_iter().find_map(|source| match source {
        Source::Text { name, text } if name == file => Some(text.as_str()),
        Source::Text { .. } | Source::Builtin(_) => None,
    });
    let include = || INCLUDES.iter().find(|text| text.name == file).map(Text::text);
    read.or_else(|| builtin::listing(file)).or_else(include).or_else(|| builtin::scenario(file)).unwrap_or("")
}
