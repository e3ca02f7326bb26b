//! Listings with errors in the language itself: each golden points at the right place.

use expect_test::expect;

use crate::{check_body, check_listing};

#[test]
fn unexpected_character() {
    check_body(
        "\tx = 1 @ 2;\n\tprintk(\u{201c}x\u{201d});",
        &expect![[r#"
        2:8 PL0101 «@» unexpected character `@`
          = outside comments and strings a listing is plain ASCII
        3:9 PL0101 «“» unexpected character `“`
          = strings stand in straight quotes: "..."
        3:11 PL0101 «”» unexpected character `”`
          = strings stand in straight quotes: "..."
    "#]],
    );
}

#[test]
fn unterminated_string_and_comment() {
    check_listing(
        "include \"fault;\n/* never\nclosed",
        &expect![[r#"
        1:9 PL0102 «"» this string does not end on its line
        1:16 PL0202 «» expected `;` after the `include` line
        2:1 PL0103 «/*» this comment is never closed
    "#]],
    );
}

#[test]
fn escape_in_a_string() {
    check_listing(
        "kernel \"a\\n\": \"b\";",
        &expect![[r#"
        1:10 PL0104 «\» a string is plain text: no escapes and no control characters
    "#]],
    );
}

#[test]
fn preprocessor_line() {
    check_listing(
        "#include \"fault.lst\"\n  #define MAX 3\n# if this then that\n",
        &expect![[r#"
        1:1 PL0105 «#include» `#include` is a comment here: there is no preprocessor
          = write `include "name";`, or put a space after the `#` of a comment
        2:3 PL0105 «#define» `#define` is a comment here: there is no preprocessor
          = put a space after the `#` of a comment
    "#]],
    );
}

#[test]
fn numbers() {
    check_body(
        "\ta = 0x10; b = 010; c = 12k; d = 32768; e = 1.5;\n\tf = 99999999999999999999;",
        &expect![[r#"
            2:6 PL0106 «0x10» `0x10` is not an integer
              = integers are decimal, without suffix and without leading zeros
            2:16 PL0106 «010» `010` is not an integer
              = integers are decimal, without suffix and without leading zeros
            2:25 PL0106 «12k» `12k` is not an integer
              = integers are decimal, without suffix and without leading zeros
            2:34 PL0405 «32768» integers are at most 32767
            2:45 PL0106 «1.5» `1.5` is not an integer
              = there are no fractions
            3:6 PL0405 «99999999999999999999» integers are at most 32767
        "#]],
    );
}

#[test]
fn missing_semicolon_before_a_new_line() {
    check_body(
        "\tlock_page(page)\n[3]\tx = 1\n\treturn x",
        &expect![[r#"
        2:17 PL0202 «» expected `;` after the call
        3:10 PL0202 «» expected `;` after the assignment
        4:10 PL0202 «» expected `;` after `return`
    "#]],
    );
}

#[test]
fn missing_semicolon_on_one_line() {
    check_body(
        "\tlock_page(page) x = 1;\n\ty = 1 2;",
        &expect![[r#"
        2:18 PL0201 «x» expected `;` after the call, found `x`
        3:8 PL0201 «2» expected `;` after the assignment, found `2`
    "#]],
    );
}

#[test]
fn several_errors_in_one_pass() {
    check_body(
        "\tx = ;\n\
         \tif (x ==) {\n\
         \t\ty = (1 + ;\n\
         \t}\n\
         \twhile x {\n\
         \t\tz();\n\
         \t}\n\
         \tf(a, , b);\n\
         \tgood();\n\
         \tg(a b);",
        &expect![[r#"
            2:6 PL0201 «;» expected an expression, found `;`
            3:10 PL0201 «)» expected an expression, found `)`
            4:12 PL0201 «;» expected an expression, found `;`
            6:8 PL0201 «x» expected `(` and the condition of the `while`, found `x`
            9:7 PL0201 «,» expected an expression, found `,`
            11:6 PL0201 «b» expected `,` or `)`, found `b`
        "#]],
    );
}

#[test]
fn unclosed_brace_at_the_end() {
    check_listing(
        "int f()\n{\n\twhile (1) {\n\t\tx();\n}\n",
        &expect![[r#"
        2:1 PL0203 «{» this `{` is never closed
    "#]],
    );
}

#[test]
fn unclosed_brace_before_the_next_function() {
    check_listing(
        "int f()\n\
         {\n\
         \tif (1) {\n\
         \t\tx();\n\
         }\n\
         \n\
         syscall int g()\n\
         {\n\
         \ty(;\n\
         }\n\
         int h()\n\
         {\n\
         \n\
         void i() { }\n",
        &expect![[r#"
            2:1 PL0203 «{» this `{` is not closed before the next function
            9:4 PL0201 «;» expected an expression, found `;`
            12:1 PL0203 «{» this `{` is not closed before the next function
        "#]],
    );
}

#[test]
fn unclosed_parenthesis() {
    check_listing(
        "int f() { x = g(1, (2 + 3",
        &expect![[r#"
        1:20 PL0203 «(» this `(` is never closed
    "#]],
    );
    check_body(
        "\tx = g(1;\n\tif (a { b(); }\n\twhile (a;",
        &expect![[r#"
        2:9 PL0201 «;» expected `,` or `)`, found `;`
        3:8 PL0201 «{» expected `)` after the condition, found `{`
        4:10 PL0201 «;» expected `)` after the condition, found `;`
    "#]],
    );
}

#[test]
fn stray_closers() {
    check_listing(
        "int f() { x = 1); }\n}\n)\nint g() { ] }\n",
        &expect![[r#"
        1:16 PL0201 «)» expected `;` after the assignment, found `)`
        2:1 PL0201 «}» expected `kernel`, `include` or a function, found `}`
        3:1 PL0201 «)» expected `kernel`, `include` or a function, found `)`
        4:11 PL0201 «]» expected a statement, found `]`
    "#]],
    );
}

#[test]
fn labels() {
    check_body(
        "[12345]\tx();\n\
         [1A]\tx();\n\
         []\tx();\n\
         [2,3]\tx();\n\
         [2||3]\tx();\n\
         [2][3]\tx();\n\
         [4]\n\
         [5 \tx();\n\
         [_a]\tx();",
        &expect![[r#"
            2:2 PL0204 «12345» `12345` is not a step label
              = a label is 1 to 4 digits or lower-case letters, such as `1a`
            3:2 PL0204 «1A» `1A` is not a step label
              = a label is 1 to 4 digits or lower-case letters, such as `1a`
            4:2 PL0201 «]» expected a step label, found `]`
            5:3 PL0201 «,» expected `]` after the label, or `|` and another one, found `,`
            6:3 PL0201 «||» expected `]` after the label, or `|` and another one, found `||`
            7:4 PL0204 «[» a statement has one pair of brackets for its labels
              = write both in one pair of brackets, as in `[2|b]`
            9:1 PL0204 «[» a statement has one pair of brackets for its labels
              = write both in one pair of brackets, as in `[2|b]`
            9:5 PL0201 «x» expected `]` after the label, or `|` and another one, found `x`
            10:2 PL0204 «_a» `_a` is not a step label
              = a label is 1 to 4 digits or lower-case letters, such as `1a`
        "#]],
    );
}

#[test]
fn label_without_a_statement() {
    check_body(
        "\tx();\n[2]",
        &expect![[r#"
        4:1 PL0201 «}» expected a statement, found `}`
    "#]],
    );
}

#[test]
fn else_without_if() {
    check_body(
        "\tif (a)\n\t\tx();\n\t\ty();\n\telse\n\t\tz();",
        &expect![[r#"
        5:2 PL0201 «else» this `else` belongs to no `if`
          = an `if` takes one statement: put several in braces
    "#]],
    );
}

#[test]
fn statement_with_no_effect() {
    check_body(
        "\tx;\n\ta + 1;\n\tf() == 2;\n\t(x);\n\t3;\n\tx y;\n\t-f();",
        &expect![[r#"
        2:2 PL0216 «x» this expression does nothing
          = a statement is an assignment or a call
        3:2 PL0216 «a + 1» this expression does nothing
          = a statement is an assignment or a call
        4:2 PL0216 «f() == 2» this expression does nothing
          = a statement is an assignment or a call
        5:3 PL0216 «x» this expression does nothing
          = a statement is an assignment or a call
        6:2 PL0216 «3» this expression does nothing
          = a statement is an assignment or a call
        7:4 PL0201 «y» expected `=` or `(` after the name, found `y`
        8:2 PL0216 «-f()» this expression does nothing
          = a statement is an assignment or a call
    "#]],
    );
}

#[test]
fn top_level() {
    check_listing(
        "kernel \"a\" \"b\";\n\
         kernel demo: \"b\";\n\
         kernel \"a\" from : \"c\";\n\
         include fault;\n\
         f() { }\n\
         x = 1;\n\
         int x;\n\
         int y(int a);\n\
         42\n\
         int z(int a) return;\n",
        &expect![[r#"
            1:12 PL0201 «"b"» expected `from`, or `:` and a title, found a string
            2:8 PL0201 «demo» expected the name of the kernel in quotes, found `demo`
            3:17 PL0201 «:» expected the name of the listing it changes, in quotes, found `:`
            4:9 PL0201 «fault» expected the name of a listing in quotes, found `fault`
            5:1 PL0201 «f» the function `f` has no type
              = write what it returns in front of its name, or `void`
            6:1 PL0201 «x» expected `kernel`, `include` or a function, found `x`
            7:5 PL0210 «x» there are no global variables
              = only functions stand at the top level; variables live inside them
            8:13 PL0201 «;» a function needs a body
              = a function may be called before it is written: it needs no prototype
            9:1 PL0201 «42» expected `kernel`, `include` or a function, found `42`
            10:14 PL0201 «return» expected `{` and the body of the function, found `return`
        "#]],
    );
}

#[test]
fn second_kernel_line() {
    check_listing(
        "kernel \"a\": \"one\";\nkernel \"b\": \"two\";\n",
        &expect![[r#"
        2:1 PL0205 «kernel "b": "two";» the `kernel` line is given twice
    "#]],
    );
}

#[test]
fn parameters() {
    check_listing(
        "int f(page) { }\n\
         int g(foo) { }\n\
         int h(int a b) { }\n\
         int i(int a; int b) { }\n\
         int j(, int a) { }\n\
         int k(int if) { }\n\
         int l(int a[2]) { }\n",
        &expect![[r#"
            1:11 PL0201 «)» expected a name after the type, found `)`
            2:7 PL0201 «foo» expected a type and a name, found `foo`
            3:7 PL0215 «int a» `int a` is not a type
              = write `int` alone
            4:12 PL0201 «;» expected `,` or `)`, found `;`
            4:19 PL0201 «)» expected `(` and the parameters, found `)`
            5:7 PL0201 «,» expected a parameter: its type and its name, found `,`
            6:11 PL0201 «if» expected the name of the parameter, found `if`
            7:12 PL0217 «[» there are no arrays
              = objects are reached through calls; a step label stands in front of a statement
        "#]],
    );
}

#[test]
fn types() {
    check_listing(
        "size_t f(loff_t pos) { }\n\
         struct page *g(struct file *file, page *p) { }\n\
         static int h(unsigned long a, const char **b) { }\n\
         unsigned i(short x) { }\n",
        &expect![[r#"
            1:1 PL0215 «size_t» `size_t` is not a type
              = the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`
            1:10 PL0215 «loff_t» `loff_t` is not a type
              = the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`
            2:1 PL0215 «struct page *» `struct page *` is not a type
              = write `page` alone
            2:16 PL0215 «struct file *» `struct file *` is not a type
              = write `file` alone
            2:35 PL0207 «page *» there are no pointers
              = write `page` without `*`: objects are passed by name
            3:1 PL0215 «static int» `static int` is not a type
              = write `int` alone
            3:14 PL0215 «unsigned long» `unsigned long` is not a type
              = the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`
            3:31 PL0215 «const char **» `const char **` is not a type
              = the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`
            4:1 PL0215 «unsigned» `unsigned` is not a type
              = the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`
        "#]],
    );
}
