//! Numbers that options say: tasks, sharers, holders, pages.

use expect_test::expect;
use pagelock_engine::scenario::Scenario;
use pagelock_lang::{Source, build};

use crate::scenario_meaning::check_meaning;
use crate::{check_tables, listed};

fn scenario(name: &str, settings: &[(&str, &str)]) -> Scenario {
    let settings: Vec<_> = settings.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
    let setup = build(Source::Builtin(name), Source::Builtin("2.6.20"), &settings).unwrap();
    setup.machine.scenario().clone()
}

fn names(scenario: &Scenario) -> Vec<&str> {
    scenario.tasks.iter().map(|task| task.name.as_str()).collect()
}

#[test]
fn holders_are_tasks_of_their_own_and_there_may_be_none() {
    assert_eq!(names(&scenario("pool-held-slots", &[("holders", "2")])), ["W1", "W2", "H1", "H2"]);
    assert_eq!(names(&scenario("pool-held-slots", &[("holders", "0")])), ["W1", "W2"]);
}

#[test]
fn sharers_are_some_of_the_tasks() {
    assert_eq!(names(&scenario("pool-one-source", &[("sharers", "1")])), ["W1", "O1", "O2"]);
    assert_eq!(names(&scenario("pool-one-source", &[("sharers", "0"), ("tasks", "2")])), ["O1", "O2"]);
    let settings = [("sharers".to_owned(), "4".to_owned())];
    let built = build(Source::Builtin("pool-one-source"), Source::Builtin("2.6.20"), &settings);
    expect![[r#"
        PL0702 `sharers` cannot be `4`
          = there are 3 `tasks` in all
    "#]]
    .assert_eq(&listed(&built.err().unwrap_or_default(), ""));
}

#[test]
fn pages_are_those_of_the_file_and_of_the_calls() {
    let scenario = scenario("pool-requests", &[("pages", "5"), ("tasks", "1")]);
    let file = &scenario.files[0];
    assert_eq!((file.name.as_str(), file.pages.len(), file.size), ("f.1", 5, 10));
}

#[test]
fn wrong_numbers_in_a_text() {
    check_tables(
        "[options]\nsharers = -1\nholders = 5000\npages = 33\n",
        &expect![[r#"
            5:11 PL0407 «-1» `sharers` is a number from 0 to 4096
            6:11 PL0407 «5000» `holders` is a number from 0 to 4096
            7:9 PL0407 «33» `pages` is a number from 1 to 32
        "#]],
    );
    check_tables(
        "[[file]]\nname = 'a'\npages = ['absent']\nsize = 1\nrepeat = 'page'\n\
         [[task]]\nname = 'T'\ncount = 'pages'\ncalls = ['f(a)']\n",
        &expect![[r#"
            7:8 PL0502 «1» a file with `repeat` is as long as its pages
              = leave out `size`
            8:10 PL0502 «'page'» `page` is not a number of pages
              = write an integer, or the name of an option: "pages"
            11:9 PL0502 «'pages'» `pages` is not a number of tasks
              = write an integer, or the name of an option: "tasks", "sharers", "holders"
        "#]],
    );
}

#[test]
fn numbers_that_come_to_too_many_or_to_none() {
    check_meaning(
        "[[file]]\nname = 'a'\npages = ['absent', 'absent', 'absent']\nrepeat = 11\n\
         [[task]]\nname = 'T'\ncalls = ['read(a, 0, 1)']\n",
        &expect![[r#"
            7:10 PL0406 «11» there are more than 32 pages
        "#]],
    );
    check_meaning(
        "[[file]]\nname = 'a'\npages = ['uptodate']\n\
         [[task]]\nname = 'T'\ncount = 'holders'\ncalls = ['hold_kmaps(a, 1)']\n",
        &expect![[r#"
            PL0610 with these options there is no task
        "#]],
    );
}

/// A task of which there is none now has its mistakes all the same; a number of pages is one only where a file has it.
#[test]
fn mistakes_of_tasks_that_are_absent() {
    check_meaning(
        "[[file]]\nname = 'a'\npages = ['uptodate']\n\
         [[task]]\nname = 'T'\ncalls = ['map_request(a, pages)']\n\
         [[task]]\nname = 'H'\ncount = 'holders'\nprivate = ['b']\ncalls = ['hold_kmap(a, 1)', 'read(b, 0, 1)']\n\
         [[file]]\nname = 'b'\npages = ['uptodate']\n",
        &expect![[r#"
            9:26 PL0607 «pages» `pages` of `map_request` must be a number of sectors or pages
              = it is `map_request(file file, int pages)`
            14:11 PL0605 «hold_kmap» the listing has no system call `hold_kmap`
              = did you mean `hold_kmaps`?
        "#]],
    );
}
