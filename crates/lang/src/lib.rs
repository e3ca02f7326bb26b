//! Texts to what the engine runs: listings to programs, scenario TOML to scenarios, both with diagnostics.
//!
//! Two arrows start here. A listing goes through `lexer` and `parser` to the syntax tree of `ast`; a scenario
//! goes through `raw` to a [`RawScenario`], as written and with spans. Nothing here runs a program or opens a
//! file.

pub mod ast;
pub mod builtin;
pub mod limits;

mod builtins;
mod call;
mod check;
mod check_expr;
mod diagnostic;
mod embedded;
mod expectation;
mod fold;
mod goal;
mod keys;
mod lexer;
mod link;
mod lower;
mod lower_expr;
mod lower_stmt;
mod mapping;
mod options;
mod parser;
mod pattern;
mod quantity;
mod raw;
mod render;
mod resolve;
mod resolve_calls;
mod resolve_groups;
mod setup;
mod similar;
mod span;
mod sweep;
mod variant;
mod wire;

pub use crate::call::{RawArg, RawArgKind, RawCall};
pub use crate::check::{Checked, check};
pub use crate::diagnostic::{Code, Diagnostic, Diagnostics};
pub use crate::goal::{Goal, RawGoal, RawMoves};
pub use crate::link::{Library, Linked, LinkedFile, link};
pub use crate::mapping::{RawMap, RawTarget};
pub use crate::options::{OptionInfo, OptionValues, Options, options_of, set_options};
pub use crate::parser::parse_listing;
pub use crate::pattern::parse_pattern;
pub use crate::quantity::{Quantity, RawNumber};
pub use crate::raw::{
    RawBudget, RawExpect, RawFile, RawMm, RawOptions, RawScenario, RawSetting, RawTask, RawValue, RawVariant,
    parse_scenario,
};
pub use crate::render::render;
pub use crate::resolve::resolve;
pub use crate::setup::{Setup, Source, build, link_listing, read_scenario};
pub use crate::span::{Place, Span, Spanned, place};
pub use crate::sweep::{Change, Density, Side, Sweep, SweptRange, certain, parse_range};
pub use crate::wire::{FileKind, FileSystem, Memory, PageState, Reach, Rwsem, TaskKind};
