//! Every mistake of the caller: exit code 2, nothing on stdout, and a message that names the mistake.

use std::process::Stdio;

use expect_test::{Expect, expect};

use crate::{command, file, pagelock};

/// Nothing on stdout, this on stderr, and exit code 2.
fn refuses(args: &[&str], expected: &Expect) {
    let ran = pagelock(args);
    expected.assert_eq(&ran.stderr);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
}

#[test]
fn unknown_names() {
    refuses(
        &["check", "abba-two-file"],
        &expect![[r#"
        error[PL0302]: there is no scenario `abba-two-file`
         |
         = help: did you mean `abba-two-files`?
    "#]],
    );
    let ran = pagelock(&["check", "nothing-like-it"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    let start = "error[PL0302]: there is no scenario `nothing-like-it`\n |\n = help: there are: same-page, ";
    assert!(ran.stderr.starts_with(start), "{}", ran.stderr);
    refuses(
        &["check", "same-page", "--kernel", "pin-sauce"],
        &expect![[r#"
        error[PL0302]: there is no listing `pin-sauce`
         |
         = help: did you mean `pin-source`?
    "#]],
    );
    refuses(
        &["run", "same-page", "--kernel", "6.1"],
        &expect![[r#"
            error[PL0302]: there is no listing `6.1`
             |
             = help: did you mean `6.15`?
        "#]],
    );
    refuses(
        &["explain", "mutex"],
        &expect![[r#"
            error: there is no primitive and no code `mutex`
             |
             = help: there are: mutex_lock, mutex_unlock
        "#]],
    );
    refuses(
        &["explain", "PL9999"],
        &expect![[r#"
        error: there is no primitive and no code `PL9999`
         |
         = help: `pagelock explain` lists them
    "#]],
    );
}

#[test]
fn settings() {
    refuses(
        &["check", "same-page", "--set", "tasks"],
        &expect![[r#"
        error: invalid value 'tasks' for '--set <KEY=VALUE>': a setting is KEY=VALUE, such as tasks=4

        For more information, try '--help'.
    "#]],
    );
    refuses(
        &["check", "same-page", "--set", "tasks=4", "--set", "rwsm=fifo"],
        &expect![[r#"
        error[PL0703]: `tasks` changes nothing in this scenario
         |
         = help: no task of it has `count = "tasks"`

        error[PL0701]: there is no option `rwsm`
         |
         = help: did you mean `rwsem`?
    "#]],
    );
    refuses(
        &["check", "kmap-pool", "--set", "tasks=0", "--set", "rwsem=fair"],
        &expect![[r#"
        error[PL0702]: `tasks` cannot be `0`
         |
         = help: it is a whole number from 1 to 4096

        error[PL0702]: `rwsem` cannot be `fair`
         |
         = help: it is one of: fifo, reader-preferring
    "#]],
    );
    refuses(
        &["check", "same-page", "--states-max", "0"],
        &expect![[r#"
        error: invalid value '0' for '--states-max <N>': 0 is not in 1..=4294967295

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn a_scenario_that_is_not_toml() {
    file("not-toml.toml", b"title = \"x\"\ngroup = \n");
    refuses(
        &["check", "not-toml.toml"],
        &expect![[r#"
        error[PL0501]: string values must be quoted, expected literal string
         --> not-toml.toml:2:9
          |
        2 | group = 
          |         ^
    "#]],
    );
}

#[test]
fn a_scenario_with_a_wrong_value() {
    file(
        "wrong.toml",
        b"title = \"x\"\ngroup = \"g\"\nstory = \"s\"\n\n[[file]]\nname = \"a\"\npages = [\"gone\"]\n",
    );
    refuses(
        &["check", "./wrong.toml"],
        &expect![[r#"
            error[PL0502]: unknown variant `gone`, expected one of `absent`, `uptodate`, `not-uptodate`, `dirty`, `hole`
             --> ./wrong.toml:7:10
              |
            7 | pages = ["gone"]
              |          ^^^^^^
        "#]],
    );
}

#[test]
fn a_listing_with_mistakes_names_each_of_them() {
    let head = "kernel \"mine\" from \"2.6.20\": \"a listing\";\n\n";
    let names = format!("{head}void unlock_all(page page) {{\n\tlok_page(page);\n\tput_page(pag);\n}}\n");
    file("names.lst", names.as_bytes());
    refuses(
        &["check", "same-page", "--kernel", "names.lst"],
        &expect![[r#"
        error[PL0307]: there is no function `lok_page`
         --> names.lst:4:2
          |
        4 |     lok_page(page);
          |     ^^^^^^^^
          |
          = help: did you mean `lock_page`?

        error[PL0306]: `pag` is neither a variable nor a parameter nor a constant
         --> names.lst:5:11
          |
        5 |     put_page(pag);
          |              ^^^
          |
          = help: did you mean `page`?

        error[PL0309]: `put_page` wants a page, not an int
         --> names.lst:5:11
          |
        5 |     put_page(pag);
          |              ^^^
    "#]],
    );
    let words = format!("{head}void unlock_all(page page) {{\n\tpage->count++;\n\treturn\n}}\n");
    file("words.lst", words.as_bytes());
    refuses(
        &["check", "same-page", "--kernel", "words.lst"],
        &expect![[r#"
            error[PL0206]: `->` is not in the language
             --> words.lst:4:2
              |
            4 |     page->count++;
              |     ^^^^^^^^^^^
              |
              = help: write `count(page)` instead of `page->count`

            error[PL0209]: `++` is not in the language
             --> words.lst:4:13
              |
            4 |     page->count++;
              |                ^^
              |
              = help: write `x += 1;` as a statement of its own

            error[PL0201]: expected an expression, found `;`
             --> words.lst:4:15
              |
            4 |     page->count++;
              |                  ^

            error[PL0202]: expected `;` after `return`
             --> words.lst:5:8
              |
            5 |     return
              |           ^
        "#]],
    );
}

#[test]
fn files_that_cannot_be_read() {
    refuses(
        &["check", "no-such-file.toml"],
        &expect![[r#"
        error: cannot read `no-such-file.toml`: No such file or directory (os error 2)
    "#]],
    );
    refuses(
        &["check", "./"],
        &expect![[r#"
        error: cannot read `./`: Is a directory (os error 21)
    "#]],
    );
    file("latin.toml", b"title = \"x\"\ngroup = \"\xe9\"\n");
    refuses(
        &["check", "latin.toml"],
        &expect![[r#"
        error: `latin.toml` is not text in UTF-8: line 2 has a byte that is not
    "#]],
    );
    file("large.toml", &vec![b'#'; 64 * 1024 + 1]);
    refuses(
        &["check", "large.toml"],
        &expect![[r#"
        error: `large.toml` is larger than 64 KiB, the most a text may have
    "#]],
    );
}

#[test]
fn schedules() {
    refuses(
        &["run", "same-page", "--schedule", "0.x"],
        &expect![[r#"
            error: `0.x` is not a schedule
             |
             = help: a letter for each choice, such as `a3b` for `aaab`, or numbers, `0*3.1`; `-` is none
        "#]],
    );
    refuses(
        &["run", "same-page", "--schedule", "0*2.9"],
        &expect![[r#"
        error: step 3 of the schedule, choice 9, is not possible
         |
         = help: the choices there are 0: T down_read(T)
    "#]],
    );
    refuses(
        &["run", "same-page-no-reclaim", "--schedule", "0*999"],
        &expect![[r#"
        error: step 27 of the schedule, choice 0, is not possible
         |
         = help: the run is over after step 26: ok
    "#]],
    );
    refuses(
        &["run", "same-page", "--schedule", "0", "--seed", "1"],
        &expect![[r#"
        error: the argument '--schedule <SCHEDULE>' cannot be used with '--seed <N>'

        Usage: pagelock run --schedule <SCHEDULE> <SCENARIO>

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn commands() {
    refuses(
        &["frobnicate"],
        &expect![[r#"
        error: unrecognized subcommand 'frobnicate'

        Usage: pagelock <COMMAND>

        For more information, try '--help'.
    "#]],
    );
    refuses(
        &["check"],
        &expect![[r#"
        error: the following required arguments were not provided:
          <SCENARIO>

        Usage: pagelock check <SCENARIO>

        For more information, try '--help'.
    "#]],
    );
    refuses(
        &["check", "same-page", "--json", "--kernel", "2.6.20", "--kernel", "2.6.23"],
        &expect![[r#"
        error: `--json` prints one object, so it takes one `--kernel`
    "#]],
    );
}

#[test]
fn a_reader_that_has_gone_is_no_mistake() {
    let mut child = command(&["list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn patterns() {
    refuses(
        &["find", "2,6;;b,F", "write-vs-mlock"],
        &expect![[r#"
        error[PL0801]: a step label is missing here
         --> pattern:1:5
          |
        1 | 2,6;;b,F
          |     ^
          |
          = help: a pattern is labels with `,` between them for each task and `;` between tasks, such as `2,6;b,f`

        error[PL0204]: a step label is 1 to 4 digits or lower-case letters
         --> pattern:1:8
          |
        1 | 2,6;;b,F
          |        ^
    "#]],
    );
    refuses(
        &["find", "2,6", "write-vs-mlok"],
        &expect![[r#"
        error[PL0302]: there is no scenario `write-vs-mlok`
         |
         = help: did you mean `write-vs-mlock`?
    "#]],
    );
}
