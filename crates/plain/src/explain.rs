//! What a primitive does in the kernel, and what the code of a message means.

use pagelock_engine::prim::{SPECS, Spec, Type};
use pagelock_lang::Code;
use serde::Serialize;

use crate::refusal::Refusal;

/// What a word stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Explanation {
    /// A primitive of the listings.
    Primitive {
        /// Its name.
        name: &'static str,
        /// `page find_get_page(file, int)`
        signature: String,
        /// Whether it may sleep.
        sleeps: bool,
        /// What it does, in a sentence.
        explanation: &'static str,
        /// Where the kernel has it.
        source: &'static str,
    },
    /// The code of a message.
    Code {
        /// Its number, such as `PL0301`.
        code: &'static str,
        /// What it means.
        meaning: &'static str,
    },
}

/// What a word stands for: a primitive by its name, a code in any case.
///
/// # Errors
/// If it is neither; with a hint where names of primitives contain it.
pub fn explain(word: &str) -> Result<Explanation, Refusal> {
    let spec = SPECS.iter().find(|spec| spec.name == word).map(of_primitive);
    let code =
        || Code::ALL.iter().find(|code| code.number().eq_ignore_ascii_case(word)).copied().map(of_code);
    spec.or_else(code).ok_or_else(|| unknown(word))
}

/// Everything that can be explained: primitives, then codes.
pub fn explanations() -> Vec<Explanation> {
    SPECS.iter().map(of_primitive).chain(Code::ALL.iter().copied().map(of_code)).collect()
}

fn of_primitive(spec: &Spec) -> Explanation {
    Explanation::Primitive {
        name: spec.name,
        signature: signature(spec),
        sleeps: spec.sleeps,
        explanation: spec.explanation,
        source: spec.source,
    }
}

fn of_code(code: Code) -> Explanation {
    Explanation::Code { code: code.number(), meaning: code.meaning() }
}

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

fn unknown(word: &str) -> Refusal {
    let part = word.to_lowercase();
    let names = SPECS.iter().map(|spec| spec.name);
    let near: Vec<&str> =
        names.filter(|name| !part.is_empty() && name.to_lowercase().contains(&part)).collect();
    let message = format!("there is no primitive and no code `{word}`");
    match near.as_slice() {
        [] => Refusal::plain(message),
        near => Refusal::hinted(message, format!("there are: {}", near.join(", "))),
    }
}
