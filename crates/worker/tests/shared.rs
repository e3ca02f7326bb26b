//! The corpus as text: every row of the matrix under every listing, served as the page would have it served.
//!
//! Included by the native test that keeps the golden file and by the one that runs in a browser: both must give the
//! same bytes.

use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::message::{LimitsView, Reply, ReplyBody, Request, RequestBody, Setup, Source};
use pagelock_protocol::view::{ListingInfoView, MatrixRowView, ReportView};

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

/// Every cell of the matrix: the label of its row, and what runs.
pub(crate) fn cells() -> Vec<(String, Setup)> {
    let catalog = pagelock_worker::catalog();
    let row = |row: &MatrixRowView| {
        let cell = |listing: &ListingInfoView| Setup {
            scenario: Source::Builtin(row.scenario.clone()),
            listing: Source::Builtin(listing.name.clone()),
            options: row.options.clone(),
        };
        let label = row.label.clone();
        catalog.listings.iter().map(cell).map(move |setup| (label.clone(), setup)).collect::<Vec<_>>()
    };
    catalog.rows.iter().flat_map(row).collect()
}

/// A line with everything that the report of a cell says.
pub(crate) fn line(label: &str, setup: Setup) -> String {
    let listing = setup.listing.name().to_owned();
    let mut report = report(setup, LimitsView::default());
    // Many schedules have a hundred choices; as in a link they are a few characters.
    let schedule = encode_schedule(&std::mem::take(&mut report.schedule));
    let ends = std::mem::take(&mut report.ends);
    let ends = ends.iter().map(|end| format!("{} {} in {}", end.count, end.words, end.schedule.len()));
    let ends = ends.collect::<Vec<_>>().join(", ");
    format!("{label} | {listing} | {schedule} | {report:?} | {ends}")
}
