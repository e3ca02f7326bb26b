//! Names and types of expressions and calls: the second half of `check`.

use pagelock_engine::prim::{Prim, SPECS, Type};

use crate::ast::{BinaryOp, Call, Expr, ExprKind, UnaryOp};
use crate::builtins::{BUILTINS, CONSTANTS, builtin, constant};
use crate::check::{Checker, engine_type, type_name};
use crate::diagnostic::Code;
use crate::similar::similar;
use crate::span::Span;

impl Checker<'_> {
    /// Type of a value, as far as it can be known without looking at its parts.
    pub(crate) fn guess(&self, expr: &Expr) -> Type {
        match &expr.kind {
            ExprKind::Call(call) => self.signature(&call.name.value).map_or(Type::Int, |(_, result)| result),
            ExprKind::Name(name) => self.name_type(name).unwrap_or(Type::Int),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Subtract, left, _) => self.guess(left),
            ExprKind::Number(_) | ExprKind::Unary(..) | ExprKind::Binary(..) => Type::Int,
        }
    }

    pub(crate) fn name_type(&self, name: &str) -> Option<Type> {
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

    /// Numbers and pages can be conditions: a page is true unless it is NULL.
    pub(crate) fn condition(&mut self, expr: &Expr) {
        let ty = self.expr(expr);
        if !matches!(ty, Type::Int | Type::Page | Type::File) {
            let message = format!("a condition must be a number or a page, not {}", type_name(ty));
            self.diagnostics.error(Code::WrongType, expr.span, message);
        }
    }

    pub(crate) fn expr(&mut self, expr: &Expr) -> Type {
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

    pub(crate) fn call(&mut self, call: &Call) -> Type {
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

    pub(crate) fn expect(&mut self, span: Span, ty: Type, expected: Type, by: &str) {
        if ty != expected {
            let by = if by.contains(' ') || by.starts_with('`') { by.to_owned() } else { format!("`{by}`") };
            let message = format!("{by} wants {}, not {}", type_name(expected), type_name(ty));
            self.diagnostics.error(Code::WrongType, span, message);
        }
    }

    pub(crate) fn unknown_name(&mut self, name: &str, span: Span) {
        let params = self.function.params.iter().map(|param| param.name.value.as_str());
        let known = params.chain(self.locals.keys().map(String::as_str));
        let known = known.chain(CONSTANTS.iter().map(|(constant, ..)| *constant));
        let hint = similar(name, known).map(|near| format!("did you mean `{near}`?"));
        let hint = hint.unwrap_or_else(|| "assign it a value first".to_owned());
        let message = format!("`{name}` is neither a variable nor a parameter nor a constant");
        self.diagnostics.error_hint(Code::UnknownName, span, message, hint);
    }
}
