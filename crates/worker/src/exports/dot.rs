//! Who waits for whom in a state, for Graphviz.
//!
//! Arrow: `Record` -> `Picture` -> **text**. Names are a user's: they stand in quotes and are escaped there.

use std::fmt::Write as _;

use pagelock_protocol::picture::{Edge, Picture, Way};
use pagelock_protocol::view::WaitKindView;

use super::escape::dot as quoted;
use super::record::Record;

/// The wait-for graph of the state that is looked at.
pub fn dot(record: &Record) -> String {
    let picture = Picture::new(record.waits_at(record.at));
    let mut out = String::from("digraph waits {\n");
    let _ = writeln!(out, "  label={};\n  labelloc=t;\n  rankdir=LR;", quoted(&record.headline()));
    let _ = writeln!(out, "  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];");
    for (row, tasks) in picture.tasks.iter().enumerate() {
        let _ = writeln!(out, "  t{row} [label={}, shape=box];", quoted(&record.task_names(tasks)));
    }
    for (row, lock) in picture.locks.iter().enumerate() {
        let _ = writeln!(out, "  l{row} [label={}, shape=ellipse];", quoted(lock));
    }
    for edge in &picture.edges {
        let (from, to) = match edge.way {
            Way::Waits => (format!("t{}", edge.task), format!("l{}", edge.lock)),
            Way::Held => (format!("l{}", edge.lock), format!("t{}", edge.task)),
        };
        let _ = writeln!(out, "  {from} -> {to}{};", attributes(edge));
    }
    out.push_str("}\n");
    out
}

fn attributes(edge: &Edge) -> String {
    let mut all = Vec::new();
    if let Some(number) = edge.number {
        all.push(format!("label=\"{number}\", color=red, fontcolor=red"));
    }
    match edge.kind {
        WaitKindView::All => {}
        WaitKindView::Any => all.push("style=dotted".to_owned()),
        WaitKindView::Queue => all.push("style=dashed".to_owned()),
    }
    if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) }
}
