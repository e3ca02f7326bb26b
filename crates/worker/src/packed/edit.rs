//! An edit of a built-in text as what it changes, line by line.
//!
//! Arrow: text, text -> **hunks**, and text + hunks -> text. A line ends behind its line feed.

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use pagelock_lang::limits::TEXT_MAX;
use pagelock_lists::Map;
use pagelock_protocol::link::PackedError;

use super::wire::HunkV1;
use crate::line_diff::{Line, compare};

/// Tells a text from what it becomes in later versions of Pagelock.
pub(super) fn sum_of(text: &str) -> u32 {
    Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC).checksum(text.as_bytes())
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// What makes `text` of `base`.
pub(super) fn hunks(base: &str, text: &str) -> Vec<HunkV1> {
    let (old, new) = (lines(base), lines(text));
    let mut hunks: Vec<HunkV1> = Vec::new();
    let mut keep = 0;
    let mut open = false;
    for line in compare(&old, &new) {
        if let Line::Same(..) = line {
            (keep, open) = (keep + 1, false);
            continue;
        }
        if !open {
            hunks.push(HunkV1 { keep: std::mem::take(&mut keep), drop: 0, add: String::new() });
            open = true;
        }
        let hunk = hunks.last_mut().expect("one has been opened");
        match line {
            Line::Same(..) => {}
            Line::Removed(_) => hunk.drop += 1,
            Line::Added(at) => hunk.add.push_str(new[at]),
        }
    }
    hunks
}

/// Bytes that any changes of `base` to `text` have to add at least: those of lines that `base` does not have, or not as
/// often.
pub(super) fn added_min(base: &str, text: &str) -> usize {
    let mut there: Map<&str, usize> = Map::new_vec();
    for line in lines(base) {
        *there.entry(line).or_default() += 1;
    }
    let added = lines(text).into_iter().map(|line| match there.get_mut(line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            0
        }
        Some(_) | None => line.len(),
    });
    added.sum()
}

/// Makes the changes.
///
/// # Errors
/// [`PackedError::Malformed`] if there are no such lines, or if the changes are not written as [`hunks`] writes them;
/// [`PackedError::TooLong`].
pub(super) fn apply(base: &str, hunks: &[HunkV1]) -> Result<String, PackedError> {
    let mut rest = &lines(base)[..];
    let mut take = |count: u32| -> Result<&[&str], PackedError> {
        let count = usize::try_from(count).ok().filter(|&count| count <= rest.len());
        let (taken, after) = rest.split_at(count.ok_or(PackedError::Malformed)?);
        rest = after;
        Ok(taken)
    };
    let mut out = String::new();
    for (nr, HunkV1 { keep, drop, add }) in hunks.iter().enumerate() {
        // Changes without a line between them are one.
        if (*keep == 0 && nr > 0) || (*drop == 0 && add.is_empty()) {
            return Err(PackedError::Malformed);
        }
        out.extend(take(*keep)?.iter().copied());
        take(*drop)?;
        if out.len() + add.len() > TEXT_MAX {
            return Err(PackedError::TooLong);
        }
        out.push_str(add);
    }
    out.extend(rest.iter().copied());
    if out.len() > TEXT_MAX { Err(PackedError::TooLong) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hunk(keep: u32, drop: u32, add: &str) -> HunkV1 {
        HunkV1 { keep, drop, add: add.to_owned() }
    }

    #[test]
    fn an_edit_is_stored_as_the_lines_it_changes() {
        let check = |base: &str, text: &str, expected: &[HunkV1]| {
            assert_eq!(hunks(base, text), expected);
            assert_eq!(apply(base, expected).as_deref(), Ok(text));
        };
        check("a\nb\nc\n", "a\nb\nc\n", &[]);
        check("a\nb\nc\n", "a\nB\nc\n", &[hunk(1, 1, "B\n")]);
        check("a\nb\nc\n", "0\na\nc\nd", &[hunk(0, 0, "0\n"), hunk(1, 1, ""), hunk(1, 0, "d")]);
        check("a\nb", "a\nb\n", &[hunk(1, 1, "b\n")]);
        check("", "x", &[hunk(0, 0, "x")]);
        check("x\n", "", &[hunk(0, 1, "")]);
    }

    #[test]
    fn what_has_to_be_added_is_what_is_not_there_as_often() {
        let check = |base: &str, text: &str, bytes| assert_eq!(added_min(base, text), bytes);
        check("a\nb\n", "b\na\n", 0);
        check("a\nb\n", "a\na\nb", 3);
        check("", "xyz", 3);
        check("xyz", "", 0);
    }

    #[test]
    fn changes_that_nobody_writes_are_refused() {
        let refused =
            |hunks: &[HunkV1]| assert_eq!(apply("a\nb\n", hunks), Err(PackedError::Malformed), "{hunks:?}");
        refused(&[hunk(3, 1, "")]);
        refused(&[hunk(0, 3, "")]);
        refused(&[hunk(u32::MAX, u32::MAX, "x")]);
        refused(&[hunk(1, 0, "")]);
        refused(&[hunk(0, 1, "x\n"), hunk(0, 1, "y\n")]);
        let long = [hunk(0, 0, &"x".repeat(TEXT_MAX))];
        assert_eq!(apply("a\n", &long), Err(PackedError::TooLong));
    }

    #[test]
    fn the_sum_is_the_usual_one() {
        // The published check value of CRC-32 for these nine digits.
        assert_eq!(sum_of("123456789"), 0xcbf4_3926);
    }
}
