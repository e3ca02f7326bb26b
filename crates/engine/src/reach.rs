//! What a task may still touch from each place of its program on.
//!
//! Arrow: `Program` + `Provenance` -> **[`Reach`]**, one a place -> `Footprint`. It is more than the task will touch,
//! never less. It knows no states.

use crate::effects::{POOL, effect, effect_behind, effect_of_a_stray, effect_on_source};
use crate::id::{FileId, MmId, TaskId};
use crate::machine::Machine;
use crate::objects::{Objects, Touched};
use crate::prim::{Prim, Type};
use crate::program::{Expr, Instr, Pc, Program};
use crate::provenance::{Files, Provenance};
use crate::state::View;

/// What a task may touch from a place of its program on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    pub(crate) anyhow: Touched,
    /// where every page is up to date and stays so
    pub(crate) settled: Touched,
}

impl Reach {
    pub(crate) fn map(self, change: impl Fn(Touched) -> Touched) -> Self {
        Self { anyhow: change(self.anyhow), settled: change(self.settled) }
    }
}

/// A lock that somebody holds all the while, as those see it who want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    IMutex(FileId),
    Glock(FileId),
    MmapSemWrite(MmId),
    MmapSemRead(MmId),
}

impl Held {
    /// Whether a task holds it.
    pub(crate) fn is_held(self, view: View<'_>, task: TaskId) -> bool {
        match self {
            Self::IMutex(file) => view.i_mutex(file) == Some(task),
            Self::Glock(file) => view.glock(file) == Some(task),
            Self::MmapSemWrite(mm) => view.mmap_sem_writer(mm) == Some(task),
            Self::MmapSemRead(mm) => view.mmap_sem_readers(mm).any(|(reader, _)| reader == task),
        }
    }
}

/// Computes reaches.
pub(crate) struct Reaches<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) objects: &'a Objects,
}

/// What each step of a task may touch, and where it leads.
pub(crate) struct Course<'a> {
    machine: &'a Machine,
    task: TaskId,
    provenance: Provenance,
    touched: Vec<Touched>,
}

impl<'a> Reaches<'a> {
    pub(crate) fn of(&self, task: TaskId) -> Course<'a> {
        let (program, provenance) = (self.machine.program(task), Provenance::new(self.machine, task));
        let touched = (0..program.len()).map(|pc| match instr(program, pc) {
            Instr::Step { prim, .. } => self.of_any(&provenance, pc, *prim),
            Instr::Set(..)
            | Instr::Unless(..)
            | Instr::Jump(_)
            | Instr::DisableFaults
            | Instr::EnableFaults
            | Instr::Exit => Touched::default(),
        });
        let touched = touched.collect();
        Course { machine: self.machine, task, provenance, touched }
    }

    /// What a step of a program touches, whatever it is about.
    fn of_any(&self, provenance: &Provenance, pc: usize, prim: Prim) -> Touched {
        let mut touched = Touched::default();
        let mut files = |effect, files: Files| {
            provenance.files(files).for_each(|file| touched.add(self.objects.of_file(effect, file)));
        };
        let (effect, stray) = (effect(prim, self.machine.scenario().rwsem), effect_of_a_stray(prim));
        for (i, (ty, &about)) in prim.spec().params.iter().zip(provenance.arguments(pc)).enumerate() {
            if matches!(ty, Type::Page | Type::File) {
                files(if i == 0 || prim != Prim::CopyPage { effect } else { effect_on_source() }, about);
                files(stray, about);
            }
        }
        files(effect_behind(prim), provenance.mapped);
        if prim == Prim::PagevecLruAdd {
            files(effect, Files::MAX);
        }
        let unmaps = matches!(prim, Prim::TryToUnmap | Prim::UnmapMappingRange);
        let all: Vec<MmId> = self.machine.mms().collect();
        for &mm in if unmaps { &all } else { &provenance.mms } {
            touched.add(self.objects.of_mm(effect, mm));
        }
        if (effect.writes | stray.writes) & POOL != 0 {
            touched.writes |= Objects::pool();
        }
        touched
    }
}

impl Course<'_> {
    /// By place of the program, as long as somebody else holds a lock or none.
    pub(crate) fn reach(&self, held: Option<Held>) -> Vec<Reach> {
        let program = self.machine.program(self.task);
        let stops: Vec<bool> =
            (0..program.len()).map(|pc| held.is_some_and(|held| self.waits(pc, held))).collect();
        let ways = |pc: usize, is_settled| {
            let (stops, ways) = (stops[pc], self.provenance.ways(program, pc, is_settled));
            ways.filter(move |_| !stops)
        };
        let anyhow = from_there_on(&self.touched, |pc| ways(pc, false));
        // A page that is in no file is not up to date.
        let settled = if program.uses(Prim::AllocPage) {
            anyhow.clone()
        } else {
            from_there_on(&self.touched, |pc| ways(pc, true))
        };
        anyhow.into_iter().zip(settled).map(|(anyhow, settled)| Reach { anyhow, settled }).collect()
    }

    /// Locks that it surely waits for at some step if somebody else holds them.
    pub(crate) fn locks(&self) -> impl Iterator<Item = Held> {
        let files = self.provenance.files.iter().flat_map(|&file| [Held::IMutex(file), Held::Glock(file)]);
        let mms = self.provenance.mms.iter().flat_map(|&mm| [Held::MmapSemWrite(mm), Held::MmapSemRead(mm)]);
        files.chain(mms).filter(|&held| (0..self.touched.len()).any(|pc| self.waits(pc, held)))
    }

    /// Whether it surely waits at a place for a lock that somebody else holds.
    fn waits(&self, pc: usize, held: Held) -> bool {
        let Instr::Step { prim, args, .. } = instr(self.machine.program(self.task), pc) else { return false };
        let is_about = |file: FileId| {
            let about = self.provenance.arguments(pc).first().copied().unwrap_or_default();
            self.provenance.files(about).eq([file])
        };
        let is_of =
            |mm: MmId| matches!(args[0], Expr::Mm(n) if self.machine.task_mm(self.task, n) == Some(mm));
        match held {
            Held::IMutex(file) => *prim == Prim::MutexLock && is_about(file),
            Held::Glock(file) => *prim == Prim::GlockNq && is_about(file),
            Held::MmapSemWrite(mm) => matches!(prim, Prim::DownRead | Prim::DownWrite) && is_of(mm),
            Held::MmapSemRead(mm) => *prim == Prim::DownWrite && is_of(mm),
        }
    }
}

fn instr(program: &Program, pc: usize) -> &Instr {
    program.instr(Pc::try_from(pc).expect("programs are limited"))
}

/// What is touched from each place of a program on: backward data flow to a fixed point.
fn from_there_on<I: Iterator<Item = usize>>(touched: &[Touched], ways: impl Fn(usize) -> I) -> Vec<Touched> {
    let mut reach = vec![Touched::default(); touched.len()];
    loop {
        let mut is_done = true;
        for pc in (0..touched.len()).rev() {
            let mut all = touched[pc];
            ways(pc).for_each(|next| all.add(reach[next]));
            is_done &= all == std::mem::replace(&mut reach[pc], all);
        }
        if is_done {
            return reach;
        }
    }
}
