//! Names and comments that are safe in Promela and in TLA+, from texts that anybody may have written.

use std::collections::BTreeSet;

/// Letters, digits and underscores of a text; everything else becomes an underscore. Callers put a word of their own
/// in front, so that the result is no keyword of anything.
pub(crate) fn identifier(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// Identifiers of texts, made different where the texts are alike.
pub(crate) fn identifiers<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut unique = Vec::new();
    for text in texts {
        let plain = identifier(text);
        let mut name = plain.clone();
        let mut count = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain}_{count}");
            count += 1;
        }
        unique.push(name);
    }
    unique
}

/// A text in one line that ends no comment and begins none, neither of C's preprocessor nor of TLA+.
pub(crate) fn comment(text: &str) -> String {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            // Stars make the ends of comments, backslashes and question marks splice lines and spell trigraphs.
            '*' | '\\' | '?' => safe.push('.'),
            ' '..='~' => safe.push(c),
            _ if c.is_alphanumeric() => safe.push(c),
            _ => safe.push('.'),
        }
    }
    // Rulers mean something to TLA+, and so do two hyphens to translators of PlusCal.
    safe.replace("----", "....").replace("====", "....").replace("--algorithm", "..algorithm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cannot_be_left() {
        assert_eq!(comment("a */ } init { } /* b"), "a ./ } init { } /. b");
        assert_eq!(comment("line\nline \\\n\\* \u{202e}"), "line.line .... .");
        assert_eq!(comment("---- MODULE x ----\n===="), ".... MODULE x .........");
        assert_eq!(comment("Überlänge ??/"), "Überlänge ../");
    }

    #[test]
    fn names_that_are_alike_get_different_identifiers() {
        assert_eq!(identifiers(["a.1", "a_1", "a-1", "b"].into_iter()), ["a_1", "a_1_2", "a_1_3", "b"]);
        assert_eq!(identifiers(["a.1", "a_1_2", "a_1"].into_iter()), ["a_1", "a_1_2", "a_1_3"]);
    }
}
