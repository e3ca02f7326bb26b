//! What shows how a run has ended, in sentences: who waits for whom, which sectors are damaged, what calls returned.
//!
//! Arrow: `Evidence` -> **sentences** -> view. It decides nothing; the engine says what there is to be seen.

use pagelock_engine::id::TaskId;
use pagelock_engine::{CallResult, Content, Evidence, Machine, Returned, View, Wait, WaitKind, errno_name};

use crate::waits::POOL_WAITERS_MAX;

/// Tasks that a sentence names; of more it gives the number.
const NAMED_MAX: usize = 8;

/// A sentence for everything that shows how the run has ended in this state, or who waits if it has not.
pub fn evidence(machine: &Machine, view: View<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut returned: Vec<(String, Vec<TaskId>)> = Vec::new();
    let all = view.evidence();
    let mut pool: Vec<&Wait> = all.iter().filter_map(pool_wait).collect();
    if pool.len() <= POOL_WAITERS_MAX {
        pool.clear();
    }
    sentences.extend(pool_sentence(machine, &pool));
    for evidence in &all {
        match *evidence {
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
            // Told already.
            Evidence::Waits(ref wait) if wait.kind == WaitKind::Any && !pool.is_empty() => {}
            Evidence::Waits(ref wait) => sentences.push(wait_sentence(machine, view, wait)),
        }
    }
    let returned = returned.into_iter().map(|(words, tasks)| format!("{}: {words}", names(machine, &tasks)));
    sentences.into_iter().chain(returned).collect()
}

fn pool_wait(evidence: &Evidence) -> Option<&Wait> {
    match evidence {
        Evidence::Waits(wait) if wait.kind == WaitKind::Any => Some(wait),
        Evidence::Waits(_)
        | Evidence::Holds { .. }
        | Evidence::Read { .. }
        | Evidence::Returned(_)
        | Evidence::Died(..) => None,
    }
}

/// One sentence for many tasks that wait for a kmap slot: `512 tasks wait for a kmap slot each.`
fn pool_sentence(machine: &Machine, waits: &[&Wait]) -> Option<String> {
    let first = waits.first()?;
    let tasks: Vec<TaskId> = waits.iter().map(|wait| wait.task).collect();
    // Each waits for all the others that have a slot.
    let mut holders: Vec<TaskId> = waits.iter().take(2).flat_map(|wait| wait.holders.clone()).collect();
    holders.sort_unstable();
    holders.dedup();
    let whose = match first.holders.as_slice() {
        [] => "held by nobody who is left".to_owned(),
        _ => format!("held by {}", names(machine, &holders)),
    };
    Some(format!("{} wait for a kmap slot each, while the slots are {whose}.", names(machine, &tasks)))
}

fn names(machine: &Machine, tasks: &[TaskId]) -> String {
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

/// A sentence for a task that waits: `A waits for the lock of b:0, held by B.`
pub fn wait_sentence(machine: &Machine, view: View<'_>, wait: &Wait) -> String {
    let names = names(machine, &wait.holders);
    let holders = match (wait.holders.as_slice(), wait.kind) {
        ([], _) => "held by nobody who is left".to_owned(),
        ([only], _) if *only == wait.task => "which it holds itself".to_owned(),
        (_, WaitKind::All) => format!("held by {names}"),
        (_, WaitKind::Any) => format!("while the slots are held by {names}"),
        (_, WaitKind::Queue) => format!("queued behind {names}"),
    };
    let (task, resource) = (machine.task_name(wait.task), view.blocked_on_name(wait.on));
    format!("{task} waits for {resource}, {holders}.")
}
