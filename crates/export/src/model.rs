//! Everything put together: variables that matter, procedures, and what can happen.
//!
//! Arrow: `Machine` -> **`Model`** -> text. It refuses what the checkers could not hold.

use std::collections::BTreeSet;
use std::rc::Rc;

use pagelock_engine::Machine;

use crate::TASKS_MAX;
use crate::about::About;
use crate::build::{any, eq, ne};
use crate::error::ExportError;
use crate::ir::{Cond, Int, Model, Place, Predicate, Proc, Process, Stmt, Var};
use crate::rules::Rules;
use crate::steps::Steps;
use crate::world::World;

/// Page frames, ptes or anything else that a procedure goes through one by one.
const TABLE_MAX: usize = 1024;

/// The model of a machine.
pub(crate) fn model(machine: &Machine, about: &About<'_>) -> Result<Model, ExportError> {
    check_size(machine)?;
    let mut steps = Steps { rules: Rules::new(World::new(machine)), about };
    let runnable: Vec<Rc<Predicate>> =
        (0..steps.rules.world.tasks.len()).map(|task| steps.runnable(task)).collect();
    let can_move = Rc::new(Predicate {
        name: "can_move".to_owned(),
        about: "somebody can go on; what the environment could begin does not count".to_owned(),
        cond: any(runnable.iter().map(|predicate| Cond::Named(Rc::clone(predicate)))),
    });
    let processes: Vec<Process> =
        (0..steps.rules.world.tasks.len()).map(|task| steps.process(task, &can_move)).collect();
    let (world, procs, scratch) = steps.rules.finish();
    let ended = any([ne(&world.vars.oops, 0), eq(&world.vars.unfinished, 0)]);
    let mut vars = world.vars.all();
    vars.extend(world.tasks.iter().flat_map(|task| task.all().cloned()));
    vars.extend(scratch);
    let predicates: Vec<Rc<Predicate>> = runnable.into_iter().chain([Rc::clone(&can_move)]).collect();
    let can_move = Cond::Named(can_move);
    let mut model = Model { vars, predicates, procs, processes, ended, can_move };
    model.drop_unused()?;
    Ok(model)
}

fn check_size(machine: &Machine) -> Result<(), ExportError> {
    let tasks = machine.all_tasks().count();
    if tasks > TASKS_MAX {
        return Err(ExportError::TooManyTasks(tasks));
    }
    let tables = [
        ("page frames", machine.bounds().frames),
        ("ptes", machine.ptes().count()),
        ("files", machine.files().count()),
        ("address spaces", machine.mms().count()),
    ];
    for (what, count) in tables {
        if count > TABLE_MAX {
            return Err(ExportError::TooMany { what, count, most: TABLE_MAX });
        }
    }
    Ok(())
}

/// What a model uses.
#[derive(Default)]
struct Uses {
    /// variables that something is done with
    vars: BTreeSet<String>,
    procs: BTreeSet<String>,
    is_too_large: bool,
}

impl Model {
    /// Procedures that are called for one number after the other.
    pub(crate) fn loops(&self) -> BTreeSet<&str> {
        let transitions = self.processes.iter().flat_map(|process| &process.transitions);
        let bodies =
            self.procs.iter().map(|proc| &proc.body).chain(transitions.map(|transition| &transition.body));
        let mut loops = BTreeSet::new();
        for body in bodies {
            add_loops(body, &mut loops);
        }
        loops
    }

    /// Leaves out variables and procedures that nothing uses.
    fn drop_unused(&mut self) -> Result<(), ExportError> {
        let mut uses = Uses::default();
        uses.cond(&self.ended);
        for predicate in &self.predicates {
            uses.cond(&predicate.cond);
        }
        for transition in self.processes.iter().flat_map(|process| &process.transitions) {
            uses.cond(&transition.guard);
            uses.stmts(&transition.body);
        }
        if uses.is_too_large {
            return Err(ExportError::NumberTooLarge);
        }
        self.vars.retain(|var| uses.vars.contains(&var.name));
        self.procs.retain(|proc| uses.procs.contains(&proc.name));
        Ok(())
    }
}

impl Uses {
    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            match stmt {
                Stmt::Set(place, value) => {
                    self.place(place);
                    self.int(value);
                }
                Stmt::If(cond, then, otherwise) => {
                    self.cond(cond);
                    self.stmts(then);
                    self.stmts(otherwise);
                }
                Stmt::Call(proc, args) => {
                    for arg in args {
                        self.int(arg);
                    }
                    self.proc(proc);
                }
                Stmt::Each(each) => {
                    self.vars.insert(each.index.name.clone());
                    for arg in &each.args {
                        self.int(arg);
                    }
                    self.proc(&each.proc);
                }
            }
        }
    }

    fn proc(&mut self, proc: &Proc) {
        if self.procs.insert(proc.name.clone()) {
            self.stmts(&proc.body);
        }
    }

    fn place(&mut self, place: &Place) {
        self.vars.insert(place.var.name.clone());
        if let Some(index) = &place.index {
            self.int(index);
        }
    }

    fn int(&mut self, int: &Int) {
        match int {
            Int::Const(_) | Int::Named(..) | Int::Param(_) => {}
            Int::Get(place) => self.place(place),
            Int::Op(_, ab) => {
                let (low, high) = int.range();
                self.is_too_large |= low < i64::from(i32::MIN) || high > i64::from(i32::MAX);
                self.int(&ab.0);
                self.int(&ab.1);
            }
            Int::If(parts) => {
                self.cond(&parts.0);
                self.int(&parts.1);
                self.int(&parts.2);
            }
            Int::Clamp(value, ..) => self.int(value),
        }
    }

    fn cond(&mut self, cond: &Cond) {
        match cond {
            Cond::True | Cond::False => {}
            Cond::Cmp(_, ab) => {
                self.int(&ab.0);
                self.int(&ab.1);
            }
            Cond::Not(inner) => self.cond(inner),
            Cond::All(conds) | Cond::Any(conds) => conds.iter().for_each(|cond| self.cond(cond)),
            Cond::Named(predicate) => self.cond(&predicate.cond),
        }
    }
}

fn add_loops<'a>(stmts: &'a [Stmt], loops: &mut BTreeSet<&'a str>) {
    for stmt in stmts {
        match stmt {
            Stmt::Set(..) | Stmt::Call(..) => {}
            Stmt::If(_, then, otherwise) => {
                add_loops(then, loops);
                add_loops(otherwise, loops);
            }
            Stmt::Each(each) => {
                loops.insert(&each.proc.name);
            }
        }
    }
}

/// Whether statements may set a variable, in procedures that they call as well.
pub(crate) fn sets(stmts: &[Stmt], var: &Var) -> bool {
    stmts.iter().any(|stmt| match stmt {
        Stmt::Set(place, _) => place.var == *var,
        Stmt::If(_, then, otherwise) => sets(then, var) || sets(otherwise, var),
        Stmt::Call(proc, _) => sets(&proc.body, var),
        Stmt::Each(each) => sets(&each.proc.body, var),
    })
}
