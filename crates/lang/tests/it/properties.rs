//! Laws on arbitrary text: nothing panics, spans lie where they say, reports are bounded.

use pagelock_lang::ast::{Block, Call, Expr, ExprKind, Listing, Name, Statement, StatementKind};
use pagelock_lang::limits::DIAGNOSTICS_MAX;
use pagelock_lang::{Diagnostic, Span, parse_listing, parse_scenario, render};
use proptest::prelude::*;

use crate::listing_good::WRITE;
use crate::scenario_good::SCENARIO;

/// Parses, shows every problem, and looks at every span.
fn check_listing(text: &str) {
    let (listing, diagnostics) = parse_listing("test.lst", text);
    check_diagnostics(&diagnostics, text);
    Spans { text }.listing(&listing);
}

fn check_scenario(text: &str) {
    let (scenario, diagnostics) = parse_scenario("test.toml", text);
    check_diagnostics(&diagnostics, text);
    assert!(scenario.is_some() || !diagnostics.is_empty());
}

fn check_diagnostics(diagnostics: &[Diagnostic], text: &str) {
    assert!(diagnostics.len() <= DIAGNOSTICS_MAX);
    for diagnostic in diagnostics {
        if let Some(span) = diagnostic.span {
            assert!(span.start <= span.end && span.end as usize <= text.len(), "{diagnostic:?}");
        }
        let message = &diagnostic.message;
        assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
        assert!(render(diagnostic, text).starts_with("error[PL"));
    }
}

/// Checks that names stand where their spans say and that trees lie inside their parents.
struct Spans<'a> {
    text: &'a str,
}

impl Spans<'_> {
    fn listing(&self, listing: &Listing) {
        if let Some(kernel) = &listing.kernel {
            self.name(&kernel.name, kernel.span);
            self.name(&kernel.title, kernel.span);
        }
        for include in &listing.includes {
            self.name(&include.name, include.span);
        }
        for function in &listing.functions {
            self.name(&function.name, function.span);
            for param in &function.params {
                self.name(&param.name, function.span);
            }
            self.block(&function.body, function.span);
        }
    }

    fn inside(&self, span: Span, parent: Span) {
        assert!(parent.start <= span.start && span.end <= parent.end, "{span:?} in {parent:?}");
        assert_eq!(span.range(self.text), span.start as usize..span.end as usize);
    }

    fn name(&self, name: &Name, parent: Span) {
        self.inside(name.span, parent);
        assert_eq!(&self.text[name.span.range(self.text)], name.value);
    }

    fn block(&self, block: &Block, parent: Span) {
        self.inside(block.span, parent);
        for statement in &block.statements {
            self.statement(statement, block.span);
        }
    }

    fn statement(&self, statement: &Statement, parent: Span) {
        let span = statement.span;
        self.inside(span, parent);
        for label in &statement.labels {
            self.name(label, parent);
        }
        match &statement.kind {
            StatementKind::Block(block) => self.block(block, span),
            StatementKind::Assign { target, op: _, value } => {
                self.name(target, span);
                self.expr(value, span);
            }
            StatementKind::Call(call) => self.call(call, span),
            StatementKind::If { condition, then, otherwise } => {
                self.expr(condition, span);
                self.statement(then, span);
                if let Some(otherwise) = otherwise {
                    self.statement(otherwise, span);
                }
            }
            StatementKind::While { condition, body } => {
                self.expr(condition, span);
                self.statement(body, span);
            }
            StatementKind::Return(Some(value)) => self.expr(value, span),
            StatementKind::Return(None)
            | StatementKind::Break
            | StatementKind::Continue
            | StatementKind::Empty => {}
        }
    }

    fn call(&self, call: &Call, parent: Span) {
        self.inside(call.span, parent);
        self.name(&call.name, call.span);
        for arg in &call.args {
            self.expr(arg, call.span);
        }
    }

    fn expr(&self, expr: &Expr, parent: Span) {
        self.inside(expr.span, parent);
        match &expr.kind {
            ExprKind::Call(call) => self.call(call, expr.span),
            ExprKind::Unary(_, operand) => self.expr(operand, expr.span),
            ExprKind::Binary(_, left, right) => {
                self.expr(left, expr.span);
                self.expr(right, expr.span);
            }
            ExprKind::Number(_) | ExprKind::Name(_) => {}
        }
    }
}

/// What mutations put into a text: the words and symbols of both languages, and trouble.
const PIECES: [&str; 72] = [
    "", " ", "\n", "\t", "\r\n", "(", ")", "{", "}", "[", "]", ",", ";", ":", "=", "==", "+=", "-=", "+",
    "-", "*", "/", "%", "!", "!=", "<", "<=", "||", "&&", "|", "&", "->", ".", "++", "--", "?", "~", "<<",
    "if", "else", "while", "break", "continue", "return", "for", "do", "goto", "switch", "struct", "int",
    "page", "syscall", "env", "kernel", "include", "from", "static", "sizeof", "x", "7", "1a", "99999",
    "0x1", "\"", "\"a\"", "#", "#include", "//", "/*", "*/", "\u{e4}", "\0",
];

/// The text with some stretches replaced by pieces.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let change = (0..text.len(), 0..12_usize, prop::sample::select(PIECES.to_vec()));
    prop::collection::vec(change, 1..8).prop_map(move |changes| {
        let mut mutant = text.to_owned();
        for (start, length, piece) in changes {
            let start = mutant.floor_char_boundary(start);
            let end = mutant.floor_char_boundary(start + length);
            mutant.replace_range(start..end, piece);
        }
        mutant
    })
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..80).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn listings_of_any_characters(text in "\\PC*|[ -~\n\t]*") {
        check_listing(&text);
    }

    #[test]
    fn listings_of_any_words(body in pieces()) {
        check_listing(&body);
        check_listing(&format!("int f() {{ {body} }}"));
    }

    #[test]
    fn mutated_listings(text in mutated(WRITE)) {
        check_listing(&text);
    }

    #[test]
    fn scenarios_of_any_characters(text in "\\PC*|[ -~\n\t]*") {
        check_scenario(&text);
    }

    #[test]
    fn mutated_scenarios(text in mutated(SCENARIO)) {
        check_scenario(&text);
    }
}

#[test]
fn long_texts_of_one_piece() {
    for piece in PIECES {
        let text = piece.repeat(64 * 1024 / piece.len().max(1));
        check_listing(&text);
        check_listing(&format!("int f() {{ x = {}", &text[..text.len() / 2]));
        check_scenario(&text);
    }
}

/// Every prefix is what an editor sees while someone types.
#[test]
fn every_prefix() {
    for (end, _) in WRITE.char_indices() {
        check_listing(&WRITE[..end]);
    }
    for (end, _) in SCENARIO.char_indices() {
        check_scenario(&SCENARIO[..end]);
    }
}
