//! Built-in texts that are no part of the program. Arrow: one string -> **texts by file**. It does not know where the
//! string is from, nor what is in the texts.

use std::sync::OnceLock;

use pagelock_lists::Map;

use super::{INCLUDES, LEVELS, LISTINGS, SCENARIOS, WORKLOADS};

/// invariant: every built-in text is in it
static GIVEN: OnceLock<Map<&str, &str>> = OnceLock::new();

/// Ends the name of a file, and its text.
const END: char = '\0';

/// Keeps the texts, which stand in one string as [`super::give`] says.
pub(super) fn give(all: String) {
    let texts = by_file(all.leak());
    for text in [SCENARIOS, WORKLOADS, LEVELS, LISTINGS, INCLUDES].into_iter().flatten() {
        assert!(texts.contains_key(text.file), "{} is not given", text.file);
    }
    assert!(GIVEN.set(texts).is_ok(), "texts are given once");
}

/// The text of a file.
pub(super) fn text(file: &str) -> &'static str {
    let texts = GIVEN.get().expect("the texts are given before they are asked for");
    texts.get(file).expect("all texts are given")
}

fn by_file(all: &str) -> Map<&str, &str> {
    let mut words = all.split(END);
    let mut texts = Map::new_vec();
    while let (Some(file), Some(text)) = (words.next(), words.next()) {
        texts.insert(file, text);
    }
    texts
}

#[cfg(all(test, feature = "texts"))]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "same-page.toml is not given")]
    fn all_texts_are_given() {
        give("abba-two-files.toml\0\0".to_owned());
    }

    #[test]
    fn texts_are_those_of_the_folder() {
        let all = [SCENARIOS, WORKLOADS, LEVELS, LISTINGS, INCLUDES].into_iter().flatten();
        give(all.clone().map(|built_in| [built_in.file, "\0", built_in.text(), "\0"].concat()).collect());
        all.for_each(|built_in| assert_eq!(text(built_in.file), built_in.text()));
    }

    #[test]
    fn texts_are_found_by_their_files() {
        let texts = by_file("a.toml\0one\0two\0a.toml\0b.lst\0\0");
        assert!(texts.iter().eq([(&"a.toml", &"one"), (&"b.lst", &""), (&"two", &"a.toml")]));
        assert!(by_file("").is_empty());
    }
}
