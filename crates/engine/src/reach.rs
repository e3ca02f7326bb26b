//! What a task may still touch from each place of its program on.
//!
//! Arrow: `Program` + `Provenance` -> **[`Reach`]**, one a place -> `Footprint`. It is more than the task will touch,
//! never less. It knows no states.

use crate::effects::{POOL, effect, effect_behind, effect_of_a_stray, effect_on_source};
use crate::id::{MmId, TaskId};
use crate::machine::Machine;
use crate::objects::{Objects, Touched};
use crate::prim::{Prim, Type};
use crate::program::{Instr, Pc};
use crate::provenance::{Files, Provenance};

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

/// Computes reaches.
pub(crate) struct Reaches<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) objects: &'a Objects,
}

impl Reaches<'_> {
    /// By place of its program.
    pub(crate) fn of(&self, task: TaskId) -> Vec<Reach> {
        let (program, provenance) = (self.machine.program(task), Provenance::new(self.machine, task));
        let touched: Vec<Touched> = (0..program.len())
            .map(|pc| match program.instr(Pc::try_from(pc).expect("programs are limited")) {
                Instr::Step { prim, .. } => self.of_any(&provenance, pc, *prim),
                Instr::Set(..)
                | Instr::Unless(..)
                | Instr::Jump(_)
                | Instr::DisableFaults
                | Instr::EnableFaults
                | Instr::Exit => Touched::default(),
            })
            .collect();
        let anyhow = from_there_on(&touched, |pc| provenance.ways(program, pc, false));
        // A page that is in no file is not up to date.
        let settled = if program.uses(Prim::AllocPage) {
            anyhow.clone()
        } else {
            from_there_on(&touched, |pc| provenance.ways(program, pc, true))
        };
        anyhow.into_iter().zip(settled).map(|(anyhow, settled)| Reach { anyhow, settled }).collect()
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
