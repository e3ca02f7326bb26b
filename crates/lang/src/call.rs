//! A call string of a scenario to a `RawCall`: `write(a, 0, src + 1 page, 1 page)`.
//!
//! Part of the arrow from scenario text to `RawScenario`. Knows nothing of which system calls and names
//! exist.

use crate::diagnostic::{Code, Diagnostics};
use crate::embedded::{Embedded, Reported};
use crate::lexer::TokenKind;
use crate::limits::{INTEGER_MAX, PARAMS_MAX, SECTORS_PER_PAGE};
use crate::span::{Span, Spanned};

/// A system call that a task makes, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawCall {
    /// The system call.
    pub name: Spanned<String>,
    /// Its arguments, in order.
    pub args: Vec<RawArg>,
    /// The whole call, for people.
    pub text: String,
    /// The whole call.
    pub span: Span,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawArg {
    /// What it says.
    pub kind: RawArgKind,
    /// Where it is.
    pub span: Span,
}

/// What an argument says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawArgKind {
    /// A file or a mapping.
    Name(String),
    /// So many sectors into a mapping.
    NameOffset(String, i32),
    /// A number of sectors: `1 page` is two.
    Number(i32),
}

const HINT: &str = "a call looks like `write(a, 0, src + 1 page, 2 sectors)`";

/// The call in a string of the scenario `toml`, or nothing when it was reported.
pub(crate) fn parse_call(
    toml: &str,
    value: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<RawCall> {
    let mut text = Embedded::new(toml, value, Code::BadCall, HINT, diagnostics);
    call(&mut text, &value.value).ok()
}

fn call(text: &mut Embedded<'_>, source: &str) -> Result<RawCall, Reported> {
    let name = text.name("the name of a system call")?;
    if !text.eat("(") {
        return Err(text.unexpected("`(` and the arguments"));
    }
    let mut args = Vec::new();
    if !text.eat(")") {
        loop {
            let arg = arg(text)?;
            if args.len() == PARAMS_MAX {
                let message = format!("there are more than {PARAMS_MAX} arguments");
                return Err(text.error(Code::TooMany, arg.span, message));
            }
            args.push(arg);
            if text.eat(")") {
                break;
            }
            if !text.eat(",") {
                return Err(text.unexpected("`,` or `)`"));
            }
        }
    }
    text.end("the end of the call")?;
    Ok(RawCall { name, args, text: source.to_owned(), span: text.span_of_text() })
}

fn arg(text: &mut Embedded<'_>) -> Result<RawArg, Reported> {
    if text.kind() == TokenKind::Number {
        let sectors = sectors(text)?;
        return Ok(RawArg { kind: RawArgKind::Number(sectors.value), span: sectors.span });
    }
    let name = text.name("a name or a number")?;
    if !text.eat("+") {
        return Ok(RawArg { kind: RawArgKind::Name(name.value), span: name.span });
    }
    let offset = sectors(text)?;
    Ok(RawArg { span: name.span.to(offset.span), kind: RawArgKind::NameOffset(name.value, offset.value) })
}

/// `2 pages`, `3 sectors` or a plain number of sectors.
fn sectors(text: &mut Embedded<'_>) -> Result<Spanned<i32>, Reported> {
    let number = text.number("a number of pages or sectors")?;
    let (unit, unit_span) = (text.here(), text.span());
    let (value, span) = match unit {
        "page" | "pages" => (i32::from(number.value) * SECTORS_PER_PAGE, number.span.to(unit_span)),
        "sector" | "sectors" => (i32::from(number.value), number.span.to(unit_span)),
        _ => return Ok(Spanned { value: i32::from(number.value), span: number.span }),
    };
    text.eat(unit);
    if value > i32::from(INTEGER_MAX) {
        let message = format!("a call says at most {INTEGER_MAX} sectors");
        return Err(text.error(Code::NumberTooLarge, span, message));
    }
    Ok(Spanned { value, span })
}
