//! The variables of a model with their values at the start.
//!
//! Arrow: `Machine` -> **`Vars`** -> rules. Everything is numbered from 1, and 0 is none: pages, places in files, ptes,
//! files, address spaces and tasks. It knows what there is, not what happens.

use std::rc::Rc;

use pagelock_engine::Machine;
use pagelock_engine::id::{FileId, PteId};
use pagelock_engine::limits::{BUDGET_MAX, SECTORS_PER_PAGE};
use pagelock_engine::program::Program;
use pagelock_engine::scenario::{Failure, FileKind, PageInit};

use crate::ir::{Decl, Var};
use crate::rules::words::{Block, Content, Oops};

/// Sectors of a page, as the model counts.
pub(crate) const SECTORS: usize = SECTORS_PER_PAGE as usize;

/// Variables that tasks share. Those that no program of the machine can change are left out of the text later on.
#[derive(Debug)]
pub(crate) struct Vars {
    pub(crate) oops: Var,
    pub(crate) oops_task: Var,
    pub(crate) unfinished: Var,
    pub(crate) slots_in_use: Var,
    pub(crate) page_locked: Var,
    pub(crate) page_uptodate: Var,
    pub(crate) page_dirty: Var,
    pub(crate) page_count: Var,
    pub(crate) page_place: Var,
    pub(crate) page_highmem: Var,
    pub(crate) page_pagevec: Var,
    pub(crate) page_kmaps: Var,
    pub(crate) content: Var,
    pub(crate) valid: Var,
    pub(crate) cache: Var,
    pub(crate) block: Var,
    pub(crate) pte_page: Var,
    pub(crate) pte_unmapped: Var,
    pub(crate) pte_mlocked: Var,
    pub(crate) i_mutex: Var,
    pub(crate) glock: Var,
    pub(crate) i_size: Var,
    pub(crate) truncate_count: Var,
    pub(crate) sem_writer: Var,
    pub(crate) sem_readers: Var,
    pub(crate) sem_holds: Var,
    pub(crate) queue_len: Var,
    pub(crate) queue_task: Var,
    pub(crate) queue_write: Var,
    /// by position in [`Failure::ALL`]
    pub(crate) failures: Vec<Var>,
    /// scratch: what a primitive returns
    pub(crate) value: Var,
    /// scratch: why a primitive killed the task
    pub(crate) fault: Var,
    /// scratch: who was let in from a queue
    pub(crate) woken: Var,
}

/// A variable.
pub(crate) fn scalar(name: impl Into<String>, about: impl Into<String>, range: (i32, i32), init: i32) -> Var {
    let (name, about) = (name.into(), about.into());
    Rc::new(Decl { name, about, is_array: false, range, init: vec![init], is_scratch: false })
}

/// A variable that is set before it is read in every transition that reads it.
pub(crate) fn scratch(name: impl Into<String>, range: (i32, i32)) -> Var {
    let about = String::new();
    Rc::new(Decl { name: name.into(), about, is_array: false, range, init: vec![0], is_scratch: true })
}

pub(crate) fn array(name: &str, about: &str, most: usize, init: Vec<i32>) -> Var {
    let (name, about) = (name.to_owned(), about.to_owned());
    Rc::new(Decl { name, about, is_array: true, range: (0, int(most)), init, is_scratch: false })
}

/// A size of a table as a number of the model.
pub(crate) fn int(size: usize) -> i32 {
    i32::try_from(size).expect("tables of a model are small")
}

/// What tasks and actors run, in the order of their numbers.
pub(crate) fn programs(machine: &Machine) -> impl Iterator<Item = &Program> {
    machine.all_tasks().map(|task| machine.program(task))
}

/// Places in an array whose element 0 stands for none.
struct Frames {
    locked: Vec<i32>,
    uptodate: Vec<i32>,
    dirty: Vec<i32>,
    count: Vec<i32>,
    place: Vec<i32>,
    highmem: Vec<i32>,
    content: Vec<i32>,
    valid: Vec<i32>,
}

impl Frames {
    /// Page frames at the start: a page that is cached is in the frame of the number of its place.
    fn new(machine: &Machine) -> Self {
        let frames = machine.bounds().frames + 1;
        let mut all = Self {
            locked: vec![0; frames],
            uptodate: vec![0; frames],
            dirty: vec![0; frames],
            count: vec![0; frames],
            place: vec![0; frames],
            highmem: vec![0; frames],
            content: vec![0; frames * SECTORS],
            valid: vec![0; frames * SECTORS],
        };
        for pgoff in machine.pgoffs() {
            let (id, index) = machine.place(pgoff);
            let file = machine.file(id);
            let init = file.pages[usize::from(index)];
            let (is_valid, is_dirty) = match init {
                PageInit::Absent | PageInit::Hole => continue,
                PageInit::Uptodate => (true, false),
                PageInit::NotUptodate => (false, false),
                PageInit::Dirty => (true, true),
            };
            let frame = pgoff.index() + 1;
            all.place[frame] = int(frame);
            all.count[frame] = 1;
            all.highmem[frame] = i32::from(file.highmem);
            all.uptodate[frame] = i32::from(is_valid);
            // Nothing on disk backs anonymous memory that is there at the start.
            all.dirty[frame] = i32::from(is_dirty || file.kind == FileKind::Anonymous);
            for sector in 0..SECTORS {
                let is_within = usize::from(index) * SECTORS + sector < file.size as usize;
                let content = match (is_valid, is_within) {
                    (false, _) => Content::Junk,
                    (true, true) => Content::Old,
                    (true, false) => Content::Zero,
                };
                all.content[frame * SECTORS + sector] = content.number();
                all.valid[frame * SECTORS + sector] = i32::from(is_valid);
            }
        }
        all
    }
}

/// Tasks that were let in by the step that is being made.
fn woken(tasks: usize) -> Var {
    Rc::new(Decl {
        name: "woken".to_owned(),
        about: String::new(),
        is_array: true,
        range: (0, 1),
        init: vec![0; tasks + 1],
        is_scratch: true,
    })
}

impl Vars {
    /// Variables of a machine.
    pub(crate) fn new(machine: &Machine, unfinished: usize, queue_max: usize) -> Self {
        let scenario = machine.scenario();
        let bounds = machine.bounds();
        let tasks = machine.all_tasks().count();
        let places = machine.pgoffs().count();
        let ptes = pte_pages(machine);
        let mut frames = Frames::new(machine);
        for &page in &ptes {
            frames.count[usize::try_from(page).expect("pages are numbered from 0")] += i32::from(page > 0);
        }
        let (files, mms) = (scenario.files.len() + 1, scenario.mms.len() + 1);
        let cache = std::iter::once(0).chain(frames.place[1..].iter().copied()).take(places + 1).collect();
        let sizes = machine.files().map(|file| int(machine.file(file).size as usize));
        let size_max = machine.files().map(|file| machine.file(file).sectors() as usize).max().unwrap_or(0);
        let (oops_range, all_tasks) = ((0, Oops::Overflow.number()), (0, int(tasks)));
        Self {
            oops: scalar("oops", "why a task has died; then nothing more happens", oops_range, 0),
            oops_task: scalar("oops_task", "the task that has died", (0, int(tasks)), 0),
            unfinished: scalar("unfinished", "tasks that have calls to make", all_tasks, int(unfinished)),
            slots_in_use: scalar("slots_in_use", "kmap slots with users", (0, int(bounds.frames)), 0),
            page_locked: array("page_locked", "who has set PG_locked", tasks, frames.locked.clone()),
            page_uptodate: array("page_uptodate", "PG_uptodate", 1, frames.uptodate),
            page_dirty: array("page_dirty", "PG_dirty", 1, frames.dirty),
            page_count: array(
                "page_count",
                "references; 0 for a free frame",
                bounds.references as usize,
                frames.count,
            ),
            page_place: array(
                "page_place",
                "place in a file; 0 once it is off the mapping",
                places,
                frames.place,
            ),
            page_highmem: array("page_highmem", "a kmap of it takes a slot", 1, frames.highmem),
            page_pagevec: array("page_pagevec", "whose pagevec it is in", tasks, frames.locked.clone()),
            page_kmaps: array("page_kmaps", "uses of its kmap", bounds.kmaps as usize, frames.locked),
            content: array(
                "content",
                "what each sector holds, by page and sector",
                Content::ALL.len() - 1,
                frames.content,
            ),
            valid: array("valid", "sectors that were read or written", 1, frames.valid),
            cache: array("cache", "page cached at each place of a file", bounds.frames, cache),
            block: array("block", "disk behind each sector, by place and sector", 2, blocks(machine)),
            pte_unmapped: array("pte_unmapped", "what is mapped here is gone", 1, vec![0; ptes.len()]),
            pte_mlocked: array("pte_mlocked", "VM_LOCKED", 1, vec![0; ptes.len()]),
            pte_page: array("pte_page", "page that each pte points to", bounds.frames, ptes),
            i_mutex: array("i_mutex", "who holds it", tasks, vec![0; files]),
            glock: array("glock", "who holds the cluster lock", tasks, vec![0; files]),
            i_size: array("i_size", "in sectors", size_max, std::iter::once(0).chain(sizes).collect()),
            truncate_count: array("truncate_count", "of each file, modulo 8", 7, vec![0; files]),
            sem_writer: array("sem_writer", "who holds mmap_sem for write", tasks, vec![0; mms]),
            sem_readers: array("sem_readers", "how often it is held for read", tasks * 3, vec![0; mms]),
            sem_holds: array("sem_holds", "the same, by mm and task", 3, vec![0; mms * (tasks + 1)]),
            queue_len: array("queue_len", "waiters for mmap_sem", queue_max, vec![0; mms]),
            queue_task: array("queue_task", "who they are, head first", tasks, vec![0; mms * queue_max]),
            queue_write: array("queue_write", "whether they wait to write", 1, vec![0; mms * queue_max]),
            failures: failures(machine),
            value: scratch("the_value", (-128, int(bounds.frames.max(255)))),
            fault: scratch("the_fault", (0, Oops::Overflow.number())),
            woken: woken(tasks),
        }
    }

    /// All of them, in the order of the text.
    pub(crate) fn all(&self) -> Vec<Var> {
        let fixed = [
            &self.oops,
            &self.oops_task,
            &self.unfinished,
            &self.slots_in_use,
            &self.page_count,
            &self.page_place,
            &self.page_locked,
            &self.page_uptodate,
            &self.page_dirty,
            &self.page_highmem,
            &self.page_pagevec,
            &self.page_kmaps,
            &self.content,
            &self.valid,
            &self.cache,
            &self.block,
            &self.pte_page,
            &self.pte_unmapped,
            &self.pte_mlocked,
            &self.i_mutex,
            &self.glock,
            &self.i_size,
            &self.truncate_count,
            &self.sem_writer,
            &self.sem_readers,
            &self.sem_holds,
            &self.queue_len,
            &self.queue_task,
            &self.queue_write,
            &self.value,
            &self.fault,
            &self.woken,
        ];
        fixed.into_iter().chain(&self.failures).map(Rc::clone).collect()
    }
}

fn failures(machine: &Machine) -> Vec<Var> {
    let budgets = Failure::ALL.into_iter().zip(machine.scenario().failures);
    let var = |(failure, budget): (Failure, u8)| {
        let about = "how often it may still fail so";
        scalar(format!("may_{}", failure.name()), about, (0, i32::from(BUDGET_MAX)), i32::from(budget))
    };
    budgets.map(var).collect()
}

/// Page behind each pte at the start, after a 0 for no pte.
fn pte_pages(machine: &Machine) -> Vec<i32> {
    let page = |pte: PteId| match machine.backing(pte) {
        Some(pgoff) if machine.user_page_info(pte).present => int(pgoff.index() + 1),
        Some(_) | None => 0,
    };
    std::iter::once(0).chain(machine.ptes().map(page)).collect()
}

/// Blocks at the start, by place and sector.
fn blocks(machine: &Machine) -> Vec<i32> {
    let is_hole =
        |(file, index): (FileId, u16)| machine.file(file).pages[usize::from(index)] == PageInit::Hole;
    let block = |hole: bool| if hole { Block::Hole } else { Block::Written };
    let places = machine.pgoffs().map(|pgoff| block(is_hole(machine.place(pgoff))).number());
    std::iter::once(Block::Written.number()).chain(places).flat_map(|block| vec![block; SECTORS]).collect()
}
