//! Syntax trees as short text, every pair of operands in parentheses.

use std::fmt::Write;

use pagelock_lang::ast::{
    AssignOp, BinaryOp, Block, Call, Expr, ExprKind, FunctionKind, Listing, Statement, StatementKind, UnaryOp,
};

/// The listing with two spaces for each block around a statement.
pub(crate) fn dump(listing: &Listing) -> String {
    let mut out = String::new();
    if let Some(kernel) = &listing.kernel {
        let base = kernel.base.as_ref().map_or(String::new(), |base| format!(" from {}", base.value));
        writeln!(out, "kernel {}{base}: {}", kernel.name.value, kernel.title.value).unwrap();
    }
    for include in &listing.includes {
        writeln!(out, "include {}", include.name.value).unwrap();
    }
    for function in &listing.functions {
        let kind = match function.kind {
            FunctionKind::Plain => "",
            FunctionKind::Syscall => "syscall ",
            FunctionKind::Env => "env ",
        };
        let params: Vec<String> = function
            .params
            .iter()
            .map(|param| format!("{:?} {}", param.ty.value, param.name.value))
            .collect();
        let (result, name) = (function.result.value, &function.name.value);
        writeln!(out, "{kind}{result:?} {name}({})", params.join(", ")).unwrap();
        block(&mut out, 1, &function.body);
    }
    out
}

fn block(out: &mut String, depth: usize, block: &Block) {
    for inner in &block.statements {
        statement(out, depth, inner);
    }
}

fn statement(out: &mut String, depth: usize, statement: &Statement) {
    let labels: Vec<&str> = statement.labels.iter().map(|label| label.value.as_str()).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("[{}] ", labels.join("|")) };
    write!(out, "{}{labels}", "  ".repeat(depth)).unwrap();
    match &statement.kind {
        StatementKind::Block(inner) => {
            writeln!(out, "block").unwrap();
            block(out, depth + 1, inner);
        }
        StatementKind::Assign { target, op, value } => {
            let op = match op {
                AssignOp::Set => "=",
                AssignOp::Add => "+=",
                AssignOp::Subtract => "-=",
            };
            writeln!(out, "{} {op} {}", target.value, expr(value)).unwrap();
        }
        StatementKind::Call(inner) => writeln!(out, "{}", call(inner)).unwrap(),
        StatementKind::If { condition, then, otherwise } => {
            writeln!(out, "if {}", expr(condition)).unwrap();
            self::statement(out, depth + 1, then);
            if let Some(otherwise) = otherwise {
                writeln!(out, "{}else", "  ".repeat(depth)).unwrap();
                self::statement(out, depth + 1, otherwise);
            }
        }
        StatementKind::While { condition, body } => {
            writeln!(out, "while {}", expr(condition)).unwrap();
            self::statement(out, depth + 1, body);
        }
        StatementKind::Break => writeln!(out, "break").unwrap(),
        StatementKind::Continue => writeln!(out, "continue").unwrap(),
        StatementKind::Return(None) => writeln!(out, "return").unwrap(),
        StatementKind::Return(Some(value)) => writeln!(out, "return {}", expr(value)).unwrap(),
        StatementKind::Empty => writeln!(out, "empty").unwrap(),
    }
}

fn call(call: &Call) -> String {
    let args: Vec<String> = call.args.iter().map(expr).collect();
    format!("{}({})", call.name.value, args.join(", "))
}

fn expr(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Call(inner) => call(inner),
        ExprKind::Unary(UnaryOp::Not, operand) => format!("(! {})", expr(operand)),
        ExprKind::Unary(UnaryOp::Negate, operand) => format!("(- {})", expr(operand)),
        ExprKind::Binary(op, left, right) => format!("({} {} {})", expr(left), symbol(*op), expr(right)),
    }
}

fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "||",
        BinaryOp::And => "&&",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Remainder => "%",
    }
}
