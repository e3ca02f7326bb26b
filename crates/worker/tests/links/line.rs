//! A readable link fits into a line of a mail: for every cell of the matrix, at its shortest counterexample.

use pagelock_engine::{Limits, Reductions, Search};
use pagelock_lang::builtin::{LISTINGS, SCENARIOS};
use pagelock_lang::{Source, read_scenario};
use pagelock_protocol::link::{FullLink, Seen};
use pagelock_protocol::message;
use pagelock_protocol::view::VerdictView;
use pagelock_worker::{Compiler as _, Here, report_view, rows, write_link};

/// Characters of a line, as in mails.
const LINE: usize = 72;

#[test]
fn every_counterexample_of_the_matrix_fits_into_a_line_of_a_mail() {
    let mut longest = String::new();
    for scenario in SCENARIOS {
        let (name, raw) = read_scenario(Source::Builtin(scenario.name)).unwrap();
        for row in rows(&name, &raw) {
            for listing in LISTINGS {
                let setup = message::Setup {
                    scenario: message::Source::Builtin(name.clone()),
                    listing: message::Source::Builtin(listing.name.to_owned()),
                    options: row.options.clone(),
                };
                let built = Here.build(setup).unwrap();
                let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
                let report = Search::new(&built.machine, limits).finish();
                let view = report_view(&built, &report);
                if view.verdict == VerdictView::Ok {
                    // Nothing goes wrong, so there is no counterexample.
                    continue;
                }
                let step = u32::try_from(report.schedule.len()).unwrap();
                let mut link =
                    FullLink { setup: built.asked, schedule: report.schedule, step, seen: Seen::default() };
                link.seen.verdict = view.fingerprint();
                let fragment = write_link(&link).unwrap();
                if fragment.len() > longest.len() {
                    longest = fragment;
                }
            }
        }
    }
    assert!(longest.len() <= LINE, "{} characters: {longest}", longest.len());
    println!("the longest link of the matrix has {} characters: {longest}", longest.len());
}
