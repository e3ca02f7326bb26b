//! Expressions, part of the arrow from a listing to its syntax tree.
//!
//! Knows nothing of types, or of which names exist.

use crate::ast::{BinaryOp, Call, Expr, ExprKind, Name, UnaryOp};
use crate::diagnostic::{Code, Diagnostics};
use crate::lexer::TokenKind;
use crate::limits::{INTEGER_MAX, PARAMS_MAX};
use crate::parser::cursor::{Parser, Reported, is_reserved};
use crate::span::Span;

/// More tightly than any operator binds.
const TIGHTEST: u8 = 7;

/// Stands for an expression that was reported.
pub(super) fn placeholder(span: Span) -> Expr {
    Expr { kind: ExprKind::Number(0), span }
}

/// The operator of a symbol, and how tightly it binds.
fn binary_op(symbol: &str) -> Option<(BinaryOp, u8)> {
    Some(match symbol {
        "||" => (BinaryOp::Or, 1),
        "&&" => (BinaryOp::And, 2),
        "==" => (BinaryOp::Equal, 3),
        "!=" => (BinaryOp::NotEqual, 3),
        "<" => (BinaryOp::Less, 4),
        "<=" => (BinaryOp::LessEqual, 4),
        ">" => (BinaryOp::Greater, 4),
        ">=" => (BinaryOp::GreaterEqual, 4),
        "+" => (BinaryOp::Add, 5),
        "-" => (BinaryOp::Subtract, 5),
        "*" => (BinaryOp::Multiply, 6),
        "/" => (BinaryOp::Divide, 6),
        "%" => (BinaryOp::Remainder, 6),
        _ => return None,
    })
}

impl Parser<'_> {
    /// A whole expression, up to what cannot belong to it.
    pub(super) fn expression(&mut self) -> Result<Expr, Reported> {
        let problems = self.diagnostics.count();
        let value = self.binary(1)?;
        match self.here() {
            "=" | "+=" | "-=" => {
                if self.diagnostics.count() == problems {
                    self.nested_assignment();
                } else {
                    self.advance();
                }
                self.nested(Self::expression)?;
            }
            "?" => {
                self.conditional();
                if !self.at(":") {
                    self.nested(Self::expression)?;
                }
                if self.eat(":") {
                    self.nested(Self::expression)?;
                }
            }
            _ => {}
        }
        Ok(value)
    }

    /// Operators that bind at least this tightly, from left to right.
    fn binary(&mut self, tightest: u8) -> Result<Expr, Reported> {
        let mut left = self.unary()?;
        loop {
            if self.at_foreign_operator() {
                self.count_term()?;
                self.foreign_operator();
                self.binary(TIGHTEST)?;
                continue;
            }
            match binary_op(self.here()) {
                Some((op, binding)) if binding >= tightest => {
                    self.count_term()?;
                    self.advance();
                    let right = self.binary(binding + 1)?;
                    let span = left.span.to(right.span);
                    left = Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span };
                }
                _ => return Ok(left),
            }
        }
    }

    fn unary(&mut self) -> Result<Expr, Reported> {
        let op = match self.here() {
            "!" => UnaryOp::Not,
            "-" => UnaryOp::Negate,
            // `&mm->mmap_sem` is one habit, not two.
            "*" | "&" if matches!(self.ahead(2), "->" | ".") => {
                self.count_term()?;
                let start = self.advance().span;
                let operand = self.primary()?;
                self.field_access(start.to(operand.span))?;
                return Ok(placeholder(operand.span));
            }
            "~" => {
                self.count_term()?;
                self.foreign_operator();
                return self.nested(Self::unary);
            }
            "*" | "&" | "++" | "--" => {
                self.count_term()?;
                self.foreign_prefix();
                return self.nested(Self::unary);
            }
            _ => return self.postfix(),
        };
        self.count_term()?;
        let start = self.advance().span;
        let operand = self.nested(Self::unary)?;
        let span = start.to(operand.span);
        Ok(Expr { kind: ExprKind::Unary(op, Box::new(operand)), span })
    }

    /// An operand, and what C would let follow it.
    fn postfix(&mut self) -> Result<Expr, Reported> {
        let operand = self.primary()?;
        match self.here() {
            "->" | "." => {
                self.field_access(operand.span)?;
                Ok(placeholder(operand.span))
            }
            "++" | "--" if !self.is_on_new_line() => {
                self.increment(operand.span);
                Ok(operand)
            }
            // On a new line it is a label, and a semicolon is missing.
            "[" if !self.is_on_new_line() => Err(self.array()),
            _ => Ok(operand),
        }
    }

    fn primary(&mut self) -> Result<Expr, Reported> {
        self.count_term()?;
        match self.kind() {
            TokenKind::Number => Ok(self.number()),
            TokenKind::Word => self.named(),
            TokenKind::Symbol if self.at("(") => self.parenthesised(),
            TokenKind::String => {
                let span = self.advance().span;
                let hint = "strings name kernels and listings only";
                Err(self.report(Code::Unexpected, span, "a string cannot be a value", hint))
            }
            TokenKind::Symbol | TokenKind::Garbage | TokenKind::End => Err(self.unexpected("an expression")),
        }
    }

    fn named(&mut self) -> Result<Expr, Reported> {
        let name = self.name("an expression")?;
        if self.at("(") {
            let call = self.call(name)?;
            let span = call.span;
            return Ok(Expr { kind: ExprKind::Call(call), span });
        }
        Ok(Expr { kind: ExprKind::Name(name.value), span: name.span })
    }

    fn number(&mut self) -> Expr {
        let span = self.advance().span;
        match integer(self.slice(span)) {
            Ok(value) => Expr { kind: ExprKind::Number(value), span },
            Err(problem) => {
                problem.report(self.slice(span), span, self.diagnostics);
                placeholder(span)
            }
        }
    }

    /// An error inside does not hide what follows the `)`.
    fn parenthesised(&mut self) -> Result<Expr, Reported> {
        let open = self.advance().span;
        let inner = self.nested(Self::expression);
        if inner.is_err() {
            self.skip_to_close_paren();
        }
        if !self.eat(")") {
            return Err(if inner.is_ok() { self.unclosed_paren(open) } else { Reported });
        }
        match inner {
            Ok(inner) => Ok(inner),
            // What was reported may have been a cast: then its operand follows.
            Err(Reported) if self.kind() == TokenKind::Word && !is_reserved(self.here()) => {
                self.nested(Self::unary)
            }
            Err(Reported) => Ok(placeholder(open)),
        }
    }

    /// The arguments of a call; the parser is at the `(`.
    pub(super) fn call(&mut self, name: Name) -> Result<Call, Reported> {
        let open = self.advance().span;
        let mut args = Vec::new();
        while !self.at(")") {
            let arg = self.nested(Self::expression);
            let is_ok = arg.is_ok();
            match arg {
                Ok(arg) => {
                    self.check_count(args.len(), PARAMS_MAX, arg.span, "arguments");
                    args.push(arg);
                }
                Err(Reported) => self.skip_to_comma(),
            }
            if self.at(")") {
                break;
            }
            if !self.eat(",") {
                return Err(if is_ok { self.unclosed_paren(open) } else { Reported });
            }
            if self.at(")") {
                self.unexpected("an argument");
            }
        }
        let close = self.advance().span;
        Ok(Call { span: name.span.to(close), name, args })
    }
}

/// Why a number is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadInteger {
    /// Something other than plain decimal digits.
    Form,
    /// More than the language can hold.
    Size,
}

impl BadInteger {
    /// Says why the text at this place is not an integer.
    pub(crate) fn report(self, text: &str, span: Span, diagnostics: &mut Diagnostics) {
        match self {
            BadInteger::Form => {
                let hint = "integers are decimal, without suffix and without leading zeros";
                diagnostics.error_hint(Code::BadNumber, span, format!("`{text}` is not an integer"), hint);
            }
            BadInteger::Size => {
                let message = format!("integers are at most {INTEGER_MAX}");
                diagnostics.error(Code::NumberTooLarge, span, message);
            }
        }
    }
}

/// A plain decimal integer of a listing or of a call.
pub(crate) fn integer(text: &str) -> Result<i16, BadInteger> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if !is_plain {
        return Err(BadInteger::Form);
    }
    text.parse().map_err(|_| BadInteger::Size)
}
