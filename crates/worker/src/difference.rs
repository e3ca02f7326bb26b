//! What a listing changes: its functions against those of its base, line by line.
//!
//! Arrow: listing text -> `Linked`, twice -> **`ListingDiffView`**. Compares what a name leads to, so an included
//! file that replaces a function of the base counts as well.

use pagelock_lang::ast::Function;
use pagelock_lang::{Diagnostic, Linked, Source, builtin, link_listing, place};
use pagelock_lists as lists;
use pagelock_protocol::message;
use pagelock_protocol::view::{ChangeView, DiffLineView, FunctionDiffView, ListingDiffView};

use crate::line_diff::{Line, compare};
use crate::lower::source;

/// What a listing changes in the one it is `from`, or an edited text in the built-in one of its name. `None` for a
/// listing that stands on its own.
///
/// # Errors
/// Every mistake in the listing's texts.
pub fn difference(listing: &message::Source) -> Result<Option<ListingDiffView>, Vec<Diagnostic>> {
    let new = link_listing(source(listing))?;
    let Some(base) = base(listing, &new) else { return Ok(None) };
    let old = link_listing(Source::Builtin(&base))?;
    let changed = in_order(&new).filter_map(|(name, text)| {
        let piece = text.piece();
        let before = Text::of(&old, name).map(|text| text.piece());
        let change = if before.is_some() { ChangeView::Changed } else { ChangeView::Added };
        let before = before.unwrap_or_default();
        (before.lines != piece.lines).then(|| function(name, change, &before, &piece))
    });
    let removed = in_order(&old)
        .filter(|(name, _)| !new.functions.contains_key(*name))
        .map(|(name, text)| function(name, ChangeView::Removed, &text.piece(), &Piece::default()));
    let functions = changed.chain(removed).collect();
    Ok(Some(ListingDiffView { listing: listing.name().to_owned(), base, functions }))
}

/// The name of what to compare with.
fn base(listing: &message::Source, linked: &Linked) -> Option<String> {
    let is_edited = || match listing {
        message::Source::Builtin(_) => false,
        message::Source::Text { name, .. } => builtin::listing(name).is_some(),
    };
    linked.base.clone().or_else(|| is_edited().then(|| listing.name().to_owned()))
}

/// The functions of a listing in the order of its texts.
fn in_order(linked: &Linked) -> impl Iterator<Item = (&str, Text<'_>)> {
    let mut names: Vec<_> =
        linked.functions.iter().map(|(name, (file, f))| (*file, f.span.start, name)).collect();
    lists::sort(&mut names);
    names.into_iter().filter_map(|(.., name)| Some((name.as_str(), Text::of(linked, name)?)))
}

/// A function and the text it stands in.
struct Text<'a> {
    file: &'a str,
    function: &'a Function,
}

impl<'a> Text<'a> {
    fn of(linked: &'a Linked, name: &str) -> Option<Self> {
        let (file, function) = linked.functions.get(name)?;
        Some(Self { file: &linked.files[*file].text, function })
    }

    fn piece(&self) -> Piece<'a> {
        let span = self.function.span;
        Piece {
            first: place(self.file, span.start).line,
            lines: self.file[span.range(self.file)].lines().collect(),
        }
    }
}

/// The lines of a function.
#[derive(Default)]
struct Piece<'a> {
    /// Number of the first one.
    first: u32,
    lines: Vec<&'a str>,
}

impl Piece<'_> {
    fn number(&self, index: usize) -> u32 {
        self.first + u32::try_from(index).expect("texts are short")
    }
}

fn function(name: &str, change: ChangeView, old: &Piece<'_>, new: &Piece<'_>) -> FunctionDiffView {
    let line = |line: Line| match line {
        Line::Same(i, j) => {
            DiffLineView::Same { old: old.number(i), new: new.number(j), text: new.lines[j].to_owned() }
        }
        Line::Removed(i) => DiffLineView::Removed { old: old.number(i), text: old.lines[i].to_owned() },
        Line::Added(j) => DiffLineView::Added { new: new.number(j), text: new.lines[j].to_owned() },
    };
    let lines = compare(&old.lines, &new.lines).into_iter().map(line).collect();
    FunctionDiffView { name: name.to_owned(), change, lines }
}
