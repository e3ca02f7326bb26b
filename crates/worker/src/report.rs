//! Reports and diagnostics of the engine and the language as views.

use pagelock_engine::{Coverage, Limit, Machine, Report, Trace, Verdict};
use pagelock_lang::builtin::{self, INCLUDES};
use pagelock_lang::{Diagnostic, RawScenario, Setup, place, render};
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::{CoverageView, DiagnosticView, ReportView, VerdictView};

use crate::catalog::rows;

/// A report with the expectation of its scenario. `asked` says which listing and options were meant by name.
pub fn report_view(setup: &Setup, asked: &message::Setup, report: &Report) -> ReportView {
    let expect = expectation(&setup.name, &setup.raw, asked);
    ReportView {
        verdict: verdict_view(report.verdict),
        kind: report.kind.clone(),
        notation: notation(&setup.machine, report),
        coverage: match report.coverage {
            Coverage::Exhaustive => CoverageView::Exhaustive,
            Coverage::Bounded { limit, frontier } => CoverageView::Bounded {
                limit: match limit {
                    Limit::States => "states".to_owned(),
                    Limit::Memory => "memory".to_owned(),
                },
                frontier,
            },
        },
        states: report.states,
        transitions: report.transitions,
        depth: report.depth,
        deadlocks: report.deadlock_count(),
        schedule: report.schedule.clone(),
        outcomes: outcomes(report),
        as_expected: expect.as_ref().map(|expect| *expect == report.summary()),
        expect,
    }
}

/// The mail's notation for the deadlock that a report found; empty for other verdicts.
fn notation(machine: &Machine, report: &Report) -> String {
    match report.verdict {
        Verdict::Deadlock => Trace::replay(machine, &report.schedule).notation(machine).to_string(),
        Verdict::Unknown | Verdict::Ok | Verdict::Hazard | Verdict::Livelock => String::new(),
    }
}

/// Final states by what became of them, worst first.
fn outcomes(report: &Report) -> Vec<(String, u64)> {
    let deadlocks = report.deadlocks.iter().map(|(kind, &n)| (format!("deadlock ({})", kind.name()), n));
    let oopses = report.oopses.iter().map(|(name, &n)| ((*name).to_owned(), n));
    let finished = report.outcomes.iter().map(|(outcome, &n)| (outcome.words().join(" + "), n));
    deadlocks.chain(oopses).chain(finished).collect()
}

/// What a scenario expects of a listing with these options; `None` for edited listings and other options.
pub fn expectation(name: &str, raw: &RawScenario, asked: &message::Setup) -> Option<String> {
    let Source::Builtin(listing) = &asked.listing else { return None };
    let row = rows(name, raw).into_iter().find(|row| row.options == asked.options)?;
    row.expect.into_iter().find(|(name, _)| name == listing).map(|(_, expect)| expect)
}

pub(crate) fn verdict_view(verdict: Verdict) -> VerdictView {
    match verdict {
        Verdict::Deadlock => VerdictView::Deadlock,
        Verdict::Livelock => VerdictView::Livelock,
        Verdict::Hazard => VerdictView::Hazard,
        Verdict::Ok => VerdictView::Ok,
        Verdict::Unknown => VerdictView::Unknown,
    }
}

/// A diagnostic with its place as people count it, drawn into its text.
pub fn diagnostic_view(diagnostic: &Diagnostic, setup: &message::Setup) -> DiagnosticView {
    let text = text_of(&diagnostic.file, setup);
    let place = diagnostic.span.map(|span| place(text, span.start));
    DiagnosticView {
        code: diagnostic.code.number().to_owned(),
        file: diagnostic.file.clone(),
        line: place.map_or(0, |place| place.line),
        column: place.map_or(0, |place| place.column),
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone(),
        rendered: render(diagnostic, text),
    }
}

/// The text a diagnostic is about: an edited one of that name before a built-in one.
fn text_of<'a>(file: &str, setup: &'a message::Setup) -> &'a str {
    let edited = [&setup.listing, &setup.scenario].into_iter().find_map(|source| match source {
        Source::Text { name, text } if name == file => Some(text.as_str()),
        Source::Text { .. } | Source::Builtin(_) => None,
    });
    let include = || INCLUDES.iter().find(|text| text.name == file).map(|text| text.text);
    edited
        .or_else(|| builtin::listing(file))
        .or_else(include)
        .or_else(|| builtin::scenario(file))
        .unwrap_or("")
}
