//! The small texts inside the strings of a scenario: `write(a, 0, src, 1 page)`, `b:0-2 present`.
//!
//! Part of the arrow from scenario text to `RawScenario`: tokens of such a text, with problems reported at
//! their place in the TOML. Knows nothing of what the text should say.

use crate::diagnostic::{Code, Diagnostics};
use crate::lexer::{Token, TokenKind, lex};
use crate::parser::integer;
use crate::span::{Span, Spanned};

/// The tokens of a text inside a string, and the place reached in them.
pub(crate) struct Embedded<'a> {
    text: &'a str,
    /// The string in the TOML, with its quotes.
    string: Span,
    /// Where the text begins in the TOML; `None` when escapes make offsets differ.
    start: Option<u32>,
    /// The last one is `End`.
    tokens: Vec<Token>,
    /// Never past `End`.
    position: usize,
    code: Code,
    hint: &'static str,
    diagnostics: &'a mut Diagnostics,
}

/// A problem was reported.
pub(crate) struct Reported;

impl<'a> Embedded<'a> {
    /// The text of the string `value` of the scenario `toml`. What is wrong in it has this code and hint.
    pub(crate) fn new(
        toml: &str,
        value: &'a Spanned<String>,
        code: Code,
        hint: &'static str,
        diagnostics: &'a mut Diagnostics,
    ) -> Embedded<'a> {
        let source = &toml[value.span.range(toml)];
        let is_verbatim = source.len() == value.value.len() + 2 && source[1..].starts_with(&value.value);
        let start = is_verbatim.then_some(value.span.start + 1);
        let mut problems = Diagnostics::new("");
        let tokens = lex(&value.value, &mut problems);
        let embedded = Embedded {
            text: &value.value,
            string: value.span,
            start,
            tokens,
            position: 0,
            code,
            hint,
            diagnostics,
        };
        for problem in problems.finish() {
            let span = embedded.locate(problem.span.unwrap_or_default());
            embedded.diagnostics.error(problem.code, span, problem.message);
        }
        embedded
    }

    /// The place in the TOML of a place in the text.
    fn locate(&self, span: Span) -> Span {
        match self.start {
            Some(start) => Span { start: start + span.start, end: start + span.end },
            None => self.string,
        }
    }

    fn token(&self) -> Token {
        self.tokens[self.position]
    }

    /// What is here.
    pub(crate) fn kind(&self) -> TokenKind {
        self.token().kind
    }

    /// The text of the token here.
    pub(crate) fn here(&self) -> &'a str {
        &self.text[self.token().span.range(self.text)]
    }

    /// The place in the TOML of the token here.
    pub(crate) fn span(&self) -> Span {
        self.locate(self.token().span)
    }

    /// The place in the TOML of the whole text.
    pub(crate) fn span_of_text(&self) -> Span {
        self.locate(Span::new(0, self.text.len()))
    }

    /// Moves over this word or symbol if it is here.
    pub(crate) fn eat(&mut self, text: &str) -> bool {
        let is_here = self.here() == text;
        if is_here {
            self.advance();
        }
        is_here
    }

    fn advance(&mut self) {
        self.position = (self.position + 1).min(self.tokens.len() - 1);
    }

    /// A name.
    pub(crate) fn name(&mut self, expected: &str) -> Result<Spanned<String>, Reported> {
        if self.kind() != TokenKind::Word {
            return Err(self.unexpected(expected));
        }
        let name = Spanned { value: self.here().to_owned(), span: self.span() };
        self.advance();
        Ok(name)
    }

    /// An integer.
    pub(crate) fn number(&mut self, expected: &str) -> Result<Spanned<i16>, Reported> {
        if self.kind() != TokenKind::Number {
            return Err(self.unexpected(expected));
        }
        let span = self.span();
        match integer(self.here()) {
            Ok(value) => {
                self.advance();
                Ok(Spanned { value, span })
            }
            Err(problem) => {
                problem.report(self.here(), span, self.diagnostics);
                Err(Reported)
            }
        }
    }

    /// The end of the text.
    pub(crate) fn end(&mut self, expected: &str) -> Result<(), Reported> {
        if self.kind() == TokenKind::End { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// Says what should be here. What the lexer has reported is not reported again.
    pub(crate) fn unexpected(&mut self, expected: &str) -> Reported {
        let found = match self.kind() {
            TokenKind::Garbage => return Reported,
            TokenKind::End => "the end".to_owned(),
            TokenKind::String => "a string".to_owned(),
            TokenKind::Word | TokenKind::Number | TokenKind::Symbol => format!("`{}`", self.here()),
        };
        let message = format!("expected {expected}, found {found}");
        self.diagnostics.error_hint(self.code, self.span(), message, self.hint);
        Reported
    }

    /// Reports a problem of the numbers here.
    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> Reported {
        self.diagnostics.error(code, span, message);
        Reported
    }
}
