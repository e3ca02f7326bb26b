//! A run in the JSON that Chrome's tracing had first, which Perfetto and others read.
//!
//! Arrow: `Record` -> **JSON**. One step is a microsecond: what is so in state `s` lasts from `s` to `s + 1`, and so
//! does the step that leads out of it. Slices of a track nest, which is what readers insist on: of a task the functions
//! it is in, inside them its steps and waits; of a lock who holds it, one after the other.

use pagelock_lists::Map;
use pagelock_protocol::lanes::{columns, stands};
use pagelock_protocol::view::{TaskStatusView, WaitView};
use serde::Serialize;
use serde_json::{Value, json};

use super::record::{ActKind, Cover, Mode, Record};
use super::words;

const TASKS: u32 = 1;
const LOCKS: u32 = 2;
const POOL: u32 = 3;
/// Numbers of tracks are told apart in the whole file: some readers take them for thread ids.
const FIRST_TASK: usize = 101;
const FIRST_LOCK: usize = 100_001;

/// Holders to whom a wait has an arrow.
const ARROWS_MAX: usize = 4;

/// An event, with fields as the format names them.
#[derive(Serialize)]
struct Event {
    ph: &'static str,
    pid: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tid: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "Value::is_null")]
    args: Value,
}

impl Event {
    fn new(ph: &'static str, pid: u32, tid: usize, ts: usize, name: String) -> Self {
        let (cat, id, bp) = (None, None, None);
        Self { ph, pid, tid: Some(tid), ts: Some(ts), cat, id, bp, name, args: Value::Null }
    }

    fn begin(pid: u32, tid: usize, ts: usize, name: String, args: Value) -> Self {
        Self { args, ..Self::new("B", pid, tid, ts, name) }
    }

    fn end(pid: u32, tid: usize, ts: usize) -> Self {
        Self::new("E", pid, tid, ts, String::new())
    }

    fn named(what: &str, pid: u32, tid: Option<usize>, args: Value) -> Self {
        Self { tid, ts: None, args, ..Self::new("M", pid, 0, 0, what.to_owned()) }
    }

    /// At the same time what ends comes before what begins, and arrows after both.
    fn order(&self) -> (usize, u8) {
        let kind = match self.ph {
            "M" => 0,
            "E" => 1,
            "B" => 2,
            _ => 3,
        };
        (self.ts.unwrap_or(0), kind)
    }
}

#[derive(Serialize)]
struct File {
    #[serde(rename = "displayTimeUnit")]
    unit: &'static str,
    #[serde(rename = "otherData")]
    about: Value,
    #[serde(rename = "traceEvents")]
    events: Vec<Event>,
}

/// The run as a trace, and a newline.
///
/// # Panics
/// Never: it is plain data.
pub fn perfetto(record: &Record) -> String {
    let mut events = names(record);
    for task in 0..record.trace.tasks.len() {
        task_track(record, task, &mut events);
    }
    lock_tracks(record, &mut events);
    for &(ts, free) in &record.free {
        let name = "free kmap slots".to_owned();
        events.push(Event { tid: None, args: json!({ "free": free }), ..Event::new("C", POOL, 0, ts, name) });
    }
    if record.cover == Cover::EveryState {
        arrows(record, &mut events);
    }
    // Stable: of what ends together the inner one was put there first, of what begins together the outer one.
    events.sort_by_key(Event::order);
    let about = &record.about;
    let options: Vec<String> = about.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let file = File {
        unit: "ns",
        about: json!({
            "tool": concat!("Pagelock ", env!("CARGO_PKG_VERSION")),
            "what": "simulated: a microsecond is a step",
            "scenario": about.scenario,
            "kernel": about.kernel,
            "options": options.join(" "),
            "end": record.end_words(),
        }),
        events,
    };
    serde_json::to_string(&file).expect("it is plain data") + "\n"
}

fn names(record: &Record) -> Vec<Event> {
    let mut events: Vec<Event> = [(TASKS, "tasks"), (LOCKS, "locks"), (POOL, "kmap pool")]
        .into_iter()
        .map(|(pid, name)| Event::named("process_name", pid, None, json!({ "name": name })))
        .collect();
    let mut track = |pid, tid, number: usize, name: &str| {
        events.push(Event::named("thread_name", pid, Some(tid), json!({ "name": name })));
        events.push(Event::named("thread_sort_index", pid, Some(tid), json!({ "sort_index": number })));
    };
    for (number, task) in record.trace.tasks.iter().enumerate() {
        track(TASKS, FIRST_TASK + number, number, &task.name);
    }
    for (number, lock) in record.locks.iter().enumerate().filter(|(_, lock)| !lock.is_pool) {
        track(LOCKS, FIRST_LOCK + number, number, &lock.name);
    }
    events
}

/// The functions that a task is in, and inside them its steps and waits.
fn task_track(record: &Record, task: usize, events: &mut Vec<Event>) {
    let (trace, tid) = (&record.trace, FIRST_TASK + task);
    let mut open: Vec<&str> = Vec::new();
    let mut own = trace.steps.iter().enumerate().filter(|(_, step)| step.task as usize == task).peekable();
    for (stand, span) in stands(trace, task) {
        let place = stand.place.and_then(|place| trace.course.places.get(place as usize));
        let chain = place.map(|place| place.chain.as_slice()).unwrap_or_default();
        let common = open.iter().zip(chain).take_while(|(a, b)| **a == b.as_str()).count();
        for _ in open.drain(common..) {
            events.push(Event::end(TASKS, tid, span.from));
        }
        for function in &chain[common..] {
            open.push(function);
            events.push(Event::begin(TASKS, tid, span.from, function.clone(), Value::Null));
        }
        let is_blocked = stand.status == TaskStatusView::Blocked;
        if is_blocked {
            let wait = wait_of(record.waits_at(span.from), task);
            let name =
                wait.map_or_else(|| "blocked".to_owned(), |wait| format!("waits for {}", wait.resource));
            let args = wait.map_or(Value::Null, |wait| wait_args(record, wait));
            events.push(Event::begin(TASKS, tid, span.from, name, args));
        }
        while let Some((number, step)) = own.next_if(|(number, _)| *number < span.to) {
            let at = trace.place(step);
            let (label, primitive) =
                at.map_or(("", ""), |place| (place.label.as_str(), place.primitive.as_str()));
            let name = format!("{label} {primitive}");
            let name = if name.trim().is_empty() { step.text.clone() } else { name.trim().to_owned() };
            let args = json!({ "step": number + 1, "label": label, "what": step.text, "also": step.notes.join("; ") });
            events.push(Event::begin(TASKS, tid, number, name, args));
            events.push(Event::end(TASKS, tid, number + 1));
        }
        if is_blocked {
            events.push(Event::end(TASKS, tid, span.to));
        }
    }
    for _ in open {
        events.push(Event::end(TASKS, tid, columns(trace)));
    }
}

fn wait_of(waits: &[WaitView], task: usize) -> Option<&WaitView> {
    waits.iter().find(|wait| wait.tasks.iter().any(|&waiter| waiter as usize == task))
}

fn wait_args(record: &Record, wait: &WaitView) -> Value {
    json!({
        "holders": record.task_names(&wait.holders),
        "whose": words::wait_kind(wait.kind),
        "in a cycle": wait.in_cycle,
    })
}

/// For each lock who holds it when.
fn lock_tracks(record: &Record, events: &mut Vec<Event>) {
    let mut held: Map<usize, Vec<(u32, Mode)>> = Map::new_vec();
    for acts in record.acts.chunk_by(|a, b| a.step == b.step) {
        let before = held.clone();
        for act in acts.iter().filter(|act| !record.locks[act.lock].is_pool) {
            let holders = held.entry(act.lock).or_default();
            match act.kind {
                ActKind::Takes => holders.push((act.task, act.mode)),
                ActKind::Queues => {}
                ActKind::Releases => {
                    // What another task took may be given back by this one.
                    let own = holders.iter().rposition(|&(task, _)| task == act.task);
                    if let Some(at) = own.or(holders.len().checked_sub(1)) {
                        holders.remove(at);
                    }
                }
            }
        }
        let ts = acts[0].step;
        for (&lock, holders) in &held {
            let old = before.get(&lock).map(Vec::as_slice).unwrap_or_default();
            if old != holders.as_slice() {
                hold(record, lock, old, holders, ts, events);
            }
        }
    }
    for (&lock, holders) in &held {
        hold(record, lock, holders, &[], columns(&record.trace), events);
    }
}

fn hold(
    record: &Record,
    lock: usize,
    before: &[(u32, Mode)],
    after: &[(u32, Mode)],
    ts: usize,
    events: &mut Vec<Event>,
) {
    let tid = FIRST_LOCK + lock;
    if !before.is_empty() {
        events.push(Event::end(LOCKS, tid, ts));
    }
    if let Some(&(_, mode)) = after.first() {
        let tasks: Vec<u32> = after.iter().map(|&(task, _)| task).collect();
        let how = match mode {
            Mode::Read => " (read)",
            Mode::Write => " (write)",
            Mode::Alone | Mode::Slot => "",
        };
        let name = format!("held by {}{how}", record.task_names(&tasks));
        events.push(Event::begin(LOCKS, tid, ts, name, json!({ "step": ts })));
    }
}

/// From whoever begins to wait to whoever has what it waits for.
fn arrows(record: &Record, events: &mut Vec<Event>) {
    let mut number = 0;
    let mut known: &[WaitView] = &[];
    for (ts, waits) in &record.waits {
        for wait in waits.iter().filter(|wait| !known.contains(wait)) {
            let is_going_on = |task: u32| {
                let old = wait_of(known, task as usize);
                old.is_some_and(|old| old.lock == wait.lock && old.holders == wait.holders)
            };
            for &waiter in wait.tasks.iter().filter(|&&task| !is_going_on(task)).take(ARROWS_MAX) {
                for &holder in
                    wait.holders.iter().filter(|&&holder| has_slice(record, holder, *ts)).take(ARROWS_MAX)
                {
                    number += 1;
                    events.extend(arrow(*ts, waiter, holder, number));
                }
            }
        }
        known = waits;
    }
}

/// Whether a slice of a task is open in a state, to which an arrow can go.
fn has_slice(record: &Record, task: u32, state: usize) -> bool {
    record.trace.course.place(task as usize, state).is_some_and(|place| !place.chain.is_empty())
}

fn arrow(ts: usize, waiter: u32, holder: u32, id: usize) -> [Event; 2] {
    let end = |ph, task: u32, bp| Event {
        cat: Some("wait"),
        id: Some(id),
        bp,
        ..Event::new(ph, TASKS, FIRST_TASK + task as usize, ts, "waits for".to_owned())
    };
    [end("s", waiter, None), end("f", holder, Some("e"))]
}
