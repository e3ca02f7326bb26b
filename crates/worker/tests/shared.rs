//! The corpus as text: every row of the matrix under every listing, served as the page would have it served.
//!
//! Included by the native test that keeps the golden file and by the one that runs in a browser: both must give the
//! same bytes.

use std::fmt::Write as _;

use pagelock_protocol::message::{LimitsView, Reply, ReplyBody, Request, RequestBody, Setup, Source};
use pagelock_protocol::view::ReportView;

/// Serves a request and gives its replies.
pub(crate) fn replies(body: RequestBody) -> Vec<ReplyBody> {
    let mut all = Vec::new();
    pagelock_worker::serve(Request { id: 7, body }, &mut |reply: Reply| {
        assert_eq!(reply.id, 7, "a reply carries the id of its request");
        all.push(reply.body);
    });
    all
}

/// Searches a setup.
pub(crate) fn report(setup: Setup, limits: LimitsView) -> ReportView {
    match replies(RequestBody::Search { setup, limits }).pop() {
        Some(ReplyBody::Report(report)) => *report,
        other => panic!("a search ends in a report, not {other:?}"),
    }
}

/// A built-in scenario with a built-in listing.
pub(crate) fn setup(scenario: &str, listing: &str, options: &[(&str, &str)]) -> Setup {
    Setup {
        scenario: Source::Builtin(scenario.to_owned()),
        listing: Source::Builtin(listing.to_owned()),
        options: options.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect(),
    }
}

/// A line for every cell of the matrix with everything its report says.
pub(crate) fn corpus() -> String {
    let catalog = pagelock_worker::catalog();
    let mut text = String::new();
    for row in &catalog.rows {
        for listing in &catalog.listings {
            let setup = Setup {
                scenario: Source::Builtin(row.scenario.clone()),
                listing: Source::Builtin(listing.name.clone()),
                options: row.options.clone(),
            };
            let report = report(setup, LimitsView::default());
            let _ = writeln!(text, "{} | {} | {report:?}", row.label, listing.name);
        }
    }
    text
}
