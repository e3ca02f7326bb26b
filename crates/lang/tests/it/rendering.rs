//! Problems as people see them: lines, columns and carets.

use expect_test::{Expect, expect};
use pagelock_lang::{Code, Diagnostic, Span, parse_listing, render};

fn check(source: &str, start: usize, end: usize, expected: &Expect) {
    let diagnostic = Diagnostic {
        code: Code::Unexpected,
        file: "test.lst".to_owned(),
        span: Some(Span::new(start, end)),
        message: "something is here".to_owned(),
        hint: None,
    };
    expected.assert_eq(&render(&diagnostic, source));
}

#[test]
fn tabs_fill_up_to_eight_columns() {
    check(
        "a\tb\tcde",
        4,
        7,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:5
          |
        1 | a       b       cde
          |                 ^^^
    "#]],
    );
}

#[test]
fn characters_of_several_bytes_are_one_column() {
    check(
        "\u{e4}\u{f6}\u{fc} = \u{20ac};",
        9,
        12,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:7
          |
        1 | äöü = €;
          |       ^
    "#]],
    );
}

#[test]
fn characters_that_hide_or_turn_text_are_boxes() {
    check(
        "a\u{202e}b\u{7}c\u{200b}d",
        5,
        6,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:4
          |
        1 | a�b�c�d
          |    ^
    "#]],
    );
}

#[test]
fn a_span_inside_a_character_is_moved_to_its_start() {
    check(
        "\u{20ac}\u{20ac}",
        1,
        2,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:1
          |
        1 | €€
          | ^
    "#]],
    );
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let line = (0..40).map(|n| format!("word_{n:02} ")).collect::<Vec<_>>().concat();
    check(
        &line,
        160,
        167,
        &expect![[r#"
            error[PL0201]: something is here
             --> test.lst:1:161
              |
            1 | ...word_15 word_16 word_17 word_18 word_19 word_20 word_21 word_22 word_23 word_24 word_25 word_2...
              |                                            ^^^^^^^
        "#]],
    );
    check(
        &line,
        0,
        7,
        &expect![[r#"
            error[PL0201]: something is here
             --> test.lst:1:1
              |
            1 | word_00 word_01 word_02 word_03 word_04 word_05 word_06 word_07 word_08 word_09 word_10 word_1...
              | ^^^^^^^
        "#]],
    );
    check(
        &line,
        312,
        319,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:313
          |
        1 | ...word_34 word_35 word_36 word_37 word_38 word_39
          |                                            ^^^^^^^
    "#]],
    );
    check(
        &line,
        8,
        319,
        &expect![[r#"
            error[PL0201]: something is here
             --> test.lst:1:9
              |
            1 | word_00 word_01 word_02 word_03 word_04 word_05 word_06 word_07 word_08 word_09 word_10 word_1...
              |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        "#]],
    );
}

#[test]
fn several_lines_show_the_first() {
    check(
        "one two\nthree four\n",
        4,
        13,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:5
          |
        1 | one two
          |     ^^^
    "#]],
    );
}

#[test]
fn the_end_of_the_text() {
    check(
        "one\r\ntwo",
        8,
        8,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:2:4
          |
        2 | two
          |    ^
    "#]],
    );
    check(
        "one\n",
        4,
        4,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:2:1
          |
        2 |
          | ^
    "#]],
    );
    check(
        "",
        0,
        0,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:1
          |
        1 |
          | ^
    "#]],
    );
    check(
        "one",
        700,
        900,
        &expect![[r#"
        error[PL0201]: something is here
         --> test.lst:1:4
          |
        1 | one
          |    ^
    "#]],
    );
}

#[test]
fn a_hint_stands_below_and_the_gutter_is_as_wide_as_the_number() {
    let text = format!("{}int f(page page) {{ down_read(&page->x); }}", "\n".repeat(99));
    let (_, diagnostics) = parse_listing("test.lst", &text);
    expect![[r#"
        error[PL0206]: `->` is not in the language
           --> test.lst:100:30
            |
        100 | int f(page page) { down_read(&page->x); }
            |                              ^^^^^^^^
            = hint: write `x(page)` instead of `&page->x`
    "#]]
    .assert_eq(&render(&diagnostics[0], &text));
}

#[test]
fn a_problem_of_the_whole_text_has_no_line() {
    let text = " ".repeat(64 * 1024 + 1);
    let (_, diagnostics) = parse_listing("test.lst", &text);
    expect![[r#"
        error[PL0401]: the listing has 65537 bytes; at most 65536 are allowed
         --> test.lst
    "#]]
    .assert_eq(&render(&diagnostics[0], &text));
}
