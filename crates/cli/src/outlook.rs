//! `pagelock outlook`: what can still be saved in each state of a run, how many interleavings end in a deadlock, and
//! the fewest switches to one.
//!
//! Arrow: setup + schedule -> `ProspectsView` -> **text or JSON**. The keys of the JSON are a contract.

use std::io::Write;

use annotate_snippets::normalize_untrusted_str;
use pagelock_engine::{Backward, CountedBackward, Coverage, Trace};
use pagelock_plain::{Built, CoverageAnswer, DoneStep, ScheduledStep, decode, replay, steps};
use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::view::{
    BasisView, CrossroadsView, OutlookView, ProspectView, ProspectsView, ShareView, VerdictView,
};
use pagelock_worker::{Knowledge, coverage_view};
use serde::Serialize;

use crate::Exit;
use crate::args::OutlookArgs;
use crate::complaint::Failure;
use crate::table::{Align, Table, facts};
use crate::words::{self, count, counted};
use crate::{input, output};

/// A run with its prospects, as it is printed.
struct Judged<'a> {
    args: &'a OutlookArgs,
    input: Built,
    view: ProspectsView,
    steps: Vec<DoneStep>,
    /// Of each state of the run, who could move and how.
    choices: Vec<Vec<(String, String)>>,
}

/// Goes back from the ends of all runs, and prints what that says.
pub(crate) fn outlook(args: &OutlookArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input = input::read(&args.scenario, &args.kernel, &args.set)?;
    let machine = &input.machine;
    let asked = args.schedule.as_deref().map(decode).transpose()?;
    // A schedule that cannot be followed is refused before anything is searched.
    let asked = asked.map(|schedule| replay(&input.machine, &schedule)).transpose()?;
    let prospects = Backward::new(machine, args.limits()).finish();
    let counted = match prospects.coverage() {
        Coverage::Exhaustive => None,
        Coverage::Bounded { .. } => {
            CountedBackward::new(machine, args.limits()).and_then(CountedBackward::finish)
        }
    };
    let fewest = || prospects.fewest().map_or(&[][..], |fewest| &fewest.schedule);
    let trace = asked.unwrap_or_else(|| Trace::replay(machine, fewest()));
    let coverage = coverage_view(prospects.coverage());
    let judged = Judged {
        args,
        view: Knowledge::new(prospects, counted).view(machine, coverage, &trace),
        steps: steps(&input.machine, &trace),
        choices: choices(&input, &trace),
        input,
    };
    if args.json {
        output::json(out, &judged.json())?;
    } else {
        judged.write(out)?;
    }
    let start = judged.start();
    Ok(match (start.outlook, start.worst) {
        (OutlookView::ReachesOk, _) => Exit::Clean,
        (OutlookView::Unknown, VerdictView::Unknown | VerdictView::Ok) => Exit::Limit,
        (OutlookView::MayFail | OutlookView::Doomed | OutlookView::Unknown, _) => Exit::Found,
    })
}

fn choices(input: &Built, trace: &Trace) -> Vec<Vec<(String, String)>> {
    let machine = &input.machine;
    let of = |state| {
        let view = machine.view(&state);
        let choices = if view.end().is_none() { view.choices() } else { Vec::new() };
        let name = |choice| view.choice_name(choice);
        choices.into_iter().map(|choice| (machine.task_name(choice.task).to_owned(), name(choice))).collect()
    };
    trace.states().map(of).collect()
}

impl Judged<'_> {
    fn start(&self) -> ProspectView {
        self.view.run.first().map_or(ProspectView::UNKNOWN, |state| state.here)
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let (args, view) = (self.args, &self.view);
        writeln!(out, "{}  {}", self.start().words(), view.share.sentence())?;
        writeln!(out)?;
        let title = normalize_untrusted_str(&self.input.title);
        let set: Vec<String> = args.set.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let fewest = view.fewest.as_ref().map(|fewest| {
            let switches = format!(
                "{} {}",
                count(fewest.switches.into()),
                if fewest.switches == 1 { "switch" } else { "switches" }
            );
            let steps = counted(fewest.schedule.len() as u64, "step");
            format!("{switches} in {steps}: {}", encode_schedule(&fewest.schedule))
        });
        let lines = [
            ("scenario", format!("{}: {title}", args.scenario)),
            ("kernel", args.kernel.clone()),
            ("options", set.join(" ")),
            ("coverage", words::coverage(&view.coverage)),
            ("states", count(view.states)),
            ("counted states", counted_states(view.basis)),
            ("interleavings", interleavings(&view.share)),
            ("fewest to a deadlock", fewest.unwrap_or_default()),
        ];
        facts(out, &lines)?;
        if self.steps.is_empty() {
            return Ok(());
        }
        let which = if args.schedule.is_some() { "The run" } else { "The run with the fewest switches" };
        writeln!(out, "\n{which}, {}:\n", counted(self.steps.len() as u64, "step"))?;
        self.table().write(out)?;
        writeln!(out, "\n{}", self.point_of_no_return())?;
        Ok(())
    }

    fn table(&self) -> Table {
        let columns = [
            ("step", Align::Right),
            ("task", Align::Left),
            ("label", Align::Left),
            ("primitive", Align::Left),
            ("after it", Align::Left),
            ("instead", Align::Left),
        ];
        let mut table = Table::new(&columns);
        table.row(["0", "", "", "the start", self.start().words(), ""].map(str::to_owned).to_vec());
        for (i, (step, after)) in self.steps.iter().zip(self.view.run.iter().skip(1)).enumerate() {
            let ScheduledStep { task, label, step: primitive, .. } = &step.scheduled;
            let (number, after) = ((i + 1).to_string(), after.here.words().to_owned());
            table.row(vec![number, task.clone(), label.clone(), primitive.clone(), after, self.instead(i)]);
        }
        table
    }

    /// What the other choices of a state lead to, who and what, each once.
    fn instead(&self, at: usize) -> String {
        let taken = usize::from(self.steps[at].scheduled.choice);
        let mut others: Vec<String> = Vec::new();
        for (nr, ((task, _), after)) in self.choices[at].iter().zip(&self.view.run[at].choices).enumerate() {
            let text = format!("{task}: {}", after.words());
            if nr != taken && !others.contains(&text) {
                others.push(text);
            }
        }
        others.join("; ")
    }

    fn point_of_no_return(&self) -> String {
        let end = self.view.run.last().map_or(ProspectView::UNKNOWN, |state| state.here);
        match self.view.point_of_no_return() {
            Some(0) => "Nothing can be saved from the start on.".to_owned(),
            Some(at) => {
                let ScheduledStep { task, step, .. } = &self.steps[at - 1].scheduled;
                format!("The point of no return is step {at}, {task} {step}: no run from there on ends ok.")
            }
            None if end.outlook == OutlookView::Unknown => {
                "No point of no return is known: not everything that follows was seen.".to_owned()
            }
            None => "There is no point of no return: a good end can be reached from every state.".to_owned(),
        }
    }

    fn json(&self) -> OutlookJson<'_> {
        let (args, view) = (self.args, &self.view);
        let (runs, uncounted) = match &view.share {
            ShareView::Counted { all, deadlock, hazard, .. } => {
                (Some(RunsJson { all, deadlock, hazard }), None)
            }
            ShareView::Endless => (None, Some("endless")),
            ShareView::Unseen => (None, Some("unseen")),
            ShareView::Memory => (None, Some("memory")),
        };
        let fewest = view.fewest.as_ref();
        OutlookJson {
            scenario: &args.scenario,
            kernel: &args.kernel,
            outlook: outlook_name(self.start().outlook),
            worst: self.start().worst.word(),
            coverage: CoverageAnswer::from(&view.coverage),
            states: view.states,
            counted_states: match view.basis {
                BasisView::Named => None,
                BasisView::Counted { states } => Some(states),
            },
            interleavings: runs,
            uncounted,
            fewest_switches: fewest.map(|fewest| fewest.switches),
            fewest_schedule: fewest.map(|fewest| encode_schedule(&fewest.schedule)),
            point_of_no_return: view.point_of_no_return(),
            run: view.run.iter().enumerate().map(|(at, state)| self.state_json(at, state)).collect(),
        }
    }

    fn state_json<'a>(&'a self, at: usize, state: &CrossroadsView) -> StateJson<'a> {
        let choice = |((task, step), after): (&'a (String, String), &ProspectView)| ChoiceJson {
            task,
            step,
            outlook: outlook_name(after.outlook),
            worst: after.worst.word(),
        };
        StateJson {
            taken: self.steps.get(at).map(|step| step.scheduled.choice),
            outlook: outlook_name(state.here.outlook),
            worst: state.here.worst.word(),
            steps_to_ok: state.here.steps_to_ok,
            steps_to_deadlock: state.here.steps_to_deadlock,
            choices: self.choices[at].iter().zip(&state.choices).map(choice).collect(),
        }
    }
}

/// States of the search that counts tasks that are alike, if the outlooks rest on it.
fn counted_states(basis: BasisView) -> String {
    match basis {
        BasisView::Named => String::new(),
        BasisView::Counted { states } => {
            format!("{}, which are all: the outlooks rest on them", count(states))
        }
    }
}

/// Exact numbers, without what there is none of.
fn interleavings(share: &ShareView) -> String {
    match share {
        ShareView::Counted { all, deadlock, hazard, .. } => {
            let parts = [(deadlock, "end in a deadlock"), (hazard, "do damage")];
            let parts: Vec<String> = parts
                .into_iter()
                .filter(|(n, _)| *n != "0")
                .map(|(n, what)| format!(", {n} {what}"))
                .collect();
            format!("{all}{}", parts.concat())
        }
        ShareView::Endless | ShareView::Unseen | ShareView::Memory => String::new(),
    }
}

fn outlook_name(outlook: OutlookView) -> &'static str {
    match outlook {
        OutlookView::ReachesOk => "reaches ok",
        OutlookView::MayFail => "may fail",
        OutlookView::Doomed => "doomed",
        OutlookView::Unknown => "not known",
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct OutlookJson<'a> {
    scenario: &'a str,
    kernel: &'a str,
    /// Of the initial state: `reaches ok`, `may fail`, `doomed` or `not known`.
    outlook: &'a str,
    /// The worst verdict that a run from there is known to come to.
    worst: &'a str,
    coverage: CoverageAnswer<'a>,
    states: u64,
    /// States of the search that counts tasks that are alike; `null` if the outlooks do not rest on it.
    counted_states: Option<u64>,
    /// `null` if they were not counted.
    interleavings: Option<RunsJson<'a>>,
    /// Why not: `endless`, `unseen` or `memory`.
    uncounted: Option<&'a str>,
    fewest_switches: Option<u32>,
    /// As `run --schedule` takes it.
    fewest_schedule: Option<String>,
    /// The first state of the run from which nothing can be saved, counted from 0 before the first step.
    point_of_no_return: Option<usize>,
    run: Vec<StateJson<'a>>,
}

/// Decimal digits: the numbers may be larger than any number of a program.
#[derive(Serialize)]
struct RunsJson<'a> {
    all: &'a str,
    deadlock: &'a str,
    hazard: &'a str,
}

/// A state of the run.
#[derive(Serialize)]
struct StateJson<'a> {
    /// The choice that the run takes here; `null` in its last state.
    taken: Option<u16>,
    outlook: &'a str,
    worst: &'a str,
    steps_to_ok: Option<u32>,
    steps_to_deadlock: Option<u32>,
    choices: Vec<ChoiceJson<'a>>,
}

/// A choice, and what is so after it.
#[derive(Serialize)]
struct ChoiceJson<'a> {
    task: &'a str,
    step: &'a str,
    outlook: &'a str,
    worst: &'a str,
}
