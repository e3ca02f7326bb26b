//! Names and types of a linked listing: does every word mean something, and does it fit where it stands?
//!
//! Arrow: `Linked` -> **`Checked`** -> program. After this, lowering cannot meet a user's mistake except in how
//! often things nest. Knows nothing of instructions.

use pagelock_engine::prim::{Prim, Type};
use pagelock_lists::Map;

use crate::ast::{self, AssignOp, Block, Expr, ExprKind, Function, FunctionKind, Statement, StatementKind};
use crate::builtins::{builtin, constant};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits::LOCALS_MAX;
use crate::link::Linked;
use crate::span::Span;

/// A linked listing whose names and types are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The listing.
    pub linked: Linked,
    /// Variables of each function that are not parameters, with their types, by name.
    pub(crate) locals: Map<String, Map<String, Type>>,
}

/// Checks every function of a listing.
///
/// # Errors
/// Every mistake found, text by text.
pub fn check(linked: Linked) -> Result<Checked, Vec<Diagnostic>> {
    let mut locals = Map::new_vec();
    let mut found: Vec<Diagnostics> = linked.files.iter().map(|file| Diagnostics::new(&file.name)).collect();
    for (file, function) in linked.functions.values() {
        let diagnostics = &mut found[*file];
        let mut checker =
            Checker { linked: &linked, function, diagnostics, locals: Map::new_vec(), loops: 0 };
        checker.function();
        locals.insert(function.name.value.clone(), checker.locals);
    }
    let diagnostics: Vec<Diagnostic> = found.into_iter().flat_map(Diagnostics::finish).collect();
    if diagnostics.is_empty() { Ok(Checked { linked, locals }) } else { Err(diagnostics) }
}

/// The engine's type for a written one: `ssize_t` is a number.
pub(crate) fn engine_type(ty: ast::Type) -> Type {
    match ty {
        ast::Type::Int | ast::Type::Ssize => Type::Int,
        ast::Type::Page => Type::Page,
        ast::Type::File => Type::File,
        ast::Type::Addr => Type::Addr,
        ast::Type::Mm => Type::Mm,
        ast::Type::Void => Type::Void,
    }
}

pub(crate) fn type_name(ty: Type) -> &'static str {
    match ty {
        Type::Void => "nothing",
        Type::Int => "an int",
        Type::Page => "a page",
        Type::File => "a file",
        Type::Mm => "an mm",
        Type::Addr => "an addr",
    }
}

/// Whether nothing can be executed after the statement.
fn ends(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Return(_) => true,
        StatementKind::Block(block) => block.statements.last().is_some_and(ends),
        StatementKind::If { then, otherwise: Some(otherwise), .. } => ends(then) && ends(otherwise),
        StatementKind::While { condition, body } => {
            matches!(condition.kind, ExprKind::Number(n) if n != 0) && !breaks(body)
        }
        StatementKind::If { .. }
        | StatementKind::Assign { .. }
        | StatementKind::Call(_)
        | StatementKind::Break
        | StatementKind::Continue
        | StatementKind::Empty => false,
    }
}

/// Whether the statement can leave the loop it is in.
fn breaks(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Break => true,
        StatementKind::Block(block) => block.statements.iter().any(breaks),
        StatementKind::If { then, otherwise, .. } => {
            breaks(then) || otherwise.as_ref().is_some_and(|statement| breaks(statement))
        }
        StatementKind::Return(_)
        | StatementKind::While { .. }
        | StatementKind::Assign { .. }
        | StatementKind::Call(_)
        | StatementKind::Continue
        | StatementKind::Empty => false,
    }
}

pub(crate) struct Checker<'a> {
    pub(crate) linked: &'a Linked,
    pub(crate) function: &'a Function,
    pub(crate) diagnostics: &'a mut Diagnostics,
    pub(crate) locals: Map<String, Type>,
    loops: u32,
}

impl Checker<'_> {
    fn function(&mut self) {
        let function = self.function;
        for param in &function.params {
            let is_void = param.ty.value == ast::Type::Void;
            if is_void || constant(&param.name.value).is_some() {
                let message = format!("`{}` cannot be a parameter", param.name.value);
                self.diagnostics.error(Code::BadFunction, param.name.span, message);
            }
        }
        let name = &function.name;
        if Prim::by_name(&name.value).is_some() || builtin(&name.value).is_some() {
            let message = format!("`{}` is part of the language and cannot be defined", name.value);
            self.diagnostics.error(Code::BadFunction, name.span, message);
        }
        self.kind();
        // Twice: a variable may be read above the assignment that gives it its type, in a loop.
        let before = self.diagnostics.count();
        self.collect(&function.body);
        if self.diagnostics.count() == before {
            self.block(&function.body);
        }
        if function.result.value != ast::Type::Void && !function.body.statements.last().is_some_and(ends) {
            let message = format!("`{}` can end without returning its result", name.value);
            self.diagnostics.error(Code::NoReturn, name.span, message);
        }
        if self.locals.len() > LOCALS_MAX {
            let message = format!("`{}` has more than {LOCALS_MAX} variables", name.value);
            self.diagnostics.error(Code::TooMany, name.span, message);
        }
    }

    /// What system calls and environment functions must look like.
    fn kind(&mut self) {
        let function = self.function;
        let params: Vec<Type> = function.params.iter().map(|param| engine_type(param.ty.value)).collect();
        match function.kind {
            FunctionKind::Env if params != [Type::Page] && params != [Type::Mm, Type::Addr] => {
                self.diagnostics.error_hint(
                    Code::BadFunction,
                    function.name.span,
                    "an environment function takes what it picks",
                    "write `(page page)` for any cached page or `(mm mm, addr addr)` for any present pte",
                );
            }
            FunctionKind::Syscall if function.result.value == ast::Type::Ssize => {
                if !function.params.iter().any(|param| param.name.value == "len") {
                    self.diagnostics.error_hint(
                        Code::BadFunction,
                        function.name.span,
                        "a system call that returns a count must say out of how many",
                        "give it a parameter `int len`, or let it return `int`",
                    );
                }
            }
            FunctionKind::Plain | FunctionKind::Syscall | FunctionKind::Env => {}
        }
    }

    /// Finds the variables and their types: a variable has the type of the first value it is given.
    fn collect(&mut self, block: &Block) {
        for statement in &block.statements {
            self.collect_statement(statement);
        }
    }

    fn collect_statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Block(block) => self.collect(block),
            StatementKind::Assign { target, op, value } => {
                let is_param = self.function.params.iter().any(|param| param.name.value == target.value);
                if is_param || constant(&target.value).is_some() {
                    self.diagnostics.error_hint(
                        Code::NotAssignable,
                        target.span,
                        format!("`{}` cannot be assigned to", target.value),
                        "parameters and constants keep their value; use a variable of another name",
                    );
                } else if *op == AssignOp::Set && !self.locals.contains_key(&target.value) {
                    let ty = self.guess(value);
                    self.locals.insert(target.value.clone(), ty);
                }
            }
            StatementKind::If { then, otherwise, .. } => {
                self.collect_statement(then);
                if let Some(otherwise) = otherwise {
                    self.collect_statement(otherwise);
                }
            }
            StatementKind::While { body, .. } => self.collect_statement(body),
            StatementKind::Call(_)
            | StatementKind::Break
            | StatementKind::Continue
            | StatementKind::Return(_)
            | StatementKind::Empty => {}
        }
    }

    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        if statement.labels.len() > 2 {
            let message = "a step has at most two labels: a number and a letter";
            self.diagnostics.error(Code::BadLabel, statement.labels[2].span, message);
        }
        match &statement.kind {
            StatementKind::Block(block) => self.block(block),
            StatementKind::Assign { target, op, value } => {
                let ty = self.expr(value);
                match (self.name_type(&target.value), op) {
                    (None, _) => self.unknown_name(&target.value, target.span),
                    (Some(Type::Addr), AssignOp::Add | AssignOp::Subtract) => {
                        self.expect(value.span, ty, Type::Int, &target.value);
                    }
                    (Some(expected), _) => self.expect(value.span, ty, expected, &target.value),
                }
            }
            StatementKind::Call(call) => {
                self.call(call);
            }
            StatementKind::If { condition, then, otherwise } => {
                self.condition(condition);
                self.statement(then);
                if let Some(otherwise) = otherwise {
                    self.statement(otherwise);
                }
            }
            StatementKind::While { condition, body } => {
                self.condition(condition);
                self.loops += 1;
                self.statement(body);
                self.loops -= 1;
            }
            StatementKind::Break | StatementKind::Continue if self.loops == 0 => {
                let message = "there is no loop to leave or go on with here";
                self.diagnostics.error(Code::OutsideLoop, statement.span, message);
            }
            StatementKind::Return(value) => self.returns(value.as_ref(), statement.span),
            StatementKind::Break | StatementKind::Continue | StatementKind::Empty => {}
        }
    }

    fn returns(&mut self, value: Option<&Expr>, span: Span) {
        let expected = engine_type(self.function.result.value);
        let ty = value.map_or(Type::Void, |value| self.expr(value));
        self.expect(span, ty, expected, "the result");
    }
}
