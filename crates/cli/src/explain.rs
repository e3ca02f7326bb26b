//! `pagelock explain`: what a primitive does in the kernel, and what the code of a message means.

use std::io::Write;

use pagelock_engine::prim::{SPECS, Spec, Type};
use pagelock_lang::Code;

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
    if let Some(spec) = SPECS.iter().find(|spec| spec.name == word) {
        primitive(spec, out)?;
    } else if let Some(code) = Code::ALL.iter().find(|code| code.number().eq_ignore_ascii_case(word)) {
        writeln!(out, "{}  {}", code.number(), code.meaning())?;
    } else {
        return Err(unknown(word));
    }
    Ok(Exit::Clean)
}

fn primitive(spec: &Spec, out: &mut dyn Write) -> Result<(), Failure> {
    let may = if spec.sleeps { "It may sleep." } else { "It never sleeps." };
    writeln!(out, "{}\n", signature(spec))?;
    writeln!(out, "{} {may}", spec.explanation)?;
    writeln!(out, "In the kernel: {}", spec.source)?;
    Ok(())
}

/// `page find_get_page(file, int)`
fn signature(spec: &Spec) -> String {
    let params: Vec<&str> = spec.params.iter().map(|&param| type_name(param)).collect();
    format!("{} {}({})", type_name(spec.result), spec.name, params.join(", "))
}

/// The word for a type in listings.
fn type_name(ty: Type) -> &'static str {
    match ty {
        Type::Void => "void",
        Type::Int => "int",
        Type::Page => "page",
        Type::File => "file",
        Type::Mm => "mm",
        Type::Addr => "addr",
    }
}

fn list(out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = Table::new(&[("primitive", Align::Left), ("in the kernel", Align::Left)]);
    for spec in SPECS {
        table.row(vec![signature(spec), spec.source.to_owned()]);
    }
    table.write(out)?;
    writeln!(out)?;
    let mut table = Table::new(&[("code", Align::Left), ("meaning", Align::Left)]);
    for code in Code::ALL {
        table.row(vec![code.number().to_owned(), code.meaning().to_owned()]);
    }
    table.write(out)?;
    Ok(())
}

fn unknown(word: &str) -> Failure {
    let part = word.to_lowercase();
    let names = SPECS.iter().map(|spec| spec.name);
    let near: Vec<&str> =
        names.filter(|name| !part.is_empty() && name.to_lowercase().contains(&part)).collect();
    let hint = match near.as_slice() {
        [] => "`pagelock explain` lists them".to_owned(),
        near => format!("there are: {}", near.join(", ")),
    };
    Failure::refused_hint(format!("there is no primitive and no code `{word}`"), hint)
}
