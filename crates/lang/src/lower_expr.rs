//! Expressions to pure expressions: calls inside them become steps before them.
//!
//! Part of the arrow of `lower`. The right operand of `&&` and `||` is only evaluated when it decides, as in C.

use pagelock_engine::id::Reg;
use pagelock_engine::prim::{Prim, Type};
use pagelock_engine::program::{Binary, Expr, Instr};
use pagelock_engine::scenario::Failure;

use crate::ast::{self, BinaryOp, ExprKind, UnaryOp};
use crate::builtins::{Builtin, builtin, constant};
use crate::diagnostic::Diagnostic;
use crate::fold::fold;
use crate::lower::{Binding, Lowerer};
use pagelock_engine::limits::SECTORS_PER_PAGE;

/// The value of an expression, if it is known before it runs.
pub(crate) fn known(expr: &Expr) -> Option<i32> {
    if let Expr::Const(value) = expr { Some(*value) } else { None }
}

impl<'a> Lowerer<'a> {
    /// Compiles an expression so that its value ends in a register, if one is given.
    pub(crate) fn expr_into(&mut self, expr: &'a ast::Expr, dst: Option<Reg>) -> Result<(), Diagnostic> {
        if let ExprKind::Call(call) = &expr.kind
            && builtin(&call.name.value).is_none()
        {
            return self.call(call, dst).map(|_| ());
        }
        let value = self.expr(expr)?;
        match dst {
            Some(reg) if value != Expr::Reg(reg) => self.push(Instr::Set(reg, value)).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Compiles an expression; steps it makes come before it.
    pub(crate) fn expr(&mut self, expr: &'a ast::Expr) -> Result<Expr, Diagnostic> {
        let value = match &expr.kind {
            ExprKind::Number(value) => Expr::Const(i32::from(*value)),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Call(call) => self.call(call, None)?,
            ExprKind::Unary(UnaryOp::Not, operand) => Expr::Not(Box::new(self.expr(operand)?)),
            ExprKind::Unary(UnaryOp::Negate, operand) => {
                Expr::Binary(Binary::Sub, Box::new((Expr::Const(0), self.expr(operand)?)))
            }
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right)?,
        };
        Ok(fold(value, self.files))
    }

    fn name(&mut self, name: &str) -> Expr {
        match self.activation().names.get(name).cloned() {
            Some(Binding::Argument(expr)) => expr,
            Some(Binding::Register(reg)) => self.variable(reg),
            None => Expr::Const(constant(name).expect("checked: a constant").1),
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
    ) -> Result<Expr, Diagnostic> {
        let (op, swap) = match op {
            BinaryOp::And | BinaryOp::Or => return self.decide(op, left, right),
            BinaryOp::Equal => (Binary::Eq, false),
            BinaryOp::NotEqual => (Binary::Ne, false),
            BinaryOp::Less => (Binary::Lt, false),
            BinaryOp::LessEqual => (Binary::Le, false),
            BinaryOp::Greater => (Binary::Lt, true),
            BinaryOp::GreaterEqual => (Binary::Le, true),
            BinaryOp::Add => (Binary::Add, false),
            BinaryOp::Subtract => (Binary::Sub, false),
            BinaryOp::Multiply => (Binary::Mul, false),
            BinaryOp::Divide => (Binary::Div, false),
            BinaryOp::Remainder => (Binary::Rem, false),
        };
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        Ok(Expr::Binary(op, Box::new(if swap { (right, left) } else { (left, right) })))
    }

    /// `&&` and `||`. If the right operand makes steps, they are jumped over when the left one decides.
    fn decide(
        &mut self,
        op: BinaryOp,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
    ) -> Result<Expr, Diagnostic> {
        let is_and = op == BinaryOp::And;
        let left = truth(self.expr(left)?);
        if let Some(value) = known(&fold(left.clone(), self.files)) {
            return if (value != 0) == is_and {
                Ok(truth(self.expr(right)?))
            } else {
                Ok(Expr::Const(value))
            };
        }
        if !makes_steps(right) {
            let right = truth(self.expr(right)?);
            let both = |op, a, b| Expr::Binary(op, Box::new((a, b)));
            return Ok(if is_and {
                both(Binary::Mul, left, right)
            } else {
                truth(both(Binary::Add, left, right))
            });
        }
        let reg = self.take("condition", Type::Int);
        self.push(Instr::Set(reg, left))?;
        let decided = if is_and { Expr::Reg(reg) } else { Expr::Not(Box::new(Expr::Reg(reg))) };
        let skip = self.push(Instr::Unless(decided, 0))?;
        let mark = self.mark();
        let right = truth(self.expr(right)?);
        self.push(Instr::Set(reg, right))?;
        self.release(mark);
        self.patch(skip);
        Ok(Expr::Reg(reg))
    }

    /// Compiles a call. Its value is in `dst` if that is given, else in the expression returned.
    pub(crate) fn call(&mut self, call: &'a ast::Call, dst: Option<Reg>) -> Result<Expr, Diagnostic> {
        let mut args = Vec::new();
        for arg in &call.args {
            args.push(self.expr(arg)?);
        }
        let name = call.name.value.as_str();
        if let Some((_, function, ..)) = builtin(name) {
            return self.builtin(function, args);
        }
        if let Some(prim) = Prim::by_name(name) {
            let ty = prim.spec().result;
            let failures = Failure::of(prim);
            let may_fail = failures.iter().any(|failure| self.facts.failures.contains(failure));
            if ty == Type::Int && !failures.is_empty() && !may_fail {
                // What a listing does when it fails need not be part of the program.
                self.step(prim, args, None)?;
                return match dst {
                    Some(reg) => self.push(Instr::Set(reg, Expr::Const(0))).map(|_| Expr::Const(0)),
                    None => Ok(Expr::Const(0)),
                };
            }
            let dst = dst.or_else(|| (ty != Type::Void).then(|| self.take(name, ty)));
            self.step(prim, args, dst)?;
            return Ok(dst.map_or(Expr::Const(0), Expr::Reg));
        }
        let checked = self.checked;
        let (file, function) = checked.linked.functions.get(name).expect("calls are checked");
        let ty = crate::check::engine_type(function.result.value);
        let dst = dst.or_else(|| (ty != Type::Void).then(|| self.take(name, ty)));
        self.inline(*file, function, args, dst)?;
        Ok(dst.map_or(Expr::Const(0), Expr::Reg))
    }

    fn builtin(&mut self, function: Builtin, args: Vec<Expr>) -> Result<Expr, Diagnostic> {
        let mut args = args.into_iter();
        let mut next = || args.next().expect("checked: enough arguments");
        let sectors = Expr::Const(i32::from(SECTORS_PER_PAGE));
        let value = match function {
            Builtin::Min => Expr::Binary(Binary::Min, Box::new((next(), next()))),
            Builtin::PageIndex => Expr::Binary(Binary::Div, Box::new((next(), sectors))),
            Builtin::PageOffset => Expr::Binary(Binary::Rem, Box::new((next(), sectors))),
            Builtin::VmaFile => Expr::VmaFile(Box::new((next(), next()))),
            Builtin::VmaPgoff => Expr::VmaPgoff(Box::new((next(), next()))),
            Builtin::IsBlockDevice => Expr::IsBlockDevice(Box::new(next())),
            Builtin::SMaxbytes => Expr::MaxBytes(Box::new(next())),
            Builtin::IMutex | Builtin::MmapSem => next(),
            Builtin::CurrentMm if self.facts.is_kernel => Expr::Const(0),
            Builtin::CurrentMm => Expr::Mm(0),
            Builtin::IsKernelDs => Expr::Const(i32::from(self.facts.is_kernel)),
            Builtin::CurrentLockedPage => {
                let reg = self.locked_page();
                self.variable(reg)
            }
            Builtin::SetLockedPage => {
                let (reg, page) = (self.locked_page(), next());
                self.push(Instr::Set(reg, page))?;
                Expr::Const(0)
            }
            Builtin::PagefaultDisable | Builtin::KmapAtomic => {
                self.push(Instr::DisableFaults)?;
                Expr::Const(0)
            }
            Builtin::PagefaultEnable | Builtin::KunmapAtomic => {
                self.push(Instr::EnableFaults)?;
                Expr::Const(0)
            }
        };
        Ok(fold(value, self.files))
    }
}

/// 1 for any value but 0.
fn truth(expr: Expr) -> Expr {
    let is_truth =
        matches!(&expr, Expr::Not(_) | Expr::Binary(Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le, _));
    if is_truth { expr } else { Expr::Binary(Binary::Ne, Box::new((expr, Expr::Const(0)))) }
}

/// Whether an expression has a call that is not pure.
fn makes_steps(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Name(_) => false,
        ExprKind::Call(call) => builtin(&call.name.value).is_none() || call.args.iter().any(makes_steps),
        ExprKind::Unary(_, operand) => makes_steps(operand),
        ExprKind::Binary(_, left, right) => makes_steps(left) || makes_steps(right),
    }
}
