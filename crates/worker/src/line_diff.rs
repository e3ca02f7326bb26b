//! The lines that two texts have in common, in order: a longest common subsequence. Pure.
//!
//! Written by hand: functions are short, and a crate for it would add 15 to 30 KB to what every visitor downloads.

/// Most pairs of lines that are compared. Texts beyond that differ from their first different line to their last.
const PAIRS_MAX: usize = 1 << 20;

/// What becomes of a line, by its index in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// In both.
    Same(usize, usize),
    /// In the old text only.
    Removed(usize),
    /// In the new text only.
    Added(usize),
}

/// All lines of both texts in order, what is removed before what is added in its place.
pub(crate) fn compare(old: &[&str], new: &[&str]) -> Vec<Line> {
    let is_same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(new).take_while(is_same).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(is_same).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let mut lines: Vec<Line> = (0..head).map(|i| Line::Same(i, i)).collect();
    let between = middle(&old[head..old_end], &new[head..new_end]);
    lines.extend(between.into_iter().map(|line| match line {
        Line::Same(i, j) => Line::Same(head + i, head + j),
        Line::Removed(i) => Line::Removed(head + i),
        Line::Added(j) => Line::Added(head + j),
    }));
    lines.extend((0..tail).map(|i| Line::Same(old_end + i, new_end + i)));
    lines
}

fn middle(old: &[&str], new: &[&str]) -> Vec<Line> {
    if old.len().saturating_mul(new.len()) > PAIRS_MAX {
        return (0..old.len()).map(Line::Removed).chain((0..new.len()).map(Line::Added)).collect();
    }
    // common[i][j]: how many lines old[i..] and new[j..] have in common.
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Line::Same(i, j));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len()
            || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            lines.push(Line::Removed(i));
            i += 1;
        } else {
            lines.push(Line::Added(j));
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines are letters; the result has a sign in front of each that is not in both.
    fn check(old: &str, new: &str, expected: &str) {
        let old: Vec<&str> = old.split_terminator("").skip(1).collect();
        let new: Vec<&str> = new.split_terminator("").skip(1).collect();
        let told: String = compare(&old, &new)
            .into_iter()
            .map(|line| match line {
                Line::Same(i, j) => {
                    assert_eq!(old[i], new[j]);
                    old[i].to_owned()
                }
                Line::Removed(i) => format!("-{}", old[i]),
                Line::Added(j) => format!("+{}", new[j]),
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn common_lines_are_found_in_order() {
        check("", "", "");
        check("abc", "abc", "abc");
        check("", "ab", "+a+b");
        check("ab", "", "-a-b");
        check("axc", "ayc", "a-x+yc");
        check("abcd", "acbd", "a-bc+bd");
        check("aab", "ab", "a-ab");
        check("ab", "cd", "-a-b+c+d");
    }

    #[test]
    fn texts_that_are_too_long_differ_as_a_whole_between_what_is_alike() {
        let numbers: Vec<String> = (0..3000).map(|n| n.to_string()).collect();
        let old: Vec<&str> = numbers[..2000].iter().map(String::as_str).collect();
        let mut new: Vec<&str> = numbers[1000..].iter().map(String::as_str).collect();
        new.insert(0, "0");
        let lines = compare(&old, &new);
        assert_eq!((lines.len(), lines[0], lines[1]), (4000, Line::Same(0, 0), Line::Removed(1)));
    }
}
