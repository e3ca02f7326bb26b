//! Reports and diagnostics of the engine and the language as views.

use std::cmp::Reverse;

use pagelock_engine::{Coverage, FinalStates, Limit, Machine, Report, Switch, Trace, Verdict};
use pagelock_lang::builtin::{self, INCLUDES, Text};
use pagelock_lang::{Diagnostic, place, render};
use pagelock_lists as lists;
use pagelock_protocol::message::{self, ReductionsView, Source, SwitchView};
use pagelock_protocol::view::{
    CoverageView, DiagnosticView, FinalStatesView, LimitView, ReportView, VerdictView,
};

use crate::built::Built;
use crate::evidence::evidence;

/// A report with the expectation of its scenario.
pub fn report_view(built: &Built, report: &Report) -> ReportView {
    let (machine, expect) = (&built.machine, &built.expect);
    ReportView {
        verdict: verdict_view(report.verdict),
        kind: report.kind.clone(),
        notation: notation(machine, report),
        coverage: coverage_view(report.coverage),
        reductions: ReductionsView {
            symmetry: SwitchView::of(report.reductions.symmetry == Switch::On),
            partial_order: SwitchView::of(report.reductions.partial_order == Switch::On),
        },
        states: report.states,
        transitions: report.transitions,
        depth: report.depth,
        deadlocks: report.deadlock_count(),
        schedule: report.schedule.clone(),
        outcomes: outcomes(report),
        ends: ends(machine, report),
        as_expected: expect.as_ref().map(|expect| *expect == report.summary()),
        expect: expect.clone(),
    }
}

/// How much a search has covered.
pub fn coverage_view(coverage: Coverage) -> CoverageView {
    match coverage {
        Coverage::Exhaustive => CoverageView::Exhaustive,
        Coverage::Bounded { limit, frontier } => CoverageView::Bounded { limit: limit_view(limit), frontier },
    }
}

/// What stopped a search.
pub fn limit_view(limit: Limit) -> LimitView {
    match limit {
        Limit::States => LimitView::States,
        Limit::Memory => LimitView::Memory,
    }
}

/// The mail's notation for the deadlock that a report found; empty for other verdicts.
fn notation(machine: &Machine, report: &Report) -> String {
    match report.verdict {
        Verdict::Deadlock => Trace::replay(machine, &report.schedule).notation(machine).to_string(),
        Verdict::Unknown | Verdict::Ok | Verdict::Hazard | Verdict::Livelock => String::new(),
    }
}

/// Final states by the words for what became of them, worst first.
fn outcomes(report: &Report) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = Vec::new();
    for end in worst_first(report) {
        let words = end.ending.words();
        match counts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += end.count,
            None => counts.push((words, end.count)),
        }
    }
    counts
}

/// Ways in which runs end, worst first, each with the nearest state in which one does and what is to be seen there.
fn ends(machine: &Machine, report: &Report) -> Vec<FinalStatesView> {
    let view = |end: &FinalStates| FinalStatesView {
        verdict: verdict_view(end.ending.verdict()),
        words: end.ending.words(),
        explanation: end.ending.explanations().into_iter().map(str::to_owned).collect(),
        count: end.count,
        is_final: end.ending.is_final(),
        schedule: end.schedule.clone(),
        evidence: evidence(machine, machine.view(&end.state)),
    };
    worst_first(report).into_iter().map(view).collect()
}

fn worst_first(report: &Report) -> Vec<&FinalStates> {
    let mut ends: Vec<&FinalStates> = report.ends.iter().collect();
    lists::sort_by_key(&mut ends, |end| Reverse(end.ending.verdict()));
    ends
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
    let include = || INCLUDES.iter().find(|text| text.name == file).map(Text::text);
    edited
        .or_else(|| builtin::listing(file))
        .or_else(include)
        .or_else(|| builtin::scenario(file))
        .unwrap_or("")
}
