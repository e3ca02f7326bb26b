//! A search, and the way to the worst it found.
//!
//! Arrow: [`Built`] + limits -> [`Checked`] -> **[`CheckAnswer`]**.

use pagelock_engine::{Limits, Search, Trace};
use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::message::ReductionsView;
use pagelock_protocol::view::{FinalStatesView, ReportView};
use pagelock_worker::{Built, attainable, report_view};
use serde::Serialize;

use crate::amounts::{Amounts, Costs};
use crate::coverage::CoverageAnswer;
use crate::steps::{self, DoneStep, Ending, ScheduledStep};

/// A search and its shortest schedule.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The verdict in one line: `ok + efault`.
    pub summary: String,
    /// What was found.
    pub report: ReportView,
    /// The way to it.
    pub steps: Vec<DoneStep>,
    /// How that way ends.
    pub ending: Ending,
}

/// Searches every interleaving, as far as the limits let it.
pub fn check(input: &Built, limits: Limits) -> Checked {
    let limits = Limits { memory_max: attainable(limits.memory_max), ..limits };
    let report = Search::new(&input.machine, limits).finish();
    let trace = Trace::replay(&input.machine, &report.schedule);
    Checked {
        summary: report.summary(),
        report: report_view(input, &report),
        steps: steps::steps(&input.machine, &trace),
        ending: steps::ending(&input.machine, &trace),
    }
}

impl Checked {
    /// As plain data; scenario and kernel as they were named.
    pub fn answer<'a>(&'a self, scenario: &'a str, kernel: &'a str) -> CheckAnswer<'a> {
        let report = &self.report;
        CheckAnswer {
            scenario,
            kernel,
            verdict: report.verdict.word(),
            kind: Some(report.kind.as_str()).filter(|kind| !kind.is_empty()),
            coverage: CoverageAnswer::from(&report.coverage),
            reductions: reductions(report.reductions),
            states: report.states,
            transitions: report.transitions,
            depth: report.depth,
            schedule: self.steps.iter().map(|step| &step.scheduled).collect(),
            outcomes: Amounts(&report.outcomes),
            ends: report.ends.iter().map(EndAnswer::from).collect(),
            costs: Costs(&self.ending.costs),
        }
    }
}

/// Names of the reductions that are on: `symmetry`, `partial-order`.
pub fn reductions(reductions: ReductionsView) -> Vec<&'static str> {
    let ReductionsView { symmetry, partial_order } = reductions;
    let names = [(symmetry, "symmetry"), (partial_order, "partial-order")];
    names.into_iter().filter(|(switch, _)| switch.is_on()).map(|(_, name)| name).collect()
}

/// What a search found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct CheckAnswer<'a> {
    /// The scenario, as it was named.
    pub scenario: &'a str,
    /// The kernel, as it was named.
    pub kernel: &'a str,
    /// The worst that was found; `unknown` if a limit stopped the search before anything was.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Verdict"))]
    pub verdict: &'a str,
    /// Kind of the deadlock or hazard, such as `ABBA`; `null` otherwise.
    pub kind: Option<&'a str>,
    /// How much was searched.
    pub coverage: CoverageAnswer<'a>,
    /// What was left out: `symmetry`, `partial-order`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Reduction[]"))]
    pub reductions: Vec<&'a str>,
    /// States visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Steps of the longest shortest way to a state.
    pub depth: u32,
    /// The shortest way to what the verdict says.
    pub schedule: Vec<&'a ScheduledStep>,
    /// Final states by the words for how runs end there, worst first.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub outcomes: Amounts<'a>,
    /// Final states by how runs end there, results of calls included, worst first.
    pub ends: Vec<EndAnswer<'a>>,
    /// What the shortest way cost, such as `page_locks`: how often.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub costs: Costs<'a>,
}

/// Final states in which runs end alike.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct EndAnswer<'a> {
    /// Its words, a key of `outcomes`; ends with other results of calls have an entry of their own.
    pub outcome: &'a str,
    /// The verdict on such an end.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Verdict"))]
    pub verdict: &'a str,
    /// What each part of the words means.
    pub explanation: &'a [String],
    /// How many final states; where some go on for ever, sets of states that no run leaves.
    pub states: u64,
    /// A shortest way to one of them, as `run --schedule` takes it.
    pub schedule: String,
    /// What is to be seen there, in sentences.
    pub evidence: &'a [String],
}

impl<'a> From<&'a FinalStatesView> for EndAnswer<'a> {
    fn from(end: &'a FinalStatesView) -> Self {
        Self {
            outcome: &end.words,
            verdict: end.verdict.word(),
            explanation: &end.explanation,
            states: end.count,
            schedule: encode_schedule(&end.schedule),
            evidence: &end.evidence,
        }
    }
}
