//! Statements to instructions: branches, loops, labels.
//!
//! Part of the arrow of `lower`.

use pagelock_engine::program::{Binary, Expr, Instr};

use crate::ast::{self, Block, Statement, StatementKind};
use crate::diagnostic::Diagnostic;
use crate::fold::fold;
use crate::lower::{Binding, Lowerer, pc};
use crate::lower_expr::known;

impl<'a> Lowerer<'a> {
    pub(crate) fn block(&mut self, block: &'a Block) -> Result<(), Diagnostic> {
        for statement in &block.statements {
            self.statement(statement)?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &'a Statement) -> Result<(), Diagnostic> {
        let outer = (self.label.clone(), self.span);
        if let Some(label) = self.pick_label(statement) {
            self.label = label;
        }
        self.span = statement.span;
        let mark = self.mark();
        self.statement_kind(&statement.kind)?;
        self.release(mark);
        (self.label, self.span) = outer;
        Ok(())
    }

    /// The label of the system call's own kind: a number or a letter.
    fn pick_label(&self, statement: &Statement) -> Option<String> {
        let is_letter = |label: &str| label.starts_with(|first: char| first.is_ascii_alphabetic());
        let own = statement.labels.iter().find(|label| is_letter(&label.value) == self.letters);
        own.map(|label| label.value.clone())
    }

    fn statement_kind(&mut self, kind: &'a StatementKind) -> Result<(), Diagnostic> {
        match kind {
            StatementKind::Block(block) => self.block(block),
            StatementKind::Assign { target, op, value } => self.assign(&target.value, *op, value),
            StatementKind::Call(call) => self.call(call, None).map(|_| ()),
            StatementKind::If { condition, then, otherwise } => {
                self.branch(condition, then, otherwise.as_deref())
            }
            StatementKind::While { condition, body } => self.repeat(condition, body),
            StatementKind::Break => {
                let jump = self.push(Instr::Jump(0))?;
                let innermost = self.activation().loops.last_mut().expect("checked: within a loop");
                innermost.1.push(jump);
                Ok(())
            }
            StatementKind::Continue => {
                let head = self.activation().loops.last().expect("checked: within a loop").0;
                self.push(Instr::Jump(pc(head))).map(|_| ())
            }
            StatementKind::Return(value) => {
                let result = self.activation().result;
                if let Some(value) = value {
                    self.expr_into(value, result)?;
                }
                let jump = self.push(Instr::Jump(0))?;
                self.activation().returns.push(jump);
                Ok(())
            }
            StatementKind::Empty => Ok(()),
        }
    }

    fn assign(&mut self, target: &str, op: ast::AssignOp, value: &'a ast::Expr) -> Result<(), Diagnostic> {
        let Some(Binding::Register(reg)) = self.activation().names.get(target).cloned() else {
            unreachable!("checked: {target} is a variable")
        };
        let op = match op {
            ast::AssignOp::Set => return self.expr_into(value, Some(reg)),
            ast::AssignOp::Add => Binary::Add,
            ast::AssignOp::Subtract => Binary::Sub,
        };
        let value = self.expr(value)?;
        let value = fold(Expr::Binary(op, Box::new((self.variable(reg), value))), self.files);
        self.push(Instr::Set(reg, value)).map(|_| ())
    }

    fn branch(
        &mut self,
        condition: &'a ast::Expr,
        then: &'a Statement,
        otherwise: Option<&'a Statement>,
    ) -> Result<(), Diagnostic> {
        let mark = self.mark();
        let condition = self.expr(condition)?;
        if let Some(value) = known(&condition) {
            let taken = if value == 0 { otherwise } else { Some(then) };
            return taken.map_or(Ok(()), |statement| self.statement(statement));
        }
        let to_otherwise = self.push(Instr::Unless(condition, 0))?;
        self.release(mark);
        self.statement(then)?;
        let Some(otherwise) = otherwise else {
            self.patch(to_otherwise);
            return Ok(());
        };
        let to_end = self.push(Instr::Jump(0))?;
        self.patch(to_otherwise);
        self.statement(otherwise)?;
        self.patch(to_end);
        Ok(())
    }

    fn repeat(&mut self, condition: &'a ast::Expr, body: &'a Statement) -> Result<(), Diagnostic> {
        self.known.clear();
        let head = self.here();
        let mark = self.mark();
        let condition = self.expr(condition)?;
        let exit = match known(&condition) {
            Some(0) => return Ok(()),
            Some(_) => None,
            None => Some(self.push(Instr::Unless(condition, 0))?),
        };
        self.release(mark);
        self.activation().loops.push((head, Vec::new()));
        self.statement(body)?;
        self.push(Instr::Jump(pc(head)))?;
        let (_, breaks) = self.activation().loops.pop().expect("it was pushed above");
        for jump in breaks.into_iter().chain(exit) {
            self.patch(jump);
        }
        Ok(())
    }
}

/// First step label in a block, in the order of the text.
pub(crate) fn first_label(block: &Block) -> Option<&str> {
    block.statements.iter().find_map(first_label_of)
}

fn first_label_of(statement: &Statement) -> Option<&str> {
    let own = statement.labels.first().map(|label| label.value.as_str());
    own.or_else(|| match &statement.kind {
        StatementKind::Block(block) => first_label(block),
        StatementKind::If { then, otherwise, .. } => {
            first_label_of(then).or_else(|| first_label_of(otherwise.as_deref()?))
        }
        StatementKind::While { body, .. } => first_label_of(body),
        StatementKind::Assign { .. }
        | StatementKind::Call(_)
        | StatementKind::Break
        | StatementKind::Continue
        | StatementKind::Return(_)
        | StatementKind::Empty => None,
    })
}
