//! `pagelock find`: a shortest way to a state in which tasks stand as a pattern of the mail's notation says.
//!
//! Arrow: setup + pattern -> `Finding` -> **text or JSON**. The keys of the JSON are a contract.

use std::io::Write;

use annotate_snippets::normalize_untrusted_str;
use pagelock_engine::id::TaskId;
use pagelock_engine::{Answer, Finding, Notation, Trace, unknown_labels};
use pagelock_lang::parse_pattern;
use pagelock_plain::{Built, Costs, CoverageAnswer, DoneStep, Ending, ScheduledStep, ending, steps};
use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::view::CoverageView;
use pagelock_worker::{limit_view, wait_sentence};
use serde::Serialize;

use crate::Exit;
use crate::args::FindArgs;
use crate::complaint::Failure;
use crate::table::facts;
use crate::words::{self, amounts, count, counted};
use crate::{input, output, replay};

/// A finding, as it is printed.
struct Asked<'a> {
    args: &'a FindArgs,
    input: Built,
    wanted: Notation,
    unknown: Vec<String>,
    finding: Finding,
    way: Option<Way>,
}

/// A way to what was looked for.
struct Way {
    schedule: Vec<u16>,
    steps: Vec<DoneStep>,
    ending: Ending,
    /// The wait-for cycle there, in the mail's notation; empty if there is none.
    notation: String,
    stands: Vec<StandJson>,
    waits: Vec<String>,
}

/// Searches and prints.
pub(crate) fn find(args: &FindArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let wanted = parse_pattern(&args.pattern);
    let wanted =
        wanted.map_err(|diagnostics| Failure::Pattern { diagnostics, text: args.pattern.clone() })?;
    let input = input::read(&args.scenario, &args.kernel, &args.set)?;
    let machine = &input.machine;
    let finding = pagelock_engine::find(machine, &wanted, args.limits.limits());
    let asked = Asked {
        args,
        unknown: unknown_labels(machine, &wanted),
        way: way(&input, &wanted, &finding.answer),
        input,
        wanted,
        finding,
    };
    if args.json {
        output::json(out, &asked.json())?;
    } else {
        asked.write(out)?;
    }
    Ok(match asked.finding.answer {
        Answer::Found { .. } => Exit::Found,
        Answer::Unreachable => Exit::Clean,
        Answer::Stopped { .. } => Exit::Limit,
    })
}

fn way(input: &Built, wanted: &Notation, answer: &Answer) -> Option<Way> {
    let Answer::Found { schedule, tasks } = answer else { return None };
    let machine = &input.machine;
    let trace = Trace::replay(machine, schedule);
    let view = machine.view(trace.last());
    let items = wanted.stands.iter().map(ToString::to_string);
    Some(Way {
        schedule: schedule.clone(),
        steps: steps(&input.machine, &trace),
        ending: ending(&input.machine, &trace),
        notation: trace.notation(machine).to_string(),
        stands: items.zip(tasks).map(|(item, &task)| stand(input, &trace, item, task)).collect(),
        waits: view.waits().iter().map(|wait| wait_sentence(machine, view, wait)).collect(),
    })
}

fn stand(input: &Built, trace: &Trace, item: String, task: TaskId) -> StandJson {
    let machine = &input.machine;
    let view = machine.view(trace.last());
    let held = trace.held(machine, task).into_iter();
    StandJson {
        item,
        task: machine.task_name(task).to_owned(),
        holds: held.map(|(lock, label)| HoldJson { lock: view.lock_name(lock), label }).collect(),
    }
}

impl Asked<'_> {
    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let (args, finding) = (self.args, &self.finding);
        writeln!(out, "{}", self.headline())?;
        writeln!(out)?;
        let title = normalize_untrusted_str(&self.input.title);
        let set: Vec<String> = args.set.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let lines = [
            ("scenario", format!("{}: {title}", args.scenario)),
            ("kernel", args.kernel.clone()),
            ("options", set.join(" ")),
            ("coverage", self.coverage().as_ref().map(words::coverage).unwrap_or_default()),
            ("states", count(finding.states)),
            ("transitions", count(finding.transitions)),
            ("depth", count(finding.depth.into())),
            ("no such step", self.unknown.join(", ")),
        ];
        facts(out, &lines)?;
        match &self.way {
            Some(way) => way.write(out),
            None => Ok(()),
        }
    }

    /// The answer. Only a search that has seen everything may say that there is no way.
    fn headline(&self) -> String {
        let (wanted, states) = (&self.wanted, counted(self.finding.states, "state"));
        match &self.finding.answer {
            Answer::Found { schedule, .. } => {
                format!("found  {wanted}  in {}", counted(schedule.len() as u64, "step"))
            }
            Answer::Unreachable => {
                format!("not reachable  {wanted}  in none of {states}, which are all")
            }
            Answer::Stopped { .. } => {
                format!("unknown  {wanted}  in none of {states}, but there are more")
            }
        }
    }

    /// How much was searched; `None` where the search ended because it had found what it looked for.
    fn coverage(&self) -> Option<CoverageView> {
        match self.finding.answer {
            Answer::Found { .. } => None,
            Answer::Unreachable => Some(CoverageView::Exhaustive),
            Answer::Stopped { limit, frontier } => {
                Some(CoverageView::Bounded { limit: limit_view(limit), frontier })
            }
        }
    }

    fn json(&self) -> FindJson<'_> {
        let (args, way) = (self.args, self.way.as_ref());
        FindJson {
            pattern: self.wanted.to_string(),
            scenario: &args.scenario,
            kernel: &args.kernel,
            answer: match self.finding.answer {
                Answer::Found { .. } => "found",
                Answer::Unreachable => "not reachable",
                Answer::Stopped { .. } => "unknown",
            },
            coverage: match self.finding.answer {
                Answer::Found { .. } => None,
                Answer::Unreachable => Some(CoverageAnswer::EXHAUSTIVE),
                Answer::Stopped { limit, frontier } => {
                    Some(CoverageAnswer::Bounded { bounded: limit_view(limit).name(), frontier })
                }
            },
            states: self.finding.states,
            transitions: self.finding.transitions,
            depth: self.finding.depth,
            unknown_labels: &self.unknown,
            schedule: way.map(|way| way.steps.iter().map(|step| &step.scheduled).collect()),
            stands: way.map(|way| way.stands.as_slice()),
            notation: way.map(|way| way.notation.as_str()).filter(|notation| !notation.is_empty()),
            waits: way.map(|way| way.waits.as_slice()),
            costs: way.map(|way| Costs(&way.ending.costs)),
        }
    }
}

impl Way {
    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "\nThe shortest way, {}:\n", counted(self.steps.len() as u64, "step"))?;
        replay::schedule_table(&self.steps).write(out)?;
        writeln!(out)?;
        let costs = amounts(&self.ending.costs);
        facts(out, &[("schedule", encode_schedule(&self.schedule)), ("costs", costs)])?;
        writeln!(out, "\nAt its end:")?;
        for stand in &self.stands {
            writeln!(out, "  {stand}")?;
        }
        for sentence in &self.waits {
            writeln!(out, "  {sentence}")?;
        }
        let end = self.ending.end.as_ref();
        let verdict = end.map(|end| words::verdict_kind(end.verdict.word(), &end.kind));
        let what = match (verdict, self.notation.is_empty()) {
            (Some(verdict), true) => format!("This is the end of the run: {verdict}."),
            (Some(verdict), false) => format!("This is the end of the run: {verdict}, {}.", self.notation),
            (None, true) => "Others can go on.".to_owned(),
            (None, false) => format!("Others can go on; the cycle that is closed is {}.", self.notation),
        };
        writeln!(out, "  {what}")?;
        Ok(())
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct FindJson<'a> {
    pattern: String,
    scenario: &'a str,
    kernel: &'a str,
    /// `found`, `not reachable` or `unknown`.
    answer: &'a str,
    /// `null` when it was found.
    coverage: Option<CoverageAnswer<'a>>,
    states: u64,
    transitions: u64,
    depth: u32,
    /// Labels of the pattern that no step of any task has.
    unknown_labels: &'a [String],
    schedule: Option<Vec<&'a ScheduledStep>>,
    stands: Option<&'a [StandJson]>,
    /// The wait-for cycle at the end; `null` if there is none.
    notation: Option<&'a str>,
    waits: Option<&'a [String]>,
    costs: Option<Costs<'a>>,
}

/// A task that stands as an item of the pattern says.
#[derive(Serialize)]
struct StandJson {
    item: String,
    task: String,
    holds: Vec<HoldJson>,
}

/// Something that is held, and the label of the step at which it was taken.
#[derive(Serialize)]
struct HoldJson {
    lock: String,
    label: String,
}

impl std::fmt::Display for StandJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let held = self.holds.iter().map(|hold| match hold.label.as_str() {
            "" => hold.lock.clone(),
            label => format!("{} since step {label}", hold.lock),
        });
        let held: Vec<String> = held.collect();
        let held = if held.is_empty() { "nothing".to_owned() } else { held.join(", ") };
        write!(f, "{} stands at {}: it holds {held}.", self.task, self.item)
    }
}
