//! What the words of a scenario mean with a listing: names, arguments, mappings, copies, expectations, options.

use expect_test::{Expect, expect};
use pagelock_lang::{Source, build};

use crate::listed;
use crate::meaning::with_call;

#[test]
fn calls_of_a_scenario() {
    let calls = [
        "wrote(a, 0, src, 1)",
        "write(a, 0, src)",
        "write(src, 0, a, 1)",
        "write(a, src, 0, 1)",
        "touch(b)",
        "access_process_vm(T, src, 1)",
        "page_fault(src)",
    ];
    let all: Vec<String> = calls
        .iter()
        .map(|call| {
            let scenario = with_call(call);
            let built = build(Source::Text("mine", &scenario), Source::Builtin("2.6.20"), &[]);
            listed(&built.err().unwrap_or_default(), &scenario)
        })
        .collect();
    expect![[r#"
        10:11 PL0605 «wrote» the listing has no system call `wrote`
          = did you mean `write`?
        10:11 PL0308 «write(a, 0, src)» `write` takes 4 arguments, not 3
          = it is `write(file file, int pos, addr buf, int len)`
        10:17 PL0604 «src» `src` is not a file of this task
        10:25 PL0604 «a» `a` is not a mapping of this task
        10:20 PL0607 «src» `pos` of `write` must be a number of sectors or pages
          = it is `write(file file, int pos, addr buf, int len)`
        10:25 PL0607 «0» `buf` of `write` must be a mapping
          = it is `write(file file, int pos, addr buf, int len)`
        10:17 PL0604 «b» `b` is not a mapping of this task
        10:29 PL0604 «T» `T` is not an address space of this task
        10:11 PL0605 «page_fault» the listing has no system call `page_fault`
    "#]]
    .assert_eq(&all.concat());
}

/// All problems of a scenario with these tables. They begin on line 4.
pub(crate) fn check_meaning(tables: &str, expected: &Expect) {
    let scenario = format!("title = 't'\ngroup = 'g'\nstory = 's'\n{tables}");
    let built = build(Source::Text("mine", &scenario), Source::Builtin("2.6.20"), &[]);
    expected.assert_eq(&listed(&built.err().unwrap_or_default(), &scenario));
}

#[test]
fn names_of_a_scenario() {
    check_meaning(
        "[[file]]\nname = 'a'\npages = ['absent']\n[[file]]\nname = 'a'\npages = ['absent']\n\
         [[task]]\nname = 'T'\nmm = 'n'\nprivate = ['c']\ncalls = ['touch(src)']\n",
        &expect![[r#"
            8:8 PL0601 «'a'» there is already something called `a`
            12:6 PL0603 «'n'» the scenario has no mm called `n`
            13:12 PL0602 «'c'» the scenario has no file called `c`
        "#]],
    );
}

#[test]
fn mappings_of_a_scenario() {
    check_meaning(
        "[[file]]\nname = 'a'\npages = ['absent']\n[[mm]]\nname = 'm'\n\
         maps = { x = 'a:1', y = 'b:0', z = 'a:0 present' }\n\
         [[task]]\nname = 'T'\nmm = 'm'\nmaps = { w = 'anon' }\ncalls = ['touch(x)']\n",
        &expect![[r#"
            9:17 PL0608 «1» `a` has no page 1
              = pages are numbered from 0; add pages to the file
            9:26 PL0602 «b» the scenario has no file called `b`
            9:37 PL0609 «a:0 present» a pte cannot be present while its page is not cached
              = let the page begin as "uptodate", or leave out `present`
            13:15 PL0607 «anon» a task with a shared mm has no mappings of its own
              = put the mapping under the `[[mm]]`
        "#]],
    );
    check_meaning(
        "[[task]]\nname = 'T'\nmaps = { src = 'nothing present' }\ncalls = ['touch(src)']\n",
        &expect![[r#"
            6:17 PL0504 «nothing present» nothing is mapped there, so no pte can be present
        "#]],
    );
}

#[test]
fn a_private_file_is_nobody_elses() {
    check_meaning(
        "[[file]]\nname = 'a'\npages = ['absent']\n\
         [[task]]\nname = 'W'\nprivate = ['a']\nmaps = { s = 'anon' }\ncalls = ['write(a, 0, s, 1)']\n\
         [[task]]\nname = 'T'\nmaps = { s = 'anon' }\ncalls = ['write(a, 0, s, 1)']\n",
        &expect![[r#"
            15:17 PL0604 «a» `a` is not a file of this task
        "#]],
    );
}

#[test]
fn copies_are_counted() {
    let tables = |count: u32, map: &str| {
        format!("[[task]]\nname = 'W'\ncount = {count}\nmaps = {{ src = '{map}' }}\ncalls = ['touch(src)']\n")
    };
    check_meaning(
        &tables(2000, "anon:32 present"),
        &expect![[r#"
        PL0612 there are more tasks, files or pages than the machine holds
          = copies count: lower `count`, or the number of private files and pages
    "#]],
    );
    check_meaning(&tables(4096, "anon"), &expect![""]);
}

#[test]
fn environment_and_expectations() {
    check_meaning(
        "[[task]]\nname = 'T'\nmaps = { src = 'anon' }\ncalls = ['touch(src)']\n[environment]\nreclam = 1\n\
         [expect]\na = 'banana'\nb = 'deadlock'\nc = 'deadlock (ABBA)'\nd = 'ok + efault + short'\n\
         e = 'deadlock (self) + efault'\nf = 'hazard (zeroes, junk)'\ng = 'hazard (mud)'\nh = ''\n",
        &expect![[r#"
            9:1 PL0606 «reclam» the listing has no environment function `reclam`
              = it has: reclaim, zap, enospc, aop_truncated_page, eio, enomem
            11:5 PL0611 «'banana'» `banana` is not what a search can find
              = write `deadlock (KIND)`, `livelock`, `hazard (NAMES) + RESULT` or `ok + RESULT`
            12:5 PL0611 «'deadlock'» `deadlock` is not what a search can find
              = write `deadlock (KIND)`, `livelock`, `hazard (NAMES) + RESULT` or `ok + RESULT`
            15:5 PL0611 «'deadlock (self) + efault'» `deadlock (self) + efault` is not what a search can find
              = write `deadlock (KIND)`, `livelock`, `hazard (NAMES) + RESULT` or `ok + RESULT`
            17:5 PL0611 «'hazard (mud)'» `hazard (mud)` is not what a search can find
              = write `deadlock (KIND)`, `livelock`, `hazard (NAMES) + RESULT` or `ok + RESULT`
            18:5 PL0611 «''» `` is not what a search can find
              = write `deadlock (KIND)`, `livelock`, `hazard (NAMES) + RESULT` or `ok + RESULT`
        "#]],
    );
    check_meaning(
        "",
        &expect![[r#"
        PL0610 the scenario has no `[[task]]`
    "#]],
    );
}

#[test]
fn options() {
    let set = |key: &str, value: &str| {
        let options = [(key.to_owned(), value.to_owned())];
        let built = build(Source::Builtin("same-page"), Source::Builtin("2.6.20"), &options);
        listed(&built.err().unwrap_or_default(), "")
    };
    let all = [
        set("rwsem", "unfair"),
        set("rwsm", "fifo"),
        set("colour", "red"),
        set("pkmap_slots", "0"),
        set("pkmap_slots", "many"),
        set("tasks", "3"),
    ];
    expect![[r#"
        PL0702 `rwsem` cannot be `unfair`
          = it is one of: fifo, reader-preferring
        PL0701 there is no option `rwsm`
          = did you mean `rwsem`?
        PL0701 there is no option `colour`
          = this scenario has: rwsem, pkmap_slots
        PL0702 `pkmap_slots` cannot be `0`
          = it is a whole number from 1 to 4096
        PL0702 `pkmap_slots` cannot be `many`
          = it is a whole number from 1 to 4096
        PL0703 `tasks` changes nothing in this scenario
          = no task of it has `count = "tasks"`
    "#]]
    .assert_eq(&all.concat());
}

#[test]
fn names_of_built_in_texts() {
    let scenario = build(Source::Builtin("same-pag"), Source::Builtin("2.6.21"), &[]);
    expect![[r#"
        PL0302 there is no listing `2.6.21`
          = did you mean `2.6.20`?
        PL0302 there is no scenario `same-pag`
          = did you mean `same-page`?
    "#]]
    .assert_eq(&listed(&scenario.err().unwrap_or_default(), ""));
}
