//! What shows how a run has ended, in sentences: who waits for whom, which sectors are damaged, what calls returned.
//!
//! Arrow: `Evidence` -> **sentences** -> view. It decides nothing; the engine says what there is to be seen.

use std::mem::discriminant;

use pagelock_engine::id::TaskId;
use pagelock_engine::{CallResult, Content, Evidence, Machine, Returned, View, Wait, WaitKind, errno_name};

/// Tasks that a sentence names; of more it gives the number.
const NAMED_MAX: usize = 8;

/// A sentence for everything that shows how the run has ended in this state, or who waits if it has not.
pub fn evidence(machine: &Machine, view: View<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut returned: Vec<(String, Vec<TaskId>)> = Vec::new();
    let mut waits = Vec::new();
    for evidence in view.evidence() {
        match evidence {
            Evidence::Holds { pgoff, sector, content } => {
                let (file, page) = machine.place(pgoff);
                let (file, content) = (&machine.file(file).name, content_words(content));
                sentences.push(format!("sector {sector} of {file}:{page} holds {content}"));
            }
            Evidence::Read { task, content } => {
                sentences.push(format!("{} read {}", machine.task_name(task), content_words(content)));
            }
            Evidence::Returned(call) => {
                // Tasks that are alike return alike, and one sentence is enough for all of them.
                let words = returned_words(machine, call);
                match returned.iter_mut().find(|(known, _)| *known == words) {
                    Some((_, tasks)) => tasks.push(call.task),
                    None => returned.push((words, vec![call.task])),
                }
            }
            Evidence::Died(task, oops) => {
                sentences.push(format!("{} dies: {}", machine.task_name(task), oops.explanation()));
            }
            Evidence::Waits(wait) => waits.push(wait),
        }
    }
    wait_sentences(machine, view, &waits, &mut sentences);
    let line =
        |(words, tasks): (String, Vec<TaskId>)| format!("{}: {words}", names(machine, tasks.into_iter()));
    let returned = returned.into_iter().map(line);
    sentences.into_iter().chain(returned).collect()
}

fn names(machine: &Machine, tasks: impl Iterator<Item = TaskId>) -> String {
    let tasks: Vec<TaskId> = tasks.collect();
    if tasks.len() > NAMED_MAX {
        return format!("{} tasks", tasks.len());
    }
    tasks.iter().map(|&task| machine.task_name(task)).collect::<Vec<_>>().join(", ")
}

/// `write(x, 0, src, 1 page) returned -EFAULT`
fn returned_words(machine: &Machine, returned: Returned) -> String {
    let call = &machine.program(returned.task).calls()[usize::from(returned.call)];
    format!("{} returned {}", call.text, value_words(returned, call.sectors))
}

/// What a call returned: `-EFAULT`, `1 of 2 sectors`.
pub(crate) fn value_words(returned: Returned, asked: Option<i32>) -> String {
    let Returned { value, result, .. } = returned;
    match (result, asked) {
        (CallResult::EFault | CallResult::Error, _) => {
            errno_name(value).map_or_else(|| value.to_string(), |name| format!("-{name}"))
        }
        (CallResult::Done | CallResult::Short, Some(asked)) => format!("{value} of {asked} sectors"),
        (CallResult::Done | CallResult::Short, None) => value.to_string(),
    }
}

fn content_words(content: Content) -> &'static str {
    match content {
        Content::Old => "what was there before",
        Content::New => "what a write put there",
        Content::Zero => "zeroes that nobody wrote",
        Content::Junk => "uninitialised memory",
        Content::Stale => "the contents of an old disk block",
        Content::Lost => "old contents over a committed write",
    }
}

/// A sentence for each task that waits; where many wait alike, for one of them.
fn wait_sentences(machine: &Machine, view: View<'_>, waits: &[Wait], sentences: &mut Vec<String>) {
    let are_alike = |a: &Wait, b: &Wait| a.kind == b.kind && discriminant(&a.on) == discriminant(&b.on);
    for alike in waits.chunk_by(are_alike) {
        let shown = if alike.len() > NAMED_MAX { 1 } else { alike.len() };
        sentences.extend(alike[..shown].iter().map(|wait| wait_sentence(machine, view, wait)));
        if let [first, .., last] = &alike[shown..] {
            let name = |wait: &Wait| machine.task_name(wait.task);
            let (n, from, to) = (alike.len() - shown, name(first), name(last));
            sentences.push(format!("{n} more tasks wait in the same way: {from} to {to}."));
        }
    }
}

/// A sentence for a task that waits: `A waits for the lock of b:0, held by B.`
pub fn wait_sentence(machine: &Machine, view: View<'_>, wait: &Wait) -> String {
    let names = || names(machine, wait.holders.iter());
    let holders = match (wait.holders.only(), wait.kind) {
        _ if wait.holders.is_empty() => "held by nobody who is left".to_owned(),
        (Some(only), _) if only == wait.task => "which it holds itself".to_owned(),
        (_, WaitKind::All) => format!("held by {}", names()),
        (_, WaitKind::Any) => format!("while the slots are held by {}", names()),
        (_, WaitKind::Queue) => format!("queued behind {}", names()),
    };
    let (task, resource) = (machine.task_name(wait.task), view.blocked_on_name(wait.on));
    format!("{task} waits for {resource}, {holders}.")
}
