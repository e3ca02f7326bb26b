//! What words mean: names and types of listings, and what only shows when a scenario calls them.

use expect_test::{Expect, expect};
use pagelock_lang::{Source, build, builtin::Builtin, check, link};

use crate::listed;

/// A scenario with one task that makes this call.
pub(crate) fn with_call(call: &str) -> String {
    format!(
        "title = 't'\ngroup = 'g'\nstory = 's'\n[[file]]\nname = 'a'\npages = ['uptodate']\n\
         [[task]]\nname = 'T'\nmaps = {{ src = 'anon present' }}\ncalls = ['{call}']\n"
    )
}

/// All problems of a linked and checked listing.
fn check_linked(text: &str, expected: &Expect) {
    let diagnostics = link("test", text, &Builtin).and_then(check).err().unwrap_or_default();
    expected.assert_eq(&listed(&diagnostics, text));
}

/// All problems of the statements of one function. They are on line 2.
fn check_body(body: &str, expected: &Expect) {
    check_linked(
        &format!("kernel \"test\": \"t\"; int f(page page, file file) {{\n{body} return 0;\n}}\n"),
        expected,
    );
}

/// All problems of a listing whose system call `f` is made, or of the call.
fn check_called(functions: &str, call: &str, expected: &Expect) {
    let listing = format!("kernel \"test\" from \"2.6.20\": \"t\";\n{functions}\n");
    let scenario = with_call(call);
    let built = build(Source::Text("mine", &scenario), Source::Text("test", &listing), &[]);
    let diagnostics = built.err().unwrap_or_default();
    let listing_first = diagnostics.first().is_some_and(|first| first.file == "test");
    expected.assert_eq(&listed(&diagnostics, if listing_first { &listing } else { &scenario }));
}

#[test]
fn unknown_names_with_a_guess() {
    check_body(
        "x = paeg; y = lok_page(page); put_pag(page);",
        &expect![[r#"
        2:5 PL0306 «paeg» `paeg` is neither a variable nor a parameter nor a constant
          = did you mean `page`?
        2:15 PL0307 «lok_page» there is no function `lok_page`
          = did you mean `lock_page`?
        2:31 PL0307 «put_pag» there is no function `put_pag`
          = did you mean `put_page`?
    "#]],
    );
}

#[test]
fn unknown_name_without_one() {
    check_body(
        "x = frobnicate;",
        &expect![[r#"
        2:5 PL0306 «frobnicate» `frobnicate` is neither a variable nor a parameter nor a constant
          = assign it a value first
    "#]],
    );
}

#[test]
fn wrong_number_of_arguments() {
    check_body(
        "lock_page(); put_page(page, page); x = min(1);",
        &expect![[r#"
        2:1 PL0308 «lock_page()» `lock_page` takes 1 arguments, not 0
          = it takes (a page)
        2:14 PL0308 «put_page(page, page)» `put_page` takes 1 arguments, not 2
          = it takes (a page)
        2:40 PL0308 «min(1)» `min` takes 2 arguments, not 1
          = it takes (an int, an int)
    "#]],
    );
}

#[test]
fn wrong_types() {
    check_body(
        "lock_page(file); x = page_index(page); lock_page(3); x = page + 1; x = -page; y = file < 2;",
        &expect![[r#"
            2:11 PL0309 «file» `lock_page` wants a page, not a file
            2:33 PL0309 «page» `page_index` wants an int, not a page
            2:50 PL0309 «3» `lock_page` wants a page, not an int
            2:58 PL0309 «page» the operator wants an int, not a page
            2:58 PL0309 «page + 1» `x` wants an int, not a page
            2:73 PL0309 «page» `-` wants an int, not a page
            2:83 PL0309 «file» the operator wants an int, not a file
        "#]],
    );
}

#[test]
fn a_void_call_has_no_value() {
    check_body(
        "x = put_page(page); if (unlock_page(page)) x = 1;",
        &expect![[r#"
        2:5 PL0309 «put_page(page)» `put_page` returns nothing
        2:5 PL0309 «put_page(page)» `x` wants nothing, not an int
        2:25 PL0309 «unlock_page(page)» `unlock_page` returns nothing
        2:48 PL0309 «1» `x` wants nothing, not an int
    "#]],
    );
}

#[test]
fn assignments_to_what_keeps_its_value() {
    check_body(
        "page = NULL; EFAULT += 1; file -= 1; NULL = 3;",
        &expect![[r#"
        2:1 PL0305 «page» `page` cannot be assigned to
          = parameters and constants keep their value; use a variable of another name
        2:14 PL0305 «EFAULT» `EFAULT` cannot be assigned to
          = parameters and constants keep their value; use a variable of another name
        2:27 PL0305 «file» `file` cannot be assigned to
          = parameters and constants keep their value; use a variable of another name
        2:38 PL0305 «NULL» `NULL` cannot be assigned to
          = parameters and constants keep their value; use a variable of another name
    "#]],
    );
}

#[test]
fn a_variable_keeps_its_type() {
    check_body(
        "x = 1; x = page; y = NULL; y = 2; y += 1;",
        &expect![[r#"
        2:12 PL0309 «page» `x` wants an int, not a page
        2:32 PL0309 «2» `y` wants a page, not an int
        2:40 PL0309 «1» `y` wants a page, not an int
    "#]],
    );
}

#[test]
fn add_to_an_unknown_variable() {
    check_body(
        "x += 1;",
        &expect![[r#"
        2:1 PL0306 «x» `x` is neither a variable nor a parameter nor a constant
          = assign it a value first
    "#]],
    );
}

#[test]
fn break_and_continue_outside_of_a_loop() {
    check_body(
        "break; if (page) continue;",
        &expect![[r#"
        2:1 PL0310 «break;» there is no loop to leave or go on with here
        2:18 PL0310 «continue;» there is no loop to leave or go on with here
    "#]],
    );
}

#[test]
fn conditions() {
    check_body(
        "if (current_mm()) return 0; while (1) { if (!page && page_mapping(page)) break; }",
        &expect![[r#"
            2:5 PL0309 «current_mm()» a condition must be a number or a page, not an mm
        "#]],
    );
}

#[test]
fn three_labels() {
    check_body(
        "[1|a|2] put_page(page);",
        &expect![[r#"
        2:6 PL0204 «2» a step has at most two labels: a number and a letter
    "#]],
    );
}

#[test]
fn loops_and_returns() {
    check_body("while (1) { x = 1; }", &expect![[""]]);
}

#[test]
fn a_listing_says_which_kernel_it_is() {
    check_linked(
        "int f() {\n\treturn 0;\n}\n",
        &expect![[r#"
        PL0301 the listing does not say which kernel it is
          = begin with `kernel "test": "one line on it";`
    "#]],
    );
}

#[test]
fn functions() {
    check_linked(
        "kernel \"k\": \"t\";\nint f(void x) { return 1; }\nvoid lock_page(page page) {}\n\
         int g() { if (1) return 1; }\nsyscall ssize_t w(file file) { return 0; }\nenv void e(file file) {}\n",
        &expect![[r#"
            2:12 PL0304 «x» `x` cannot be a parameter
            3:6 PL0304 «lock_page» `lock_page` is part of the language and cannot be defined
            4:5 PL0311 «g» `g` can end without returning its result
            5:17 PL0304 «w» a system call that returns a count must say out of how many
              = give it a parameter `int len`, or let it return `int`
            6:10 PL0304 «e» an environment function takes what it picks
              = write `(page page)` for any cached page or `(mm mm, addr addr)` for any present pte
        "#]],
    );
}

#[test]
fn a_function_is_defined_once_in_a_file() {
    check_linked(
        "kernel \"k\": \"t\";\nint f() { return 1; }\nint f() { return 2; }\n",
        &expect![[r#"
        3:5 PL0303 «f» `f` is already defined in this file
    "#]],
    );
}

#[test]
fn includes() {
    check_linked(
        "kernel \"k\" from \"2.6.2\": \"t\";\ninclude \"nothing\";\n",
        &expect![[r#"
        2:10 PL0302 «nothing» there is no listing or file called `nothing`
        1:18 PL0302 «2.6.2» there is no listing or file called `2.6.2`
    "#]],
    );
}

#[test]
fn recursion_is_refused() {
    check_called(
        "int g(int n) { return h(n); }\nint h(int n) { return g(n); }\nsyscall int f() { return g(1); }",
        "f()",
        &expect![[r#"
            3:16 PL0312 «return g(n);» `g` calls itself: f > g > h > g
              = every call is inlined; use a loop
        "#]],
    );
}

#[test]
fn a_loop_without_a_step_is_refused() {
    check_called(
        "syscall int f(int n) {\n\tx = 0;\n\twhile (x < n)\n\t\tx = x;\n\treturn 0;\n}",
        "f(3)",
        &expect![[r#"
            4:2 PL0313 «while (x < n)\n		x = x;» this loop can go round for ever without making a step
        "#]],
    );
}

#[test]
fn constants_are_as_narrow_as_registers() {
    check_called(
        "syscall int f() {\n\tx = 200;\n\tif (x > 127) {\n\t\twhile (1) y = 1;\n\t}\n\treturn x;\n}",
        "f()",
        &expect![""],
    );
}

#[test]
fn an_address_can_be_added_to() {
    check_called(
        "syscall int f(addr a) {\n\tb = a + 1;\n\tb += 1;\n\treturn __get_user(b);\n}",
        "f(src)",
        &expect![""],
    );
}
