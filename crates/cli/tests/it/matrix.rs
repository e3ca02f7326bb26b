//! `matrix`: everything that is built in does what it is expected to do, in each of the three forms.

use std::collections::BTreeSet;

use expect_test::expect_file;

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
