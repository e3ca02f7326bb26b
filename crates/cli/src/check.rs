//! `pagelock check`: every interleaving of a scenario, and the worst that can happen in one.
//!
//! Arrow: setup -> `Checked` -> **text or JSON**. The keys of the JSON are a contract, in `plain`.

use std::io::Write;

use annotate_snippets::normalize_untrusted_str;
use pagelock_plain::{Built, Checked, reductions};
use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::view::{CoverageView, VerdictView};

use crate::Exit;
use crate::args::CheckArgs;
use crate::complaint::Failure;
use crate::table::facts;
use crate::words::{self, amounts, count, counted};
use crate::{input, output, replay};

/// A search of what was asked for, as it is printed.
struct Printed {
    input: Built,
    checked: Checked,
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
        let checked = pagelock_plain::check(&input, args.limits.limits());
        worst = worst.max(words::exit(checked.report.verdict));
        if args.json {
            output::json(out, &checked.answer(&args.scenario, kernel))?;
        } else {
            if i > 0 {
                writeln!(out)?;
            }
            Printed { input, checked }.write(&args.scenario, kernel, out)?;
        }
        out.flush()?;
    }
    Ok(worst)
}

impl Printed {
    fn write(&self, scenario: &str, kernel: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let report = &self.checked.report;
        writeln!(out, "{}", self.headline())?;
        writeln!(out)?;
        let outcomes = report.outcomes.iter().map(|(words, n)| format!("{} {words}", count(*n)));
        let set = &self.input.asked.options;
        let set: Vec<String> = set.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let lines = [
            ("scenario", format!("{scenario}: {}", normalize_untrusted_str(&self.input.title))),
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
        let report = &self.checked.report;
        let to = match report.verdict {
            VerdictView::Deadlock | VerdictView::Hazard => " to it",
            VerdictView::Livelock => " to where it begins",
            VerdictView::Ok | VerdictView::Unknown => " to an end",
        };
        let steps = counted(self.checked.steps.len() as u64, "step");
        writeln!(out, "\nThe shortest way{to}, {steps}:\n")?;
        replay::schedule_table(&self.checked.steps).write(out)?;
        writeln!(out)?;
        facts(
            out,
            &[
                ("schedule", encode_schedule(&report.schedule)),
                ("costs", amounts(&self.checked.ending.costs)),
            ],
        )?;
        if let Some(end) = self.checked.ending.end.as_ref().filter(|end| !end.explanation.is_empty()) {
            writeln!(out, "\nAt its end:")?;
            for sentence in &end.explanation {
                writeln!(out, "  {sentence}")?;
            }
        }
        Ok(())
    }

    /// Every way in which runs end: how often, how to get there, and what shows it.
    fn write_ends(&self, out: &mut dyn Write) -> Result<(), Failure> {
        if self.checked.report.ends.is_empty() {
            return Ok(());
        }
        let so_far = match self.checked.report.coverage {
            CoverageView::Exhaustive => "",
            CoverageView::Bounded { .. } => ", as far as was searched",
        };
        writeln!(out, "\nHow runs end{so_far}:")?;
        for end in &self.checked.report.ends {
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
        let report = &self.checked.report;
        let states = counted(report.states, "state");
        match (report.verdict, &report.coverage) {
            (VerdictView::Ok, CoverageView::Exhaustive) => {
                format!(
                    "{}  no deadlock, livelock or hazard in {states}, which are all",
                    self.checked.summary
                )
            }
            (VerdictView::Unknown | VerdictView::Ok, _) => {
                format!("{}  nothing found in {states}, but there are more", self.checked.summary)
            }
            (VerdictView::Deadlock | VerdictView::Livelock | VerdictView::Hazard, _) => {
                format!("{}  {}", self.checked.summary, report.notation).trim_end().to_owned()
            }
        }
    }

    fn expectation(&self) -> String {
        match (&self.checked.report.expect, self.checked.report.as_expected) {
            (Some(expect), Some(true)) => format!("{expect}, as found"),
            (Some(expect), _) if self.checked.report.verdict == VerdictView::Unknown => expect.clone(),
            (Some(expect), _) => format!("{expect}: differs from what was found"),
            (None, _) => String::new(),
        }
    }
}
