//! Files for other programs, made of a run or of what runs: one module for each language.
//!
//! Arrow: `Built` + `Trace` -> [`Record`] -> **text**. The page and the command line write the same files. All names
//! are a user's; `escape` makes them texts of each language. `docs/exports.md` says what each is good for.

mod dot;
mod escape;
mod html;
mod hung;
mod json;
mod mermaid;
mod model;
mod perfetto;
mod record;
mod states;
mod svg;
mod words;

use pagelock_engine::Trace;
use pagelock_protocol::view::{ExportView, FormatView, SearchedView};

pub use dot::dot;
pub use html::{SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH, html};
pub use json::{VERSION, json};
pub use mermaid::mermaid;
pub use model::{MODULE, tla_module};
pub use perfetto::perfetto;
pub use record::{About, Act, ActKind, Cover, LockInfo, Mode, Origin, Record};
pub use states::STATES_MAX;
pub use svg::{STYLE as LANES_STYLE, svg};

use crate::built::Built;
use crate::compiler::Compiler;
use crate::mail::mail_view;

/// A file of this format. Of a run that is looked at in a state, reports, graphs and sequences are of the run up to
/// there; traces and pictures are of the whole run.
///
/// # Errors
/// Why the other program could not hold it.
pub fn export(
    compiler: &impl Compiler,
    built: &Built,
    trace: &Trace,
    step: usize,
    format: FormatView,
    searched: Option<&SearchedView>,
) -> Result<ExportView, String> {
    let step = step.min(trace.steps().len());
    let record = || Record::new(built, trace, step, searched.cloned());
    let past = || Trace::replay(&built.machine, &trace.schedule()[..step]);
    let text = match format {
        FormatView::Json => json(&record()),
        FormatView::Html => html(&record(), &mail_view(compiler, built, &past(), searched).text),
        FormatView::Svg => svg(&record()),
        FormatView::Lockdep => mail_view(compiler, built, &past(), searched).text,
        FormatView::HungTask => hung::hung(&built.machine, &past(), &record()),
        FormatView::Perfetto => perfetto(&record()),
        FormatView::Mermaid => mermaid(&record()),
        FormatView::Dot => dot(&record()),
        FormatView::DotStates => states::states(&built.machine, trace, &record()),
        FormatView::Promela => model::promela_model(built)?,
        FormatView::Tla => model::tla_text(built)?,
    };
    Ok(ExportView { format, name: name(built, format), text })
}

/// A name for the file: what runs, and what it is.
fn name(built: &Built, format: FormatView) -> String {
    let (scenario, kernel) = (escape::file_name(&built.name), escape::file_name(built.asked.listing.name()));
    match format {
        // A module is called as its file is.
        FormatView::Tla => format!("{MODULE}.tla"),
        FormatView::Json
        | FormatView::Html
        | FormatView::Svg
        | FormatView::Lockdep
        | FormatView::HungTask
        | FormatView::Perfetto
        | FormatView::Mermaid
        | FormatView::Dot
        | FormatView::DotStates
        | FormatView::Promela => format!("{scenario}-{kernel}.{}", format.ending()),
    }
}
