//! Files for other programs: what is in them, whether their readers read them, and what hostile names do to them.
#![cfg(not(target_arch = "wasm32"))]

mod goldens;
mod hostile;
mod perfetto;
mod poison;
mod schema;
#[cfg(feature = "tools")]
mod tools;

use pagelock_engine::{Limits, Reductions, Search, Trace};
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::{FormatView, SearchedView};
use pagelock_worker::exports::{Record, export};
use pagelock_worker::{Built, Compiler as _, Here, report_view};

/// A run to the verdict of a built-in scenario under a built-in listing.
struct Found {
    built: Built,
    trace: Trace,
    searched: SearchedView,
}

impl Found {
    fn new(scenario: &str, listing: &str, options: &[(&str, &str)]) -> Self {
        let asked = message::Setup {
            scenario: Source::Builtin(scenario.to_owned()),
            listing: Source::Builtin(listing.to_owned()),
            options: options.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect(),
        };
        let built = Here.build(asked).expect("it is built in");
        let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
        let report = Search::new(&built.machine, limits).finish();
        let trace = Trace::replay(&built.machine, &report.schedule);
        let searched = report_view(&built, &report).searched();
        Self { built, trace, searched }
    }

    fn len(&self) -> usize {
        self.trace.steps().len()
    }

    fn record(&self, at: usize) -> Record {
        Record::new(&self.built, &self.trace, at, Some(self.searched.clone()))
    }

    fn text(&self, format: FormatView) -> String {
        self.text_at(format, self.len())
    }

    fn text_at(&self, format: FormatView, at: usize) -> String {
        let searched = Some(&self.searched);
        export(&Here, &self.built, &self.trace, at, format, searched).expect("it has a file").text
    }
}

/// The deadlocks of these kinds, and a run that ends well.
fn runs() -> Vec<(&'static str, Found)> {
    [
        ("self", Found::new("same-page", "2.6.20", &[])),
        ("through mmap_sem", Found::new("write-vs-mlock", "2.6.20", &[])),
        ("ABBA", Found::new("abba-two-files", "2.6.20", &[])),
        ("queued writer", Found::new("write-fault-munmap", "2.6.20", &[])),
        ("pool", Found::new("kmap-pool", "pin-source", &[])),
        ("ok", Found::new("write-vs-mlock", "pin-source", &[])),
    ]
    .into()
}

/// Every format of a run.
fn of_runs() -> impl Iterator<Item = FormatView> {
    FormatView::ALL.into_iter().filter(|format| !format.is_of_machine())
}
