//! `pagelock diff`: what a listing changes in the one it starts from, as patches are written.

use std::io::Write;

use pagelock_protocol::message::{Setup, Source};
use pagelock_protocol::view::{DiffLineView, FunctionDiffView};
use pagelock_worker::difference;

use crate::Exit;
use crate::args::DiffArgs;
use crate::complaint::Failure;
use crate::input;

/// Prints the functions that differ.
pub(crate) fn diff(args: &DiffArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let listing = input::source(&args.kernel, ".lst")?;
    let view = difference(&listing).map_err(|diagnostics| {
        let asked = Setup { scenario: Source::Builtin(String::new()), listing, options: Vec::new() };
        Failure::Invalid { diagnostics, asked: Box::new(asked) }
    })?;
    let Some(view) = view else {
        writeln!(out, "{} stands on its own: it changes no other listing.", args.kernel)?;
        return Ok(Exit::Clean);
    };
    writeln!(out, "--- {}\n+++ {}", view.base, view.listing)?;
    for function in &view.functions {
        write_function(out, function)?;
    }
    Ok(Exit::Clean)
}

fn write_function(out: &mut dyn Write, function: &FunctionDiffView) -> Result<(), Failure> {
    let old: Vec<u32> = function.lines.iter().filter_map(old_number).collect();
    let new: Vec<u32> = function.lines.iter().filter_map(new_number).collect();
    let range = |numbers: &[u32]| format!("{},{}", numbers.first().copied().unwrap_or(0), numbers.len());
    writeln!(out, "@@ -{} +{} @@ {}", range(&old), range(&new), function.name)?;
    for line in &function.lines {
        let (sign, text) = match line {
            DiffLineView::Same { text, .. } => (' ', text),
            DiffLineView::Removed { text, .. } => ('-', text),
            DiffLineView::Added { text, .. } => ('+', text),
        };
        writeln!(out, "{}", format!("{sign}{text}").trim_end())?;
    }
    Ok(())
}

fn old_number(line: &DiffLineView) -> Option<u32> {
    match line {
        DiffLineView::Same { old, .. } | DiffLineView::Removed { old, .. } => Some(*old),
        DiffLineView::Added { .. } => None,
    }
}

fn new_number(line: &DiffLineView) -> Option<u32> {
    match line {
        DiffLineView::Same { new, .. } | DiffLineView::Added { new, .. } => Some(*new),
        DiffLineView::Removed { .. } => None,
    }
}
