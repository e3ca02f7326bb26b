//! The state that is looked at in the shape of the kernel's hung-task detector: a block for each blocked task.
//!
//! Arrow: `Trace` + `Record` -> **lines**. The shape is that of `kernel/hung_task.c` today; the words about the machine
//! are ours. It says who blocks a task only where the kernel knows it: of a mutex and of a reader-writer semaphore, not
//! of a page lock, a kmap slot or a cluster lock. Steps take the place of seconds, and addresses are left out.

use pagelock_engine::id::{MmId, TaskId};
use pagelock_engine::{BlockedOn, Machine, Trace, View, Wait};
use pagelock_protocol::view::TaskStatusView;

use super::record::Record;
use crate::lower::place_view;
use crate::mail::sheet::{Sheet, plain};

/// Reports after which the kernel falls silent (`hung_task_warnings`).
const KERNEL_WARNINGS: usize = 10;

/// The state at the end of `trace`, which is the one that is looked at.
pub(crate) fn hung(machine: &Machine, trace: &Trace, record: &Record) -> String {
    let view = machine.view(trace.last());
    let waits = view.waits();
    let mut sheet = Sheet::default();
    head(&mut sheet, record, waits.len());
    for wait in &waits {
        sheet.blank();
        block(&mut sheet, machine, view, record, wait);
    }
    sheet.finish()
}

fn head(sheet: &mut Sheet, record: &Record, blocked: usize) {
    let about = &record.about;
    let version = env!("CARGO_PKG_VERSION");
    sheet.line(&format!("# Simulated by Pagelock {version}. This is not output of a Linux kernel."));
    sheet.hanging("# ", &format!("{} under {}, after step {}", about.scenario, about.kernel, record.at));
    sheet.line("# Times are steps of the run. Stacks have no addresses.");
    if blocked == 0 {
        sheet.line("# Nobody is blocked here.");
    } else if blocked > KERNEL_WARNINGS {
        sheet.line(&format!(
            "# The kernel would stop after {KERNEL_WARNINGS} reports; here are all {blocked}."
        ));
    }
}

fn block(sheet: &mut Sheet, machine: &Machine, view: View<'_>, record: &Record, wait: &Wait) {
    let (task, name) = (wait.task, machine.task_name(wait.task));
    let since = blocked_since(record, task);
    let steps = record.at.saturating_sub(since);
    let unit = if steps == 1 { "step" } else { "steps" };
    sheet.hanging("INFO: ", &format!("task {name} blocked for {steps} {unit}."));
    sheet.hanging("      ", &format!("Not a kernel: Pagelock, listing {}", record.about.kernel));
    sheet.line(&format!("task:{:<16}state:D", plain(name)));
    sheet.line("Call Trace:");
    let place = place_view(machine, task, view.pc(task));
    let primitive = Some(place.primitive.as_str()).filter(|primitive| !primitive.is_empty());
    for function in primitive.into_iter().chain(place.chain.iter().rev().map(String::as_str)) {
        sheet.line(&format!(" [<0>] {}", plain(function)));
    }
    if let Some(words) = blocker(machine, view, wait) {
        sheet.hanging("INFO: ", &words);
    }
}

/// From which state on a task has been blocked without a break.
fn blocked_since(record: &Record, task: TaskId) -> usize {
    let stands = record.trace.course.tasks.get(task.index()).map(Vec::as_slice).unwrap_or_default();
    let until_now = stands.iter().take_while(|stand| stand.from as usize <= record.at);
    let until_now: Vec<_> = until_now.collect();
    let blocked = until_now.iter().rev().take_while(|stand| stand.status == TaskStatusView::Blocked);
    blocked.last().map_or(record.at, |stand| stand.from as usize)
}

/// The line about whoever has the lock, where the kernel has one.
fn blocker(machine: &Machine, view: View<'_>, wait: &Wait) -> Option<String> {
    let task = plain(machine.task_name(wait.task));
    let owner = |owner: TaskId| plain(machine.task_name(owner));
    match wait.on {
        BlockedOn::IMutex(file) => Some(match view.i_mutex(file) {
            Some(holder) => {
                format!("task {task} is blocked on a mutex likely owned by task {}.", owner(holder))
            }
            None => format!("task {task} is blocked on a mutex, but the owner is not found."),
        }),
        BlockedOn::MmapSemRead(mm) => Some(rwsem(machine, view, &task, "reader", mm)),
        BlockedOn::MmapSemWrite(mm) => Some(rwsem(machine, view, &task, "writer", mm)),
        BlockedOn::Glock(_) | BlockedOn::PageLock(_) | BlockedOn::PkmapSlot(_) => None,
    }
}

/// The kernel knows the writer, or one of the readers.
fn rwsem(machine: &Machine, view: View<'_>, task: &str, how: &str, mm: MmId) -> String {
    let start = format!("task {task} <{how}> blocked on an rw-semaphore");
    let writer = view.mmap_sem_writer(mm).map(|holder| (holder, "writer"));
    let reader = || view.mmap_sem_readers(mm).last().map(|(holder, _)| (holder, "reader"));
    match writer.or_else(reader) {
        Some((holder, role)) => {
            format!("{start} likely owned by task {} <{role}>", plain(machine.task_name(holder)))
        }
        None => format!("{start}, but the owner is not found."),
    }
}
