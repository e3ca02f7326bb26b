//! A listing with everything it includes and changes: texts to one set of functions.
//!
//! Arrow: listing text -> tree -> **`Linked`** -> program. A function is looked up in the listing itself, then in
//! what it includes, then in the listing it changes, then in what that includes; the first one found counts, so a
//! patch is a file with the functions it replaces. Knows nothing of types.

use crate::ast::{Function, Listing, Name};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits::{FUNCTIONS_MAX, INCLUDES_MAX};
use crate::parser::parse_listing;
use pagelock_lists::Map;

/// A text of a linked listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A listing with everything it includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Name of the listing.
    pub name: String,
    /// One line on what it is.
    pub title: String,
    /// Name of the listing it changes, if it is one that does.
    pub base: Option<String>,
    /// Its texts; its own is the first.
    pub files: Vec<LinkedFile>,
    /// Functions by name, each with the position of its text in `files`.
    pub functions: Map<String, (usize, Function)>,
}

/// Finds the text of a listing or an included file by name.
pub trait Library {
    /// The text, or `None` if there is no such file.
    fn text(&self, name: &str) -> Option<&str>;
}

/// Reads a listing and everything it needs.
///
/// # Errors
/// Every mistake in any of the texts, in the order they are read.
pub fn link(name: &str, text: &str, library: &dyn Library) -> Result<Linked, Vec<Diagnostic>> {
    let mut linker = Linker { library, listings: Vec::new(), files: Vec::new(), diagnostics: Vec::new() };
    linker.add(name, text);
    let Linker { listings, files, mut diagnostics, .. } = linker;
    let kernel = listings[0].kernel.as_ref();
    if kernel.is_none() && diagnostics.is_empty() {
        let mut missing = Diagnostics::new(name);
        missing.error_whole(Code::NoKernel, "the listing does not say which kernel it is");
        diagnostics.extend(missing.finish().into_iter().map(|d| Diagnostic {
            hint: Some(format!("begin with `kernel \"{name}\": \"one line on it\";`")),
            ..d
        }));
    }
    let functions = functions(&listings, &files, &mut diagnostics);
    match (kernel, diagnostics.is_empty()) {
        (Some(kernel), true) => Ok(Linked {
            name: kernel.name.value.clone(),
            title: kernel.title.value.clone(),
            base: kernel.base.as_ref().map(|base| base.value.clone()),
            files,
            functions,
        }),
        _ => Err(diagnostics),
    }
}

struct Linker<'a> {
    library: &'a dyn Library,
    listings: Vec<Listing>,
    files: Vec<LinkedFile>,
    diagnostics: Vec<Diagnostic>,
}

impl Linker<'_> {
    /// Adds a text, then what it includes, then what it changes.
    fn add(&mut self, name: &str, text: &str) {
        let (listing, diagnostics) = parse_listing(name, text);
        self.diagnostics.extend(diagnostics);
        self.files.push(LinkedFile { name: name.to_owned(), text: text.to_owned() });
        self.listings.push(listing.clone());
        let base = listing.kernel.and_then(|kernel| kernel.base);
        for needed in listing.includes.iter().map(|include| &include.name).chain(&base) {
            self.need(name, needed);
        }
    }

    fn need(&mut self, by: &str, needed: &Name) {
        if self.files.iter().any(|file| file.name == needed.value) {
            return; // already there, with higher precedence
        }
        let mut diagnostics = Diagnostics::new(by);
        match self.library.text(&needed.value) {
            Some(_) if self.files.len() > INCLUDES_MAX => {
                let message = format!("more than {INCLUDES_MAX} files are included");
                diagnostics.error(Code::TooMany, needed.span, message);
            }
            Some(text) => self.add(&needed.value, text),
            None => {
                let message = format!("there is no listing or file called `{}`", needed.value);
                diagnostics.error(Code::UnknownListing, needed.span, message);
            }
        }
        self.diagnostics.extend(diagnostics.finish());
    }
}

/// The first function of each name; a second one in the same text is a mistake.
fn functions(
    listings: &[Listing],
    files: &[LinkedFile],
    diagnostics: &mut Vec<Diagnostic>,
) -> Map<String, (usize, Function)> {
    let mut functions: Map<String, (usize, Function)> = Map::new_vec();
    for (i, listing) in listings.iter().enumerate() {
        let mut found = Diagnostics::new(&files[i].name);
        for function in &listing.functions {
            match functions.get(&function.name.value) {
                Some((file, _)) if *file == i => {
                    let message = format!("`{}` is already defined in this file", function.name.value);
                    found.error(Code::DefinedTwice, function.name.span, message);
                }
                Some(_) => {}
                None => {
                    functions.insert(function.name.value.clone(), (i, function.clone()));
                }
            }
        }
        diagnostics.extend(found.finish());
    }
    if functions.len() > FUNCTIONS_MAX {
        let mut found = Diagnostics::new(&files[0].name);
        found.error_whole(Code::TooMany, format!("the listing has more than {FUNCTIONS_MAX} functions"));
        diagnostics.extend(found.finish());
    }
    functions
}
