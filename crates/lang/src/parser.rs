//! Tokens to syntax tree: the second half of the arrow from a listing to its tree.
//!
//! Parsing goes on after an error, so that one pass reports several; the tree is then partial. Names and
//! types are not looked at here: a tree without diagnostics may still make no sense.

mod cursor;
mod expression;
mod foreign;
mod statement;

use crate::ast::{Function, FunctionKind, Include, Kernel, Listing, Name, Param, Type};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lexer::{TokenKind, lex};
use crate::limits::{FUNCTIONS_MAX, INCLUDES_MAX, PARAMS_MAX, TEXT_MAX};
use crate::parser::cursor::{Parser, Reported};
use crate::span::{Span, Spanned};

pub(crate) use crate::parser::expression::integer;

/// The syntax tree of a listing, and what is wrong with it. `file` is the name to report problems under.
pub fn parse_listing(file: &str, text: &str) -> (Listing, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::new(file);
    if text.len() > TEXT_MAX {
        let message = format!("the listing has {} bytes; at most {TEXT_MAX} are allowed", text.len());
        diagnostics.error_whole(Code::TextTooLong, message);
        return (Listing::default(), diagnostics.finish());
    }
    let tokens = lex(text, &mut diagnostics);
    let listing = Parser::new(text, tokens, &mut diagnostics).listing();
    (listing, diagnostics.finish())
}

/// The types as a listing writes them.
const TYPES: [(&str, Type); 7] = [
    ("int", Type::Int),
    ("page", Type::Page),
    ("file", Type::File),
    ("addr", Type::Addr),
    ("mm", Type::Mm),
    ("void", Type::Void),
    ("ssize_t", Type::Ssize),
];

/// The type of this name.
fn type_named(word: &str) -> Option<Type> {
    TYPES.iter().find(|(name, _)| *name == word).map(|&(_, ty)| ty)
}

impl Parser<'_> {
    fn listing(mut self) -> Listing {
        let mut listing = Listing::default();
        while self.kind() != TokenKind::End {
            if self.item(&mut listing).is_err() {
                self.synchronise_item();
            }
        }
        listing
    }

    fn item(&mut self, listing: &mut Listing) -> Result<(), Reported> {
        match (self.here(), self.ahead(1)) {
            ("kernel", _) => {
                let kernel = self.kernel()?;
                if listing.kernel.is_some() {
                    self.diagnostics.error(Code::Header, kernel.span, "the `kernel` line is given twice");
                } else {
                    listing.kernel = Some(kernel);
                }
            }
            ("include", _) => {
                let include = self.include()?;
                self.check_count(listing.includes.len(), INCLUDES_MAX, include.span, "`include` lines");
                listing.includes.push(include);
            }
            (name, "(") if self.kind() == TokenKind::Word => {
                let message = format!("the function `{name}` has no type");
                let hint = "write what it returns in front of its name, or `void`";
                return Err(self.report(Code::Unexpected, self.peek().span, message, hint));
            }
            (_, second) if self.kind() == TokenKind::Word => {
                if self.kind_ahead(1) != TokenKind::Word && second != "*" {
                    return Err(self.unexpected("`kernel`, `include` or a function"));
                }
                let function = self.function()?;
                self.check_count(listing.functions.len(), FUNCTIONS_MAX, function.name.span, "functions");
                listing.functions.push(function);
            }
            _ => return Err(self.unexpected("`kernel`, `include` or a function")),
        }
        Ok(())
    }

    fn kernel(&mut self) -> Result<Kernel, Reported> {
        let start = self.advance().span;
        let name = self.string("the name of the kernel in quotes")?;
        let base = if self.eat("from") {
            Some(self.string("the name of the listing it changes, in quotes")?)
        } else {
            None
        };
        if !self.eat(":") {
            let expected = if base.is_some() { "`:` and a title" } else { "`from`, or `:` and a title" };
            return Err(self.unexpected(expected));
        }
        let title = self.string("a title in quotes")?;
        let end = self.semicolon("the `kernel` line")?;
        Ok(Kernel { name, base, title, span: start.to(end) })
    }

    fn include(&mut self) -> Result<Include, Reported> {
        let start = self.advance().span;
        let name = self.string("the name of a listing in quotes")?;
        let end = self.semicolon("the `include` line")?;
        Ok(Include { name, span: start.to(end) })
    }

    /// The text between quotes; its span is that of the text.
    fn string(&mut self, expected: &str) -> Result<Name, Reported> {
        if self.kind() != TokenKind::String {
            return Err(self.unexpected(expected));
        }
        let quoted = self.advance().span;
        let inside = &self.slice(quoted)[1..];
        let value = inside.strip_suffix('"').unwrap_or(inside).to_owned();
        let start = quoted.start as usize + 1;
        Ok(Spanned { span: Span::new(start, start + value.len()), value })
    }

    fn function(&mut self) -> Result<Function, Reported> {
        let start = self.peek().span;
        let kind = match self.here() {
            "syscall" => FunctionKind::Syscall,
            "env" => FunctionKind::Env,
            _ => FunctionKind::Plain,
        };
        if kind != FunctionKind::Plain {
            self.advance();
        }
        let result = self.ty("the type of what the function returns")?;
        let name = self.name("the name of the function")?;
        match self.here() {
            "(" => {}
            ";" | "=" | "," => {
                let hint = "only functions stand at the top level; variables live inside them";
                return Err(self.report(Code::Declaration, name.span, "there are no global variables", hint));
            }
            _ => return Err(self.unexpected("`(` and the parameters")),
        }
        let params = self.params()?;
        if self.at(";") {
            let hint = "a function may be called before it is written: it needs no prototype";
            return Err(self.report(Code::Unexpected, self.peek().span, "a function needs a body", hint));
        }
        if !self.at("{") {
            return Err(self.unexpected("`{` and the body of the function"));
        }
        let body = self.block();
        let span = start.to(body.span);
        Ok(Function { kind, result, name, params, body, span })
    }

    fn params(&mut self) -> Result<Vec<Param>, Reported> {
        let open = self.advance().span;
        let mut params = Vec::new();
        if self.at("void") && self.ahead(1) == ")" {
            self.advance();
        }
        if self.eat(")") {
            return Ok(params);
        }
        loop {
            let param = self.param();
            let is_ok = param.is_ok();
            match param {
                Ok(param) => {
                    self.check_count(params.len(), PARAMS_MAX, param.name.span, "parameters");
                    params.push(param);
                }
                Err(Reported) => self.skip_to_comma(),
            }
            if self.eat(")") {
                return Ok(params);
            }
            if !self.eat(",") {
                return Err(if is_ok { self.unclosed_paren(open) } else { Reported });
            }
        }
    }

    fn param(&mut self) -> Result<Param, Reported> {
        let ty = self.ty("a parameter: its type and its name")?;
        let name = self.name("the name of the parameter")?;
        if self.at("[") {
            return Err(self.array());
        }
        Ok(Param { ty, name })
    }

    /// A type is one word. More words, or stars, are C's and reported as one problem.
    fn ty(&mut self, expected: &str) -> Result<Spanned<Type>, Reported> {
        if self.kind() != TokenKind::Word {
            return Err(self.unexpected(expected));
        }
        let first = self.here();
        if matches!(self.ahead(1), "," | ")") {
            if type_named(first).is_some() {
                self.advance();
                return Err(self.unexpected("a name after the type"));
            }
            return Err(self.unexpected("a type and a name"));
        }
        let start = self.advance().span;
        let mut span = start;
        let mut is_word = true;
        while self.at("*") || (self.kind() == TokenKind::Word && self.is_type_word_here()) {
            is_word = is_word && self.at("*");
            span = start.to(self.advance().span);
        }
        match type_named(first) {
            Some(ty) if is_word => {
                if span != start {
                    let hint = format!("write `{first}` without `*`: objects are passed by name");
                    self.report(Code::Pointer, span, "there are no pointers", hint);
                }
                Ok(Spanned { value: ty, span: start })
            }
            _ => self.foreign_type(span).map(|()| Spanned { value: Type::Int, span }),
        }
    }

    /// Whether the word here still belongs to the type: the last word is the name.
    fn is_type_word_here(&self) -> bool {
        self.kind_ahead(1) == TokenKind::Word || self.ahead(1) == "*"
    }
}
