//! Names and paths of the command line to a setup: the only place that reads files.

use std::fs::File;
use std::io::Read;
use std::path::is_separator;

use pagelock_lang::limits::TEXT_MAX;
use pagelock_plain::{Built, compile};
use pagelock_protocol::message::{self, Source};

use crate::complaint::Failure;

/// Reads and compiles a scenario and a listing, each given by name or path.
pub(crate) fn read(scenario: &str, kernel: &str, set: &[(String, String)]) -> Result<Built, Failure> {
    let asked = message::Setup {
        scenario: source(scenario, ".toml")?,
        listing: source(kernel, ".lst")?,
        options: set.to_vec(),
    };
    Ok(compile(asked)?)
}

/// Whether an argument is a path rather than a name.
pub(crate) fn is_path(text: &str, ending: &str) -> bool {
    text.contains(is_separator) || text.ends_with(ending)
}

/// A text by its built-in name or its path.
pub(crate) fn source(text: &str, ending: &str) -> Result<Source, Failure> {
    if !is_path(text, ending) {
        return Ok(Source::Builtin(text.to_owned()));
    }
    Ok(Source::Text { name: text.to_owned(), text: read_text(text)? })
}

/// The text of a file. Reads one byte more than a text may have, so that no file is too large to be refused.
fn read_text(path: &str) -> Result<String, Failure> {
    let cannot = |error| Failure::refused(format!("cannot read `{path}`: {error}"));
    let file = File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(TEXT_MAX as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() > TEXT_MAX {
        let message = format!("`{path}` is larger than {} KiB, the most a text may have", TEXT_MAX / 1024);
        return Err(Failure::refused(message));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|&byte| byte == b'\n').count();
        Failure::refused(format!("`{path}` is not text in UTF-8: line {line} has a byte that is not"))
    })
}
