//! `cargo xtask bench`: our search beside others on the same models, in rounds in which everybody takes turns.
//!
//! Arrow: plan -> programs -> samples -> **tables, a picture and JSON**. What is measured is in `plan`, who measures is
//! in `contest` and `spin`; the programs themselves are those of `crates/bench`. It knows no model.
#![expect(clippy::print_stdout, reason = "prints the tables")]

mod contest;
mod document;
mod plan;
mod plot;
mod samples;
mod spin;
mod tables;
mod targets;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::workspace::Workspace;
use contest::Contest;
use plan::{Growing, Who};
use samples::{Sample, Samples};

/// Rounds unless told otherwise, and fewest for what is published.
const ROUNDS: usize = 5;

/// A search that takes more seconds is made once, unless told otherwise.
const LONG_SECONDS: f64 = 10.0;

/// What `cargo xtask bench` was asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    rounds: Option<usize>,
    long_seconds: Option<f64>,
    /// Only cases whose name begins so.
    only: Option<String>,
    /// Tables of an earlier run.
    from: Option<PathBuf>,
    json: Option<PathBuf>,
    writes: bool,
}

impl Options {
    /// Reads the arguments behind `bench`.
    pub(crate) fn read(args: &[&str]) -> Result<Options> {
        let mut options = Options::default();
        let mut args = args.iter();
        while let Some(&arg) = args.next() {
            let mut value = || args.next().with_context(|| format!("`{arg}` needs a value"));
            match arg {
                "--rounds" => options.rounds = Some(value()?.parse().context("--rounds")?),
                "--long" => options.long_seconds = Some(value()?.parse().context("--long")?),
                "--only" => options.only = Some((*value()?).to_owned()),
                "--from" => options.from = Some(PathBuf::from(value()?)),
                "--json" => options.json = Some(PathBuf::from(value()?)),
                "--write" => options.writes = true,
                _ => bail!("`{arg}` is nothing that `bench` knows"),
            }
        }
        ensure!(options.rounds != Some(0), "there must be a round");
        ensure!(
            !options.writes || options.only.is_none(),
            "--write needs everything, so it does not go with --only"
        );
        Ok(options)
    }
}

/// Measures, or reads what was measured; prints, and writes what was asked for.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let samples = match &options.from {
        Some(file) => {
            let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
            Samples::from_json(&serde_json::from_str::<Value>(&text).context("JSON of an earlier run")?)?
        }
        None => measure(workspace, options)?,
    };
    samples.check_same()?;
    for section in tables::sections(&samples) {
        println!("\n{}\n\n{}", section.name, section.text);
    }
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&samples.to_json())?;
        fs::write(file, text + "\n").with_context(|| file.display().to_string())?;
    }
    if options.writes {
        document::write(workspace, &samples)?;
    }
    Ok(())
}

fn measure(workspace: &Workspace, options: &Options) -> Result<Samples> {
    let rounds = options.rounds.unwrap_or(ROUNDS);
    let is_wanted = |name: &str| options.only.as_ref().is_none_or(|only| name.starts_with(only));
    let entries: Vec<_> = plan::entries().into_iter().filter(|entry| is_wanted(&entry.case)).collect();
    let mut contest =
        Contest::begin(workspace, &entries, options.long_seconds.unwrap_or(LONG_SECONDS) * 1e3)?;
    let mut about = contest.about();
    about.insert("rounds".to_owned(), rounds.to_string());
    let mut samples = Samples::new(about);
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        for entry in &entries {
            for &who in &entry.contestants {
                measure_one(&mut contest, &mut samples, &entry.case, who)?;
            }
        }
    }
    eprintln!("what is measured once");
    for case in plan::MATRIX.into_iter().filter(|case| is_wanted(case)) {
        measure_one(&mut contest, &mut samples, case, Who::Reduced)?;
    }
    for growing in plan::growing().iter().filter(|growing| is_wanted(growing.name)) {
        for &who in growing.contestants {
            grow(&mut contest, &mut samples, growing, who)?;
        }
    }
    Ok(samples)
}

/// Makes a case larger until a limit stops the search. What was compared before is not measured again.
fn grow(contest: &mut Contest, samples: &mut Samples, growing: &Growing, who: Who) -> Result<()> {
    for &size in &growing.sizes {
        let case = growing.case(size);
        if samples.one(&case, who).is_none() {
            measure_one(contest, samples, &case, who)?;
        }
        if samples.one(&case, who).is_some_and(Sample::is_bounded) {
            break;
        }
    }
    Ok(())
}

fn measure_one(contest: &mut Contest, samples: &mut Samples, case: &str, who: Who) -> Result<()> {
    if let Some(sample) = contest.measure(case, who)? {
        let Sample { milliseconds, states, .. } = sample;
        eprintln!("  {case:<18} {:<20} {milliseconds:>10.2} ms {states:>10} states", who.name());
        samples.add(case, who, sample);
    }
    Ok(())
}
