//! Names and types of a linked listing: does every word mean something, and does it fit where it stands?
//!
//! Arrow: `Linked` -> **`Checked`** -> program. After this, lowering cannot meet a user's mistake except in how
//! often things nest. Knows nothing of instructions.

use std::collections::BTreeMap;

use pagelock_engine::prim::{Prim, SPECS, Type};

use crate::ast::{
    self, AssignOp, BinaryOp, Block, Call, Expr, ExprKind, Function, FunctionKind, Statement, StatementKind,
    UnaryOp,
};
use crate::builtins::{BUILTINS, CONSTANTS, builtin, constant};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits::LOCALS_MAX;
use crate::link::Linked;
use crate::similar::similar;
use crate::span::Span;

/// A linked listing whose names and types are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The listing.
    pub linked: Linked,
    /// Variables of each function that are not parameters, with their types, by name.
    pub(crate) locals: BTreeMap<String, BTreeMap<String, Type>>,
}

/// Checks every function of a listing.
///
/// # Errors
/// Every mistake found, text by text.
pub fn check(linked: Linked) -> Result<Checked, Vec<Diagnostic>> {
    let mut locals = BTreeMap::new();
    let mut found: Vec<Diagnostics> = linked.files.iter().map(|file| Diagnostics::new(&file.name)).collect();
    for (file, function) in linked.functions.values() {
        let diagnostics = &mut found[*file];
        let mut checker =
            Checker { linked: &linked, function, diagnostics, locals: BTreeMap::new(), loops: 0 };
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

fn type_name(ty: Type) -> &'static str {
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

struct Checker<'a> {
    linked: &'a Linked,
    function: &'a Function,
    diagnostics: &'a mut Diagnostics,
    locals: BTreeMap<String, Type>,
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
            StatementKind::Assign { target, op: AssignOp::Set, value } => {
                let is_param = self.function.params.iter().any(|param| param.name.value == target.value);
                if is_param || constant(&target.value).is_some() {
                    self.diagnostics.error_hint(
                        Code::NotAssignable,
                        target.span,
                        format!("`{}` cannot be assigned to", target.value),
                        "parameters and constants keep their value; use a variable of another name",
                    );
                } else if !self.locals.contains_key(&target.value) {
                    let ty = self.guess(value);
                    self.locals.insert(target.value.clone(), ty);
                }
            }
            StatementKind::If { then, otherwise, .. } => {
                self.collect_statement(then);
                otherwise.iter().for_each(|statement| self.collect_statement(statement));
            }
            StatementKind::While { body, .. } => self.collect_statement(body),
            StatementKind::Assign { .. }
            | StatementKind::Call(_)
            | StatementKind::Break
            | StatementKind::Continue
            | StatementKind::Return(_)
            | StatementKind::Empty => {}
        }
    }

    /// Type of a value, as far as it can be known without looking at its parts.
    fn guess(&self, expr: &Expr) -> Type {
        match &expr.kind {
            ExprKind::Call(call) => self.signature(&call.name.value).map_or(Type::Int, |(_, result)| result),
            ExprKind::Name(name) => self.name_type(name).unwrap_or(Type::Int),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Subtract, left, _) => self.guess(left),
            ExprKind::Number(_) | ExprKind::Unary(..) | ExprKind::Binary(..) => Type::Int,
        }
    }

    fn name_type(&self, name: &str) -> Option<Type> {
        let param = self.function.params.iter().find(|param| param.name.value == name);
        param
            .map(|param| engine_type(param.ty.value))
            .or_else(|| self.locals.get(name).copied())
            .or_else(|| constant(name).map(|(ty, _)| ty))
    }

    /// Types of the arguments and of the result of whatever has that name.
    fn signature(&self, name: &str) -> Option<(Vec<Type>, Type)> {
        if let Some(prim) = Prim::by_name(name) {
            return Some((prim.spec().params.to_vec(), prim.spec().result));
        }
        if let Some((_, _, params, result)) = builtin(name) {
            return Some((params.to_vec(), result));
        }
        let (_, function) = self.linked.functions.get(name)?;
        let params = function.params.iter().map(|param| engine_type(param.ty.value));
        Some((params.collect(), engine_type(function.result.value)))
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
            StatementKind::Assign { target, value, .. } => {
                let ty = self.expr(value);
                match self.name_type(&target.value) {
                    Some(expected) => self.expect(value.span, ty, expected, &target.value),
                    None => self.unknown_name(&target.value, target.span),
                }
            }
            StatementKind::Call(call) => {
                self.call(call);
            }
            StatementKind::If { condition, then, otherwise } => {
                self.condition(condition);
                self.statement(then);
                otherwise.iter().for_each(|statement| self.statement(statement));
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
        if (ty == Type::Void) != (expected == Type::Void) {
            let message = format!("`{}` returns {}", self.function.name.value, type_name(expected));
            self.diagnostics.error(Code::WrongType, span, message);
        } else {
            self.expect(span, ty, expected, "the result");
        }
    }

    /// Numbers and pages can be conditions: a page is true unless it is NULL.
    fn condition(&mut self, expr: &Expr) {
        let ty = self.expr(expr);
        if !matches!(ty, Type::Int | Type::Page | Type::File) {
            let message = format!("a condition must be a number or a page, not {}", type_name(ty));
            self.diagnostics.error(Code::WrongType, expr.span, message);
        }
    }

    fn expr(&mut self, expr: &Expr) -> Type {
        match &expr.kind {
            ExprKind::Number(_) => Type::Int,
            ExprKind::Name(name) => self.name_type(name).unwrap_or_else(|| {
                self.unknown_name(name, expr.span);
                Type::Int
            }),
            ExprKind::Call(call) => {
                let ty = self.call(call);
                if ty == Type::Void {
                    let message = format!("`{}` returns nothing", call.name.value);
                    self.diagnostics.error(Code::WrongType, call.span, message);
                    return Type::Int;
                }
                ty
            }
            ExprKind::Unary(UnaryOp::Not, operand) => {
                self.condition(operand);
                Type::Int
            }
            ExprKind::Unary(UnaryOp::Negate, operand) => {
                let ty = self.expr(operand);
                self.expect(operand.span, ty, Type::Int, "`-`");
                Type::Int
            }
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Type {
        match op {
            BinaryOp::Or | BinaryOp::And => {
                self.condition(left);
                self.condition(right);
                Type::Int
            }
            BinaryOp::Equal | BinaryOp::NotEqual => {
                let (left, ty) = (self.expr(left), self.expr(right));
                self.expect(right.span, ty, left, "the comparison");
                Type::Int
            }
            BinaryOp::Add | BinaryOp::Subtract => {
                let (ty, offset) = (self.expr(left), self.expr(right));
                self.expect(right.span, offset, Type::Int, "the operator");
                if !matches!(ty, Type::Int | Type::Addr) {
                    self.expect(left.span, ty, Type::Int, "the operator");
                }
                ty
            }
            BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Remainder => {
                for operand in [left, right] {
                    let ty = self.expr(operand);
                    self.expect(operand.span, ty, Type::Int, "the operator");
                }
                Type::Int
            }
        }
    }

    fn call(&mut self, call: &Call) -> Type {
        let name = &call.name;
        let Some((params, result)) = self.signature(&name.value) else {
            call.args.iter().for_each(|arg| {
                self.expr(arg);
            });
            let known = SPECS.iter().map(|spec| spec.name).chain(BUILTINS.iter().map(|entry| entry.0));
            let known = known.chain(self.linked.functions.keys().map(String::as_str));
            let hint = similar(&name.value, known).map(|near| format!("did you mean `{near}`?"));
            let hint = hint.unwrap_or_else(|| "define it, or include the file that does".to_owned());
            let message = format!("there is no function `{}`", name.value);
            self.diagnostics.error_hint(Code::UnknownFunction, name.span, message, hint);
            return Type::Int;
        };
        if params.len() != call.args.len() {
            let (wanted, got) = (params.len(), call.args.len());
            let message = format!("`{}` takes {wanted} arguments, not {got}", name.value);
            let types: Vec<&str> = params.iter().map(|&ty| type_name(ty)).collect();
            let hint = format!("it takes ({})", types.join(", "));
            self.diagnostics.error_hint(Code::WrongArguments, call.span, message, hint);
        }
        let takes_addresses = matches!(name.value.as_str(), "page_index" | "page_offset");
        for (arg, expected) in call.args.iter().zip(params) {
            let ty = self.expr(arg);
            if !(takes_addresses && ty == Type::Addr) {
                self.expect(arg.span, ty, expected, &name.value);
            }
        }
        result
    }

    fn expect(&mut self, span: Span, ty: Type, expected: Type, by: &str) {
        if ty != expected {
            let by = if by.contains(' ') || by.starts_with('`') { by.to_owned() } else { format!("`{by}`") };
            let message = format!("{by} wants {}, not {}", type_name(expected), type_name(ty));
            self.diagnostics.error(Code::WrongType, span, message);
        }
    }

    fn unknown_name(&mut self, name: &str, span: Span) {
        let params = self.function.params.iter().map(|param| param.name.value.as_str());
        let known = params.chain(self.locals.keys().map(String::as_str));
        let known = known.chain(CONSTANTS.iter().map(|(constant, ..)| *constant));
        let hint = similar(name, known).map(|near| format!("did you mean `{near}`?"));
        let hint = hint.unwrap_or_else(|| "assign it a value first".to_owned());
        let message = format!("`{name}` is neither a variable nor a parameter nor a constant");
        self.diagnostics.error_hint(Code::UnknownName, span, message, hint);
    }
}
