//! `pagelock check`: every interleaving of a scenario, and the worst that can happen in one.
//!
//! Arrow: setup -> `Report` -> **text or JSON**. The keys of the JSON are a contract.

use std::io::Write;

use annotate_snippets::normalize_untrusted_str;
use pagelock_engine::{Search, Trace};
use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::message::ReductionsView;
use pagelock_protocol::view::{CoverageView, FinalStatesView, ReportView, VerdictView};
use pagelock_worker::report_view;
use serde::{Serialize, Serializer};

use crate::Exit;
use crate::args::CheckArgs;
use crate::complaint::Failure;
use crate::input::{self, Input};
use crate::output;
use crate::replay::{self, DoneStep, Ending, ScheduledStep};
use crate::table::facts;
use crate::words::{self, amounts, count, counted};

/// A search and its shortest schedule, as it is printed.
struct Checked {
    input: Input,
    /// The verdict in one line: `ok + efault`.
    summary: String,
    report: ReportView,
    steps: Vec<DoneStep>,
    ending: Ending,
}

/// Searches under each kernel that was named.
pub(crate) fn check(args: &CheckArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.json && args.kernels.len() > 1 {
        return Err(Failure::refused("`--json` prints one object, so it takes one `--kernel`"));
    }
    let inputs = args.kernels.iter().map(|kernel| input::read(&args.scenario, kernel, &args.set));
    let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    let mut worst = Exit::Clean;
    for (i, (input, kernel)) in inputs.into_iter().zip(&args.kernels).enumerate() {
        let checked = search(input, args);
        worst = worst.max(words::exit(checked.report.verdict));
        if args.json {
            output::json(out, &checked.json(&args.scenario, kernel))?;
        } else {
            if i > 0 {
                writeln!(out)?;
            }
            checked.write(&args.scenario, kernel, out)?;
        }
        out.flush()?;
    }
    Ok(worst)
}

fn search(input: Input, args: &CheckArgs) -> Checked {
    let report = Search::new(&input.setup.machine, args.limits.limits()).finish();
    let trace = Trace::replay(&input.setup.machine, &report.schedule);
    Checked {
        summary: report.summary(),
        report: report_view(&input.setup, &input.asked, &report),
        steps: replay::steps(&input.setup, &trace),
        ending: replay::ending(&input.setup, &trace),
        input,
    }
}

impl Checked {
    fn write(&self, scenario: &str, kernel: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let report = &self.report;
        writeln!(out, "{}", self.headline())?;
        writeln!(out)?;
        let outcomes = report.outcomes.iter().map(|(words, n)| format!("{} {words}", count(*n)));
        let set = &self.input.asked.options;
        let set: Vec<String> = set.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let lines = [
            (
                "scenario",
                format!("{scenario}: {}", normalize_untrusted_str(&self.input.setup.raw.title.value)),
            ),
            ("kernel", kernel.to_owned()),
            ("options", set.join(" ")),
            ("expected", self.expectation()),
            ("coverage", words::coverage(&report.coverage)),
            ("reductions", reductions(report.reductions).join(", ")),
            ("states", count(report.states)),
            ("transitions", count(report.transitions)),
            ("depth", count(report.depth.into())),
            ("final states", outcomes.collect::<Vec<_>>().join(", ")),
        ];
        facts(out, &lines)?;
        if report.verdict != VerdictView::Unknown {
            self.write_shortest(out)?;
        }
        self.write_ends(out)
    }

    /// The way to what the verdict says.
    fn write_shortest(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let report = &self.report;
        let to = match report.verdict {
            VerdictView::Deadlock | VerdictView::Hazard => " to it",
            VerdictView::Livelock => " to where it begins",
            VerdictView::Ok | VerdictView::Unknown => " to an end",
        };
        let steps = counted(self.steps.len() as u64, "step");
        writeln!(out, "\nThe shortest way{to}, {steps}:\n")?;
        replay::schedule_table(&self.steps).write(out)?;
        writeln!(out)?;
        facts(
            out,
            &[("schedule", encode_schedule(&report.schedule)), ("costs", amounts(&self.ending.costs))],
        )?;
        if let Some(end) = self.ending.end.as_ref().filter(|end| !end.explanation.is_empty()) {
            writeln!(out, "\nAt its end:")?;
            for sentence in &end.explanation {
                writeln!(out, "  {sentence}")?;
            }
        }
        Ok(())
    }

    /// Every way in which runs end: how often, how to get there, and what shows it.
    fn write_ends(&self, out: &mut dyn Write) -> Result<(), Failure> {
        if self.report.ends.is_empty() {
            return Ok(());
        }
        let so_far = match self.report.coverage {
            CoverageView::Exhaustive => "",
            CoverageView::Bounded { .. } => ", as far as was searched",
        };
        writeln!(out, "\nHow runs end{so_far}:")?;
        for end in &self.report.ends {
            let states = words::end_count(end);
            writeln!(out, "\n  {}, {states}: {}", end.words, end.explanation.join("; "))?;
            let steps = counted(end.schedule.len() as u64, "step");
            writeln!(out, "    nearest in {steps}: {}", encode_schedule(&end.schedule))?;
            for sentence in &end.evidence {
                writeln!(out, "    {sentence}")?;
            }
        }
        Ok(())
    }

    /// The verdict. Only a search that has seen everything may say that there is no deadlock.
    fn headline(&self) -> String {
        let report = &self.report;
        let states = counted(report.states, "state");
        match (report.verdict, &report.coverage) {
            (VerdictView::Ok, CoverageView::Exhaustive) => {
                format!("{}  no deadlock, livelock or hazard in {states}, which are all", self.summary)
            }
            (VerdictView::Unknown | VerdictView::Ok, _) => {
                format!("{}  nothing found in {states}, but there are more", self.summary)
            }
            (VerdictView::Deadlock | VerdictView::Livelock | VerdictView::Hazard, _) => {
                format!("{}  {}", self.summary, report.notation).trim_end().to_owned()
            }
        }
    }

    fn expectation(&self) -> String {
        match (&self.report.expect, self.report.as_expected) {
            (Some(expect), Some(true)) => format!("{expect}, as found"),
            (Some(expect), _) if self.report.verdict == VerdictView::Unknown => expect.clone(),
            (Some(expect), _) => format!("{expect}: differs from what was found"),
            (None, _) => String::new(),
        }
    }

    fn json<'a>(&'a self, scenario: &'a str, kernel: &'a str) -> CheckJson<'a> {
        let report = &self.report;
        CheckJson {
            scenario,
            kernel,
            verdict: report.verdict.word(),
            kind: Some(report.kind.as_str()).filter(|kind| !kind.is_empty()),
            coverage: CoverageJson::from(&report.coverage),
            reductions: reductions(report.reductions),
            states: report.states,
            transitions: report.transitions,
            depth: report.depth,
            schedule: self.steps.iter().map(|step| &step.scheduled).collect(),
            outcomes: Amounts(&report.outcomes),
            ends: report.ends.iter().map(EndJson::from).collect(),
            costs: Costs(&self.ending.costs),
        }
    }
}

/// Names of reductions, as `--no-reduce` takes them.
fn reductions(reductions: ReductionsView) -> Vec<&'static str> {
    let ReductionsView { symmetry, partial_order } = reductions;
    let names = [(symmetry, "symmetry"), (partial_order, "partial-order")];
    names.into_iter().filter(|(switch, _)| switch.is_on()).map(|(_, name)| name).collect()
}

/// What `--json` prints.
#[derive(Serialize)]
struct CheckJson<'a> {
    scenario: &'a str,
    kernel: &'a str,
    verdict: &'a str,
    kind: Option<&'a str>,
    coverage: CoverageJson<'a>,
    /// What was left out: `symmetry`, `partial-order`.
    reductions: Vec<&'a str>,
    states: u64,
    transitions: u64,
    depth: u32,
    schedule: Vec<&'a ScheduledStep>,
    outcomes: Amounts<'a>,
    ends: Vec<EndJson<'a>>,
    costs: Costs<'a>,
}

/// Final states in which runs end alike.
#[derive(Serialize)]
struct EndJson<'a> {
    /// Its words, a key of `outcomes`; ends with other results of calls have an entry of their own.
    outcome: &'a str,
    verdict: &'a str,
    explanation: &'a [String],
    states: u64,
    /// A shortest way to one of them, as `run --schedule` takes it.
    schedule: String,
    evidence: &'a [String],
}

impl<'a> From<&'a FinalStatesView> for EndJson<'a> {
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

/// `"exhaustive"`, or `{"bounded": "states", "frontier": 12}`.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum CoverageJson<'a> {
    Exhaustive(&'static str),
    Bounded { bounded: &'a str, frontier: u64 },
}

impl<'a> From<&'a CoverageView> for CoverageJson<'a> {
    fn from(coverage: &'a CoverageView) -> Self {
        match coverage {
            CoverageView::Exhaustive => Self::Exhaustive("exhaustive"),
            CoverageView::Bounded { limit, frontier } => {
                Self::Bounded { bounded: limit.name(), frontier: *frontier }
            }
        }
    }
}

/// An object of numbers by their words.
struct Amounts<'a>(&'a [(String, u64)]);

impl Serialize for Amounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(words, n)| (words, n)))
    }
}

/// An object of numbers by keys such as `page_table_walks`.
pub(crate) struct Costs<'a>(pub(crate) &'a [(String, u64)]);

impl Serialize for Costs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, n)| (name.replace(' ', "_"), n)))
    }
}
