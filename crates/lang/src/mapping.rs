//! A mapping string of a scenario to a `RawMap`: `b:0-2 present`, `anon`, `nothing:2`.
//!
//! Part of the arrow from scenario text to `RawScenario`. Knows nothing of which files exist or how long they
//! are.

use crate::diagnostic::{Code, Diagnostics};
use crate::embedded::{Embedded, Reported};
use crate::limits::{PAGES_PER_FILE_MAX, SECTORS_PER_PAGE};
use crate::raw::{RawScenario, RawTask};
use crate::span::{Span, Spanned};
use pagelock_lists::Map;

/// One mapping of an address space, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMap {
    /// What calls name it by.
    pub name: Spanned<String>,
    /// What is mapped.
    pub target: RawTarget,
    /// Whether its ptes are set at the start.
    pub is_present: bool,
    /// The text of the mapping.
    pub span: Span,
}

/// What is mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawTarget {
    /// Pages of a file: `b:1` or `b:0-2`, which both say their first and last page.
    File {
        /// The name of the file.
        file: Spanned<String>,
        /// The first page, from 0.
        first: Spanned<u16>,
        /// The last page, not below the first.
        last: Spanned<u16>,
    },
    /// So many pages of anonymous memory.
    Anon(u16),
    /// So many pages where nothing is mapped: touching them is a fault that fails.
    Nothing(u16),
}

/// The words that a mapping may begin with and that no file may be called.
pub(crate) const TARGET_WORDS: [&str; 2] = ["anon", "nothing"];

const HINT: &str =
    "write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow";

/// The mapping in a string of the scenario `toml`, or nothing when it was reported.
pub(crate) fn parse_map(
    toml: &str,
    name: Spanned<String>,
    value: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<RawMap> {
    let mut text = Embedded::new(toml, value, Code::BadMapping, HINT, diagnostics);
    let target = target(&mut text).ok()?;
    let is_present = text.eat("present");
    let expected = if is_present { "the end of the mapping" } else { "`present` or the end of the mapping" };
    text.end(expected).ok()?;
    let span = text.span_of_text();
    if is_present && matches!(target, RawTarget::Nothing(_)) {
        text.error(Code::BadMapping, span, "nothing is mapped there, so no pte can be present".to_owned());
        return None;
    }
    Some(RawMap { name, target, is_present, span })
}

fn target(text: &mut Embedded<'_>) -> Result<RawTarget, Reported> {
    let file = text.name("a file, `anon` or `nothing`")?;
    let is_counted = TARGET_WORDS.contains(&file.value.as_str());
    if is_counted {
        let pages = if text.eat(":") { number_of_pages(text)? } else { 1 };
        return Ok(if file.value == "anon" { RawTarget::Anon(pages) } else { RawTarget::Nothing(pages) });
    }
    if !text.eat(":") {
        return Err(text.unexpected("`:` and the page of the file"));
    }
    let first = page(text)?;
    let last = if text.eat("-") { page(text)? } else { first };
    if last.value < first.value {
        let message = format!("the last page {} lies before the first page {}", last.value, first.value);
        return Err(text.error(Code::BadMapping, first.span.to(last.span), message));
    }
    Ok(RawTarget::File { file, first, last })
}

/// A page of a file, from 0.
fn page(text: &mut Embedded<'_>) -> Result<Spanned<u16>, Reported> {
    let number = text.number("a page of the file")?;
    let value = number.value.unsigned_abs();
    if value >= PAGES_PER_FILE_MAX {
        let message = format!("pages are numbered from 0 to {}", PAGES_PER_FILE_MAX - 1);
        return Err(text.error(Code::OutOfRange, number.span, message));
    }
    Ok(Spanned { value, span: number.span })
}

fn number_of_pages(text: &mut Embedded<'_>) -> Result<u16, Reported> {
    let number = text.number("a number of pages")?;
    let value = number.value.unsigned_abs();
    if (1..=PAGES_PER_FILE_MAX).contains(&value) {
        return Ok(value);
    }
    let message = format!("a mapping has 1 to {PAGES_PER_FILE_MAX} pages");
    Err(text.error(Code::OutOfRange, number.span, message))
}

/// Address in sectors where each mapping of the task's own address space begins, by name.
pub(crate) fn self_maps(raw: &RawScenario, task: &RawTask) -> Map<String, i32> {
    let shared = task.mm.as_ref().and_then(|name| raw.mms.iter().find(|mm| mm.name.value == name.value));
    addresses(shared.map_or(&task.maps, |mm| &mm.maps))
}

/// Address in sectors where each mapping begins, by name.
pub(crate) fn addresses(maps: &[RawMap]) -> Map<String, i32> {
    let mut next = 0;
    let mut addresses = Map::new_vec();
    for map in maps {
        addresses.insert(map.name.value.clone(), next);
        let pages = match &map.target {
            RawTarget::Anon(pages) | RawTarget::Nothing(pages) => *pages,
            RawTarget::File { first, last, .. } => last.value.saturating_sub(first.value) + 1,
        };
        next += i32::from(pages) * SECTORS_PER_PAGE;
    }
    addresses
}
