//! Who took which lock when in a run, as a sequence diagram for Mermaid; of a long run the end.
//!
//! Arrow: `Record` -> **text**. Mermaid takes 50,000 characters and 500 edges unless it is told otherwise, so it gets
//! fewer.

use std::fmt::Write as _;

use super::escape::mermaid as escaped;
use super::record::{Act, ActKind, Record};

/// Lock events that are shown: the last ones.
const ACTS_MAX: usize = 200;

/// Waits that are shown.
const WAITS_MAX: usize = 100;

/// Characters of a diagram; Mermaid itself takes 50,000.
const TEXT_MAX: usize = 45_000;

/// The run up to the state that is looked at.
pub fn mermaid(record: &Record) -> String {
    let acts: Vec<&Act> = record.acts.iter().filter(|act| act.step <= record.at).collect();
    let mut shown = acts.len().min(ACTS_MAX);
    let mut waits = WAITS_MAX;
    loop {
        let text = diagram(record, &acts[acts.len() - shown..], waits);
        if text.chars().count() <= TEXT_MAX || (shown == 0 && waits == 0) {
            return text;
        }
        (shown, waits) = (shown / 2, if shown == 0 { waits / 2 } else { waits });
    }
}

fn diagram(record: &Record, acts: &[&Act], waits_max: usize) -> String {
    let waits: Vec<_> = record.waits_at(record.at).iter().take(waits_max).collect();
    // Of those that wait alike one is drawn.
    let waiters = waits.iter().filter_map(|wait| wait.tasks.first().copied());
    let mut tasks: Vec<u32> = acts.iter().map(|act| act.task).chain(waiters).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let mut locks: Vec<&str> = Vec::new();
    let names = acts.iter().map(|act| record.locks[act.lock].name.as_str());
    for name in names.chain(waits.iter().map(|wait| wait.lock.as_str())) {
        if !locks.contains(&name) {
            locks.push(name);
        }
    }
    let lock_nr = |name: &str| locks.iter().position(|lock| *lock == name).unwrap_or(0);
    let mut out = String::from("sequenceDiagram\n");
    let _ = writeln!(out, "  title {}", escaped(&record.headline()));
    for &task in &tasks {
        let _ = writeln!(out, "  participant t{task} as {}", escaped(record.task_name(task)));
    }
    for (nr, lock) in locks.iter().enumerate() {
        let _ = writeln!(out, "  participant l{nr} as {}", escaped(lock));
    }
    for act in acts {
        let arrow = match act.kind {
            ActKind::Takes | ActKind::Queues => "->>",
            ActKind::Releases => "-->>",
        };
        let step = act.step.checked_sub(1).and_then(|i| record.trace.steps.get(i));
        let label = step.and_then(|step| record.trace.place(step)).map_or("", |place| place.label.as_str());
        let label = if label.is_empty() { String::new() } else { format!("[{label}] ") };
        let words = escaped(&format!("{} {label}{}", act.step, act.words));
        let lock = lock_nr(&record.locks[act.lock].name);
        let _ = writeln!(out, "  t{}{arrow}l{lock}: {words}", act.task);
    }
    let has_cycle = waits.iter().any(|wait| wait.in_cycle);
    for (is_cycle, color) in [(false, ""), (true, "  rect rgb(253, 236, 235)\n")] {
        if is_cycle && !has_cycle {
            continue;
        }
        out.push_str(color);
        for wait in waits.iter().filter(|wait| wait.in_cycle == is_cycle) {
            let Some(&task) = wait.tasks.first() else { continue };
            let place = record.trace.course.place(task as usize, record.at);
            let label = place.map_or("", |place| place.label.as_str());
            let others = wait.tasks.len() - 1;
            let others = if others > 0 { format!(" (and {others} more)") } else { String::new() };
            let words = format!("{label} waits{others}").trim_start().to_owned();
            let _ = writeln!(out, "  t{task}-xl{}: {}", lock_nr(&wait.lock), escaped(&words));
        }
        if is_cycle {
            out.push_str("  end\n");
        }
    }
    if let (Some(end), [first, ..]) = (record.end.as_ref().filter(|_| record.at == record.len()), &tasks[..])
    {
        let words = [super::words::verdict(end.verdict), &end.kind, &end.notation];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let last = tasks.last().unwrap_or(first);
        let over = if first == last { format!("t{first}") } else { format!("t{first},t{last}") };
        let _ = writeln!(out, "  Note over {over}: {}", escaped(&words.join(" ")));
    }
    out
}
