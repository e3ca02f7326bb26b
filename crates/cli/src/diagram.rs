//! Diagrams of a run in the languages of other tools: who waits for whom at its end for Graphviz, and who took which
//! lock when for Mermaid.
//!
//! Arrow: `Trace` -> **text**. Names are a user's: whatever could mean something to the tools is escaped.

use std::fmt::Write as _;

use pagelock_engine::event::{Event, Lock};
use pagelock_engine::id::TaskId;
use pagelock_engine::{Machine, Resource, Trace};
use pagelock_lang::Setup;
use pagelock_protocol::picture::{Edge, Picture, Way};
use pagelock_protocol::view::WaitKindView;
use pagelock_worker::last_state;

/// Lock events that a sequence diagram shows: the last ones. Mermaid takes 500 edges.
const EVENTS_MAX: usize = 200;

/// The wait-for graph at the end of a run, for Graphviz.
pub(crate) fn dot(setup: &Setup, kernel: &str, trace: &Trace) -> String {
    let picture = Picture::new(&last_state(setup, trace).waits);
    let mut out = String::from("digraph waits {\n");
    let title = format!("{} under {kernel}, step {}: simulated by Pagelock", setup.name, trace.steps().len());
    let _ = writeln!(out, "  label={};\n  labelloc=t;\n  rankdir=LR;", quoted(&title));
    let _ = writeln!(out, "  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];");
    for (row, tasks) in picture.tasks.iter().enumerate() {
        let _ = writeln!(out, "  t{row} [label={}, shape=box];", quoted(&task_names(&setup.machine, tasks)));
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

fn task_names(machine: &Machine, tasks: &[u32]) -> String {
    let name = |task: u32| machine.all_tasks().nth(task as usize).map_or("?", |task| machine.task_name(task));
    match tasks {
        [first, .., last] => format!("{} to {}, {} tasks", name(*first), name(*last), tasks.len()),
        _ => tasks.iter().map(|&task| name(task)).collect::<Vec<_>>().join(", "),
    }
}

/// A string as Graphviz reads it.
fn quoted(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What a run did with locks, in order.
struct Act {
    task: TaskId,
    resource: Resource,
    text: String,
    is_release: bool,
}

/// Who took which lock when, for Mermaid; of a long run the end.
pub(crate) fn mermaid(setup: &Setup, kernel: &str, trace: &Trace) -> String {
    let machine = &setup.machine;
    let all = acts(machine, trace);
    let shown = &all[all.len().saturating_sub(EVENTS_MAX)..];
    let view = machine.view(trace.last());
    let waits = view.waits();
    let mut tasks: Vec<TaskId> =
        shown.iter().map(|act| act.task).chain(waits.iter().map(|wait| wait.task)).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let mut locks: Vec<Resource> =
        shown.iter().map(|act| act.resource).chain(waits.iter().map(|wait| wait.on.into())).collect();
    locks.sort_unstable();
    locks.dedup();
    let lock_nr = |resource: Resource| locks.binary_search(&resource).unwrap_or(0);
    let mut out = String::from("sequenceDiagram\n");
    let title =
        format!("{} under {kernel}, {} steps, simulated by Pagelock", setup.name, trace.steps().len());
    let _ = writeln!(out, "  title {}", escaped(&title));
    for &task in &tasks {
        let _ = writeln!(out, "  participant t{} as {}", task.0, escaped(machine.task_name(task)));
    }
    for (nr, &lock) in locks.iter().enumerate() {
        let _ = writeln!(out, "  participant l{nr} as {}", escaped(&view.resource_name(lock)));
    }
    for act in shown {
        let arrow = if act.is_release { "-->>" } else { "->>" };
        let _ = writeln!(out, "  t{}{arrow}l{}: {}", act.task.0, lock_nr(act.resource), escaped(&act.text));
    }
    for wait in &waits {
        let label = &machine.program(wait.task).place(view.pc(wait.task)).label;
        let text = format!("{label} waits").trim_start().to_owned();
        let _ = writeln!(out, "  t{}-xl{}: {}", wait.task.0, lock_nr(wait.on.into()), escaped(&text));
    }
    out
}

fn acts(machine: &Machine, trace: &Trace) -> Vec<Act> {
    let (mut acts, mut number) = (Vec::new(), 0);
    trace.for_each_step(|step, before, after| {
        number += 1;
        let (before, after) = (machine.view(before), machine.view(after));
        let label = &machine.program(step.choice.task).place(step.pc).label;
        for &event in &step.events {
            #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else is done with a lock")]
            let (task, lock, is_release): (TaskId, Lock, bool) = match event {
                Event::Acquired(task, lock) | Event::Queued(task, lock) => (task, lock, false),
                Event::Released(task, lock) => (task, lock, true),
                _ => continue,
            };
            let words = before.event_name(event, after);
            let label = if label.is_empty() { String::new() } else { format!("[{label}] ") };
            acts.push(Act {
                task,
                resource: lock.into(),
                text: format!("{number} {label}{words}"),
                is_release,
            });
        }
    });
    acts
}

/// A text as Mermaid reads it: what is no letter, digit or plain mark is a number of it; so is a letter of `end`, which
/// is a word of the language wherever it stands.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || " _.,()[]-".contains(c) {
            out.push(c);
        } else if c.is_control() {
            out.push('?');
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    let lower = out.to_ascii_lowercase();
    let starts: Vec<usize> = lower.match_indices("end").map(|(at, _)| at).collect();
    for at in starts.into_iter().rev() {
        let letter = out.as_bytes()[at];
        out.replace_range(at..=at, &format!("#{letter};"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_nothing_to_the_tools() {
        assert_eq!(quoted("a\"];b\\\n"), r#""a\"];b\\?""#);
        assert_eq!(escaped("a;b#c:d\n"), "a#59;b#35;c#58;d?");
        assert_eq!(escaped("the End; send"), "the #69;nd#59; s#101;nd");
        assert_eq!(escaped("[2] locks a.0"), "[2] locks a.0");
    }
}
