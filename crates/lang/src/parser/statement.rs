//! Statements, part of the arrow from a listing to its syntax tree.
//!
//! Knows nothing of what a statement does, or of whether a `break` stands in a loop.

use crate::ast::{AssignOp, Block, Expr, ExprKind, Name, Statement, StatementKind};
use crate::diagnostic::Code;
use crate::lexer::TokenKind;
use crate::limits::LABEL_MAX;
use crate::parser::cursor::{Parser, Reported};
use crate::parser::expression::placeholder;
use crate::span::{Span, Spanned};

impl Parser<'_> {
    /// A block; the parser is at its `{`.
    pub(super) fn block(&mut self) -> Block {
        let open = self.advance().span;
        let mut statements = Vec::new();
        loop {
            if self.at("}") {
                let close = self.advance().span;
                return Block { statements, span: open.to(close) };
            }
            if self.kind() == TokenKind::End || self.begins_function() {
                let message = if self.kind() == TokenKind::End {
                    "this `{` is never closed"
                } else {
                    "this `{` is not closed before the next function"
                };
                self.unclosed(open, message);
                return Block { statements, span: open.to(self.previous()) };
            }
            let before = self.position();
            match self.statement() {
                Ok(statement) => statements.push(statement),
                Err(Reported) => self.synchronise_statement(),
            }
            if self.position() == before {
                // Nothing could be made of this token: it was reported.
                self.advance();
            }
        }
    }

    fn statement(&mut self) -> Result<Statement, Reported> {
        self.begin_terms();
        let labels = self.labels()?;
        let start = self.peek().span;
        let kind = self.nested(Self::statement_kind)?;
        let end = self.previous();
        Ok(Statement { labels, kind, span: start.to(end) })
    }

    /// The body of an `if` or `while`. Its braces are not a level of their own.
    fn body(&mut self) -> Result<Box<Statement>, Reported> {
        if self.at("{") {
            let block = self.block();
            let span = block.span;
            return Ok(Box::new(Statement { labels: Vec::new(), kind: StatementKind::Block(block), span }));
        }
        self.statement().map(Box::new)
    }

    fn statement_kind(&mut self) -> Result<StatementKind, Reported> {
        let span = self.peek().span;
        match self.here() {
            "{" => Ok(StatementKind::Block(self.block())),
            ";" => {
                self.advance();
                Ok(StatementKind::Empty)
            }
            "if" => self.if_statement(),
            "while" => self.while_statement(),
            "else" => {
                let hint = "an `if` takes one statement: put several in braces";
                Err(self.report(Code::Unexpected, span, "this `else` belongs to no `if`", hint))
            }
            "break" => self.simple_statement(StatementKind::Break, "`break`"),
            "continue" => self.simple_statement(StatementKind::Continue, "`continue`"),
            "return" => self.return_statement(),
            "for" | "do" | "goto" | "switch" | "case" | "default" => Ok(self.foreign_statement()),
            "(" | "-" | "!" | "*" | "&" | "++" | "--" => self.expression_statement(),
            _ if self.at_declaration() => Err(self.declaration()),
            _ => self.named_statement(),
        }
    }

    /// An assignment or a call.
    fn named_statement(&mut self) -> Result<StatementKind, Reported> {
        let op = match self.ahead(1) {
            "=" => AssignOp::Set,
            "+=" => AssignOp::Add,
            "-=" => AssignOp::Subtract,
            _ => return self.expression_statement(),
        };
        let target = self.name("a statement")?;
        self.advance();
        let value = self.expression()?;
        self.semicolon("the assignment")?;
        Ok(StatementKind::Assign { target, op, value })
    }

    /// A statement that begins like an expression: only a call does something.
    fn expression_statement(&mut self) -> Result<StatementKind, Reported> {
        if matches!(self.kind(), TokenKind::Symbol | TokenKind::String | TokenKind::Garbage)
            && !matches!(self.here(), "(" | "-" | "!" | "*" | "&" | "++" | "--")
        {
            return Err(self.unexpected("a statement"));
        }
        let problems = self.diagnostics.count();
        let value = self.expression()?;
        if self.diagnostics.count() > problems {
            // Whatever it was, saying more would only repeat it.
            self.eat(";");
            return Ok(StatementKind::Empty);
        }
        match value.kind {
            ExprKind::Call(call) => {
                self.semicolon("the call")?;
                Ok(StatementKind::Call(call))
            }
            ExprKind::Name(name) if self.eat(":") => {
                let message = format!("`{name}:` is not in the language");
                let hint = "a step label stands in brackets, as in `[2]`; there is no `goto`";
                self.report(Code::ForeignStatement, value.span, message, hint);
                Ok(StatementKind::Empty)
            }
            ExprKind::Name(_) if !self.at_statement_end() => {
                Err(self.unexpected("`=` or `(` after the name"))
            }
            ExprKind::Name(_) | ExprKind::Number(_) | ExprKind::Unary(..) | ExprKind::Binary(..) => {
                let hint = "a statement is an assignment or a call";
                Err(self.report(Code::NoEffect, value.span, "this expression does nothing", hint))
            }
        }
    }

    fn simple_statement(&mut self, kind: StatementKind, what: &str) -> Result<StatementKind, Reported> {
        self.advance();
        self.semicolon(what)?;
        Ok(kind)
    }

    fn return_statement(&mut self) -> Result<StatementKind, Reported> {
        self.advance();
        let value = if self.at_statement_end() { None } else { Some(self.expression()?) };
        self.semicolon("`return`")?;
        Ok(StatementKind::Return(value))
    }

    fn if_statement(&mut self) -> Result<StatementKind, Reported> {
        let condition = self.condition("`(` and the condition of the `if`")?;
        let then = self.body()?;
        let otherwise = if self.eat("else") { Some(self.body()?) } else { None };
        Ok(StatementKind::If { condition, then, otherwise })
    }

    fn while_statement(&mut self) -> Result<StatementKind, Reported> {
        let condition = self.condition("`(` and the condition of the `while`")?;
        let body = self.body()?;
        Ok(StatementKind::While { condition, body })
    }

    /// The condition after the keyword here. An error in it does not hide the body.
    fn condition(&mut self, expected: &str) -> Result<Expr, Reported> {
        self.advance();
        let open = self.peek().span;
        if !self.eat("(") {
            return Err(self.unexpected(expected));
        }
        let condition = self.expression();
        if condition.is_err() {
            self.skip_to_close_paren();
        }
        if !self.eat(")") {
            if condition.is_ok() {
                self.unclosed_condition(open);
            }
            return Err(Reported);
        }
        Ok(condition.unwrap_or_else(|Reported| placeholder(open)))
    }

    fn unclosed_condition(&mut self, open: Span) {
        if self.kind() == TokenKind::End {
            self.unclosed(open, "this `(` is never closed");
        } else {
            self.unexpected("`)` after the condition");
        }
    }

    /// `[2|b]` in front of a statement.
    fn labels(&mut self) -> Result<Vec<Name>, Reported> {
        let mut labels = Vec::new();
        while self.at("[") {
            let open = self.advance().span;
            if !labels.is_empty() {
                let hint = "write both in one pair of brackets, as in `[2|b]`";
                self.report(
                    Code::BadLabel,
                    open,
                    "a statement has one pair of brackets for its labels",
                    hint,
                );
            }
            loop {
                labels.push(self.label()?);
                if self.eat("]") {
                    break;
                }
                if !self.eat("|") {
                    return Err(self.unexpected("`]` after the label, or `|` and another one"));
                }
            }
        }
        Ok(labels)
    }

    fn label(&mut self) -> Result<Name, Reported> {
        let token = self.peek();
        if !matches!(token.kind, TokenKind::Word | TokenKind::Number) {
            return Err(self.unexpected("a step label"));
        }
        self.advance();
        let text = self.slice(token.span);
        let fits = |character: char| character.is_ascii_digit() || character.is_ascii_lowercase();
        if text.len() > LABEL_MAX || !text.chars().all(fits) {
            let message = format!("`{text}` is not a step label");
            let hint = format!("a label is 1 to {LABEL_MAX} digits or lower-case letters, such as `1a`");
            self.report(Code::BadLabel, token.span, message, hint);
        }
        Ok(Spanned { value: text.to_owned(), span: token.span })
    }
}
