//! What only one task can name, and which tasks are alike because all they name is.
//!
//! Arrow: `Scenario` -> **`Private`** -> `Symmetry`. It reads the scenario alone; fields and states are not its
//! business.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::id::{FileId, MmId, PgoffId, TaskId};
use crate::layout::Names;
use crate::machine::Machine;
use crate::prim::Prim;
use crate::program::Program;
use crate::scenario::{FileKind, FileSystem, MmKind, PageInit, Scenario};

/// Which task alone can name each file and address space.
pub(crate) struct Private<'s> {
    scenario: &'s Scenario,
    files: Vec<Option<TaskId>>,
    mms: Vec<Option<TaskId>>,
}

/// A file or an address space as a task sees it.
#[derive(PartialEq)]
enum Seen {
    /// One that others can name: by its id.
    Shared(u16),
    /// One of its own: by its position among those.
    Own(usize),
}

/// A file's contents at the start, without its name.
#[derive(PartialEq)]
struct FileShape<'s> {
    kind: FileKind,
    system: FileSystem,
    pages: &'s [PageInit],
    size: u32,
    highmem: bool,
}

/// Everything a task can name, without names and ids of what is its own. Tasks of one program and one shape are alike.
#[derive(PartialEq)]
struct Shape<'s> {
    files: Vec<Seen>,
    mms: Vec<Seen>,
    own_files: Vec<FileShape<'s>>,
    own_mms: Vec<(MmKind, Vec<UserPageShape>)>,
}

/// A user page: whether it is present, and which page of which file is behind it.
type UserPageShape = (bool, Option<(Seen, u16)>);

impl<'s> Private<'s> {
    pub(crate) fn new(scenario: &'s Scenario) -> Self {
        let mut mms = vec![Users::None; scenario.mms.len()];
        let mut files = vec![Users::None; scenario.files.len()];
        for (task, info) in scenario.tasks.iter().enumerate() {
            let task = Some(TaskId::new(task));
            info.mms.iter().for_each(|mm| mms[mm.index()].add(task));
            info.files.iter().for_each(|file| files[file.index()].add(task));
        }
        let mms: Vec<Option<TaskId>> = mms.into_iter().map(Users::only).collect();
        for (mm, info) in scenario.mms.iter().enumerate() {
            let backing = info.pages.iter().filter_map(|page| page.backing);
            backing.for_each(|(file, _)| files[file.index()].add(mms[mm]));
        }
        Self { scenario, files: files.into_iter().map(Users::only).collect(), mms }
    }

    /// Whether one task alone can name a file.
    pub(crate) fn has_one_user(&self, file: FileId) -> bool {
        self.files[file.index()].is_some()
    }

    /// Whether one task alone can name an address space.
    pub(crate) fn has_one_task(&self, mm: MmId) -> bool {
        self.mms[mm.index()].is_some()
    }

    /// Whether a step may change page tables that it does not name: by the reverse map of a file that address spaces
    /// of several tasks map.
    pub(crate) fn unmaps_for_others(&self) -> bool {
        let unmaps =
            |program: &&Arc<Program>| program.uses(Prim::TryToUnmap) || program.uses(Prim::UnmapMappingRange);
        self.programs().iter().any(unmaps)
            && self.scenario.mms.iter().zip(&self.mms).any(|(mm, owner)| {
                let mut backing = mm.pages.iter().filter_map(|page| page.backing);
                owner.is_some() && backing.any(|(file, _)| self.files[file.index()].is_none())
            })
    }

    /// Programs, each once if tasks that share one stand together.
    fn programs(&self) -> Vec<&'s Arc<Program>> {
        let tasks = self.scenario.tasks.iter().map(|task| &task.program);
        let mut programs: Vec<_> =
            tasks.chain(self.scenario.actors.iter().map(|actor| &actor.program)).collect();
        programs.dedup_by(|a, b| Arc::ptr_eq(a, b));
        programs
    }

    /// Tasks that are alike, where there are at least two.
    pub(crate) fn classes(&self) -> Vec<Vec<TaskId>> {
        let mut classes: Vec<(&Arc<Program>, Shape<'_>, Vec<TaskId>)> = Vec::new();
        for (task, info) in self.scenario.tasks.iter().enumerate() {
            let (task, shape) = (TaskId::new(task), self.shape(TaskId::new(task)));
            let alike = classes.iter_mut().find(|(program, other, _)| {
                (Arc::ptr_eq(program, &info.program) || **program == info.program) && *other == shape
            });
            match alike {
                Some((_, _, tasks)) => tasks.push(task),
                None => classes.push((&info.program, shape, vec![task])),
            }
        }
        classes.into_iter().map(|(_, _, tasks)| tasks).filter(|tasks| tasks.len() > 1).collect()
    }

    fn shape(&self, task: TaskId) -> Shape<'s> {
        let info = &self.scenario.tasks[task.index()];
        let (files, mms) = (self.own_files(task), self.own_mms(task));
        let file = |id: &FileId| seen(id, &files, id.0);
        let own_mms = mms.iter().map(|mm| {
            let mm = &self.scenario.mms[mm.index()];
            let backing = |(id, index): (FileId, u16)| (file(&id), index);
            (mm.kind, mm.pages.iter().map(|page| (page.present, page.backing.map(backing))).collect())
        });
        Shape {
            files: info.files.iter().map(file).collect(),
            mms: info.mms.iter().map(|mm| seen(mm, &mms, mm.0)).collect(),
            own_files: files.iter().map(|&file| self.file_shape(file)).collect(),
            own_mms: own_mms.collect(),
        }
    }

    fn file_shape(&self, file: FileId) -> FileShape<'s> {
        let file = &self.scenario.files[file.index()];
        FileShape {
            kind: file.kind,
            system: file.system,
            pages: &file.pages,
            size: file.size,
            highmem: file.highmem,
        }
    }

    fn own_mms(&self, task: TaskId) -> Vec<MmId> {
        let mms = &self.scenario.tasks[task.index()].mms;
        distinct(mms.iter().copied().filter(|mm| self.mms[mm.index()] == Some(task)))
    }

    fn own_files(&self, task: TaskId) -> Vec<FileId> {
        let named = self.scenario.tasks[task.index()].files.iter().copied();
        let mms = self.own_mms(task).into_iter();
        let pages = mms.flat_map(|mm| &self.scenario.mms[mm.index()].pages);
        let mapped = pages.filter_map(|page| page.backing).map(|(file, _)| file);
        distinct(named.chain(mapped).filter(|file| self.files[file.index()] == Some(task)))
    }

    /// Ids of a task and of what is its own, in an order that is the same for tasks that are alike.
    pub(crate) fn things(&self, machine: &Machine, task: TaskId) -> BTreeMap<Names, Vec<u16>> {
        let (files, mms) = (self.own_files(task), self.own_mms(task));
        let places = |file: &FileId| {
            let first = machine.layout.pgoff_base[file.index()];
            first..first + self.scenario.files[file.index()].pages.len()
        };
        let pgoffs: Vec<u16> = files.iter().flat_map(places).map(|place| PgoffId::new(place).0).collect();
        // The frame of a place has its number.
        let own = machine.layout.own_frames[task.index()].map(|page| page.0);
        let pages = pgoffs.iter().copied().chain(own).collect();
        BTreeMap::from([
            (Names::Task, vec![task.0]),
            (Names::Page, pages),
            (Names::Pgoff, pgoffs),
            (Names::File, files.into_iter().map(|file| file.0).collect()),
            (Names::Mm, mms.into_iter().map(|mm| mm.0).collect()),
        ])
    }
}

/// Who can name something.
#[derive(Clone, Copy)]
enum Users {
    None,
    One(TaskId),
    Many,
}

impl Users {
    /// One more; `None` for several at once.
    fn add(&mut self, task: Option<TaskId>) {
        *self = match (*self, task) {
            (Self::None, Some(task)) => Self::One(task),
            (Self::One(one), Some(task)) if one == task => Self::One(task),
            _ => Self::Many,
        };
    }

    fn only(self) -> Option<TaskId> {
        match self {
            Self::One(task) => Some(task),
            Self::None | Self::Many => None,
        }
    }
}

fn seen<T: PartialEq>(id: &T, own: &[T], number: u16) -> Seen {
    own.iter().position(|one| one == id).map_or(Seen::Shared(number), Seen::Own)
}

fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}
