//! Where a program can go, and which files its pages can be of: forward data flow to a fixed point.
//!
//! Arrow: `Program` -> **ways on, and files of each argument** -> `Reach`. It knows the scenario's mappings and the
//! frames' rule (a page keeps the frame of its place), nothing of states.

use pagelock_lists as lists;

use crate::id::{FileId, MmId, TaskId};
use crate::machine::Machine;
use crate::prim::{Prim, Type};
use crate::program::{Binary, Expr, Instr, Pc, Program};
use crate::scenario::Scenario;

/// The files that a task can name, and which of them each register and argument can be about.
#[derive(Debug)]
pub(crate) struct Provenance {
    /// all of them, in order
    pub(crate) files: Vec<FileId>,
    pub(crate) mms: Vec<MmId>,
    /// those behind its address spaces
    pub(crate) mapped: Files,
    /// what `find_vma` can find
    vmas: Ints,
    /// by place, then by argument; empty for what is no step or never reached
    arguments: Vec<Vec<Files>>,
    /// by place, which of its successors
    ways: Vec<[bool; 2]>,
    /// the same, where every page is there and up to date
    ways_if_settled: Vec<[bool; 2]>,
}

/// What a register can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value {
    files: Files,
    ints: Ints,
}

/// A set of numbers: bits 0 to 2 for those, bit 3 for all others.
type Ints = u8;

const ANY: Ints = 0b1111;

/// A set of positions in [`Provenance::files`]. The last stands for all that have no bit of their own.
pub(crate) type Files = u64;

const LAST: usize = 63;

impl Provenance {
    pub(crate) fn new(machine: &Machine, task: TaskId) -> Self {
        let scenario = machine.scenario();
        let (named, mms): (Vec<FileId>, Vec<MmId>) = match scenario.tasks.get(task.index()) {
            Some(info) => (info.files.clone(), info.mms.clone()),
            None => (machine.files().collect(), machine.mms().collect()),
        };
        let behind = behind(scenario, &mms);
        let mut files: Vec<FileId> = named.iter().chain(&behind).copied().collect();
        lists::sort(&mut files);
        files.dedup();
        let vma = |file: &FileId| if machine.is_anonymous(*file) { 0b010 } else { 0b100 };
        let mut provenance = Self {
            files,
            mms,
            mapped: 0,
            vmas: behind.iter().fold(0b001, |all, file| all | vma(file)),
            arguments: Vec::new(),
            ways: Vec::new(),
            ways_if_settled: Vec::new(),
        };
        provenance.mapped = behind.iter().fold(0, |all, &file| all | provenance.bit(file));
        provenance.flow(machine, task);
        provenance
    }

    /// Where execution can go on after a place, perhaps where every page is there and up to date.
    pub(crate) fn ways(&self, program: &Program, pc: usize, is_settled: bool) -> impl Iterator<Item = usize> {
        let ways = if is_settled { self.ways_if_settled[pc] } else { self.ways[pc] };
        program.successors(pc).into_iter().zip(ways).filter_map(|(next, is_way)| next.filter(|_| is_way))
    }

    /// What the arguments of a step can be about.
    pub(crate) fn arguments(&self, pc: usize) -> &[Files] {
        &self.arguments[pc]
    }

    /// The files of a set.
    pub(crate) fn files(&self, set: Files) -> impl Iterator<Item = FileId> {
        let is_in = move |position: usize| set >> position.min(LAST) & 1 == 1;
        self.files.iter().enumerate().filter(move |(position, _)| is_in(*position)).map(|(_, &file)| file)
    }

    fn bit(&self, file: FileId) -> Files {
        self.files.binary_search(&file).map_or(0, |position| 1 << position.min(LAST))
    }

    fn all(&self) -> Files {
        self.files.iter().fold(0, |all, &file| all | self.bit(file))
    }

    fn flow(&mut self, machine: &Machine, task: TaskId) {
        let program = machine.program(task);
        let instr = |pc: usize| program.instr(Pc::try_from(pc).expect("programs are limited"));
        let mut before: Vec<Option<Vec<Value>>> = vec![None; program.len()];
        // An actor begins with what it has picked.
        let first = if machine.is_actor(task) {
            Value { files: self.all(), ints: ANY }
        } else {
            Value { files: 0, ints: 0b001 }
        };
        before[0] = Some(vec![first; program.registers().len()]);
        self.ways = vec![[false; 2]; program.len()];
        let mut work = vec![0];
        while let Some(pc) = work.pop() {
            let mut after = before[pc].clone().expect("it was reached");
            let mut ways = [true; 2];
            match instr(pc) {
                Instr::Step { prim, args, dst: Some(dst) } => {
                    after[dst.index()] = self.result(machine, task, &after, *prim, args);
                }
                Instr::Set(reg, expr) => after[reg.index()] = self.value(machine, task, &after, expr),
                Instr::Unless(expr, _) => ways = truths(self.value(machine, task, &after, expr)),
                Instr::Step { dst: None, .. }
                | Instr::Jump(_)
                | Instr::DisableFaults
                | Instr::EnableFaults
                | Instr::Exit => {}
            }
            self.ways[pc] = ways;
            for next in self.ways(program, pc, false).collect::<Vec<_>>() {
                if join(&mut before[next], &after) {
                    work.push(next);
                }
            }
        }
        let arguments = |pc: usize| match (instr(pc), &before[pc]) {
            (Instr::Step { args, .. }, Some(before)) => {
                args.iter().map(|arg| self.value(machine, task, before, arg).files).collect()
            }
            _ => Vec::new(),
        };
        self.arguments = (0..program.len()).map(arguments).collect();
        let jumps: Vec<Pc> = (0..program.len()).filter_map(|pc| target(instr(pc))).collect();
        let ways = |pc: usize| match (pc.checked_sub(1).map(instr), instr(pc), &before[pc]) {
            // Nobody comes here but from that step.
            (Some(Instr::Step { prim, dst: Some(dst), .. }), Instr::Unless(expr, _), Some(before))
                if !jumps.iter().any(|&target| usize::from(target) == pc) =>
            {
                let mut before = before.clone();
                let settled = settled_result(*prim, before[dst.index()].ints);
                before[dst.index()] = Value { files: 0, ints: settled };
                truths(self.value(machine, task, &before, expr))
            }
            _ => self.ways[pc],
        };
        self.ways_if_settled = (0..program.len()).map(ways).collect();
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "nothing is known of what the others return")]
    fn result(&self, machine: &Machine, task: TaskId, before: &[Value], prim: Prim, args: &[Expr]) -> Value {
        match prim {
            Prim::FindGetPage | Prim::AddToPageCache | Prim::AddToPageCacheLru => {
                Value { ints: ANY, ..self.value(machine, task, before, &args[0]) }
            }
            Prim::FollowPage => Value { files: self.mapped, ints: ANY },
            Prim::FindVma => Value { files: 0, ints: self.vmas },
            Prim::PageUptodate => Value { files: 0, ints: 0b011 },
            _ => {
                assert!(
                    prim.spec().result != Type::Page || prim == Prim::AllocPage,
                    "a page comes from a file"
                );
                Value { files: 0, ints: ANY }
            }
        }
    }

    fn value(&self, machine: &Machine, task: TaskId, registers: &[Value], expr: &Expr) -> Value {
        let value = |expr| self.value(machine, task, registers, expr);
        let any = |files| Value { files, ints: ANY };
        let number = |ints| Value { files: 0, ints };
        match expr {
            Expr::Reg(reg) => registers[reg.index()],
            Expr::File(n) => any(machine.task_file(task, *n).map_or(0, |file| self.bit(file))),
            Expr::VmaFile(_) => any(self.mapped),
            Expr::Const(n) => number(bit(*n)),
            Expr::Mm(_) | Expr::VmaPgoff(_) | Expr::IsBlockDevice(_) | Expr::MaxBytes(_) => any(0),
            Expr::Not(a) => {
                let ints = value(a).ints;
                number(u8::from(ints & !1 != 0) | (ints & 1) << 1)
            }
            Expr::Binary(op, ab) => {
                let (a, b) = (value(&ab.0), value(&ab.1));
                Value { files: a.files | b.files, ints: combine(*op, a.ints, b.ints) }
            }
        }
    }
}

/// Files that are mapped in these address spaces.
fn behind(scenario: &Scenario, mms: &[MmId]) -> Vec<FileId> {
    let pages = mms.iter().flat_map(|mm| &scenario.mms[mm.index()].pages);
    pages.filter_map(|page| page.backing).map(|(file, _)| file).collect()
}

fn bit(n: i32) -> Ints {
    match n {
        0..=2 => 1 << n,
        _ => 0b1000,
    }
}

/// What a step returns where every page is there and up to date.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others return what they do anyhow")]
fn settled_result(prim: Prim, anyhow: Ints) -> Ints {
    match prim {
        Prim::PageUptodate => 0b010,
        Prim::AddToPageCache | Prim::AddToPageCacheLru => 0b001,
        _ => anyhow,
    }
}

/// Whether it can be other than 0, and whether it can be 0.
fn truths(value: Value) -> [bool; 2] {
    [value.ints & !1 != 0, value.ints & 1 != 0]
}

fn target(instr: &Instr) -> Option<Pc> {
    match instr {
        Instr::Unless(_, target) | Instr::Jump(target) => Some(*target),
        Instr::Step { .. } | Instr::Set(..) | Instr::DisableFaults | Instr::EnableFaults | Instr::Exit => {
            None
        }
    }
}

/// What an operator can give for numbers of these sets.
fn combine(op: Binary, a: Ints, b: Ints) -> Ints {
    let numbers = |set: Ints| (0..=2).filter(move |&n| set & bit(n) != 0);
    if (a | b) & 0b1000 != 0 {
        return ANY;
    }
    numbers(a).flat_map(|a| numbers(b).map(move |b| bit(op.apply(a, b)))).fold(0, |all, one| all | one)
}

/// Adds to what is known before a place. Returns whether that was more.
fn join(before: &mut Option<Vec<Value>>, after: &[Value]) -> bool {
    let Some(before) = before else {
        *before = Some(after.to_vec());
        return true;
    };
    let mut is_more = false;
    for (before, after) in before.iter_mut().zip(after) {
        is_more |= after.files & !before.files != 0 || after.ints & !before.ints != 0;
        before.files |= after.files;
        before.ints |= after.ints;
    }
    is_more
}
