//! Patterns of the mail's notation: what they mean, and what is wrong with those that mean nothing.

use expect_test::{Expect, expect};
use pagelock_lang::parse_pattern;

use crate::listed;

/// A pattern in its canonical form, or all problems of it.
fn check(text: &str, expected: &Expect) {
    let shown = match parse_pattern(text) {
        Ok(notation) => format!("{notation}\n"),
        Err(diagnostics) => listed(&diagnostics, text),
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_pattern_is_items_of_labels() {
    for text in ["2,8", "2,8;2,8", "2,6;b,f", "1a", "2,5,5,7;b;f"] {
        assert_eq!(parse_pattern(text).map(|notation| notation.to_string()), Ok(text.to_owned()));
    }
    check(
        " 2 , 6 ;\tb,f ",
        &expect![[r#"
        2,6;b,f
    "#]],
    );
}

#[test]
fn tasks_that_stand_alike_are_counted_from_five_on() {
    assert_eq!(parse_pattern("5,5 x 3").unwrap().stands.len(), 3);
    check(
        "5,5 x 2;5,5;5,5 x 1",
        &expect![[r#"
            5,5;5,5;5,5;5,5
        "#]],
    );
    check(
        "2,8;5,5 x 4;5,5;b",
        &expect![[r#"
            2,8;5,5 x 5;b
        "#]],
    );
    check(
        "5,5 x two;5 x 0",
        &expect![[r#"
            1:7 PL0106 «two» after `x` comes how many tasks stand so: 1 or more
            1:15 PL0106 «0» after `x` comes how many tasks stand so: 1 or more
        "#]],
    );
    check(
        "5,5 x 65",
        &expect![[r#"
            1:1 PL0406 «5,5» a pattern has at most 64 tasks
        "#]],
    );
}

#[test]
fn missing_labels_are_shown_where_they_are_missing() {
    check(
        "",
        &expect![[r#"
        1:1 PL0801 «» a step label is missing here
          = a pattern is labels with `,` between them for each task and `;` between tasks, such as `2,6;b,f`
    "#]],
    );
    check(
        "2,6;",
        &expect![[r#"
        1:5 PL0801 «» a step label is missing here
          = a pattern is labels with `,` between them for each task and `;` between tasks, such as `2,6;b,f`
    "#]],
    );
    check(
        "2,,6; ;b",
        &expect![[r#"
        1:3 PL0801 «» a step label is missing here
          = a pattern is labels with `,` between them for each task and `;` between tasks, such as `2,6;b,f`
        1:7 PL0801 «» a step label is missing here
          = a pattern is labels with `,` between them for each task and `;` between tasks, such as `2,6;b,f`
    "#]],
    );
}

#[test]
fn labels_are_those_of_listings() {
    check(
        "2,F;12345;\u{e9},8",
        &expect![[r#"
        1:3 PL0204 «F» a step label is 1 to 4 digits or lower-case letters
        1:5 PL0204 «12345» a step label is 1 to 4 digits or lower-case letters
        1:11 PL0204 «é» a step label is 1 to 4 digits or lower-case letters
    "#]],
    );
}

#[test]
fn a_pattern_is_not_too_long() {
    assert!(parse_pattern(&format!("2,8{}", ";2,8".repeat(63))).is_ok());
    check(
        &format!("2,8{}", ";2,8".repeat(64)),
        &expect![[r#"
        1:257 PL0406 «2,8» a pattern has at most 64 tasks
    "#]],
    );
    check(
        "1,1,1,1,1,1,1,1,1,8",
        &expect![[r#"
        1:1 PL0406 «1,1,1,1,1,1,1,1,1,8» a task of a pattern holds at most 8 things
    "#]],
    );
}
