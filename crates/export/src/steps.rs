//! What can happen: one transition for each step of each task, each failure of a step, and each start of an actor.
//!
//! Arrow: `Program` -> **`Transition`**s. A transition runs one primitive and then everything up to the next one, which
//! nobody else can see. It knows the shape of programs and leaves what primitives do to the rules.

mod calls;
mod settle;
mod words;

use std::rc::Rc;

use pagelock_engine::id::TaskId;
use pagelock_engine::prim::Prim;
use pagelock_engine::program::{Expr, Instr, Pc, Program};
use pagelock_engine::scenario::{Failure, Pick};

use crate::about::About;
use crate::build::{all, any, at, branch, eq, lt, ne, not, set, when};
use crate::ir::{Cond, Int, Predicate, Process, Stmt, Transition};
use crate::model::sets;
use crate::rules::Rules;
use crate::vars::SECTORS;
use crate::world::{TaskVars, exits, waiters};

/// Writes the transitions of a machine.
pub(crate) struct Steps<'m, 'a> {
    pub(crate) rules: Rules<'m>,
    pub(crate) about: &'a About<'a>,
}

/// A step of a program.
#[derive(Clone, Copy)]
struct Step<'p> {
    pc: Pc,
    prim: Prim,
    args: &'p [Expr],
    dst: Option<usize>,
}

impl<'m> Steps<'m, '_> {
    fn task(&self, task: usize) -> &TaskVars {
        &self.rules.world.tasks[task]
    }

    fn program(&self, task: usize) -> &'m Program {
        self.rules.world.machine.program(self.task(task).id)
    }

    fn steps(&self, task: usize) -> impl Iterator<Item = Step<'m>> + use<'m> {
        let program = self.program(task);
        let len = Pc::try_from(program.len()).expect("programs are limited");
        (0..len).filter_map(move |pc| step_at(program, pc))
    }

    fn has_atomic(&self, task: usize) -> bool {
        let program = self.program(task);
        let len = Pc::try_from(program.len()).expect("programs are limited");
        (0..len).any(|pc| matches!(program.instr(pc), Instr::DisableFaults))
    }

    /// The values of a step's arguments.
    fn args(&self, task: usize, step: Step<'_>) -> Vec<Int> {
        let vars = self.task(task);
        let registers = |i: usize| Int::from(&vars.registers[i]);
        step.args.iter().map(|arg| self.rules.world.tables.value(vars.id, &registers, arg)).collect()
    }

    /// Whether a task can go on: it is at a step that need not wait.
    pub(crate) fn runnable(&self, task: usize) -> Rc<Predicate> {
        let vars = self.task(task);
        let ended = any(exits(self.program(task)).map(|exit| eq(&vars.pc, i32::from(exit))));
        let waits =
            any(self.steps(task).map(|step| all([eq(&vars.pc, i32::from(step.pc)), self.waits(task, step)])));
        Rc::new(Predicate {
            name: format!("runnable_{}", vars.name),
            about: String::new(),
            cond: all([not(ended), not(waits)]),
        })
    }

    /// Whether a task that stands at a step has to wait there.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other primitives return at once")]
    fn waits(&self, task: usize, step: Step<'_>) -> Cond {
        let args = self.args(task, step);
        let (vars, shared) = (self.task(task), self.rules.vars());
        let waits = match step.prim {
            Prim::MutexLock => not(self.rules.is_mutex_free(&args[0])),
            Prim::GlockNq => ne(at(&shared.glock, args[0].clone()), 0),
            Prim::LockPage => ne(at(&shared.page_locked, args[0].clone()), 0),
            Prim::Kmap => not(self.rules.can_kmap(&args[0])),
            Prim::DownRead | Prim::DownWrite => ne(&vars.queued, 0),
            _ => return Cond::False,
        };
        // It may not sleep while page faults are disabled, and dies instead.
        let may_sleep = if self.has_atomic(task) { eq(&vars.atomic, 0) } else { Cond::True };
        all([may_sleep, waits])
    }

    /// Everything that a task or an actor can do.
    pub(crate) fn process(&mut self, task: usize, can_move: &Rc<Predicate>) -> Process {
        let mut transitions = Vec::new();
        if self.task(task).is_actor {
            transitions.extend(self.starts(task, can_move));
        }
        for step in self.steps(task) {
            transitions.push(self.transition(task, step));
            if !self.task(task).is_actor {
                transitions.extend(self.failures(task, step));
            }
        }
        let vars = self.task(task);
        let what = if vars.is_actor { "actor" } else { "task" };
        Process {
            name: format!("{what}_{}", vars.name),
            about: format!("{what} {}: {}", vars.number, self.rules.world.machine.task_name(vars.id)),
            transitions,
        }
    }

    fn transition(&mut self, task: usize, step: Step<'_>) -> Transition {
        let vars = self.task(task);
        let (name, shared) = (format!("step_{}_{}", vars.name, step.pc), self.rules.vars());
        // The run is over once all tasks have finished, whatever an actor is in the middle of.
        let goes_on = if vars.is_actor { ne(&shared.unfinished, 0) } else { Cond::True };
        let stands = eq(&vars.pc, i32::from(step.pc));
        let guard = all([eq(&shared.oops, 0), goes_on, stands, not(self.waits(task, step))]);
        let body = self.body(task, step);
        Transition { name, about: self.describe(task, step), guard, body }
    }

    /// One transition for each way in which a step may fail.
    fn failures(&mut self, task: usize, step: Step<'_>) -> Vec<Transition> {
        let mut transitions = Vec::new();
        for &failure in Failure::of(step.prim) {
            if self.rules.world.machine.scenario().failures[failure as usize] == 0 {
                continue;
            }
            let args = self.args(task, step);
            let page = args.first().cloned().unwrap_or(Int::Const(0));
            let effect = self.rules.failing(failure, &page);
            let vars = self.task(task);
            let shared = self.rules.vars();
            let may_sleep = if self.has_atomic(task) { eq(&vars.atomic, 0) } else { Cond::True };
            let left = ne(&shared.failures[failure as usize], 0);
            let guard = all([eq(&shared.oops, 0), eq(&vars.pc, i32::from(step.pc)), may_sleep, left]);
            transitions.push(Transition {
                name: format!("step_{}_{}_{}", vars.name, step.pc, failure.name()),
                about: format!("{}, and it fails: {}", self.describe(task, step), failure.name()),
                guard,
                body: self.finish(task, step, effect),
            });
        }
        transitions
    }

    /// One transition for each thing that an idle actor may pick.
    fn starts(&mut self, task: usize, can_move: &Rc<Predicate>) -> Vec<Transition> {
        let actors = &self.rules.world.machine.scenario().actors;
        let actor = &actors[task - self.rules.world.machine.scenario().tasks.len()];
        let (pick, picks) = match actor.pick {
            Pick::Page => (Pick::Page, self.rules.world.machine.bounds().frames),
            Pick::Pte => (Pick::Pte, self.rules.world.tables.ptes()),
        };
        let Some(first) = step_at(self.program(task), 0) else { return Vec::new() };
        let name = format!("start_{}", self.task(task).name);
        let about = "an actor has picked something and takes its first step";
        (1..=picks)
            .filter_map(|number| {
                let (is_there, registers, what) = self.pick(pick, number);
                let vars = self.task(task);
                let shared = self.rules.vars();
                let idle = any(exits(self.program(task)).map(|exit| eq(&vars.pc, i32::from(exit))));
                let goes_on = [eq(&shared.oops, 0), ne(&shared.unfinished, 0)];
                let guard = all(goes_on.into_iter().chain([
                    idle,
                    ne(&vars.budget, 0),
                    is_there,
                    Cond::Named(Rc::clone(can_move)),
                ]));
                if guard == Cond::False {
                    return None;
                }
                let mut body = vec![set(&vars.budget, Int::from(&vars.budget) - 1.into())];
                body.extend(vars.registers.iter().zip(registers).map(|(var, value)| set(var, value)));
                body.push(set(&vars.pc, 0));
                let transition = format!("start_{}_{number}", vars.name);
                let described = format!("{} begins with {what}: {}", vars.name, self.describe(task, first));
                // What it does first is the same whatever it has picked.
                let step = self.body(task, first);
                body.extend(self.rules.call(&name, &[], about, Vec::new(), |_| step));
                Some(Transition { name: transition, about: described, guard, body })
            })
            .collect()
    }

    /// Whether something can be picked, the values of the first registers, and what it is.
    fn pick(&self, pick: Pick, number: usize) -> (Cond, Vec<Int>, String) {
        let vars = self.rules.vars();
        match pick {
            Pick::Page => {
                let on_lru = all([
                    ne(at(&vars.page_place, number), 0),
                    eq(at(&vars.page_pagevec, number), 0),
                    eq(at(&vars.page_locked, number), 0),
                ]);
                (on_lru, vec![number.into()], format!("page {number}"))
            }
            Pick::Pte => {
                let present = ne(at(&vars.pte_page, number), 0);
                let may_go = all([present, not(self.rules.is_kept(&number.into()))]);
                let (mm, index) = self.rules.world.tables.user_page(number);
                (may_go, vec![mm.into(), (index * SECTORS).into()], format!("pte {number}"))
            }
        }
    }

    /// What a step does: its primitive, and everything up to the next one.
    fn body(&mut self, task: usize, step: Step<'_>) -> Vec<Stmt> {
        let effect = self.effect(task, step);
        let dies = self.rules.fail(crate::rules::words::Oops::SleepInAtomic);
        let may_not = step.prim.spec().sleeps && self.has_atomic(task);
        let effect = if may_not { branch(eq(&self.task(task).atomic, 0), effect, dies) } else { effect };
        let mut body = self.finish(task, step, effect);
        body.extend(self.resumptions(task, step));
        body
    }

    /// A primitive's effect, and then the task dies of it, waits in a queue, or goes on.
    fn finish(&mut self, task: usize, step: Step<'_>, effect: Vec<Stmt>) -> Vec<Stmt> {
        let goes_on = self.complete(task, step);
        let vars = self.task(task);
        let goes_on = if matches!(step.prim, Prim::DownRead | Prim::DownWrite) {
            branch(eq(&self.rules.vars().value, 0), vec![set(&vars.queued, 1)], goes_on)
        } else {
            goes_on
        };
        let shared = self.rules.vars();
        let dies = vec![
            set(&shared.oops, &shared.fault),
            set(&shared.oops_task, vars.number),
            set(&shared.fault, 0),
        ];
        let can_die = sets(&effect, &shared.fault);
        let goes_on = if can_die { branch(self.rules.is_well(), goes_on, dies) } else { goes_on };
        [effect, goes_on].concat()
    }

    /// Whoever was let in from a queue by this step goes on with it.
    fn resumptions(&mut self, task: usize, step: Step<'_>) -> Vec<Stmt> {
        let mut body = Vec::new();
        for other in self.others(task, step) {
            let resume = self.resume(other);
            let number = self.task(other).number;
            body.extend(when(lt(0, at(&self.rules.vars().woken, number)), resume));
        }
        body
    }

    /// Tasks and actors that may wait for what a step releases.
    fn others(&self, task: usize, step: Step<'_>) -> Vec<usize> {
        if !matches!(step.prim, Prim::UpRead | Prim::UpWrite) {
            return Vec::new();
        }
        let machine = self.rules.world.machine;
        let mms: Vec<usize> = match self.args(task, step)[0].known() {
            Some(mm) => usize::try_from(mm).into_iter().filter(|&mm| mm > 0).collect(),
            None => (1..=machine.scenario().mms.len()).collect(),
        };
        let mut others: Vec<usize> =
            mms.into_iter().flat_map(|mm| waiters(machine, mm)).map(TaskId::index).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|&other| other != task);
        others
    }
}

fn step_at(program: &Program, pc: Pc) -> Option<Step<'_>> {
    match program.instr(pc) {
        Instr::Step { prim, args, dst } => {
            Some(Step { pc, prim: *prim, args, dst: dst.map(pagelock_engine::id::Reg::index) })
        }
        Instr::Set(..)
        | Instr::Unless(..)
        | Instr::Jump(_)
        | Instr::DisableFaults
        | Instr::EnableFaults
        | Instr::Exit => None,
    }
}
