//! What the catalogue of scenarios needed of the two languages: file systems, sizes, failures, kernel threads,
//! segments, the page a task remembers, and expectations of several listings at once.

use expect_test::{Expect, expect};
use pagelock_engine::prim::Prim;
use pagelock_engine::{Limits, Search};
use pagelock_lang::{Setup, Source, build};

use crate::check_tables;
use crate::scenario_meaning::check_meaning;

/// A scenario with one new page `x` and these tables, under this listing.
fn setup(tables: &str, listing: &str) -> Setup {
    let scenario =
        format!("title = 't'\ngroup = 'g'\nstory = 's'\n[[file]]\nname = 'x'\npages = ['absent']\n{tables}");
    build(Source::Text("mine", &scenario), Source::Text("mine", listing), &[]).expect("the texts are right")
}

fn kernel(functions: &str) -> String {
    format!("kernel \"mine\" from \"2.6.20\": \"t\";\n{functions}\n")
}

fn summary(tables: &str, listing: &str) -> String {
    Search::new(&setup(tables, listing).machine, Limits::default()).finish().summary()
}

#[test]
fn values_that_the_new_keys_do_not_take() {
    let file = |keys: &str, expected: &Expect| {
        check_tables(&format!("[[file]]\nname = 'a'\npages = ['absent']\n{keys}\n"), expected);
    };
    file(
        "system = 'ext2'",
        &expect![[r#"
        7:10 PL0502 «'ext2'» unknown variant `ext2`, expected one of `block`, `ramfs`, `ramfs-fixed`, `whole-page`
    "#]],
    );
    file(
        "size = 3",
        &expect![[r#"
        7:8 PL0407 «3» `size`, in sectors, is a number from 0 to 2
    "#]],
    );
    file(
        "size = -1",
        &expect![[r#"
        7:8 PL0407 «-1» `size`, in sectors, is a number from 0 to 2
    "#]],
    );
    file(
        "size = '1 page'",
        &expect![[r#"
        7:8 PL0502 «'1 page'» invalid type: string `1 page`, expected an integer
    "#]],
    );
    check_tables(
        "[[task]]\nname = 'T'\nkind = 'kthread'\ncalls = ['f()']\n",
        &expect![[r#"
        6:8 PL0502 «'kthread'» unknown variant `kthread`, expected `user` or `kernel-thread`
    "#]],
    );
    check_tables(
        "[environment]\nenospc = 17\n",
        &expect![[r#"
        5:10 PL0407 «17» how often something happens is a number from 0 to 16
    "#]],
    );
}

#[test]
fn what_cannot_be_together() {
    let tables = "[[file]]\nname = 'a'\npages = ['hole']\n[[mm]]\nname = 'm'\nmaps = { src = 'a:0 present' }\n\
                  [[task]]\nname = 'T'\nkind = 'kernel-thread'\nmm = 'm'\ncalls = ['touch(src)']\n";
    check_meaning(
        tables,
        &expect![[r#"
        9:17 PL0609 «a:0 present» a pte cannot be present while its page is not cached
          = let the page begin as "uptodate", or leave out `present`
        13:6 PL0607 «'m'» a kernel thread has no address space
          = leave out `mm`; what it writes from is under its own `maps`
    "#]],
    );
    let tables = "[[file]]\nname = 'a'\npages = ['absent']\n[[task]]\nname = 'T'\ncalls = ['read(a, 0, 1)']\n\
                  [expect]\n'2.6.20, 2.6.23' = 'ok'\n'2.6.23,6.15' = 'ok'\n";
    check_meaning(
        tables,
        &expect![[r#"
        12:1 PL0601 «'2.6.23,6.15'» something is expected of `2.6.23` already
    "#]],
    );
}

const WRITE: &str =
    "[[task]]\nname = 'T'\nmaps = { src = 'anon present' }\ncalls = ['write(x, 0, src, 1 page)']\n";

/// vmtruncate is called from the error exit alone, so it is there exactly if prepare_write may fail.
#[test]
fn an_error_exit_is_compiled_only_where_something_may_fail() {
    let listing = kernel("");
    let truncates = |tables: &str| {
        let setup = setup(tables, &listing);
        setup.machine.program(pagelock_engine::id::TaskId(0)).uses(Prim::ISizeWrite)
    };
    assert!(!truncates(WRITE));
    assert!(!truncates(&format!("{WRITE}[environment]\neio = 1\nenospc = 0\n")));
    assert!(truncates(&format!("{WRITE}[environment]\nenospc = 1\n")));
}

#[test]
fn a_kernel_thread_has_no_mm_and_buffers_that_are_always_there() {
    let asks = "syscall int ask() {\nif (is_kernel_ds())\nreturn -EFAULT;\nreturn 0;\n}";
    let task = "[[task]]\nname = 'T'\nkind = 'kernel-thread'\ncalls = ['ask()']\n";
    assert_eq!(summary(task, &kernel(asks)), "ok + efault");
    assert_eq!(summary(&task.replace("kernel-thread", "user"), &kernel(asks)), "ok");
    let locks = "syscall int lock() {\ndown_read(mmap_sem(current_mm()));\nreturn 0;\n}";
    let task = "[[task]]\nname = 'T'\nkind = 'kernel-thread'\ncalls = ['lock()']\n";
    assert_eq!(summary(task, &kernel(locks)), "hazard (oops)");
    let user = "[[task]]\nname = 'T'\ncalls = ['lock()']\n";
    assert_eq!(summary(user, &kernel(locks)), "ok");
}

/// The page is remembered across functions and calls, and is NULL at first; locking it again shows which one it is.
#[test]
fn a_task_remembers_a_page() {
    let functions = "void remember(page page) {\nset_locked_page(page);\n}\n\
                     syscall int first(file file) {\npage = find_get_page(file, 0);\nwhile (!page)\n\
                     page = add_to_page_cache(file, 0);\nremember(page);\nreturn 0;\n}\n\
                     syscall int second() {\nlock_page(current_locked_page());\nreturn 0;\n}";
    let calls = |calls: &str| format!("[[task]]\nname = 'T'\ncalls = [{calls}]\n");
    assert_eq!(summary(&calls("'second()'"), &kernel(functions)), "hazard (oops)");
    assert_eq!(summary(&calls("'first(x)', 'second()'"), &kernel(functions)), "deadlock (self)");
}

/// 2.6.20 stops at the end of a segment, so there is one prepare_write for each that has any sectors.
#[test]
fn segments_are_counted_from_the_place_that_was_reached() {
    let tables =
        "[[task]]\nname = 'T'\nmaps = { src = 'anon present' }\ncalls = ['writev(x, 0, src, SEG, 1 page)']\n";
    let prepares = |seg: &str| {
        let setup = setup(&tables.replace("SEG", seg), &kernel(""));
        let trace =
            pagelock_engine::Trace::run(&setup.machine, &mut pagelock_engine::RoundRobin::default(), 1000);
        let mut ledger = pagelock_engine::Ledger::new(&setup.machine);
        trace.steps().iter().flat_map(|step| &step.events).for_each(|&event| ledger.observe(event));
        ledger.costs().prepares
    };
    assert_eq!([prepares("1 sector"), prepares("1 page"), prepares("0 sectors")], [2, 1, 1]);
}

#[test]
fn a_key_may_expect_the_same_of_several_listings() {
    let setup = setup(&format!("{WRITE}[expect]\n'2.6.20, 6.15' = 'ok'\n"), &kernel(""));
    let expected: Vec<&str> = setup.raw.expect.iter().map(|expect| expect.listing.value.as_str()).collect();
    assert_eq!(expected, ["2.6.20", "6.15"]);
}
