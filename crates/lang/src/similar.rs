//! The name that somebody may have meant. Knows nothing of what names are.

/// The nearest of the known names by edit distance, if it is near enough to be a slip.
pub(crate) fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let far = (1 + length / 4).min(length.saturating_sub(1));
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|&(distance, _)| distance <= far)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let known = ["lock_page", "unlock_page", "kmap"];
        let near = |name| similar(name, known.into_iter());
        assert_eq!(near("lok_page"), Some("lock_page"));
        assert_eq!(near("lock_pages"), Some("lock_page"));
        assert_eq!(near("kmpa"), Some("kmap"));
        assert_eq!(near("schedule"), None);
        assert_eq!(similar("c", ["a", "b"].into_iter()), None);
    }
}
