//! Scenarios with errors: each golden points at the right place.

use expect_test::{Expect, expect};

use pagelock_lang::parse_scenario;

use crate::{HEAD, check_scenario, check_tables, listed};

/// Problems of the keys of a task.
fn check_task(keys: &str, expected: &Expect) {
    check_tables(&format!("[[task]]\nname = 'A'\n{keys}\n"), expected);
}

/// The problems of each small text, under it, with its columns in the line of TOML that `wrap` makes.
fn check_each(texts: &[&str], wrap: impl Fn(&str) -> String, expected: &Expect) {
    let problems = |text: &&str| {
        let toml = format!("{HEAD}{}", wrap(text));
        let (_, diagnostics) = parse_scenario("test.toml", &toml);
        assert!(!diagnostics.is_empty(), "{text}");
        format!("{}\n{}", wrap(text).lines().last().unwrap(), listed(&diagnostics, &toml))
    };
    expected.assert_eq(&texts.iter().map(problems).collect::<Vec<_>>().concat());
}

fn check_maps(maps: &[&str], expected: &Expect) {
    check_each(
        maps,
        |map| format!("[[mm]]\nname = 'm'\nmaps = {{ src = 'anon', dst = '{map}' }}\n"),
        expected,
    );
}

fn check_calls(calls: &[&str], expected: &Expect) {
    check_each(calls, |call| format!("[[task]]\nname = 'A'\ncalls = [\"sync()\", \"{call}\"]\n"), expected);
}

#[test]
fn not_toml() {
    check_scenario(
        "title = \ngroup 'g'\nstory = \"s\n[options\n",
        &expect![[r#"
        1:9 PL0501 «» string values must be quoted, expected literal string
        2:7 PL0501 «» key with no value, expected `=`
        4:9 PL0501 «» unclosed table, expected `]`
    "#]],
    );
    check_scenario(
        &format!("title = {}", "[".repeat(10_000)),
        &expect![[r#"
        1:89 PL0501 «[» cannot recurse further; max recursion depth met
        1:10009 PL0501 «» unclosed array, expected `]`
    "#]],
    );
}

#[test]
fn duplicate_key() {
    check_tables(
        "[expect]\n\"2.6.20\" = 'ok'\n\"2.6.20\" = 'deadlock'\n",
        &expect![[r#"
        6:1 PL0501 «"2.6.20"» duplicate key
    "#]],
    );
}

#[test]
fn missing_keys() {
    check_scenario(
        "title = 't'\nstory = 's'\n",
        &expect![[r#"
        PL0502 missing field `group`
    "#]],
    );
    check_scenario(
        "",
        &expect![[r#"
        PL0502 missing field `title`
    "#]],
    );
    check_tables(
        "[[file]]\npages = ['absent']\n",
        &expect![[r#"
        4:1 PL0502 «[[file]]» missing field `name`
    "#]],
    );
    check_task(
        "mm = 'm'",
        &expect![[r#"
        4:1 PL0502 «[[task]]» missing field `calls`
    "#]],
    );
}

#[test]
fn unknown_keys() {
    check_tables(
        "[[mm]]\nname = 'm'\nmpas = {}\n",
        &expect![[r#"
            6:1 PL0502 «mpas» unknown field `mpas`, expected `name` or `maps`
        "#]],
    );
    check_tables(
        "[options]\nx = 'fifo'\n",
        &expect![[r#"
        5:1 PL0502 «x» unknown field `x`, expected one of `rwsem`, `pkmap_slots`, `tasks`, `sharers`, `holders`, `pages`
    "#]],
    );
}

#[test]
fn wrong_kinds() {
    check_tables(
        "[options]\npkmap_slots = '512'\n",
        &expect![[r#"
        5:15 PL0502 «'512'» invalid type: string `512`, expected an integer
    "#]],
    );
    check_tables(
        "[[file]]\nname = 'a'\npages = 1\n",
        &expect![[r#"
        6:9 PL0502 «1» invalid type: integer `1`, expected an array `[...]`, or tables headed `[[...]]`
    "#]],
    );
    check_tables(
        "[file]\nname = 'a'\n",
        &expect![[r#"
        4:1 PL0502 «[file]» invalid type: map, expected an array `[...]`, or tables headed `[[...]]`
    "#]],
    );
    check_tables(
        "[environment]\nreclaim = 1.5\n",
        &expect![[r#"
        5:11 PL0502 «1.5» invalid type: floating point `1.5`, expected an integer
    "#]],
    );
    check_tables(
        "expect = 'ok'\n",
        &expect![[r#"
        4:10 PL0502 «'ok'» invalid type: string `ok`, expected a table
    "#]],
    );
    check_task(
        "calls = []\ncount = true",
        &expect![[r#"
        7:9 PL0502 «true» invalid type: boolean `true`, expected a string or an integer
    "#]],
    );
    check_tables(
        "[[variant]]\nlabel = 'l'\nset = { tasks = [2] }\n",
        &expect![[r#"
        6:17 PL0502 «[2]» invalid type: sequence, expected a string or an integer
    "#]],
    );
}

#[test]
fn unknown_words() {
    check_tables(
        "[options]\nrwsem = 'lifo'\n",
        &expect![[r#"
        5:9 PL0502 «'lifo'» unknown variant `lifo`, expected `fifo` or `reader-preferring`
    "#]],
    );
    check_tables(
        "[[file]]\nname = 'a'\npages = ['absent']\nmemory = 'himem'\n",
        &expect![[r#"
        7:10 PL0502 «'himem'» unknown variant `himem`, expected `highmem` or `lowmem`
    "#]],
    );
    check_tables(
        "[[file]]\nname = 'a'\nkind = 'pipe'\npages = ['absent']\n",
        &expect![[r#"
        6:8 PL0502 «'pipe'» unknown variant `pipe`, expected `regular` or `block-device`
    "#]],
    );
    check_task(
        "calls = ['f()']\ncount = 'many'",
        &expect![[r#"
            7:9 PL0502 «'many'» `many` is not a number of tasks
              = write an integer, or the name of an option: "tasks", "sharers", "holders"
        "#]],
    );
}

#[test]
fn ranges() {
    check_tables(
        "[options]\n\
         pkmap_slots = 0\n\
         tasks = 4097\n\
         [environment]\n\
         reclaim = 17\n\
         zap = -1\n",
        &expect![[r#"
            5:15 PL0407 «0» `pkmap_slots` is a number from 1 to 4096
            6:9 PL0407 «4097» `tasks` is a number from 1 to 4096
            8:11 PL0407 «17» how often something happens is a number from 0 to 16
            9:7 PL0407 «-1» how often something happens is a number from 0 to 16
        "#]],
    );
    check_task(
        "calls = []\ncount = 9223372036854775807",
        &expect![[r#"
        6:9 PL0407 «[]» a task makes at least one call
        7:9 PL0407 «9223372036854775807» `count` is a number from 1 to 4096
    "#]],
    );
    check_tables(
        "[[file]]\nname = 'a'\npages = []\n",
        &expect![[r#"
        6:9 PL0407 «[]» a file has at least one page
    "#]],
    );
}

#[test]
fn names() {
    let long = "n".repeat(65);
    check_tables(
        &format!(
            "[[file]]\nname = 'anon'\npages = ['absent']\n[[mm]]\nname = 'my mm'\nmaps = {{ '' = 'anon' }}\n\
             [[task]]\nname = '{long}'\ncalls = ['f()']\n[environment]\n'2nd' = 1\n"
        ),
        &expect![[r#"
            5:8 PL0503 «'anon'» no file may be called `anon`
              = the word has a meaning of its own in mappings
            8:8 PL0503 «'my mm'» this cannot be the name of an address space
              = a name is a letter or `_`, then letters, digits and `_`
            9:10 PL0503 «''» this cannot be the name of a mapping
              = a name is a letter or `_`, then letters, digits and `_`
            11:8 PL0404 «'nnnnnnnnnnnnnnnnnnnnnnnnnnnnn...» the name of a task has at most 64 characters
            14:1 PL0503 «'2nd'» this cannot be the name of an environment function
              = a name is a letter or `_`, then letters, digits and `_`
        "#]],
    );
}

#[test]
fn mappings_of_the_wrong_form() {
    check_maps(
        &["", "b", "b:", "b:x", "b:3-1", "b:0 absent", "anon present present", "b:0\u{e4}"],
        &expect![[r#"
            maps = { src = 'anon', dst = '' }
            6:31 PL0504 «» expected a file, `anon` or `nothing`, found the end
              = write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow
            maps = { src = 'anon', dst = 'b' }
            6:32 PL0504 «» expected `:` and the page of the file, found the end
              = write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow
            maps = { src = 'anon', dst = 'b:' }
            6:33 PL0504 «» expected a page of the file, found the end
              = write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow
            maps = { src = 'anon', dst = 'b:x' }
            6:33 PL0504 «x» expected a page of the file, found `x`
              = write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow
            maps = { src = 'anon', dst = 'b:3-1' }
            6:33 PL0504 «3-1» the last page 1 lies before the first page 3
            maps = { src = 'anon', dst = 'b:0 absent' }
            6:35 PL0504 «absent» expected `present` or the end of the mapping, found `absent`
              = write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow
            maps = { src = 'anon', dst = 'anon present present' }
            6:44 PL0504 «present» expected the end of the mapping, found `present`
              = write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow
            maps = { src = 'anon', dst = 'b:0ä' }
            6:34 PL0101 «ä» unexpected character `ä`
        "#]],
    );
}

#[test]
fn mappings_out_of_range() {
    check_maps(
        &["b:32", "b:0-99999", "anon:0", "nothing:40 present"],
        &expect![[r#"
        maps = { src = 'anon', dst = 'b:32' }
        6:33 PL0407 «32» pages are numbered from 0 to 31
        maps = { src = 'anon', dst = 'b:0-99999' }
        6:35 PL0405 «99999» integers are at most 32767
        maps = { src = 'anon', dst = 'anon:0' }
        6:36 PL0407 «0» a mapping has 1 to 32 pages
        maps = { src = 'anon', dst = 'nothing:40 present' }
        6:39 PL0407 «40» a mapping has 1 to 32 pages
    "#]],
    );
}

#[test]
fn calls_of_the_wrong_form() {
    check_calls(
        &["", "write", "write(a, 0", "write(a 0)", "write(a, , b)", "write(a); sync()", "\\twrite(a, $)"],
        &expect![[r#"
            calls = ["sync()", ""]
            6:21 PL0505 «» expected the name of a system call, found the end
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write"]
            6:26 PL0505 «» expected `(` and the arguments, found the end
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a, 0"]
            6:31 PL0505 «» expected `,` or `)`, found the end
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a 0)"]
            6:29 PL0505 «0» expected `,` or `)`, found `0`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a, , b)"]
            6:30 PL0505 «,» expected a name or a number, found `,`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a); sync()"]
            6:29 PL0505 «;» expected the end of the call, found `;`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "\twrite(a, $)"]
            6:20 PL0101 «"\twrite(a, $)"» unexpected character `$`
        "#]],
    );
}

#[test]
fn arguments() {
    check_calls(
        &[
            "write(a, 1 pgae)",
            "write(a, src + b)",
            "write(a, src - 1)",
            "write(a, -1)",
            "write(a, 0x10)",
            "write(a, 20000 pages)",
            "write(1, 2, 3, 4, 5, 6, 7, 8, 9)",
        ],
        &expect![[r#"
            calls = ["sync()", "write(a, 1 pgae)"]
            6:32 PL0505 «pgae» expected `,` or `)`, found `pgae`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a, src + b)"]
            6:36 PL0505 «b» expected a number of pages or sectors, found `b`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a, src - 1)"]
            6:34 PL0505 «-» expected `,` or `)`, found `-`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a, -1)"]
            6:30 PL0505 «-» expected a name or a number, found `-`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            calls = ["sync()", "write(a, 0x10)"]
            6:30 PL0106 «0x10» `0x10` is not an integer
              = integers are decimal, without suffix and without leading zeros
            calls = ["sync()", "write(a, 20000 pages)"]
            6:30 PL0405 «20000 pages» a call says at most 32767 sectors
            calls = ["sync()", "write(1, 2, 3, 4, 5, 6, 7, 8, 9)"]
            6:51 PL0406 «9» there are more than 8 arguments
        "#]],
    );
}

#[test]
fn several_values_in_one_pass() {
    check_tables(
        "[options]\n\
         pkmap_slots = 0\n\
         [[mm]]\n\
         name = 'm'\n\
         maps = { x = 'b', y = 'anon:0' }\n\
         [[task]]\n\
         name = 'A'\n\
         calls = ['f(', 'g)']\n",
        &expect![[r#"
            5:15 PL0407 «0» `pkmap_slots` is a number from 1 to 4096
            8:16 PL0504 «» expected `:` and the page of the file, found the end
              = write `FILE:PAGE`, `FILE:FIRST-LAST`, `anon:PAGES` or `nothing:PAGES`; ` present` may follow
            8:29 PL0407 «0» a mapping has 1 to 32 pages
            11:13 PL0505 «» expected a name or a number, found the end
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
            11:18 PL0505 «)» expected `(` and the arguments, found `)`
              = a call looks like `write(a, 0, src + 1 page, 2 sectors)`
        "#]],
    );
}
