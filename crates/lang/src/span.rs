//! Places in a text: byte spans, and the lines and columns that people count.
//!
//! On no arrow of its own: both parsers carry spans from the text to whoever reports a problem about it.
//! Knows nothing of listings or scenarios.

use std::ops::Range;

/// A stretch of a text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The stretch of these byte offsets.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: offset(start), end: offset(end) }
    }

    /// From the start of `self` to the end of `last`.
    #[must_use]
    pub fn to(self, last: Span) -> Span {
        Span { start: self.start, end: last.end }
    }

    /// The empty place just after `self`.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, end: self.end }
    }

    /// The offsets, cut to what lies inside `text` and moved down to character boundaries: safe to slice
    /// with.
    pub fn range(self, text: &str) -> Range<usize> {
        let floor = |offset: u32| text.floor_char_boundary(offset as usize);
        let start = floor(self.start);
        start..floor(self.end).max(start)
    }
}

impl From<Range<usize>> for Span {
    fn from(bytes: Range<usize>) -> Span {
        Span::new(bytes.start, bytes.end)
    }
}

/// Texts are at most `TEXT_MAX` bytes, so nothing is lost here.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// A value and where the text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place in the text.
    pub span: Span,
}

/// A place as people count: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters; a tab is one.
    pub column: u32,
}

/// The line and column of a byte offset. An offset past the end means the end.
pub fn place(text: &str, offset: u32) -> Place {
    let before = &text[..text.floor_char_boundary(offset as usize)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let newlines = before.bytes().filter(|&byte| byte == b'\n').count();
    let columns = before[line_start..].chars().count();
    Place { line: self::offset(newlines + 1), column: self::offset(columns + 1) }
}
