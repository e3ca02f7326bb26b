//! Places and codes.

use pagelock_lang::{Code, Place, place};

#[test]
fn lines_and_columns_count_from_one_in_characters() {
    let text = "ab\n\u{e4}\u{20ac}x\r\n\tq";
    assert_eq!(place(text, 0), Place { line: 1, column: 1 });
    assert_eq!(place(text, 2), Place { line: 1, column: 3 });
    assert_eq!(place(text, 3), Place { line: 2, column: 1 });
    assert_eq!(place(text, 8), Place { line: 2, column: 3 });
    assert_eq!(place(text, 12), Place { line: 3, column: 2 });
    assert_eq!(place(text, 99), Place { line: 3, column: 3 });
    assert_eq!(place("a\n", 2), Place { line: 2, column: 1 });
    assert_eq!(place("", 0), Place { line: 1, column: 1 });
}

#[test]
fn codes_are_unique_and_explained() {
    let numbers: Vec<&str> = Code::ALL.iter().map(|code| code.number()).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "numbers rise without repetition: {numbers:?}");
    for code in Code::ALL {
        let (number, meaning) = (code.number(), code.meaning());
        assert!(number.len() == 6 && number.starts_with("PL"), "{number}");
        assert!(
            meaning.ends_with('.') && !meaning.trim_end_matches('.').contains(". "),
            "{number}: {meaning}"
        );
    }
}
