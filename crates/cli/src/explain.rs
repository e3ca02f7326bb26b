//! `pagelock explain`: what a primitive does in the kernel, and what the code of a message means.
//!
//! Arrow: word -> `Explanation` -> **text**.

use std::io::Write;

use pagelock_plain::{Explanation, Refusal, explanations};

use crate::Exit;
use crate::args::ExplainArgs;
use crate::complaint::Failure;
use crate::table::{Align, Table};

/// Prints one explanation, or the list of what can be explained.
pub(crate) fn explain(args: &ExplainArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Some(word) = &args.word else {
        list(out)?;
        return Ok(Exit::Clean);
    };
    match pagelock_plain::explain(word).map_err(with_hint)? {
        Explanation::Primitive { signature, sleeps, explanation, source, .. } => {
            let may = if sleeps { "It may sleep." } else { "It never sleeps." };
            writeln!(out, "{signature}\n\n{explanation} {may}\nIn the kernel: {source}")?;
        }
        Explanation::Code { code, meaning } => writeln!(out, "{code}  {meaning}")?,
    }
    Ok(Exit::Clean)
}

fn list(out: &mut dyn Write) -> Result<(), Failure> {
    let mut primitives = Table::new(&[("primitive", Align::Left), ("in the kernel", Align::Left)]);
    let mut codes = Table::new(&[("code", Align::Left), ("meaning", Align::Left)]);
    for explanation in explanations() {
        match explanation {
            Explanation::Primitive { signature, source, .. } => {
                primitives.row(vec![signature, source.to_owned()]);
            }
            Explanation::Code { code, meaning } => codes.row(vec![code.to_owned(), meaning.to_owned()]),
        }
    }
    primitives.write(out)?;
    writeln!(out)?;
    codes.write(out)?;
    Ok(())
}

/// Where nothing is like the word, the list helps.
fn with_hint(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Refused { message, hint: None } => {
            Failure::refused_hint(message, "`pagelock explain` lists them")
        }
        other @ (Refusal::Invalid { .. } | Refusal::Refused { .. }) => other.into(),
    }
}
