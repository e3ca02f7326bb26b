//! What is tied to what in a state: who holds, waits for, pins or maps it.
//!
//! Arrow: `StateView` + what is pointed at -> **[`tied`]** -> what is lit in all three zones.

use pagelock_lists as lists;
use pagelock_protocol::view::{PageView, StateView, TraceView};

/// Something that can be pointed at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tie {
    /// A task, by index.
    Task(u32),
    /// A page, by its frame.
    Page(u32),
    /// An address space with its `mmap_sem`, by position.
    Mm(u32),
    /// A file with its `i_mutex`, by position.
    File(u32),
    /// The kmap pool.
    Pool,
}

impl Tie {
    /// As the value of an attribute.
    pub(crate) fn attribute(&self) -> String {
        match self {
            Self::Task(task) => format!("task-{task}"),
            Self::Page(page) => format!("page-{page}"),
            Self::Mm(mm) => format!("mm-{mm}"),
            Self::File(file) => format!("file-{file}"),
            Self::Pool => "pool-0".to_owned(),
        }
    }

    /// What an attribute names.
    pub(crate) fn read(attribute: &str) -> Option<Self> {
        let (kind, number) = attribute.split_once('-')?;
        let number = number.parse().ok()?;
        match kind {
            "task" => Some(Self::Task(number)),
            "page" => Some(Self::Page(number)),
            "mm" => Some(Self::Mm(number)),
            "file" => Some(Self::File(number)),
            "pool" => Some(Self::Pool),
            _ => None,
        }
    }
}

/// The task that a part of a page's count belongs to: `A (page)`, `pagevec of A`.
fn referrer(trace: &TraceView, reference: &str) -> Option<u32> {
    let name = match reference.strip_prefix("pagevec of ") {
        Some(name) => name,
        None => reference.split_once('(')?.0.trim_end(),
    };
    (0..).zip(&trace.tasks).find(|(_, task)| task.name == name).map(|(task, _)| task)
}

/// Pairs that are tied to a page.
fn ties_of_page(trace: &TraceView, state: &StateView, page: &PageView, out: &mut Vec<(Tie, Tie)>) {
    let me = || Tie::Page(page.id);
    let lock = format!("the lock of {}", page.name);
    let waiting = state.waits.iter().filter(|wait| wait.resource == lock).flat_map(|wait| &wait.tasks);
    let referring = page.references.iter().filter_map(|reference| referrer(trace, reference));
    let tasks = page.locked_by.into_iter().chain(waiting.copied()).chain(referring);
    out.extend(tasks.map(|task| (me(), Tie::Task(task))));
    for (mm, view) in (0..).zip(&state.mms) {
        if view.ptes.iter().any(|pte| pte.page == Some(page.id)) {
            out.push((me(), Tie::Mm(mm)));
        }
    }
    for (file, view) in (0..).zip(&state.files) {
        if page.name.strip_prefix(view.name.as_str()).is_some_and(|rest| rest.starts_with(':')) {
            out.push((me(), Tie::File(file)));
        }
    }
    if page.kmap.is_some() {
        out.push((me(), Tie::Pool));
    }
}

/// What is tied to something in a state, itself included, in order.
pub(crate) fn tied(trace: &TraceView, state: &StateView, to: &Tie) -> Vec<Tie> {
    let mut pairs: Vec<(Tie, Tie)> = Vec::new();
    for page in &state.pages {
        ties_of_page(trace, state, page, &mut pairs);
    }
    for (mm, view) in (0..).zip(&state.mms) {
        let queue = view.queue.iter().map(|&(task, _)| task);
        let tasks = view.readers.iter().copied().chain(view.writer).chain(queue);
        pairs.extend(tasks.map(|task| (Tie::Mm(mm), Tie::Task(task))));
    }
    for (file, view) in (0..).zip(&state.files) {
        let tasks = view.i_mutex.into_iter().chain(view.glock).chain(view.waiters.iter().copied());
        pairs.extend(tasks.map(|task| (Tie::File(file), Tie::Task(task))));
    }
    let pool = state.pool.slots.iter().flat_map(|slot| &slot.holders).chain(&state.pool.waiters);
    pairs.extend(pool.map(|&task| (Tie::Pool, Tie::Task(task))));
    let others = pairs.into_iter().filter_map(|(a, b)| match (a == *to, b == *to) {
        (true, _) => Some(b),
        (false, true) => Some(a),
        (false, false) => None,
    });
    lists::distinct(others.chain([to.clone()]))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use pagelock_protocol::view::{FileView, MmView, PteView, SectorView, WaitKindView, WaitView};

    use super::*;
    use crate::fixtures;

    /// A has locked page a:0 (frame 4) and its pagevec pins it; B waits for it, and holds the `mmap_sem` of m, which
    /// maps it.
    fn state() -> StateView {
        let page = PageView {
            id: 4,
            name: "a:0".into(),
            locked_by: Some(0),
            uptodate: true,
            dirty: false,
            in_cache: true,
            highmem: true,
            count: 2,
            references: vec!["page cache".into(), "pte m:x".into(), "B (page)".into()],
            mapped: vec!["m:x".into()],
            kmap: None,
            sectors: vec![SectorView::Old],
        };
        let pte = PteView { name: "x".into(), backing: "a:0".into(), page: Some(4), mlocked: false };
        let (readers, queue) = (Vec::new(), Vec::new());
        let mm = MmView { name: "m".into(), readers, writer: Some(1), queue, ptes: vec![pte] };
        let file = |name: &str| FileView {
            name: name.into(),
            kind: String::new(),
            i_mutex: Some(0),
            glock: None,
            waiters: Vec::new(),
            size: 2,
        };
        let wait = WaitView {
            tasks: vec![1],
            resource: "the lock of a:0".into(),
            lock: "the lock of a:0".into(),
            holders: vec![0],
            kind: WaitKindView::All,
            in_cycle: false,
        };
        StateView {
            pages: vec![Rc::new(page)],
            mms: vec![Rc::new(mm)],
            files: vec![Rc::new(file("a")), Rc::new(file("ab"))],
            waits: vec![wait],
            ..StateView::default()
        }
    }

    #[test]
    fn what_holds_waits_pins_and_maps_is_tied() {
        let (trace, state) = (fixtures::trace(&[]), state());
        let of = |to| tied(&trace, &state, &to).into_iter().collect::<Vec<_>>();
        let (a, b, page) = (Tie::Task(0), Tie::Task(1), Tie::Page(4));
        assert_eq!(of(page.clone()), [a.clone(), b.clone(), page.clone(), Tie::Mm(0), Tie::File(0)]);
        assert_eq!(of(a.clone()), [a.clone(), page.clone(), Tie::File(0), Tie::File(1)]);
        assert_eq!(of(b.clone()), [b.clone(), page, Tie::Mm(0)]);
        assert_eq!(of(Tie::File(1)), [a, Tie::File(1)], "ab:0 would be its page, a:0 is not");
        assert_eq!(of(Tie::Pool), [Tie::Pool]);
    }

    #[test]
    fn attributes_read_back() {
        for tie in [Tie::Task(7), Tie::Page(0), Tie::Mm(2), Tie::File(3), Tie::Pool] {
            assert_eq!(Tie::read(&tie.attribute()), Some(tie));
        }
        assert_eq!((Tie::read("task-x"), Tie::read("lock-1"), Tie::read("")), (None, None, None));
    }
}
