//! C that kernel developers will write by habit: each form has a diagnostic of its own.

use expect_test::expect;

use crate::check_body;

#[test]
fn members() {
    check_body(
        "\tmutex_lock(file->i_mutex);\n\
         \tx = page->mapping->host;\n\
         \tx = page.index + inode(file)->i_size;\n\
         \tx = page->;",
        &expect![[r#"
            2:13 PL0206 «file->i_mutex» `->` is not in the language
              = write `i_mutex(file)` instead of `file->i_mutex`
            3:6 PL0206 «page->mapping->host» `->` is not in the language
              = write `host(mapping(page))` instead of `page->mapping->host`
            4:6 PL0206 «page.index» `.` is not in the language
              = write `index(page)` instead of `page.index`
            4:19 PL0206 «inode(file)->i_size» `->` is not in the language
              = write `i_size(inode(file))` instead of `inode(file)->i_size`
            5:12 PL0201 «;» expected the name of a member, found `;`
        "#]],
    );
}

#[test]
fn member_calls_and_assignments() {
    check_body(
        "\ta_ops->prepare_write(file, page->x);\n\tpage->index = 1;\n\tfile.pos += 2;",
        &expect![[r#"
            2:2 PL0206 «a_ops->prepare_write» `->` is not in the language
              = write `prepare_write(...)`, a plain call
            2:29 PL0206 «page->x» `->` is not in the language
              = write `x(page)` instead of `page->x`
            3:2 PL0206 «page->index» `->` is not in the language
              = objects change through calls only
            4:2 PL0206 «file.pos» `.` is not in the language
              = objects change through calls only
        "#]],
    );
}

#[test]
fn pointers() {
    check_body(
        "\tdown_read(&mm);\n\
         \tx = *page;\n\
         \t*page = 1;\n\
         \tf(a, *b, &c->d);\n\
         \tdown_read(&mm->mmap_sem);",
        &expect![[r#"
            2:12 PL0207 «&mm» there are no pointers
              = write `mm` instead of `&mm`: objects are passed by name
            3:6 PL0207 «*page» there are no pointers
              = write `page` instead of `*page`: objects are passed by name
            4:2 PL0207 «*page» there are no pointers
              = write `page` instead of `*page`: objects are passed by name
            5:7 PL0207 «*b» there are no pointers
              = write `b` instead of `*b`: objects are passed by name
            5:11 PL0206 «&c->d» `->` is not in the language
              = write `d(c)` instead of `&c->d`
            6:12 PL0206 «&mm->mmap_sem» `->` is not in the language
              = write `mmap_sem(mm)` instead of `&mm->mmap_sem`
        "#]],
    );
}

#[test]
fn loops() {
    check_body(
        "\tfor (i = 0; i < 3; i++) {\n\
         \t\tx = ;\n\
         \t}\n\
         \tdo {\n\
         \t\ty = ;\n\
         \t} while (x);\n\
         \tfor (;;)\n\
         \t\tz = ;",
        &expect![[r#"
            2:2 PL0208 «for» `for` is not in the language
              = write a `while` loop
            3:7 PL0201 «;» expected an expression, found `;`
            5:2 PL0208 «do» `do` is not in the language
              = write a `while` loop
            6:7 PL0201 «;» expected an expression, found `;`
            8:2 PL0208 «for» `for` is not in the language
              = write a `while` loop
            9:7 PL0201 «;» expected an expression, found `;`
        "#]],
    );
}

#[test]
fn jumps() {
    check_body(
        "\tif (x)\n\t\tgoto out;\n\ty = ;\nout:\n\tz = ;",
        &expect![[r#"
        3:3 PL0208 «goto» `goto` is not in the language
          = use `if`, `while`, `break`, or a function that returns early
        4:6 PL0201 «;» expected an expression, found `;`
        5:1 PL0208 «out» `out:` is not in the language
          = a step label stands in brackets, as in `[2]`; there is no `goto`
        6:6 PL0201 «;» expected an expression, found `;`
    "#]],
    );
}

#[test]
fn switches() {
    check_body(
        "\tswitch (x) {\n\tcase 1:\n\t\ty = ;\n\tdefault:\n\t\tbreak;\n\t}\n\tz = ;",
        &expect![[r#"
        2:2 PL0208 «switch» `switch` is not in the language
          = write `if (...) ... else if (...) ...`
        8:6 PL0201 «;» expected an expression, found `;`
    "#]],
    );
    check_body(
        "\tcase 1: x = 1;\n\ty = ;",
        &expect![[r#"
        2:2 PL0208 «case» `case` is not in the language
          = write `if (...) ... else if (...) ...`
        3:6 PL0201 «;» expected an expression, found `;`
    "#]],
    );
}

#[test]
fn increments() {
    check_body(
        "\tx++;\n\t++x;\n\ty = x-- + --z;\n\tf(i++);",
        &expect![[r#"
        2:3 PL0209 «++» `++` is not in the language
          = write `x += 1;` as a statement of its own
        3:2 PL0209 «++» `++` is not in the language
          = write `x += 1;` as a statement of its own
        4:7 PL0209 «--» `--` is not in the language
          = write `x -= 1;` as a statement of its own
        4:12 PL0209 «--» `--` is not in the language
          = write `z -= 1;` as a statement of its own
        5:5 PL0209 «++» `++` is not in the language
          = write `i += 1;` as a statement of its own
    "#]],
    );
}

#[test]
fn declarations() {
    check_body(
        "\tint x;\n\
         \tint y = 1;\n\
         \tstruct page *page = find(1);\n\
         \tunsigned long a, b;\n\
         \tpage *p;\n\
         \tsize_t n = 2;\n\
         \tconst int c = 3;",
        &expect![[r#"
            2:2 PL0210 «int x» variables need no declaration
              = leave the line out and assign when there is a value
            3:2 PL0210 «int y» variables need no declaration
              = leave out the type: write `y = ...;`
            4:2 PL0210 «struct page *page» variables need no declaration
              = leave out the type: write `page = ...;`
            5:2 PL0210 «unsigned long a» variables need no declaration
              = leave the line out and assign when there is a value
            6:2 PL0210 «page *p» variables need no declaration
              = leave the line out and assign when there is a value
            7:2 PL0210 «size_t n» variables need no declaration
              = leave out the type: write `n = ...;`
            8:2 PL0210 «const int c» variables need no declaration
              = leave out the type: write `c = ...;`
        "#]],
    );
}

#[test]
fn conditional_expression() {
    check_body(
        "\tx = a ? b : c;\n\tf(a > b ? a : b, y ?: z);",
        &expect![[r#"
        2:8 PL0211 «?» `?:` is not in the language
          = write `if (...) x = ...; else x = ...;`
        3:10 PL0211 «?» `?:` is not in the language
          = write `if (...) x = ...; else x = ...;`
        3:21 PL0211 «?» `?:` is not in the language
          = write `if (...) x = ...; else x = ...;`
    "#]],
    );
}

#[test]
fn foreign_operators() {
    check_body(
        "\tx = a & 1 | b ^ c << 2;\n\tx |= 4;\n\tx *= 2;\n\tx = ~a;",
        &expect![[r#"
        2:8 PL0213 «&» `&` is not in the language
          = conditions are joined by `&&`; there are no bit operations
        2:12 PL0213 «|» `|` is not in the language
          = conditions are joined by `||`; there are no bit operations
        2:16 PL0213 «^» `^` is not in the language
          = there are no bit operations
        2:20 PL0213 «<<» `<<` is not in the language
          = there are no bit operations
        3:4 PL0213 «|=» `|=` is not in the language
          = there are no bit operations
        4:4 PL0213 «*=» `*=` is not in the language
          = write `x = x * ...`
        5:6 PL0213 «~» `~` is not in the language
          = there are no bit operations
    "#]],
    );
}

#[test]
fn foreign_words() {
    check_body(
        "\tx = sizeof(y);\n\
         \tx = (char *)y;\n\
         \tx = (struct foo *) y + ;\n\
         \tstatic = 1;\n\
         \tstruct = 2;",
        &expect![[r#"
            2:6 PL0212 «sizeof» `sizeof` is not in the language
              = sizes are plain numbers of sectors
            3:7 PL0212 «char» `char` is not in the language
              = the only type of numbers is `int`
            4:7 PL0212 «struct» `struct` is not in the language
              = the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`
            4:25 PL0201 «;» expected an expression, found `;`
            5:2 PL0212 «static» `static` is not in the language
              = leave it out
            6:2 PL0212 «struct» `struct` is not in the language
              = the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`
        "#]],
    );
}

#[test]
fn assignment_in_a_condition() {
    check_body(
        "\tif (x = 1)\n\t\ty();\n\twhile ((x = f()) != 0)\n\t\ty();\n\ta = b = c;",
        &expect![[r#"
        2:8 PL0214 «=» `=` cannot stand inside an expression
          = compare with `==`, or assign in a statement of its own
        4:12 PL0214 «=» `=` cannot stand inside an expression
          = compare with `==`, or assign in a statement of its own
        6:8 PL0214 «=» `=` cannot stand inside an expression
          = compare with `==`, or assign in a statement of its own
    "#]],
    );
}

#[test]
fn arrays_and_strings() {
    check_body(
        "\tx = pages[0];\n\tprintk(\"%d\", x);\n\tpages[1] = y;\n\t\"doc\";",
        &expect![[r#"
        2:11 PL0217 «[» there are no arrays
          = objects are reached through calls; a step label stands in front of a statement
        3:9 PL0201 «"%d"» a string cannot be a value
          = strings name kernels and listings only
        4:7 PL0217 «[» there are no arrays
          = objects are reached through calls; a step label stands in front of a statement
        5:2 PL0201 «"doc"» expected a statement, found a string
    "#]],
    );
}
