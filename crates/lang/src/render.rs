//! Diagnostic and source text to plain text: the line, and carets under the place.
//!
//! The page and the golden tests show this; the command line draws its own. Every character counts as one
//! column but the tab, so wide and combining characters may shift a caret. Knows nothing of what the problem
//! is.

use std::fmt::Write;

use crate::diagnostic::Diagnostic;
use crate::span::{Span, place};

/// Columns of a shown source line, with the dots; a longer one is cut around the place.
const COLUMNS_MAX: usize = 100;
/// Columns kept in front of the place when a long line is cut.
const COLUMNS_BEFORE: usize = 40;
/// Kernel sources indent with tabs of eight.
const TAB: usize = 8;
/// Stands where a line was cut.
const CUT: &str = "...";

/// The problem as a few lines of text, each ending with a newline.
pub fn render(diagnostic: &Diagnostic, source: &str) -> String {
    let mut out = format!("error[{}]: {}\n", diagnostic.code.number(), diagnostic.message);
    let mut gutter = " ".to_owned();
    // Writing to a string cannot fail.
    if let Some(span) = diagnostic.span {
        let excerpt = Excerpt::new(span, source);
        let at = place(source, span.start);
        let number = at.line.to_string();
        gutter = " ".repeat(number.len());
        let _ = writeln!(out, "{gutter}--> {}:{number}:{}", diagnostic.file, at.column);
        let _ = writeln!(out, "{gutter} |");
        let _ = writeln!(out, "{}", format!("{number} | {}", excerpt.line).trim_end());
        let _ = writeln!(out, "{gutter} | {}{}", " ".repeat(excerpt.indent), "^".repeat(excerpt.carets));
    } else {
        let _ = writeln!(out, "{gutter}--> {}", diagnostic.file);
    }
    if let Some(hint) = &diagnostic.hint {
        let _ = writeln!(out, "{gutter} = hint: {hint}");
    }
    out
}

/// The shown part of the first line of a span.
struct Excerpt {
    line: String,
    /// Columns in front of the first caret.
    indent: usize,
    carets: usize,
}

impl Excerpt {
    fn new(span: Span, source: &str) -> Excerpt {
        let range = span.range(source);
        let line_start = source[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_len = source[line_start..].find('\n').unwrap_or(source.len() - line_start);
        let line = source[line_start..line_start + line_len].trim_end_matches('\r');

        let mut cells: Vec<char> = Vec::new();
        let mut first = None;
        let mut last = 0;
        for (index, character) in line.char_indices() {
            if line_start + index >= range.start {
                first.get_or_insert(cells.len());
            }
            push_cells(&mut cells, character);
            if line_start + index < range.end {
                last = cells.len();
            }
        }
        let first = first.unwrap_or(cells.len());
        // An empty span, or one that begins at the end of its line, still gets one caret.
        Excerpt::cut(&cells, first, last.max(first + 1))
    }

    fn cut(cells: &[char], first: usize, last: usize) -> Excerpt {
        if cells.len() <= COLUMNS_MAX {
            return Excerpt { line: cells.iter().collect(), indent: first, carets: last - first };
        }
        let from = first.saturating_sub(COLUMNS_BEFORE);
        let to = cells.len().min(from + COLUMNS_MAX - 2 * CUT.len());
        let shown: String = cells[from..to].iter().collect();
        let before = if from > 0 { CUT } else { "" };
        let after = if to < cells.len() { CUT } else { "" };
        Excerpt {
            line: format!("{before}{shown}{after}"),
            indent: before.len() + first - from,
            carets: last.min(to.max(first + 1)) - first,
        }
    }
}

/// A tab fills up to its stop. A character that would move or hide the text around it shows as a box.
fn push_cells(cells: &mut Vec<char>, character: char) {
    match character {
        '\t' => cells.resize((cells.len() / TAB + 1) * TAB, ' '),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
            cells.push(char::REPLACEMENT_CHARACTER);
        }
        _ if character.is_control() => cells.push(char::REPLACEMENT_CHARACTER),
        _ => cells.push(character),
    }
}
