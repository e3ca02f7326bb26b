//! Patterns of the mail's notation, as people type them: `2,6;b,f`.
//!
//! Arrow: pattern text -> **[`Notation`]** -> `find`. It knows no listing: whether any task has such a step is for
//! whoever has the machine.

use pagelock_engine::{Notation, Stand};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits::{LABEL_MAX, PATTERN_HOLDS_MAX, PATTERN_TASKS_MAX};
use crate::span::Span;

/// Reads a pattern: an item for each task, `;` between them; in an item the labels of the steps at which the task took
/// what it holds, and last the label of the step at which it waits, `,` between them. ` x 3` after an item stands for
/// three tasks like it. Spaces around labels are ignored.
///
/// # Errors
/// Every mistake, with its place. The text is called `pattern`.
pub fn parse_pattern(text: &str) -> Result<Notation, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new("pattern");
    let mut stands = Vec::new();
    for (start, item) in pieces(text, 0, ';') {
        let (item, times) = times(item, start, &mut diagnostics);
        if stands.len() + times > PATTERN_TASKS_MAX {
            let message = format!("a pattern has at most {PATTERN_TASKS_MAX} tasks");
            diagnostics.error(Code::TooMany, Span::new(start, start + item.len()), message);
            break;
        }
        let mut labels: Vec<String> =
            pieces(item, start, ',').map(|(start, piece)| label(piece, start, &mut diagnostics)).collect();
        let blocked_at = labels.pop().expect("even an empty text has one piece");
        if labels.len() > PATTERN_HOLDS_MAX {
            let message = format!("a task of a pattern holds at most {PATTERN_HOLDS_MAX} things");
            diagnostics.error(Code::TooMany, Span::new(start, start + item.len()), message);
        }
        stands.extend(std::iter::repeat_n(Stand { taken_at: labels, blocked_at }, times));
    }
    if diagnostics.is_empty() { Ok(Notation { stands }) } else { Err(diagnostics.finish()) }
}

/// The pieces of a part of the text between separators, each with its place in the text.
fn pieces(part: &str, start: usize, separator: char) -> impl Iterator<Item = (usize, &str)> {
    let mut next = start;
    part.split(separator).map(move |piece| {
        let start = next;
        next += piece.len() + separator.len_utf8();
        (start, piece)
    })
}

/// An item without ` x 3`, and how many tasks it is for.
fn times<'t>(item: &'t str, start: usize, diagnostics: &mut Diagnostics) -> (&'t str, usize) {
    let Some((one, number)) = item.split_once(" x ") else { return (item, 1) };
    let times = number.trim().parse().ok().filter(|&n| n > 0);
    if times.is_none() {
        let at = start + one.len() + " x ".len();
        let message = "after `x` comes how many tasks stand so: 1 or more";
        diagnostics.error(Code::BadNumber, Span::new(at, at + number.len()), message);
    }
    (one, times.unwrap_or(1))
}

fn label(piece: &str, start: usize, diagnostics: &mut Diagnostics) -> String {
    let label = piece.trim();
    let start = start + (piece.len() - piece.trim_start().len());
    let span = Span::new(start, start + label.len());
    if label.is_empty() {
        let hint = "a pattern is labels with `,` between them for each task and `;` between tasks, such as `2,6;b,f`";
        diagnostics.error_hint(Code::NoLabel, span, "a step label is missing here", hint);
    } else if label.chars().count() > LABEL_MAX
        || !label.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
    {
        let message = format!("a step label is 1 to {LABEL_MAX} digits or lower-case letters");
        diagnostics.error(Code::BadLabel, span, message);
    }
    label.to_owned()
}
