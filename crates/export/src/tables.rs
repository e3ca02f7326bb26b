//! What never changes, as expressions: what belongs to what, and the values of a listing's expressions.
//!
//! Arrow: `Machine` -> **`Tables`** -> rules and transitions. Files and address spaces of a task are known numbers, so
//! most of an expression is decided here. It knows no state.

use pagelock_engine::Machine;
use pagelock_engine::id::{PgoffId, PteId, TaskId};
use pagelock_engine::prim::Prim;
use pagelock_engine::program::{Binary, Expr};
use pagelock_engine::scenario::{File, FileKind, MmKind, PageInit};

use crate::build::{all, any, either, eq, le, lt, ne, number, op};
use crate::ir::{Cond, Int, Op};
use crate::vars::{SECTORS, int, programs};

/// A machine as tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables<'m> {
    pub(crate) machine: &'m Machine,
}

impl Tables<'_> {
    /// The value of an expression for a task whose registers are these.
    pub(crate) fn value(self, task: TaskId, registers: &dyn Fn(usize) -> Int, expr: &Expr) -> Int {
        let value = |expr: &Expr| self.value(task, registers, expr);
        match expr {
            Expr::Const(value) => Int::Const(*value),
            Expr::Reg(reg) => registers(reg.index()),
            Expr::File(n) => Int::Const(self.task_file(task, *n)),
            Expr::Mm(n) => Int::Const(self.task_mm(task, *n)),
            Expr::Not(a) => number(eq(value(a), 0)),
            Expr::Binary(operator, ab) => binary(*operator, value(&ab.0), value(&ab.1)),
            Expr::VmaFile(ab) => self.of_pte(&value(&ab.0), &value(&ab.1), |pte| self.backing_file(pte)),
            Expr::VmaPgoff(ab) => self.of_pte(&value(&ab.0), &value(&ab.1), |pte| self.backing_index(pte)),
            Expr::IsBlockDevice(a) => {
                let file = value(a);
                self.of_file(&file, |kind, _| i32::from(kind == FileKind::BlockDevice))
            }
            Expr::MaxBytes(a) => {
                let file = value(a);
                self.of_file(&file, |_, sectors| int(sectors))
            }
        }
    }

    /// A constant of each file, 0 for NULL.
    fn of_file(self, file: &Int, constant: impl Fn(FileKind, usize) -> i32) -> Int {
        let mut result = Int::Const(0);
        for id in self.machine.files() {
            let known = self.machine.file(id);
            let value = constant(known.kind, known.sectors() as usize);
            result = either(eq(file.clone(), id.index() + 1), value, result);
        }
        result
    }

    /// Number of the task's n-th file; actors have none.
    fn task_file(self, task: TaskId, n: u8) -> i32 {
        let task = self.machine.scenario().tasks.get(task.index());
        task.and_then(|task| task.files.get(usize::from(n))).map_or(0, |file| int(file.index() + 1))
    }

    /// Number of the task's n-th address space; actors have none.
    pub(crate) fn task_mm(self, task: TaskId, n: u8) -> i32 {
        let task = self.machine.scenario().tasks.get(task.index());
        task.and_then(|task| task.mms.get(usize::from(n))).map_or(0, |mm| int(mm.index() + 1))
    }

    /// How many ptes there are.
    pub(crate) fn ptes(self) -> usize {
        self.machine.ptes().count()
    }

    /// Address space and page index of a pte.
    pub(crate) fn user_page(self, pte: usize) -> (usize, usize) {
        let (mm, index) = self.machine.user_page(PteId::new(pte - 1));
        (mm.index() + 1, usize::from(index))
    }

    /// The file behind a pte, 0 if there is none.
    pub(crate) fn backing_file(self, pte: usize) -> i32 {
        let backing = self.machine.user_page_info(PteId::new(pte - 1)).backing;
        backing.map_or(0, |(file, _)| int(file.index() + 1))
    }

    /// The page index in the file behind a pte.
    pub(crate) fn backing_index(self, pte: usize) -> i32 {
        let backing = self.machine.user_page_info(PteId::new(pte - 1)).backing;
        backing.map_or(0, |(_, index)| i32::from(index))
    }

    /// What is mapped at a pte: 0 nothing, 1 anonymous memory, 2 a file.
    pub(crate) fn vma_kind(self, pte: usize) -> i32 {
        match self.machine.user_page_info(PteId::new(pte - 1)).backing {
            None => 0,
            Some((file, _)) => match self.machine.file(file).kind {
                FileKind::Anonymous => 1,
                FileKind::Regular | FileKind::BlockDevice => 2,
            },
        }
    }

    /// Whether the pte, which is one, belongs to a kernel thread, so that nothing ever clears it.
    pub(crate) fn is_kernel_pte(self, pte: &Int) -> Cond {
        let kind = |pte: PteId| self.machine.mm(self.machine.user_page(pte).0).kind;
        one_of(pte, self.machine.ptes().map(|pte| (pte.index() + 1, kind(pte) == MmKind::Kernel)))
    }

    /// Whether a place, which is one, is behind a pte.
    pub(crate) fn backs(self, place: &Int, pte: &Int) -> Cond {
        any(self.machine.pgoffs().map(|pgoff| {
            let maps = self.machine.ptes().filter(|&pte| self.machine.backing(pte) == Some(pgoff));
            let maps = any(maps.map(|known| eq(pte.clone(), known.index() + 1)));
            all([eq(place.clone(), pgoff.index() + 1), maps])
        }))
    }

    /// Whether any file has holes.
    pub(crate) fn has_holes(self) -> bool {
        self.machine.scenario().files.iter().any(|file| file.pages.contains(&PageInit::Hole))
    }

    /// Frames that a place or an allocating task comes to first; those behind belong to nobody.
    pub(crate) fn owned_frames(self) -> usize {
        self.machine.pgoffs().count() + self.own_frames(usize::MAX)
    }

    /// The frame that a task's `alloc_page` comes to first: those behind the places, in the order of tasks.
    pub(crate) fn own_frame(self, task: TaskId) -> usize {
        self.machine.pgoffs().count() + self.own_frames(task.index()) + 1
    }

    fn own_frames(self, tasks: usize) -> usize {
        programs(self.machine).take(tasks).filter(|program| program.uses(Prim::AllocPage)).count()
    }

    /// Whether a file has an `i_mutex` that a write holds.
    pub(crate) fn has_i_mutex(self, file: &Int) -> Cond {
        let files = self.machine.files();
        one_of(file, files.map(|id| (id.index() + 1, self.machine.file(id).kind == FileKind::Regular)))
    }

    /// Whether a place, which is one, lies in a file like this.
    pub(crate) fn file_of_place(self, place: &Int, is_such: impl Fn(&File) -> bool) -> Cond {
        let file = |pgoff: PgoffId| self.machine.file(self.machine.place(pgoff).0);
        one_of(place, self.machine.pgoffs().map(|pgoff| (pgoff.index() + 1, is_such(file(pgoff)))))
    }

    /// Whether pages of a place, which is one, are highmem pages.
    pub(crate) fn is_highmem_place(self, place: &Int) -> Cond {
        self.file_of_place(place, |file| file.highmem)
    }

    /// The place of a page of a file, 0 behind its last one.
    pub(crate) fn place(self, file: &Int, index: &Int) -> Int {
        if let Int::If(parts) = file {
            let (cond, a, b) = &**parts;
            return either(cond.clone(), self.place(a, index), self.place(b, index));
        }
        let mut place = Int::Const(0);
        let mut base = 0;
        for id in self.machine.files() {
            let pages = self.machine.file(id).pages.len();
            let is_in =
                all([eq(file.clone(), id.index() + 1), le(0, index.clone()), lt(index.clone(), pages)]);
            place = either(is_in, index.clone() + (base + 1).into(), place);
            base += pages;
        }
        place
    }

    /// The pte at an address in sectors, 0 where there is none.
    pub(crate) fn pte(self, mm: &Int, addr: &Int) -> Int {
        let mut pte = Int::Const(0);
        let mut base = 0;
        for id in self.machine.mms() {
            let pages = self.machine.mm(id).pages.len();
            let is_in =
                all([eq(mm.clone(), id.index() + 1), le(0, addr.clone()), lt(addr.clone(), pages * SECTORS)]);
            let index = op(Op::Div, addr.clone(), SECTORS.into());
            pte = either(is_in, index + (base + 1).into(), pte);
            base += pages;
        }
        pte
    }

    /// A constant of each pte, for the one at an address; 0 where there is none.
    pub(crate) fn of_pte(self, mm: &Int, addr: &Int, value: impl Fn(usize) -> i32) -> Int {
        let mut result = Int::Const(0);
        let mut end = self.ptes();
        for id in self.machine.mms().collect::<Vec<_>>().into_iter().rev() {
            let pages = self.machine.mm(id).pages.len();
            let base = end - pages;
            let mut here = Int::Const(0);
            for index in (0..pages).rev() {
                let is_same = index + 1 < pages && value(base + index + 1) == value(base + index + 2);
                if !is_same {
                    // Runs of equal values are asked for once, from the last page of each.
                    let is_before = lt(addr.clone(), (index + 1) * SECTORS);
                    here = either(is_before, value(base + index + 1), here);
                }
            }
            here = either(lt(addr.clone(), 0), 0, here);
            result = either(eq(mm.clone(), id.index() + 1), here, result);
            end = base;
        }
        result
    }
}

/// Whether a number is one of those that are marked, given that it is one of them all.
fn one_of(number: &Int, all: impl Iterator<Item = (usize, bool)>) -> Cond {
    let all: Vec<(usize, bool)> = all.collect();
    if all.iter().all(|(_, is_it)| *is_it) {
        return Cond::True;
    }
    any(all.into_iter().filter(|(_, is_it)| *is_it).map(|(candidate, _)| eq(number.clone(), candidate)))
}

fn binary(operator: Binary, a: Int, b: Int) -> Int {
    match operator {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => op(Op::Mul, a, b),
        Binary::Div => op(Op::Div, a, b),
        Binary::Rem => op(Op::Rem, a, b),
        Binary::Min => either(le(a.clone(), b.clone()), a, b),
        Binary::Eq => number(eq(a, b)),
        Binary::Ne => number(ne(a, b)),
        Binary::Lt => number(lt(a, b)),
        Binary::Le => number(le(a, b)),
    }
}
