//! Where each task stands at the start: at its first step, with what it computes on the way there.
//!
//! Arrow: `Program` -> **`Start`**. Nothing of it depends on a state, so it is calculated here and not by the model.

use pagelock_engine::Machine;
use pagelock_engine::id::TaskId;
use pagelock_engine::program::{Expr, Instr, Pc};

use crate::ir::Int;
use crate::tables::Tables;
use crate::world::{ATOMIC_MAX, exits, register_range};

/// A task before its first step.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) pc: Pc,
    pub(crate) registers: Vec<i32>,
    pub(crate) atomic: i32,
}

/// Where a task begins; `None` if it has nothing to do.
pub(crate) fn first_step(machine: &Machine, task: TaskId) -> Option<Pc> {
    let pc = Start::new(machine, task).pc;
    (!exits(machine.program(task)).any(|exit| exit == pc)).then_some(pc)
}

impl Start {
    /// Everything up to the first step. Actors begin at their end: they are idle.
    pub(crate) fn new(machine: &Machine, task: TaskId) -> Self {
        let program = machine.program(task);
        let mut start = Self { pc: 0, registers: vec![0; program.registers().len()], atomic: 0 };
        if machine.is_actor(task) {
            start.pc = Pc::try_from(program.len() - 1).expect("programs are limited");
            return start;
        }
        loop {
            start.pc = match program.instr(start.pc) {
                Instr::Step { .. } | Instr::Exit => break,
                Instr::Set(reg, expr) => {
                    let (low, high) = register_range(machine, program.registers()[reg.index()].ty);
                    start.registers[reg.index()] = start.value(machine, task, expr).clamp(low, high);
                    start.pc + 1
                }
                Instr::Unless(expr, target) if start.value(machine, task, expr) == 0 => *target,
                Instr::Unless(..) => start.pc + 1,
                Instr::Jump(target) => *target,
                Instr::DisableFaults => {
                    start.atomic = (start.atomic + 1).min(ATOMIC_MAX);
                    start.pc + 1
                }
                Instr::EnableFaults => {
                    start.atomic = (start.atomic - 1).max(0);
                    start.pc + 1
                }
            };
        }
        if matches!(program.instr(start.pc), Instr::Exit) {
            start.atomic = 0;
        }
        for (i, register) in start.registers.iter_mut().enumerate() {
            if program.live(start.pc) >> i & 1 == 0 {
                *register = 0;
            }
        }
        start
    }

    /// The value of an expression. Nothing that is known is left open, so it is a number.
    fn value(&self, machine: &Machine, task: TaskId, expr: &Expr) -> i32 {
        let register = |i: usize| Int::Const(self.registers[i]);
        Tables { machine }.value(task, &register, expr).known().unwrap_or(0)
    }
}
