//! What rides with a step: everything up to the task's next step, and forgetting what no longer matters.

use std::collections::BTreeMap;

use pagelock_engine::prim::{Prim, Type};
use pagelock_engine::program::{Expr, Instr, Pc};

use super::{Step, Steps};
use crate::build::{branch, clamp, eq, put, set, when};
use crate::ir::{Int, Stmt};
use crate::vars::int;
use crate::world::{ATOMIC_MAX, register_range};

/// Ways to the next step that are written one by one; above that, positions are gone through in order.
const WAYS_MAX: u64 = 40;

impl Steps<'_, '_> {
    /// Stores the result of a step and goes on to the next one.
    pub(super) fn complete(&mut self, task: usize, step: Step<'_>) -> Vec<Stmt> {
        let program = self.program(task);
        let mut body = Vec::new();
        let mut touched = program.live(step.pc);
        if let Some(dst) = step.dst
            && program.live(step.pc + 1) >> dst & 1 == 1
        {
            let (low, high) = register_range(self.rules.world.machine, program.registers()[dst].ty);
            let value = Int::from(&self.rules.vars().value);
            // Only the size of a file can be more than a variable holds.
            let value = if step.prim == Prim::ISizeRead && self.rules.vars().i_size.range.1 > high {
                clamp(value, low, high)
            } else {
                value
            };
            body.push(set(&self.task(task).registers[dst], value));
            touched |= 1 << dst;
        }
        if self.task(task).is_actor && step.pc == 0 {
            touched |= 0b11; // what it has picked
        }
        body.extend(self.settle(task, step.pc + 1, touched));
        body
    }

    /// A task that was let in from a queue goes on from where it waits.
    pub(super) fn resume(&mut self, task: usize) -> Vec<Stmt> {
        let name = format!("resume_{}", self.task(task).name);
        let about = "it was let in from a queue, and goes on to its next step";
        let waits: Vec<Step<'_>> =
            self.steps(task).filter(|step| matches!(step.prim, Prim::DownRead | Prim::DownWrite)).collect();
        let mut go_on = Vec::new();
        for step in waits.into_iter().rev() {
            let settle = self.settle(task, step.pc + 1, self.program(task).live(step.pc));
            let stands = eq(&self.task(task).pc, i32::from(step.pc));
            go_on = if go_on.is_empty() { settle } else { branch(stands, settle, go_on) };
        }
        let vars = self.task(task);
        let mut body = vec![put(&self.rules.vars().woken, vars.number, 0), set(&vars.queued, 0)];
        body.extend(go_on);
        self.rules.call(&name, &[], about, Vec::new(), |_| body)
    }

    /// Everything from a position to the next step. `touched` are the registers that may not be 0.
    fn settle(&mut self, task: usize, pc: Pc, touched: u32) -> Vec<Stmt> {
        if self.ways(task, pc, &mut BTreeMap::new()) > WAYS_MAX {
            return self.settle_in_order(task, pc);
        }
        self.settle_way(task, pc, touched)
    }

    /// How many ways there are from a position to a step.
    fn ways(&self, task: usize, pc: Pc, known: &mut BTreeMap<Pc, u64>) -> u64 {
        if let Some(&ways) = known.get(&pc) {
            return ways;
        }
        let ways = self
            .next(task, pc)
            .into_iter()
            .map(|next| self.ways(task, next, known))
            .fold(0, u64::saturating_add);
        known.insert(pc, ways.max(1));
        ways.max(1)
    }

    /// Positions behind one that is no step; none behind a step or the end.
    fn next(&self, task: usize, pc: Pc) -> Vec<Pc> {
        match self.program(task).instr(pc) {
            Instr::Step { .. } | Instr::Exit => Vec::new(),
            Instr::Set(..) | Instr::DisableFaults | Instr::EnableFaults => vec![pc + 1],
            Instr::Unless(_, target) => vec![*target, pc + 1],
            Instr::Jump(target) => vec![*target],
        }
    }

    fn settle_way(&mut self, task: usize, pc: Pc, touched: u32) -> Vec<Stmt> {
        match self.program(task).instr(pc) {
            Instr::Step { .. } | Instr::Exit => self.arrive(task, pc, touched),
            Instr::Set(reg, expr) => {
                let (assign, touched) = self.assign(task, pc, reg.index(), expr, touched);
                [assign, self.settle_way(task, pc + 1, touched)].concat()
            }
            Instr::Unless(expr, target) => {
                let is_zero = eq(self.value(task, expr), 0);
                let then = self.settle_way(task, *target, touched);
                let otherwise = self.settle_way(task, pc + 1, touched);
                branch(is_zero, then, otherwise)
            }
            Instr::Jump(target) => self.settle_way(task, *target, touched),
            Instr::DisableFaults => [self.deepen(task, 1), self.settle_way(task, pc + 1, touched)].concat(),
            Instr::EnableFaults => [self.deepen(task, -1), self.settle_way(task, pc + 1, touched)].concat(),
        }
    }

    /// The same for code with very many ways: one position after the other, each if it is come to.
    fn settle_in_order(&mut self, task: usize, start: Pc) -> Vec<Stmt> {
        let name = format!("settle_{}_{start}", self.task(task).name);
        let about = "everything up to the next step, position by position";
        let order = self.order(task, start);
        let next = self.rules.scratch(&format!("next_{name}"), (0, int(self.program(task).len())));
        let mut body = vec![set(&next, i32::from(start))];
        for pc in order {
            let go_on = |to: Pc| vec![set(&next, i32::from(to))];
            let here = match self.program(task).instr(pc) {
                Instr::Step { .. } | Instr::Exit => self.arrive(task, pc, u32::MAX),
                Instr::Set(reg, expr) => {
                    let (assign, _) = self.assign(task, pc, reg.index(), expr, u32::MAX);
                    [assign, go_on(pc + 1)].concat()
                }
                Instr::Unless(expr, target) => {
                    branch(eq(self.value(task, expr), 0), go_on(*target), go_on(pc + 1))
                }
                Instr::Jump(target) => go_on(*target),
                Instr::DisableFaults => [self.deepen(task, 1), go_on(pc + 1)].concat(),
                Instr::EnableFaults => [self.deepen(task, -1), go_on(pc + 1)].concat(),
            };
            body.extend(when(eq(&next, i32::from(pc)), here));
        }
        self.rules.call(&name, &[], about, Vec::new(), |_| body)
    }

    /// Positions from one up to the next steps, each before those behind it.
    fn order(&self, task: usize, start: Pc) -> Vec<Pc> {
        let mut order = Vec::new();
        let mut stack = vec![(start, false)];
        while let Some((pc, is_done)) = stack.pop() {
            if order.contains(&pc) {
                continue;
            }
            if is_done {
                order.push(pc);
            } else {
                stack.push((pc, true));
                stack.extend(self.next(task, pc).into_iter().map(|next| (next, false)));
            }
        }
        order.reverse();
        order
    }

    fn value(&self, task: usize, expr: &Expr) -> Int {
        let vars = self.task(task);
        let registers = |i: usize| Int::from(&vars.registers[i]);
        self.rules.world.tables.value(vars.id, &registers, expr)
    }

    /// Computes a register, unless nobody will read it.
    fn assign(&self, task: usize, pc: Pc, reg: usize, expr: &Expr, touched: u32) -> (Vec<Stmt>, u32) {
        let program = self.program(task);
        if program.live(pc + 1) >> reg & 1 == 0 {
            return (Vec::new(), touched);
        }
        let ty: Type = program.registers()[reg].ty;
        let (low, high) = register_range(self.rules.world.machine, ty);
        let value = clamp(self.value(task, expr), low, high);
        (vec![set(&self.task(task).registers[reg], value)], touched | 1 << reg)
    }

    fn deepen(&self, task: usize, change: i32) -> Vec<Stmt> {
        let atomic = &self.task(task).atomic;
        vec![set(atomic, clamp(Int::from(atomic) + change.into(), 0, ATOMIC_MAX))]
    }

    /// The task stands at a step or at its end. What cannot be read any more is forgotten, or equal situations would
    /// be different states.
    fn arrive(&self, task: usize, pc: Pc, touched: u32) -> Vec<Stmt> {
        let vars = self.task(task);
        let program = self.program(task);
        let mut body = vec![set(&vars.pc, i32::from(pc))];
        for (i, register) in vars.registers.iter().enumerate() {
            if touched & !program.live(pc) & 1 << i != 0 {
                body.push(set(register, 0));
            }
        }
        if matches!(program.instr(pc), Instr::Exit) {
            if self.has_atomic(task) {
                body.push(set(&vars.atomic, 0));
            }
            if !vars.is_actor {
                let unfinished = &self.rules.vars().unfinished;
                body.push(set(unfinished, Int::from(unfinished) - 1.into()));
            }
        }
        body
    }
}
