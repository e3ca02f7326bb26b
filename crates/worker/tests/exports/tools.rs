//! Graphviz reads every graph; `cargo xtask test` installs it. Mermaid and the browser are asked by the end-to-end
//! tests.

use std::io::Write as _;
use std::process::{Command, Stdio};

use pagelock_protocol::view::FormatView;
use pagelock_worker::exports::dot;

use crate::{Found, hostile, runs};

/// What Graphviz makes of a graph.
fn graphviz(text: &str) -> String {
    let piped = Stdio::piped;
    let dot = Command::new("dot").arg("-Tcanon").stdin(piped()).stdout(piped()).stderr(piped()).spawn();
    let mut dot = dot.expect("Graphviz is installed (Debian: graphviz)");
    dot.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("dot reads");
    let output = dot.wait_with_output().expect("dot ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}: {text}");
    String::from_utf8(output.stdout).expect("dot writes UTF-8")
}

#[test]
fn graphviz_reads_every_kind_of_deadlock() {
    for (kind, found) in runs() {
        let edges = graphviz(&found.text(FormatView::Dot)).matches("->").count();
        assert_eq!(edges > 0, kind != "ok", "{kind}: {edges}");
    }
    let (small, large) =
        (Found::new("same-page", "2.6.20", &[]), Found::new("write-vs-mlock", "2.6.20", &[]));
    assert!(graphviz(&small.text(FormatView::DotStates)).contains("octagon"));
    assert!(graphviz(&large.text(FormatView::DotStates)).contains("dashed"));
}

#[test]
fn graphviz_sees_the_same_graph_whatever_the_names_are() {
    for (name, record) in hostile::records() {
        let read = graphviz(&dot(&record));
        let is_node = |word: Option<&str>| {
            word.is_some_and(|word| word.starts_with(['t', 'l']) && word[1..].parse::<u32>().is_ok())
        };
        let is_edge = |line: &&str| {
            let mut words = line.split_whitespace();
            is_node(words.next()) && words.next() == Some("->") && is_node(words.next())
        };
        assert_eq!(read.lines().filter(is_edge).count(), 4, "{name:?}: {read}");
    }
}
