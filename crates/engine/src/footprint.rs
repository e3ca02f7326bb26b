//! Which steps nobody else can meet: what a step touches, and what every other task may still touch.
//!
//! Arrow: `State` + task -> **whether its next step is private**. A step that touches only what no other
//! task will touch from here on can be taken at once, before everything else: whatever the others do, it stays
//! possible, does the same, and does not change what they can do. So every run to an end is, but for the order of such
//! steps, a run that takes it first; runs that end in the same state have the same steps, and the shortest stays as
//! short (persistent sets of one step: Godefroid 1996).
//!
//! What a task may still touch is taken from its program alone, so it is more than it will touch, never less. It knows
//! nothing of searches.

use std::sync::Arc;

use crate::id::{FileId, MmId, PageId, PteId, TaskId};
use crate::machine::Machine;
use crate::prim::{Prim, Type};
use crate::program::{Expr, Instr, Pc, Program};
use crate::state::View;
use crate::symmetry::Symmetry;

/// Something that steps touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Object {
    /// The pages of a file, its size and its blocks.
    Pages(FileId),
    IMutex(FileId),
    Glock(FileId),
    MmapSem(MmId),
    /// The page table of an address space.
    Ptes(MmId),
    /// The slots of the kmap pool.
    Pool,
}

/// Kinds of objects, as bits.
mod kind {
    pub(super) const PAGES: u8 = 1;
    pub(super) const I_MUTEX: u8 = 2;
    pub(super) const GLOCK: u8 = 4;
    pub(super) const MMAP_SEM: u8 = 8;
    pub(super) const PTES: u8 = 16;
    /// Ptes of all address spaces that map a file.
    pub(super) const REVERSE_MAP: u8 = 32;
    pub(super) const POOL: u8 = 64;
}

/// What every task may touch, from each place of its program on.
#[derive(Debug)]
pub(crate) struct Footprint {
    tasks: Vec<Reach>,
    /// tasks that are like no other
    individuals: Vec<TaskId>,
    /// two of each class: one of them is another than whoever asks
    classes: Vec<[TaskId; 2]>,
    /// files that each address space maps
    mapped: Vec<Vec<FileId>>,
    /// whether pages always take the frame of their place
    has_own_frames: bool,
}

/// What one task may touch.
#[derive(Debug)]
struct Reach {
    /// kinds of objects, by place
    kinds: Arc<[u8]>,
    /// invariant: sorted
    files: Vec<FileId>,
    mms: Vec<MmId>,
}

impl Footprint {
    pub(crate) fn new(machine: &Machine, symmetry: &Symmetry) -> Self {
        let scenario = machine.scenario();
        let backing = |mm: MmId| scenario.mms[mm.index()].pages.iter().filter_map(|page| page.backing);
        let mapped: Vec<Vec<FileId>> = machine
            .mms()
            .map(|mm| backing(mm).map(|(file, _)| file).collect::<std::collections::BTreeSet<_>>())
            .map(|files| files.into_iter().collect())
            .collect();
        let mut kinds: Vec<(&Arc<Program>, Arc<[u8]>)> = Vec::new();
        let tasks = scenario.tasks.iter().map(|task| {
            if !kinds.last().is_some_and(|(program, _)| Arc::ptr_eq(program, &task.program)) {
                kinds.push((&task.program, kinds_by_place(&task.program).into()));
            }
            let kinds = Arc::clone(&kinds.last().expect("it was pushed").1);
            let through_ptes = task.mms.iter().flat_map(|mm| &mapped[mm.index()]);
            let mut files: Vec<FileId> = task.files.iter().chain(through_ptes).copied().collect();
            files.sort_unstable();
            files.dedup();
            Reach { kinds, files, mms: task.mms.clone() }
        });
        let tasks = tasks.collect();
        let layout = &machine.layout;
        let owned = layout.cache.len() + layout.own_frames.iter().flatten().count();
        let individuals = machine.tasks().filter(|&task| symmetry.replica(task).is_none());
        Self {
            tasks,
            individuals: individuals.collect(),
            classes: symmetry.classes.iter().map(|class| [class.tasks[0], class.tasks[1]]).collect(),
            mapped,
            has_own_frames: layout.pages.len() == owned,
        }
    }

    /// Whether nobody else will touch what the task's next step touches.
    ///
    /// Where a task is like others, this does not depend on where those stand.
    pub(crate) fn is_private(&self, view: View<'_>, task: TaskId) -> bool {
        let pc = view.pc(task);
        let Instr::Step { prim, args, .. } = view.program(task).instr(pc) else { return false };
        let actors = || view.machine.all_tasks().skip(self.tasks.len());
        let is_environment_over = actors().all(|actor| view.is_at_end(actor) && view.budget(actor) == 0);
        // The end of a run lets no actor come afterwards: a step that may be the last keeps its place.
        let goes_on = matches!(view.program(task).instr(pc + 1), Instr::Step { .. });
        if !goes_on && !is_environment_over {
            return false;
        }
        let mut objects = Vec::new();
        if self.touches(view, task, *prim, args, &mut objects).is_none() {
            return false;
        }
        objects.iter().all(|&object| {
            let by_environment = !is_environment_over && matches!(object, Object::Pages(_) | Object::Ptes(_));
            let mut individuals = self.individuals.iter().filter(|&&other| other != task);
            let mut classes =
                self.classes.iter().map(|[first, second]| if *first == task { second } else { first });
            !by_environment
                && !individuals.any(|&other| self.may_touch(other, view.pc(other), object))
                && !classes.any(|&other| self.may_touch(other, 0, object))
        })
    }

    /// Whether a task that stands there may touch something from there on.
    fn may_touch(&self, task: TaskId, pc: Pc, object: Object) -> bool {
        let reach = &self.tasks[task.index()];
        let kinds = reach.kinds[usize::from(pc)];
        let has = |kind| kinds & kind != 0;
        let reaches = |file: &FileId| reach.files.binary_search(file).is_ok();
        match object {
            Object::Pages(file) => has(kind::PAGES) && reaches(&file),
            Object::IMutex(file) => has(kind::I_MUTEX) && reaches(&file),
            Object::Glock(file) => has(kind::GLOCK) && reaches(&file),
            Object::MmapSem(mm) => has(kind::MMAP_SEM) && reach.mms.contains(&mm),
            Object::Ptes(mm) => {
                let unmaps = has(kind::REVERSE_MAP) && self.mapped[mm.index()].iter().any(reaches);
                unmaps || has(kind::PTES) && reach.mms.contains(&mm)
            }
            Object::Pool => has(kind::POOL),
        }
    }

    /// What a step touches in this state; `None` where that cannot be told, or it may end the run.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others touch what their arguments name")]
    fn touches(
        &self,
        view: View<'_>,
        task: TaskId,
        prim: Prim,
        args: &[Expr],
        objects: &mut Vec<Object>,
    ) -> Option<()> {
        let value = |i: usize| view.eval(task, &args[i]);
        let id = |i: usize| u32::try_from(value(i)).ok();
        for (i, ty) in prim.spec().params.iter().enumerate() {
            match ty {
                Type::Page => objects.push(pages_of(view, PageId::decode(id(i)?)?)?),
                Type::File => objects.extend(of_file(prim, FileId::decode(id(i)?)?)),
                Type::Mm => objects.push(of_mm(prim, MmId::decode(id(i)?)?)),
                Type::Void | Type::Int | Type::Addr => {}
            }
        }
        let own_mm = || view.machine.task_mm(task, 0);
        match prim {
            Prim::AddToPageCache | Prim::AddToPageCacheLru if !self.has_own_frames => return None,
            Prim::AllocPage | Prim::TryToUnmap | Prim::UnmapMappingRange => return None,
            // A kunmap lets others go on and stops nobody, whenever it comes: only what it unmaps matters.
            Prim::Kmap if view.is_highmem(PageId::decode(id(0)?)?) => {
                objects.push(Object::Pool);
            }
            Prim::GetUser => objects.push(Object::Ptes(own_mm()?)),
            Prim::CopyFromUser => {
                let (mm, n) = (own_mm()?, value(3));
                objects.push(Object::Ptes(mm));
                mapped_pages(view, mm, value(2), n, objects)?;
            }
            Prim::FollowPage | Prim::InstallPte | Prim::ZapPageRange | Prim::UnmapRegion => {
                let mm = MmId::decode(id(0)?)?;
                let n = if matches!(prim, Prim::ZapPageRange | Prim::UnmapRegion) { value(2) } else { 1 };
                mapped_pages(view, mm, value(1), n, objects)?;
                // install_pte looks at the truncate_count of the file that is mapped there.
                let file = view.machine.pte(mm, value(1)).and_then(|pte| view.machine.backing(pte));
                objects.extend(file.map(|pgoff| Object::Pages(view.machine.place(pgoff).0)));
            }
            Prim::PagevecLruAdd => {
                for page in view.pages().filter(|&page| view.pagevec(page) == Some(task)) {
                    objects.push(pages_of(view, page)?);
                }
            }
            _ => {}
        }
        Some(())
    }
}

fn pages_of(view: View<'_>, page: PageId) -> Option<Object> {
    view.pgoff(page).map(|pgoff| Object::Pages(view.machine.place(pgoff).0))
}

fn of_file(prim: Prim, file: FileId) -> [Object; 1] {
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others look into the file")]
    match prim {
        Prim::MutexLock | Prim::MutexUnlock => [Object::IMutex(file)],
        Prim::GlockNq | Prim::GlockDq => [Object::Glock(file)],
        _ => [Object::Pages(file)],
    }
}

fn of_mm(prim: Prim, mm: MmId) -> Object {
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others look into the page table")]
    match prim {
        Prim::DownRead | Prim::UpRead | Prim::DownWrite | Prim::UpWrite => Object::MmapSem(mm),
        _ => Object::Ptes(mm),
    }
}

/// The pages behind so many sectors of an address space.
fn mapped_pages(view: View<'_>, mm: MmId, addr: i32, n: i32, objects: &mut Vec<Object>) -> Option<()> {
    let ptes: Vec<PteId> =
        (addr..addr.saturating_add(n.max(1))).filter_map(|addr| view.machine.pte(mm, addr)).collect();
    for page in ptes.into_iter().filter_map(|pte| view.pte(pte)) {
        objects.push(pages_of(view, page)?);
    }
    Some(())
}

/// Kinds of objects that a program may touch from each of its places on: backward data flow to a fixed point.
fn kinds_by_place(program: &Program) -> Vec<u8> {
    let mut kinds = vec![0u8; program.len()];
    loop {
        let before = kinds.clone();
        for pc in (0..program.len()).rev() {
            let instr = program.instr(Pc::try_from(pc).expect("programs are limited"));
            let after = program.successors(pc).into_iter().flatten().fold(0, |all, next| all | kinds[next]);
            kinds[pc] = after | if let Instr::Step { prim, .. } = instr { kinds_of(*prim) } else { 0 };
        }
        if kinds == before {
            return kinds;
        }
    }
}

fn kinds_of(prim: Prim) -> u8 {
    use kind::{GLOCK, I_MUTEX, MMAP_SEM, PAGES, POOL, PTES, REVERSE_MAP};
    match prim {
        Prim::MutexLock | Prim::MutexUnlock => I_MUTEX,
        Prim::GlockNq | Prim::GlockDq => GLOCK,
        Prim::DownRead | Prim::UpRead | Prim::DownWrite | Prim::UpWrite => MMAP_SEM,
        Prim::GetUser | Prim::PtePresent | Prim::FindVma | Prim::MlockVma => PTES,
        Prim::CopyFromUser | Prim::FollowPage | Prim::InstallPte | Prim::ZapPageRange | Prim::UnmapRegion => {
            PTES | PAGES
        }
        Prim::TryToUnmap | Prim::UnmapMappingRange => PTES | PAGES | REVERSE_MAP,
        Prim::Kmap | Prim::Kunmap => PAGES | POOL,
        Prim::LockPage
        | Prim::TrylockPage
        | Prim::UnlockPage
        | Prim::FindGetPage
        | Prim::AddToPageCache
        | Prim::AddToPageCacheLru
        | Prim::AllocPage
        | Prim::PagevecLruAdd
        | Prim::GetPage
        | Prim::PutPage
        | Prim::PageMapping
        | Prim::PageUptodate
        | Prim::SetPageUptodate
        | Prim::SetPageDirty
        | Prim::Readpage
        | Prim::PrepareWrite
        | Prim::CommitWrite
        | Prim::PageZeroNewBuffers
        | Prim::ZeroUser
        | Prim::ISizeRead
        | Prim::ISizeWrite
        | Prim::CopyPage
        | Prim::ReadSectors
        | Prim::TruncateCount
        | Prim::RemoveMapping
        | Prim::TruncateCompletePage
        | Prim::InvalidateCompletePage => PAGES,
    }
}
