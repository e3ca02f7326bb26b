//! Goals of scenarios that are played: how they are read, and what is wrong with them.

use expect_test::{Expect, expect};
use pagelock_lang::{Code, Diagnostic, Reach, Source, build};

const SCENARIO: &str = r#"
title = "t"
group = "g"
story = "s"
[[file]]
name = "a"
pages = ["absent"]
[[task]]
name = "T"
maps = { src = "anon present" }
calls = ["write(a, 0, src, 1 page)"]
[environment]
zap = 1
[goal]
"#;

fn read(goal: &str, listing: &str) -> Result<Option<pagelock_lang::Goal>, Vec<Diagnostic>> {
    let text = format!("{SCENARIO}{goal}");
    build(Source::Text("my", &text), Source::Builtin(listing), &[]).map(|setup| setup.goal)
}

fn refused(goal: &str, expected: &Expect) {
    let text = format!("{SCENARIO}{goal}");
    let problems = read(goal, "2.6.20").expect_err("it is wrong");
    let line = |problem: &Diagnostic| {
        let place = problem.span.map_or("", |span| &text[span.range(&text)]);
        let hint = problem.hint.as_deref().unwrap_or_default();
        format!("{} «{place}» {} | {hint}\n", problem.code.number(), problem.message)
    };
    expected.assert_eq(&problems.iter().map(line).collect::<String>());
}

#[test]
fn a_start_becomes_a_schedule_of_its_listing() {
    let goal = "reach = 'proof'\nkernel = '2.6.20'\ntext = 'x'\nlesson = 'l'\nstart = ['T*2', 'zap', 'T']\n";
    let read = read(goal, "2.6.20").expect("it is right").expect("it has a goal");
    assert_eq!((read.reach, read.text.as_str(), read.lesson.as_str()), (Reach::Proof, "x", "l"));
    // T is the first of those who can move, and zap the second as long as it has a pte to clear.
    assert_eq!(read.start, [0, 0, 1, 0]);
}

#[test]
fn under_another_listing_it_is_played_if_it_can_begin() {
    let goal = "reach = 'ok'\nkernel = '2.6.20'\ntext = 'x'\nstart = ['T*11']\n";
    // 2.6.20 needs 11 steps for this write, and so does 2.6.23: the run is over, and nobody is asked anything.
    assert!(read(goal, "2.6.23").expect("it is right").is_some());
    let longer = goal.replace("T*11", "T*12");
    assert_eq!(read(&longer, "2.6.23"), Ok(None));
    let problems = read(&longer, "2.6.20").expect_err("its own listing has no twelfth step");
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [Code::BadStart]);
}

/// With one slot W1 can have it, and W2 cannot: the game of the level needs three.
#[test]
fn with_other_options_it_is_played_if_it_can_begin() {
    let pool = |slots: &str| {
        let settings = [("pkmap_slots".to_owned(), slots.to_owned())];
        build(Source::Builtin("pool"), Source::Builtin("pin-source"), &settings).map(|setup| setup.goal)
    };
    assert!(pool("4").expect("it is right").is_some());
    assert_eq!(pool("1"), Ok(None));
}

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    refused(
        "reach = 'win'\nkernel = '2.6.20'\ntext = 'x'\n",
        &expect![[r#"
            PL0502 «'win'» unknown variant `win`, expected one of `deadlock`, `ok`, `proof` | 
        "#]],
    );
    refused(
        "reach = 'ok'\nkernel = '2.6.2'\ntext = 'x'\n",
        &expect![[r#"
            PL0302 «'2.6.2'» there is no listing `2.6.2` | did you mean `2.6.20`?
        "#]],
    );
    refused(
        "reach = 'ok'\nkernel = '2.6.20'\ntext = 'x'\nstart = ['T*', 'T*0', '*3', 'T*999']\n",
        &expect![[r#"
            PL0613 «'T*'» this does not say who moves how often | write a name, and how many steps behind `*`: "A*12"
            PL0613 «'T*0'» this does not say who moves how often | write a name, and how many steps behind `*`: "A*12"
            PL0613 «'*3'» this does not say who moves how often | write a name, and how many steps behind `*`: "A*12"
            PL0406 «'T*999'» a game begins after at most 200 steps | 
        "#]],
    );
    refused(
        "reach = 'ok'\nkernel = '2.6.20'\ntext = 'x'\nstart = ['T*3', 'U']\n",
        &expect![[r#"
            PL0613 «'U'» `U` is no task and nothing of the environment | 
        "#]],
    );
    refused(
        "reach = 'ok'\nkernel = '2.6.20'\ntext = 'x'\nstart = ['zap*2']\n",
        &expect![[r#"
            PL0613 «'zap*2'» `zap` cannot move after 1 of these steps | 
        "#]],
    );
    refused(
        "reach = 'ok'\ntext = 'x'\n",
        &expect![[r#"
            PL0502 «[goal]» missing field `kernel` | 
        "#]],
    );
}
