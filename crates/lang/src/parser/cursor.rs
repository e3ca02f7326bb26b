//! The place of the parser in its tokens: looking ahead, moving on, and finding a way on after an error.
//!
//! Knows nothing of the grammar but its brackets and where statements and functions begin.

use crate::ast::Name;
use crate::diagnostic::{Code, Diagnostics};
use crate::lexer::{Token, TokenKind};
use crate::limits::{NESTING_MAX, TERMS_MAX};
use crate::parser::{foreign, type_named};
use crate::span::{Span, Spanned};

/// A problem was reported, and the thing being parsed has no tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reported;

/// Words that no variable or function may be called.
const KEYWORDS: [&str; 6] = ["if", "else", "while", "break", "continue", "return"];

pub(super) struct Parser<'a> {
    text: &'a str,
    /// The last one is `End`.
    tokens: Vec<Token>,
    /// Never past `End`.
    position: usize,
    /// Statements, parentheses, calls and unary operators around the position.
    nesting: usize,
    /// Operands and operators of the statement so far.
    terms: usize,
    /// Where it was last said that something is not closed, so that it is said once.
    unclosed_at: Option<usize>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// Looking.
impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, tokens: Vec<Token>, diagnostics: &'a mut Diagnostics) -> Parser<'a> {
        Parser { text, tokens, position: 0, nesting: 0, terms: 0, unclosed_at: None, diagnostics }
    }

    pub(super) fn peek(&self) -> Token {
        self.peek_ahead(0)
    }

    fn peek_ahead(&self, ahead: usize) -> Token {
        let last = self.tokens.len() - 1;
        self.tokens[last.min(self.position + ahead)]
    }

    pub(super) fn kind(&self) -> TokenKind {
        self.peek().kind
    }

    pub(super) fn kind_ahead(&self, ahead: usize) -> TokenKind {
        self.peek_ahead(ahead).kind
    }

    /// The word or symbol here; empty when it is something else.
    pub(super) fn here(&self) -> &'a str {
        self.ahead(0)
    }

    /// The word or symbol so many tokens further on; empty when it is something else.
    pub(super) fn ahead(&self, ahead: usize) -> &'a str {
        let token = self.peek_ahead(ahead);
        match token.kind {
            TokenKind::Word | TokenKind::Symbol => self.slice(token.span),
            TokenKind::Number | TokenKind::String | TokenKind::Garbage | TokenKind::End => "",
        }
    }

    /// Whether this word or symbol is here.
    pub(super) fn at(&self, text: &str) -> bool {
        self.here() == text
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        &self.text[span.range(self.text)]
    }

    /// The token before this place.
    pub(super) fn previous(&self) -> Span {
        self.position.checked_sub(1).map_or(Span::default(), |before| self.tokens[before].span)
    }

    /// Whether a new line begins between the previous token and this one.
    pub(super) fn is_on_new_line(&self) -> bool {
        let gap = Span { start: self.previous().end, end: self.peek().span.start };
        self.slice(gap).contains('\n')
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Whether a statement must end here, or has ended.
    pub(super) fn at_statement_end(&self) -> bool {
        matches!(self.here(), ";" | "}") || self.kind() == TokenKind::End
    }

    /// Whether a function begins here: inside a block this means that a brace is missing.
    pub(super) fn begins_function(&self) -> bool {
        let is_named = self.kind() == TokenKind::Word && self.kind_ahead(1) == TokenKind::Word;
        let is_special = matches!(self.here(), "syscall" | "env");
        is_named && (is_special || (type_named(self.here()).is_some() && self.ahead(2) == "("))
    }

    fn begins_line_item(&self) -> bool {
        matches!(self.here(), "kernel" | "include") && self.kind_ahead(1) == TokenKind::String
    }
}

/// Moving and reporting.
impl Parser<'_> {
    /// Moves over one token, but never over the end.
    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek();
        if token.kind != TokenKind::End {
            self.position += 1;
        }
        token
    }

    /// Moves over this word or symbol if it is here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let is_here = self.at(text);
        if is_here {
            self.advance();
        }
        is_here
    }

    pub(super) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Reported {
        self.diagnostics.error_hint(code, span, message, hint);
        Reported
    }

    /// Says what should be here. What the lexer has reported is not reported again.
    pub(super) fn unexpected(&mut self, expected: &str) -> Reported {
        let token = self.peek();
        let text = self.slice(token.span);
        let found = match token.kind {
            TokenKind::Garbage => return Reported,
            TokenKind::End => "the end of the text".to_owned(),
            TokenKind::String => "a string".to_owned(),
            TokenKind::Word | TokenKind::Number | TokenKind::Symbol => format!("`{text}`"),
        };
        if let Some(hint) = foreign::hint(text) {
            return self.report(
                Code::ForeignWord,
                token.span,
                format!("{found} is not in the language"),
                hint,
            );
        }
        self.diagnostics.error(Code::Unexpected, token.span, format!("expected {expected}, found {found}"));
        Reported
    }

    /// Says that parentheses do not go on as they should.
    pub(super) fn unclosed_paren(&mut self, open: Span) -> Reported {
        if self.kind() == TokenKind::End {
            self.unclosed(open, "this `(` is never closed");
            return Reported;
        }
        self.unexpected("`,` or `)`")
    }

    /// Says once for this place that something is never closed.
    pub(super) fn unclosed(&mut self, open: Span, message: &str) {
        if self.unclosed_at != Some(self.position) {
            self.unclosed_at = Some(self.position);
            self.diagnostics.error(Code::Unclosed, open, message);
        }
    }

    /// A name that is not a keyword.
    pub(super) fn name(&mut self, expected: &str) -> Result<Name, Reported> {
        if self.kind() != TokenKind::Word || is_reserved(self.here()) {
            return Err(self.unexpected(expected));
        }
        let span = self.advance().span;
        Ok(Spanned { value: self.slice(span).to_owned(), span })
    }

    /// The end of a statement. When only the semicolon is missing, parsing goes on as if it were there.
    pub(super) fn semicolon(&mut self, what: &str) -> Result<Span, Reported> {
        if self.at(";") {
            return Ok(self.advance().span);
        }
        if self.kind() != TokenKind::Garbage && (self.at_statement_end() || self.is_on_new_line()) {
            let previous = self.previous();
            let message = format!("expected `;` after {what}");
            self.diagnostics.error(Code::MissingSemicolon, previous.after(), message);
            return Ok(previous);
        }
        Err(self.unexpected(&format!("`;` after {what}")))
    }

    /// Reports the first entry too many.
    pub(super) fn check_count(&mut self, before: usize, most: usize, span: Span, what: &str) {
        if before == most {
            self.diagnostics.error(Code::TooMany, span, format!("there are more than {most} {what}"));
        }
    }

    /// Starts to count the operands and operators of a statement.
    pub(super) fn begin_terms(&mut self) {
        self.terms = 0;
    }

    /// Counts an operand or operator at this place.
    pub(super) fn count_term(&mut self) -> Result<(), Reported> {
        self.terms += 1;
        if self.terms <= TERMS_MAX {
            return Ok(());
        }
        let message = format!("a statement has at most {TERMS_MAX} operands and operators");
        let hint = "compute a part of it in a statement before";
        Err(self.report(Code::TooManyTerms, self.peek().span, message, hint))
    }

    /// Runs `inner` one level deeper. Too deep is reported, and nothing is parsed.
    pub(super) fn nested<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, Reported>,
    ) -> Result<T, Reported> {
        if self.nesting == NESTING_MAX {
            let message = format!("this is nested more than {NESTING_MAX} levels deep");
            let hint = "move the inner part to a function";
            return Err(self.report(Code::TooDeep, self.peek().span, message, hint));
        }
        self.nesting += 1;
        let result = inner(self);
        self.nesting -= 1;
        result
    }
}

/// Finding a way on.
impl Parser<'_> {
    /// Moves behind the bracket that closes the one here, or to the end.
    pub(super) fn skip_balanced(&mut self, open: &str, close: &str) {
        let mut depth = 0;
        while self.kind() != TokenKind::End {
            if self.at(open) {
                depth += 1;
            } else if self.at(close) {
                depth -= 1;
            }
            self.advance();
            if depth == 0 {
                return;
            }
        }
    }

    /// Moves to the `)` of the parentheses that the parser is in, or to where the statement must end.
    pub(super) fn skip_to_close_paren(&mut self) {
        self.skip_to_comma();
        while self.eat(",") {
            self.skip_to_comma();
        }
    }

    /// Moves to the next `,` or `)` of the parentheses that the parser is in, or to where the statement must
    /// end.
    pub(super) fn skip_to_comma(&mut self) {
        let mut depth = 0;
        while self.kind() != TokenKind::End {
            match self.here() {
                ";" | "{" | "}" => return,
                ")" | "," if depth == 0 => return,
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            self.advance();
        }
    }

    /// Moves behind the statement with the error: over its `;` or block, or to the `}` around it.
    pub(super) fn synchronise_statement(&mut self) {
        while self.kind() != TokenKind::End && !self.begins_function() {
            match self.here() {
                "}" => return,
                "{" => return self.skip_balanced("{", "}"),
                ";" => {
                    self.advance();
                    return;
                }
                _ => {
                    self.advance();
                }
            }
        }
    }

    /// Moves behind the function or line with the error. Always moves.
    pub(super) fn synchronise_item(&mut self) {
        let start = self.position;
        while self.kind() != TokenKind::End {
            let is_next = self.begins_function() || self.begins_line_item();
            if is_next && self.position > start {
                return;
            }
            match self.here() {
                "{" => {
                    self.skip_balanced("{", "}");
                    self.eat(";");
                    return;
                }
                ";" | "}" => {
                    self.advance();
                    return;
                }
                _ => {
                    self.advance();
                }
            }
        }
    }
}

/// Whether the word may not be a name.
pub(super) fn is_reserved(word: &str) -> bool {
    KEYWORDS.contains(&word) || foreign::hint(word).is_some()
}
