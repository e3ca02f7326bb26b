//! The rules of the kernel's primitives, stated a second time: each is a procedure of the model.
//!
//! Arrow: `Prim` -> **`Proc`** -> text. They follow `docs/kernel-facts.md` and never call the engine, so that a checker
//! that searches the text is a second opinion on the engine's rules and on its search. A procedure leaves what it
//! returns in `the_value` and, if the task dies of it, why in `the_fault`.

pub(crate) mod filesystem;
mod kmap;
mod locks;
mod page_cache;
mod reclaim;
mod rwsem;
mod user_memory;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

use crate::build::{at, branch, eq, op, set};
use crate::ir::{Cond, Each, Int, Op, Proc, Stmt, Var};
use crate::rules::words::Oops;
use crate::vars::{SECTORS, Vars};
use crate::world::World;

/// The procedures that were asked for so far.
#[derive(Debug)]
pub(crate) struct Rules<'m> {
    pub(crate) world: World<'m>,
    procs: BTreeMap<String, Rc<Proc>>,
    /// names in the order in which they were finished: each after those it calls
    order: Vec<String>,
    /// scratch variables of procedures
    scratch: Vec<Var>,
}

/// A procedure that is being written: its parameters by name.
pub(crate) fn param(name: &'static str) -> Int {
    Int::Param(name)
}

/// Position of a sector of a page, or of a place, in the arrays of sectors.
pub(crate) fn sector_of(page: Int, sector: impl Into<Int>) -> Int {
    op(Op::Mul, page, SECTORS.into()) + sector.into()
}

/// No number in an argument is larger than this.
const ARGUMENT_MAX: i32 = 0x10_0000;

/// Whether an argument is one word whose value does not change while the procedure runs.
fn is_word(arg: &Int) -> bool {
    match arg {
        Int::Const(_) | Int::Named(..) | Int::Param(_) => true,
        Int::Get(place) => !place.var.is_array && !place.var.is_scratch,
        Int::Op(..) | Int::If(_) | Int::Clamp(..) => false,
    }
}

impl<'m> Rules<'m> {
    /// No procedure yet.
    pub(crate) fn new(world: World<'m>) -> Self {
        Self { world, procs: BTreeMap::new(), order: Vec::new(), scratch: Vec::new() }
    }

    /// All procedures, each after those it calls, and their scratch variables.
    pub(crate) fn finish(self) -> (World<'m>, Vec<Rc<Proc>>, Vec<Var>) {
        let procs = self.order.iter().map(|name| Rc::clone(&self.procs[name])).collect();
        (self.world, procs, self.scratch)
    }

    pub(crate) fn vars(&self) -> &Vars {
        &self.world.vars
    }

    /// The call of a procedure, which is written when it is first called.
    pub(crate) fn call(
        &mut self,
        name: &str,
        params: &[&'static str],
        about: &str,
        args: Vec<Int>,
        body: impl FnOnce(&mut Self) -> Vec<Stmt>,
    ) -> Vec<Stmt> {
        assert_eq!(params.len(), args.len(), "{name} takes {params:?}");
        if !self.procs.contains_key(name) {
            let body = body(self);
            let proc = Proc { name: name.to_owned(), params: params.to_vec(), about: about.to_owned(), body };
            self.procs.insert(name.to_owned(), Rc::new(proc));
            self.order.push(name.to_owned());
        }
        let mut stmts = Vec::new();
        let mut words = Vec::new();
        for (param, arg) in params.iter().zip(args) {
            words.push(if is_word(&arg) { arg } else { self.argument(name, param, arg, &mut stmts) });
        }
        stmts.push(Stmt::Call(Rc::clone(&self.procs[name]), words));
        stmts
    }

    /// The call of a procedure for one number after the other. Its first parameter is that number.
    pub(crate) fn each(
        &mut self,
        range: RangeInclusive<usize>,
        name: &str,
        params: &[&'static str],
        about: &str,
        args: Vec<Int>,
        body: impl FnOnce(&mut Self) -> Vec<Stmt>,
    ) -> Vec<Stmt> {
        let (first, last) = (*range.start(), *range.end());
        if first > last {
            return Vec::new();
        }
        let index = self.scratch_once(&format!("{name}_at"), (0, crate::vars::int(last + 1)));
        let mut stmts = self.call(name, params, about, [vec![Int::Param("")], args].concat(), body);
        if let Some(Stmt::Call(proc, args)) = stmts.pop() {
            stmts.push(Stmt::Each(Each { index, first, last, proc, args: args[1..].to_vec() }));
        }
        stmts
    }

    /// An argument that is calculated goes through a variable. Promela substitutes arguments as text, so this one would
    /// be calculated wherever it is used.
    fn argument(&mut self, proc: &str, param: &str, arg: Int, stmts: &mut Vec<Stmt>) -> Int {
        let name = format!("{proc}_{param}");
        let var = self.scratch_once(&name, (-ARGUMENT_MAX, ARGUMENT_MAX));
        stmts.push(set(&var, arg));
        Int::from(&var)
    }

    /// A scratch variable of that name, which there may be already.
    fn scratch_once(&mut self, name: &str, range: (i32, i32)) -> Var {
        let known = self.scratch.iter().find(|var| var.name == name).map(Rc::clone);
        known.unwrap_or_else(|| self.scratch(name, range))
    }

    /// A scratch variable of a procedure.
    pub(crate) fn scratch(&mut self, name: &str, range: (i32, i32)) -> Var {
        let var = crate::vars::scratch(name, range);
        self.scratch.push(Rc::clone(&var));
        var
    }

    /// The task dies.
    pub(crate) fn fail(&self, oops: Oops) -> Vec<Stmt> {
        vec![set(&self.vars().fault, oops)]
    }

    /// The task has not died so far.
    pub(crate) fn is_well(&self) -> Cond {
        eq(&self.vars().fault, 0)
    }

    /// What is done with a page argument, which must be a page that still exists.
    pub(crate) fn with_page(&self, page: &Int, body: Vec<Stmt>) -> Vec<Stmt> {
        let is_freed = eq(at(&self.vars().page_count, page.clone()), 0);
        let body = branch(is_freed, self.fail(Oops::UseAfterFree), body);
        branch(eq(page.clone(), 0), self.fail(Oops::NullPointer), body)
    }

    /// What is done with a file or an address space, which must not be NULL.
    pub(crate) fn with_object(&self, object: &Int, body: Vec<Stmt>) -> Vec<Stmt> {
        branch(eq(object.clone(), 0), self.fail(Oops::NullPointer), body)
    }

    /// Leaves a result.
    pub(crate) fn give(&self, value: impl Into<Int>) -> Vec<Stmt> {
        vec![set(&self.vars().value, value)]
    }
}
