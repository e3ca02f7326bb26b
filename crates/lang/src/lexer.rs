//! Listing text to tokens: the first half of the arrow from a listing to its syntax tree.
//!
//! The calls of a scenario are cut into the same tokens. Knows nothing of keywords or grammar.

use crate::diagnostic::{Code, Diagnostics};
use crate::limits::NAME_MAX;
use crate::span::Span;

/// What a token is; its text is the span's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A name or a keyword.
    Word,
    /// A digit and the letters and digits after it: a number, or a label such as `1a`.
    Number,
    /// A string with its quotes.
    String,
    /// An operator or a bracket, also those of C that the language does not have.
    Symbol,
    /// Characters that were reported already.
    Garbage,
    /// The end of the text.
    End,
}

/// A token and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Where it is.
    pub(crate) span: Span,
}

/// Longer symbols stand before their beginnings. Some are known for their diagnostics only.
const SYMBOLS: [&str; 46] = [
    "<<=", ">>=", "...", "->", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "||",
    "&&", "==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "%", "!", "|", "&", "^", "~", ".", "?",
    ":", "(", ")", "{", "}", "[", "]", ",", ";",
];

/// What a kernel developer may write after a `#` by habit. `if` and `else` begin honest comments too often.
const DIRECTIVES: [&str; 7] = ["include", "define", "undef", "ifdef", "ifndef", "endif", "pragma"];

/// All tokens of the text; the last one is `End`.
pub(crate) fn lex(text: &str, diagnostics: &mut Diagnostics) -> Vec<Token> {
    let mut lexer = Lexer { text, position: 0, diagnostics };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blanks();
        let start = lexer.position;
        let kind = lexer.token();
        tokens.push(Token { kind, span: Span::new(start, lexer.position) });
        if kind == TokenKind::End {
            return tokens;
        }
    }
}

/// Whether the character may begin a name.
pub(crate) fn begins_word(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

/// Whether the character may stand inside a name.
pub(crate) fn continues_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

struct Lexer<'a> {
    text: &'a str,
    /// Always a character boundary of `text`.
    position: usize,
    diagnostics: &'a mut Diagnostics,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    /// Moves to the first character that does not fit, and says where this began.
    fn skip_while(&mut self, fits: impl Fn(char) -> bool) -> usize {
        let start = self.position;
        let rest = self.rest();
        self.position += rest.find(|character| !fits(character)).unwrap_or(rest.len());
        start
    }

    /// Moves over white space and comments.
    fn skip_blanks(&mut self) {
        loop {
            self.skip_while(|character| character.is_ascii_whitespace() || character == '\u{feff}');
            if self.rest().starts_with('#') {
                self.check_directive();
                self.skip_while(|character| character != '\n');
            } else if self.rest().starts_with("//") {
                self.skip_while(|character| character != '\n');
            } else if self.rest().starts_with("/*") {
                self.block_comment();
            } else {
                return;
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.position;
        if let Some(length) = self.rest()[2..].find("*/") {
            self.position += length + 4;
        } else {
            self.position = self.text.len();
            let open = Span::new(start, start + 2);
            self.diagnostics.error(Code::UnterminatedComment, open, "this comment is never closed");
        }
    }

    /// `#include` would be a comment that looks like more.
    fn check_directive(&mut self) {
        let line_start = self.text[..self.position].rfind('\n').map_or(0, |newline| newline + 1);
        let indent = &self.text[line_start..self.position];
        let after = &self.rest()[1..];
        let word = &after[..after.find(|character| !continues_word(character)).unwrap_or(after.len())];
        if !indent.trim().is_empty() || !DIRECTIVES.contains(&word) {
            return;
        }
        let span = Span::new(self.position, self.position + 1 + word.len());
        let message = format!("`#{word}` is a comment here: there is no preprocessor");
        let hint = match word {
            "include" => "write `include \"name\";`, or put a space after the `#` of a comment",
            _ => "put a space after the `#` of a comment",
        };
        self.diagnostics.error_hint(Code::Preprocessor, span, message, hint);
    }

    /// Moves over one token.
    fn token(&mut self) -> TokenKind {
        let Some(first) = self.rest().chars().next() else {
            return TokenKind::End;
        };
        if begins_word(first) {
            let start = self.skip_while(continues_word);
            let span = Span::new(start, self.position);
            if self.position - start > NAME_MAX {
                let message = format!("a name has at most {NAME_MAX} characters");
                self.diagnostics.error(Code::NameTooLong, span, message);
            }
            return TokenKind::Word;
        }
        if first.is_ascii_digit() {
            self.skip_while(continues_word);
            return TokenKind::Number;
        }
        if first == '"' {
            self.string();
            return TokenKind::String;
        }
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| self.rest().starts_with(**symbol)) {
            self.position += symbol.len();
            return TokenKind::Symbol;
        }
        self.garbage(first);
        TokenKind::Garbage
    }

    fn string(&mut self) {
        let start = self.position;
        self.position += 1;
        let inside = self.skip_while(|character| character != '"' && character != '\n');
        let end = self.position;
        if self.rest().starts_with('"') {
            self.position += 1;
        } else {
            let message = "this string does not end on its line";
            self.diagnostics.error(Code::UnterminatedString, Span::new(start, start + 1), message);
        }
        let bad = self.text[inside..end].char_indices().find(|(_, bad)| *bad == '\\' || bad.is_control());
        if let Some((index, character)) = bad {
            let span = Span::new(inside + index, inside + index + character.len_utf8());
            let message = "a string is plain text: no escapes and no control characters";
            self.diagnostics.error(Code::BadString, span, message);
        }
    }

    /// A run of characters with no meaning is one problem.
    fn garbage(&mut self, first: char) {
        let is_garbage = |character: char| {
            !character.is_ascii() || character.is_ascii_control() || "@$`'\\".contains(character)
        };
        let start = self.skip_while(|character| is_garbage(character) && !character.is_ascii_whitespace());
        let span = Span::new(start, self.position);
        let shown = &self.text[start..self.position];
        let message = match shown.chars().count() {
            1 if first.is_control() => format!("unexpected character {}", first.escape_unicode()),
            1 => format!("unexpected character `{shown}`"),
            _ => "unexpected characters".to_owned(),
        };
        let hint = match first {
            '\u{201c}'..='\u{201f}' | '\'' | '\u{2018}' | '\u{2019}' => {
                "strings stand in straight quotes: \"...\""
            }
            '\\' => "a statement may go over several lines without `\\`",
            '\u{a0}' => "this is a no-break space: replace it by a space",
            '\u{2013}' | '\u{2014}' | '\u{2212}' => "this is not a minus: write `-`",
            _ => "outside comments and strings a listing is plain ASCII",
        };
        self.diagnostics.error_hint(Code::UnexpectedCharacter, span, message, hint);
    }
}
