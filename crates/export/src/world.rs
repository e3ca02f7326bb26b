//! What exists, in the numbers of the model, and tables of it as expressions.
//!
//! Arrow: `Machine` -> **`World`** -> rules and transitions. Constant: it knows no state.

use pagelock_engine::Machine;
use pagelock_engine::id::{FileId, TaskId};
use pagelock_engine::prim::{Prim, Type};
use pagelock_engine::program::{Instr, Pc, Program};

use crate::build::{all, any, at, eq, le};
use crate::ir::{Cond, Int, Var};
use crate::names::{identifier, identifiers};
use crate::start::{Start, first_step};
use crate::tables::Tables;
use crate::vars::{SECTORS, Vars, array, int, programs, scalar};

/// A machine with the variables of its model.
#[derive(Debug)]
pub(crate) struct World<'m> {
    pub(crate) machine: &'m Machine,
    pub(crate) tables: Tables<'m>,
    pub(crate) vars: Vars,
    /// Tasks and, after them, actors.
    pub(crate) tasks: Vec<TaskVars>,
    /// Waiters that the queue of an `mmap_sem` has room for.
    pub(crate) queue_max: usize,
}

/// The variables of a task or an actor.
#[derive(Debug)]
pub(crate) struct TaskVars {
    pub(crate) id: TaskId,
    /// Its number in the model.
    pub(crate) number: i32,
    /// Its name as part of identifiers.
    pub(crate) name: String,
    pub(crate) is_actor: bool,
    pub(crate) pc: Var,
    /// Waits in the queue of an `mmap_sem`.
    pub(crate) queued: Var,
    /// How deep page faults are disabled.
    pub(crate) atomic: Var,
    /// Contents it has seen, by content.
    pub(crate) seen: Var,
    /// Kmaps it has made and not dropped; counted for tasks that make any.
    pub(crate) kmaps: Option<Var>,
    pub(crate) registers: Vec<Var>,
    /// How often an actor may still start.
    pub(crate) budget: Var,
}

/// How deep page faults can be disabled.
pub(crate) const ATOMIC_MAX: i32 = 3;

impl<'m> World<'m> {
    /// Variables for everything that the machine has.
    pub(crate) fn new(machine: &'m Machine) -> Self {
        let unfinished = machine.tasks().filter(|&task| first_step(machine, task).is_some()).count();
        let queue_max = (1..=machine.scenario().mms.len()).map(|mm| waiters(machine, mm).count()).max();
        let queue_max = queue_max.unwrap_or(0).max(1);
        let vars = Vars::new(machine, unfinished, queue_max);
        let names = identifiers(machine.all_tasks().map(|task| machine.task_name(task)));
        let tasks =
            machine.all_tasks().zip(names).map(|(task, name)| TaskVars::new(machine, task, name)).collect();
        Self { machine, tables: Tables { machine }, vars, tasks, queue_max }
    }

    /// Whether a sector of the page at a place lies behind the size of the file; not if the place is none.
    pub(crate) fn is_behind_size(&self, place: &Int, sector: usize) -> Cond {
        let shrinks = programs(self.machine).any(|program| program.uses(Prim::ISizeWrite));
        let is_short =
            |file: FileId| shrinks || self.machine.file(file).size < self.machine.file(file).sectors();
        any(self.machine.pgoffs().map(|pgoff| {
            let (file, index) = self.machine.place(pgoff);
            if !is_short(file) {
                return Cond::False;
            }
            let size = at(&self.vars.i_size, file.index() + 1);
            all([eq(place.clone(), pgoff.index() + 1), le(size, usize::from(index) * SECTORS + sector)])
        }))
    }
}

/// Tasks and actors that may queue for an address space. An actor that picks a pte may come to any.
pub(crate) fn waiters(machine: &Machine, mm: usize) -> impl Iterator<Item = TaskId> {
    let names_it = move |task: TaskId| match machine.scenario().tasks.get(task.index()) {
        Some(task) => task.mms.iter().any(|known| known.index() + 1 == mm),
        None => true,
    };
    machine.all_tasks().filter(move |&task| names_it(task) && can_queue(machine.program(task)))
}

/// Whether what runs this program may have to queue for an `mmap_sem`.
pub(crate) fn can_queue(program: &Program) -> bool {
    program.uses(Prim::DownRead) || program.uses(Prim::DownWrite)
}

impl TaskVars {
    fn new(machine: &Machine, id: TaskId, name: String) -> Self {
        let program = machine.program(id);
        let start = Start::new(machine, id);
        let plain = |what: &str, about: &str, most: i32, init: i32| {
            scalar(format!("{what}_{name}"), about, (0, most), init)
        };
        let budget = match id.index().checked_sub(machine.scenario().tasks.len()) {
            Some(actor) => i32::from(machine.scenario().actors[actor].budget),
            None => 0,
        };
        let registers = program.registers().iter().enumerate().map(|(i, register)| {
            let range = register_range(machine, register.ty);
            let about = format!("its variable {}", register.name);
            let var = format!("r{i}_{name}_{}", identifier(&register.name));
            scalar(var, about, range, start.registers[i])
        });
        let is_actor = machine.is_actor(id);
        let seen = array(&format!("seen_{name}"), "contents that it has read", 1, vec![0; 6]);
        Self {
            id,
            number: int(id.index() + 1),
            is_actor,
            pc: plain("pc", "where it stands", int(program.len()), i32::from(start.pc)),
            queued: plain("queued", "waits in the queue of an mmap_sem", 1, 0),
            atomic: plain("atomic", "how deep its page faults are disabled", ATOMIC_MAX, start.atomic),
            seen,
            kmaps: program.uses(Prim::Kmap).then(|| plain("kmaps", "kmaps that it has made", 7, 0)),
            registers: registers.collect(),
            budget: plain("budget", "how often it may still start", 255, budget),
            name,
        }
    }

    /// All of its variables.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Var> {
        let fixed = [&self.pc, &self.queued, &self.atomic, &self.seen, &self.budget];
        fixed.into_iter().chain(&self.kmaps).chain(&self.registers)
    }
}

/// What a variable of a listing holds.
pub(crate) fn register_range(machine: &Machine, ty: Type) -> (i32, i32) {
    match ty {
        Type::Void => (0, 0),
        Type::Int => (-128, 127),
        Type::Page => (0, int(machine.bounds().frames)),
        Type::File => (0, int(machine.scenario().files.len())),
        Type::Mm => (0, int(machine.scenario().mms.len())),
        Type::Addr => (0, i32::try_from(machine.bounds().address).expect("addresses are narrow")),
    }
}

/// Positions at which a program has ended.
pub(crate) fn exits(program: &Program) -> impl Iterator<Item = Pc> {
    let len = Pc::try_from(program.len()).expect("programs are limited");
    (0..len).filter(|&pc| matches!(program.instr(pc), Instr::Exit))
}
