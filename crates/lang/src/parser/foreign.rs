//! C that is not in the language: kernel developers will write it, so each form has its own words.
//!
//! Every function here reports one problem and leaves the parser behind it. Knows nothing of valid listings.

use crate::ast::StatementKind;
use crate::diagnostic::Code;
use crate::lexer::TokenKind;
use crate::parser::cursor::{Parser, Reported};
use crate::parser::type_named;
use crate::span::Span;

const LOOP: &str = "write a `while` loop";
const BRANCHES: &str = "write `if (...) ... else if (...) ...`";
const JUMP: &str = "use `if`, `while`, `break`, or a function that returns early";
const STRUCT: &str = "the types are `int`, `page`, `file`, `addr`, `mm`, `void` and `ssize_t`";
const INTEGER: &str = "the only type of numbers is `int`";
const QUALIFIER: &str = "leave it out";

/// Keywords of C that the language does not have, and what to write instead.
const WORDS: [(&str, &str); 24] = [
    ("for", LOOP),
    ("do", LOOP),
    ("goto", JUMP),
    ("switch", BRANCHES),
    ("case", BRANCHES),
    ("default", BRANCHES),
    ("struct", STRUCT),
    ("union", STRUCT),
    ("enum", STRUCT),
    ("typedef", STRUCT),
    ("sizeof", "sizes are plain numbers of sectors"),
    ("unsigned", INTEGER),
    ("signed", INTEGER),
    ("long", INTEGER),
    ("short", INTEGER),
    ("char", INTEGER),
    ("float", INTEGER),
    ("double", INTEGER),
    ("static", QUALIFIER),
    ("extern", QUALIFIER),
    ("const", QUALIFIER),
    ("volatile", QUALIFIER),
    ("inline", QUALIFIER),
    ("register", QUALIFIER),
];

/// What to write instead of this word, if it is C's.
pub(super) fn hint(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(foreign, _)| *foreign == word).map(|&(_, hint)| hint)
}

/// Statements and declarations.
impl Parser<'_> {
    /// Reports `for`, `do`, `goto`, `switch` and what belongs to them, so that their bodies are parsed on.
    pub(super) fn foreign_statement(&mut self) -> StatementKind {
        let span = self.advance().span;
        let word = self.slice(span);
        let message = format!("`{word}` is not in the language");
        self.report(Code::ForeignStatement, span, message, hint(word).unwrap_or(JUMP));
        match word {
            "for" if self.at("(") => self.skip_balanced("(", ")"),
            "switch" => {
                for (open, close) in [("(", ")"), ("{", "}")] {
                    if self.at(open) {
                        self.skip_balanced(open, close);
                    }
                }
            }
            "goto" | "case" | "default" => self.synchronise_statement(),
            _ => {}
        }
        StatementKind::Empty
    }

    /// Whether a variable is declared here.
    pub(super) fn at_declaration(&self) -> bool {
        let first = self.here();
        let is_qualifier = [STRUCT, INTEGER, QUALIFIER].into_iter().any(|group| hint(first) == Some(group));
        let is_type = type_named(first).is_some() || first.ends_with("_t") || is_qualifier;
        let is_pointer = self.ahead(1) == "*" && self.kind_ahead(2) == TokenKind::Word;
        is_type && (self.kind_ahead(1) == TokenKind::Word || is_pointer)
    }

    /// Reports `int x = 1;`.
    pub(super) fn declaration(&mut self) -> Reported {
        let start = self.peek().span;
        while self.kind_ahead(1) == TokenKind::Word || self.ahead(1) == "*" {
            self.advance();
        }
        let name = self.advance().span;
        let hint = match self.here() {
            "=" => format!("leave out the type: write `{} = ...;`", self.slice(name)),
            _ => "leave the line out and assign when there is a value".to_owned(),
        };
        self.report(Code::Declaration, start.to(name), "variables need no declaration", hint)
    }

    /// Reports a type that is not one word of the language. When nothing but a keyword of C is here, it
    /// cannot be said what follows.
    pub(super) fn foreign_type(&mut self, span: Span) -> Result<(), Reported> {
        let text = self.slice(span);
        let known = text
            .split_whitespace()
            .map(|word| word.trim_matches('*'))
            .find(|word| type_named(word).is_some());
        let advice = match known {
            Some(word) => format!("write `{word}` alone"),
            None => STRUCT.to_owned(),
        };
        let reported = self.report(Code::UnknownType, span, format!("`{text}` is not a type"), advice);
        if hint(text).is_some() { Err(reported) } else { Ok(()) }
    }
}

/// Expressions.
impl Parser<'_> {
    /// Reports `file->i_mutex`, with all members that follow.
    pub(super) fn field_access(&mut self, operand: Span) -> Result<(), Reported> {
        let operator = self.here();
        let is_number = self.slice(operand).starts_with(|first: char| first.is_ascii_digit());
        if is_number && self.kind_ahead(1) != TokenKind::Word {
            self.advance();
            if self.kind() == TokenKind::Number {
                self.advance();
            }
            let span = operand.to(self.previous());
            let message = format!("`{}` is not an integer", self.slice(span));
            self.report(Code::BadNumber, span, message, "there are no fractions");
            return Ok(());
        }
        let mut instead = self.slice(operand).trim_start_matches(['&', '*']).to_owned();
        let mut field = None;
        while matches!(self.here(), "->" | ".") {
            self.advance();
            let name = self.name("the name of a member")?;
            instead = format!("{}({instead})", name.value);
            field = Some(name);
        }
        let span = operand.to(self.previous());
        let hint = match (self.here(), &field) {
            ("(", Some(name)) => format!("write `{}(...)`, a plain call", name.value),
            ("=" | "+=" | "-=", _) => "objects change through calls only".to_owned(),
            _ => format!("write `{instead}` instead of `{}`", self.slice(span)),
        };
        self.report(Code::FieldAccess, span, format!("`{operator}` is not in the language"), hint);
        match field {
            Some(name) if self.at("(") => self.call(name).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Reports `x++` or `x--`.
    pub(super) fn increment(&mut self, operand: Span) {
        let span = self.advance().span;
        self.report_increment(span, operand);
    }

    fn report_increment(&mut self, span: Span, operand: Span) {
        let operator = self.slice(span);
        let sign = &operator[1..];
        let operand = self.slice(operand);
        let is_name = operand.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let operand = if is_name { operand } else { "x" };
        let hint = format!("write `{operand} {sign}= 1;` as a statement of its own");
        self.report(Code::Increment, span, format!("`{operator}` is not in the language"), hint);
    }

    /// Reports `*x`, `&x` or `++x` up to the operator.
    pub(super) fn foreign_prefix(&mut self) {
        let span = self.advance().span;
        let operand = self.peek().span;
        let operator = self.slice(span);
        let name = self.slice(operand);
        if operator.len() == 2 {
            self.report_increment(span, operand);
        } else {
            let hint = format!("write `{name}` instead of `{operator}{name}`: objects are passed by name");
            self.report(Code::Pointer, span.to(operand), "there are no pointers", hint);
        }
    }

    /// Reports `[` after an operand or a parameter.
    pub(super) fn array(&mut self) -> Reported {
        let hint = "objects are reached through calls; a step label stands in front of a statement";
        self.report(Code::Array, self.peek().span, "there are no arrays", hint)
    }

    /// Reports `=` inside an expression.
    pub(super) fn nested_assignment(&mut self) {
        let span = self.advance().span;
        let message = format!("`{}` cannot stand inside an expression", self.slice(span));
        let hint = "compare with `==`, or assign in a statement of its own";
        self.report(Code::NestedAssignment, span, message, hint);
    }

    /// Reports `a ? b : c` up to the question mark.
    pub(super) fn conditional(&mut self) {
        let span = self.advance().span;
        let hint = "write `if (...) x = ...; else x = ...;`";
        self.report(Code::Conditional, span, "`?:` is not in the language", hint);
    }

    /// Whether an operator of C stands here that the language does not have.
    pub(super) fn at_foreign_operator(&self) -> bool {
        matches!(
            self.here(),
            "&" | "|" | "^" | "<<" | ">>" | "*=" | "/=" | "%=" | "&=" | "|=" | "^=" | "<<=" | ">>="
        )
    }

    /// Reports a bit operation, or an assignment with one.
    pub(super) fn foreign_operator(&mut self) {
        let span = self.advance().span;
        let operator = self.slice(span);
        let hint = match operator {
            "&" => "conditions are joined by `&&`; there are no bit operations".to_owned(),
            "|" => "conditions are joined by `||`; there are no bit operations".to_owned(),
            "*=" | "/=" | "%=" => format!("write `x = x {} ...`", &operator[..1]),
            _ => "there are no bit operations".to_owned(),
        };
        self.report(Code::ForeignOperator, span, format!("`{operator}` is not in the language"), hint);
    }
}
