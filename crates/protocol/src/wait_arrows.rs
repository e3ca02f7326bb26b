//! The geometry of the arrows from those who wait to the lanes of those whom they wait for, beside the lanes.
//!
//! Arrow: waits at the cursor + rows -> **`wait_arrows`** -> SVG. A wait is one line: those who wait leave their lanes
//! to the right, it goes up or down on a track of its own, and comes back to the lanes of the holders.

use pagelock_lists as lists;

use crate::view::{TraceView, WaitKindView, WaitView};

/// Tracks beside each other; more waits share the last one.
const TRACKS_MAX: usize = 6;

/// The line of a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitArrow {
    /// Which wait, by its position among those of the state.
    pub wait: usize,
    /// Rows of those who wait.
    pub from: Vec<usize>,
    /// Rows of those who hold.
    pub to: Vec<usize>,
    /// Its track, from the lanes outwards.
    pub track: usize,
}

impl WaitArrow {
    /// The first and the last row it comes to.
    pub fn extent(&self) -> (usize, usize) {
        let rows = || self.from.iter().chain(&self.to).copied();
        (rows().min().unwrap_or(0), rows().max().unwrap_or(0))
    }
}

/// The numbers of the edges of wait-for cycles, from 1, in the order in which one leads to the next; `None` for waits
/// outside of cycles.
pub fn cycle_numbers(waits: &[WaitView]) -> Vec<Option<usize>> {
    let mut numbers = vec![None; waits.len()];
    let mut last = 0;
    while let Some(first) = (0..waits.len()).find(|&i| waits[i].in_cycle && numbers[i].is_none()) {
        let mut next = Some(first);
        while let Some(here) = next {
            last += 1;
            numbers[here] = Some(last);
            let leads_to = |&i: &usize| {
                let is_new = waits[i].in_cycle && numbers[i].is_none();
                is_new && waits[i].tasks.iter().any(|task| waits[here].holders.contains(task))
            };
            next = (0..waits.len()).find(leads_to);
        }
    }
    numbers
}

/// The lines at the cursor; a wait whose tasks have no row has none.
/// `by_task` says which row shows each task.
pub fn wait_arrows(by_task: &[Option<usize>], waits: &[WaitView]) -> Vec<WaitArrow> {
    let rows_of = |tasks: &[u32]| -> Vec<usize> {
        lists::distinct(tasks.iter().filter_map(|&task| by_task.get(task as usize).copied().flatten()))
    };
    let mut arrows: Vec<WaitArrow> = Vec::new();
    for (nr, wait) in waits.iter().enumerate() {
        let mut arrow =
            WaitArrow { wait: nr, from: rows_of(&wait.tasks), to: rows_of(&wait.holders), track: 0 };
        if arrow.from.is_empty() {
            continue;
        }
        let (first, last) = arrow.extent();
        let is_free = |track: &usize| {
            let others = arrows.iter().filter(|other| other.track == *track).map(WaitArrow::extent);
            others.into_iter().all(|(from, to)| to < first || last < from)
        };
        arrow.track = (0..TRACKS_MAX).find(is_free).unwrap_or(TRACKS_MAX - 1);
        arrows.push(arrow);
    }
    arrows
}

/// What is waited for, in few letters.
pub fn short(resource: &str) -> String {
    let name = resource.strip_prefix("the ").unwrap_or(resource);
    let of = |lock| Some((lock, name.strip_prefix(lock)?.strip_prefix(" of ")?));
    let Some((lock, whose)) = of("mmap_sem").or_else(|| of("i_mutex")) else { return name.to_owned() };
    match (whose.strip_suffix(" (read)"), whose.strip_suffix(" (write)")) {
        (Some(whose), _) => format!("{lock} {whose} (r)"),
        (_, Some(whose)) => format!("{lock} {whose} (w)"),
        (None, None) => format!("{lock} {whose}"),
    }
}

/// The two lines that stand at an arrow: what is waited for, and whose release.
pub fn label(trace: &TraceView, wait: &WaitView) -> (String, String) {
    let whose = match (wait.kind, wait.holders.as_slice()) {
        (_, []) => "nobody holds it".to_owned(),
        (WaitKindView::Any, holders @ [_, _, ..]) => format!("any of {}", holders.len()),
        (WaitKindView::All | WaitKindView::Any, [one]) => match wait.tasks.as_slice() {
            [task] if task == one => "its own".to_owned(),
            _ => format!("held by {}", name(trace, *one)),
        },
        (WaitKindView::All, holders) => format!("held by all of {}", holders.len()),
        (WaitKindView::Queue, [one]) => format!("behind {}", name(trace, *one)),
        (WaitKindView::Queue, holders) => format!("behind {} tasks", holders.len()),
    };
    (short(&wait.resource), whose)
}

fn name(trace: &TraceView, task: u32) -> &str {
    trace.tasks.get(task as usize).map_or("?", |info| info.name.as_str())
}
