//! Texts over a limit.

use expect_test::expect;
use pagelock_lang::parse_listing;

use crate::{check_body, check_listing, check_scenario, check_tables, listed};

#[test]
fn long_name() {
    check_body(
        &format!("\t{} = 1;", "n".repeat(65)),
        &expect![[r#"
        2:2 PL0404 «nnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...» a name has at most 64 characters
    "#]],
    );
}

#[test]
fn too_deep() {
    let body = format!("\t{}x();{}\n\ty = ;", "{ ".repeat(40), " }".repeat(40));
    check_body(
        &body,
        &expect![[r#"
        2:66 PL0402 «{» this is nested more than 32 levels deep
          = move the inner part to a function
        3:6 PL0201 «;» expected an expression, found `;`
    "#]],
    );
    let body = format!("\tx = {}1{};\n\ty = {}1;", "(".repeat(40), ")".repeat(40), "!".repeat(40));
    check_body(
        &body,
        &expect![[r#"
        2:38 PL0402 «(» this is nested more than 32 levels deep
          = move the inner part to a function
        3:38 PL0402 «!» this is nested more than 32 levels deep
          = move the inner part to a function
    "#]],
    );
}

#[test]
fn too_many_terms() {
    check_body(
        &format!("\tx = 1{};", " + 1".repeat(40)),
        &expect![[r#"
        2:134 PL0403 «1» a statement has at most 64 operands and operators
          = compute a part of it in a statement before
    "#]],
    );
}

#[test]
fn too_many_functions_includes_parameters_and_arguments() {
    let mut text = "include \"x\";\n".repeat(18);
    text += "int f(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) { }\n";
    text += "int f() { f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10); }\n";
    text += &"int f() { }\n".repeat(130);
    check_listing(
        &text,
        &expect![[r#"
        17:1 PL0406 «include "x";» there are more than 16 `include` lines
        19:67 PL0406 «i» there are more than 8 parameters
        20:37 PL0406 «9» there are more than 8 arguments
        147:5 PL0406 «f» there are more than 128 functions
    "#]],
    );
}

#[test]
fn a_listing_too_long() {
    check_listing(
        &" ".repeat(64 * 1024 + 1),
        &expect![[r#"
        PL0401 the listing has 65537 bytes; at most 65536 are allowed
    "#]],
    );
}

#[test]
fn too_many_problems() {
    let (_, diagnostics) = parse_listing("test.lst", &"@;".repeat(100));
    assert_eq!(diagnostics.len(), 20);
    expect![[r#"
        1:37 PL0101 «@» unexpected character `@`
          = outside comments and strings a listing is plain ASCII
        PL0408 there are more problems; only the first 19 are shown
    "#]]
    .assert_eq(&listed(&diagnostics[18..], &"@;".repeat(100)));
}

#[test]
fn too_many_tables() {
    let tables = |n| {
        let file = format!("[[file]]\nname = 'f{n}'\npages = ['absent']\n");
        let mm = format!("[[mm]]\nname = 'm{n}'\n");
        let task = format!("[[task]]\nname = 't{n}'\ncalls = ['f()']\n");
        file + &mm + &task
    };
    check_tables(
        &(0..18).map(tables).collect::<Vec<_>>().concat(),
        &expect![[r#"
        133:8 PL0406 «'f16'» there are more than 16 files
        136:8 PL0406 «'m16'» there are more than 16 address spaces
        138:8 PL0406 «'t16'» there are more than 16 `[[task]]` tables
    "#]],
    );
}

#[test]
fn too_many_values() {
    let maps = (0..18).map(|n| format!("m{n} = 'anon'\n")).collect::<Vec<_>>().concat();
    let text = format!(
        "[[file]]\n\
         name = 'a'\n\
         pages = [{}]\n\
         [[task]]\n\
         name = 'A'\n\
         calls = [{}]\n\
         private = [{}]\n\
         [task.maps]\n\
         {maps}",
        "'absent', ".repeat(33),
        "'f()', ".repeat(9),
        "'a', ".repeat(17),
    );
    check_tables(
        &text,
        &expect![[r#"
        6:330 PL0406 «'absent'» there are more than 32 pages
        9:66 PL0406 «'f()'» there are more than 8 calls
        10:92 PL0406 «'a'» there are more than 16 private files
        28:1 PL0406 «m16» there are more than 16 mappings
    "#]],
    );
}

#[test]
fn a_scenario_too_long() {
    check_scenario(
        &"#".repeat(64 * 1024 + 1),
        &expect![[r#"
        PL0401 the scenario has 65537 bytes; at most 65536 are allowed
    "#]],
    );
}
