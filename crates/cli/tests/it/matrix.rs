//! `matrix`: everything that is built in does what it is expected to do, in each of the three forms.

use std::collections::BTreeSet;

use expect_test::expect_file;
use serde_json::Value;

use crate::{json, pagelock};

#[test]
fn a_row_lists_the_kernels_of_each_verdict() {
    let ran = pagelock(&["matrix", "pool-one-source", "half-bad-buffer"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let (_time, lines) = lines.split_last().unwrap();
    let (states, table) = lines.split_last().unwrap();
    expect_file!["../golden/matrix.txt"].assert_eq(&table.join("\n"));
    // Two scenarios, one of which has two variants, under 24 kernels.
    assert!(states.starts_with("96 cells, all as expected; "), "{states}");
    assert_eq!(ran.code, 0);
}

/// Every scenario under every kernel: the exit code says that all are as expected.
#[test]
fn the_cells_of_the_json_are_complete_as_expected_and_without_timings() {
    let cells = json(&["matrix", "--json"], 0);
    let cells = cells.as_array().unwrap();
    assert_eq!(cells.len(), (54 + 11) * 24);
    for cell in cells {
        let keys: BTreeSet<&str> = cell.as_object().unwrap().keys().map(String::as_str).collect();
        let promised = [
            "scenario",
            "options",
            "kernel",
            "verdict",
            "kind",
            "summary",
            "expect",
            "as_expected",
            "states",
            "transitions",
            "depth",
        ];
        assert_eq!(keys, BTreeSet::from(promised));
        assert_eq!(cell["as_expected"], true, "{cell}");
        assert_eq!(cell["expect"], cell["summary"]);
    }
}

#[test]
fn the_html_has_one_table_and_nothing_that_runs_or_paints() {
    let ran = pagelock(&["matrix", "--html", "same-page", "write-fault-munmap"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let html = &ran.stdout;
    for (piece, n) in [
        ("<table", 1),
        ("<caption>", 1),
        ("scope=\"col\"", 25),
        ("scope=\"colgroup\"", 6),
        ("scope=\"row\"", 3),
        ("scope=\"rowgroup\"", 2),
        ("<td ", 72),
    ] {
        assert_eq!(html.matches(piece).count(), n, "{piece}");
    }
    assert!(!html.contains("<script") && !html.contains(concat!(" sty", "le=")) && !html.contains("<style"));
    for (tag, closing) in
        [("<section", "</section>"), ("<tr>", "</tr>"), ("<td ", "</td>"), ("<th ", "</th>")]
    {
        assert_eq!(html.matches(tag).count(), html.matches(closing).count(), "{tag}");
    }
    // A story down to its text, and the table down to its first cell.
    let (story, _) = html.split_once("<p>").unwrap();
    let (_, table) = html.split_once("<table").unwrap();
    let (table, _) = table.split_once("</td>").unwrap();
    expect_file!["../golden/matrix-start.html"].assert_eq(&format!("{story}...\n<table{table}</td>\n"));
}

#[test]
fn the_pages_have_story_verdicts_and_the_shortest_way() {
    let ran = pagelock(&["matrix", "--pages", "same-page", "write-fault-munmap"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let site: Value = serde_json::from_str(&ran.stdout).unwrap();
    let html = pagelock(&["matrix", "--html", "same-page", "write-fault-munmap"]).stdout;
    assert_eq!(site["table"].as_str().unwrap(), html);
    let pages = site["pages"].as_array().unwrap();
    let names: Vec<&str> = pages.iter().map(|page| page["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["index", "same-page", "write-fault-munmap"]);
    let html = |at: usize| pages[at]["html"].as_str().unwrap();
    assert!(html(0).contains("<a href=\"same-page.html\">"), "{}", html(0));
    for (at, columns) in [(1, 1), (2, 2)] {
        let page = html(at);
        assert_eq!(page.matches("<h1>").count(), 1);
        // A cell for each of the 24 listings, each with a link that plays it.
        assert_eq!(page.matches("<td ").count(), 24 * columns);
        assert_eq!(page.matches(">play</a>").count(), 24 * columns);
        assert!(!page.contains("<script") && !page.contains(concat!(" sty", "le=")), "{page}");
        let description = pages[at]["description"].as_str().unwrap();
        assert!((60..300).contains(&description.len()), "{description}");
    }
    // The steps are those that `check` prints.
    let checked = pagelock(&["check", "same-page", "--kernel", "2.6.20"]).stdout;
    let steps: Vec<&str> =
        checked.lines().filter(|line| line.trim_start().starts_with(['1', '2', '3'])).collect();
    assert!(steps.len() >= 3, "{checked}");
    for step in steps {
        assert!(html(1).contains(&step.replace('&', "&amp;").replace('>', "&gt;")), "{step}");
    }
    // And the links are those that `link` reads, with what was found.
    let (_, link) = html(1).split_once("href=\"../#").unwrap();
    let fragment = format!("#{}", link.split_once('"').unwrap().0);
    let read = pagelock(&["link", "--read", &fragment, "--verify"]);
    assert!(read.stdout.contains("verified"), "{fragment}: {}", read.stdout);
}
