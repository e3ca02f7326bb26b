//! What was measured: samples by case and contestant, to JSON and back. Numbers only; it starts nothing.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::plan::Who;

/// One search.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) milliseconds: f64,
    pub(crate) states: u64,
    pub(crate) transitions: u64,
    /// Bytes.
    pub(crate) memory: u64,
    /// `ok`, `deadlock`, more in words of its own behind that; `, bounded` at the end when a limit stopped it.
    pub(crate) verdict: String,
}

/// Least, median and greatest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) median: f64,
    pub(crate) max: f64,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Samples {
    /// With what it was measured: name and version.
    pub(crate) about: BTreeMap<String, String>,
    runs: BTreeMap<(String, Who), Vec<Sample>>,
}

const BOUNDED: &str = ", bounded";

impl Sample {
    /// Reads one as the programs answer.
    pub(crate) fn from_json(value: &Value) -> Result<Sample> {
        let number = |key: &str| {
            // JavaScript has one kind of number.
            let number = value[key].as_f64().with_context(|| format!("no `{key}` in {value}"))?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts, below 2^53")]
            Ok::<_, anyhow::Error>(number as u64)
        };
        Ok(Sample {
            milliseconds: value["milliseconds"].as_f64().context("no `milliseconds`")?,
            states: number("states")?,
            transitions: number("transitions")?,
            memory: number("memory")?,
            verdict: value["verdict"].as_str().context("no `verdict`")?.to_owned(),
        })
    }

    fn to_json(&self) -> Value {
        json!({
            "milliseconds": self.milliseconds,
            "states": self.states,
            "transitions": self.transitions,
            "memory": self.memory,
            "verdict": self.verdict,
        })
    }

    /// Whether a limit stopped it.
    pub(crate) fn is_bounded(&self) -> bool {
        self.verdict.ends_with(BOUNDED)
    }

    fn is_deadlock(&self) -> bool {
        self.verdict.starts_with("deadlock")
    }
}

impl Spread {
    /// Of at least one number.
    pub(crate) fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut numbers: Vec<f64> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        let (min, max) = (*numbers.first()?, *numbers.last()?);
        Some(Spread { min, median: numbers[numbers.len() / 2], max })
    }
}

impl Samples {
    /// None yet.
    pub(crate) fn new(about: BTreeMap<String, String>) -> Samples {
        Samples { about, runs: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, case: &str, who: Who, sample: Sample) {
        self.runs.entry((case.to_owned(), who)).or_default().push(sample);
    }

    /// Samples of a contestant in the order of rounds.
    pub(crate) fn of(&self, case: &str, who: Who) -> &[Sample] {
        self.runs.get(&(case.to_owned(), who)).map_or(&[], Vec::as_slice)
    }

    /// Any of them: they differ in their times only.
    pub(crate) fn one(&self, case: &str, who: Who) -> Option<&Sample> {
        self.of(case, who).last()
    }

    /// Times of a contestant that came to the end, in milliseconds.
    pub(crate) fn time(&self, case: &str, who: Who) -> Option<Spread> {
        let ended = self.of(case, who).iter().filter(|sample| !sample.is_bounded());
        Spread::of(ended.map(|sample| sample.milliseconds))
    }

    /// How much longer `who` takes than `base`, within each round.
    pub(crate) fn ratio(&self, case: &str, who: Who, base: Who) -> Option<Spread> {
        let pairs = self.of(case, who).iter().zip(self.of(case, base));
        let ended = pairs.filter(|(a, b)| !a.is_bounded() && !b.is_bounded());
        Spread::of(ended.map(|(a, b)| a.milliseconds / b.milliseconds))
    }

    /// Fails unless everybody who visits every state has found as many, and all have the same verdict.
    pub(crate) fn check_same(&self) -> Result<()> {
        let mut whole: BTreeMap<&str, (Who, u64)> = BTreeMap::new();
        let mut verdicts: BTreeMap<&str, (Who, bool)> = BTreeMap::new();
        for ((case, who), samples) in &self.runs {
            for sample in samples.iter().filter(|sample| !sample.is_bounded()) {
                let &mut (other, deadlocks) = verdicts.entry(case).or_insert((*who, sample.is_deadlock()));
                ensure!(
                    deadlocks == sample.is_deadlock(),
                    "{case}: {who:?} and {other:?} differ in the verdict"
                );
                if who.is_whole() {
                    let &mut (other, states) = whole.entry(case).or_insert((*who, sample.states));
                    ensure!(
                        states == sample.states,
                        "{case}: {states} states by {other:?}, {} by {who:?}",
                        sample.states
                    );
                }
            }
        }
        Ok(())
    }

    pub(crate) fn to_json(&self) -> Value {
        let runs = self.runs.iter().map(|((case, who), samples)| {
            json!({
                "case": case,
                "who": who.name(),
                "samples": samples.iter().map(Sample::to_json).collect::<Vec<_>>(),
            })
        });
        json!({ "about": self.about, "runs": runs.collect::<Vec<_>>() })
    }

    pub(crate) fn from_json(value: &Value) -> Result<Samples> {
        let about = value["about"].as_object().context("no `about`")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut samples = Samples::new(about.iter().map(|(key, value)| (key.clone(), text(value))).collect());
        for run in value["runs"].as_array().context("no `runs`")? {
            let name = text(&run["who"]);
            let who = Who::ALL.into_iter().find(|who| who.name() == name);
            let who = who.with_context(|| format!("nobody is called `{name}`"))?;
            for sample in run["samples"].as_array().context("no `samples`")? {
                samples.add(&text(&run["case"]), who, Sample::from_json(sample)?);
            }
        }
        Ok(samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(milliseconds: f64, states: u64, verdict: &str) -> Sample {
        Sample { milliseconds, states, transitions: 2, memory: 3, verdict: verdict.to_owned() }
    }

    #[test]
    fn ratios_are_taken_within_rounds() {
        let mut samples = Samples::default();
        for (ours, theirs) in [(1.0, 4.0), (2.0, 4.0), (4.0, 12.0)] {
            samples.add("x", Who::Whole, sample(ours, 5, "ok"));
            samples.add("x", Who::Hand, sample(theirs, 5, "ok"));
        }
        let ratio = samples.ratio("x", Who::Hand, Who::Whole);
        assert_eq!(ratio, Some(Spread { min: 2.0, median: 3.0, max: 4.0 }));
        assert_eq!(samples.ratio("x", Who::SpinHand, Who::Whole), None);
    }

    #[test]
    fn those_who_visit_everything_must_agree() {
        let mut samples = Samples::default();
        samples.add("x", Who::Whole, sample(1.0, 5, "deadlock (ABBA)"));
        samples.add("x", Who::Reduced, sample(1.0, 3, "deadlock (ABBA)"));
        samples.add("x", Who::NodeWhole, sample(1.0, 4, "unknown, bounded"));
        samples.add("x", Who::Hand, sample(1.0, 5, "deadlock"));
        assert!(samples.check_same().is_ok());
        let mut fewer = samples.clone();
        fewer.add("x", Who::SpinHandWhole, sample(1.0, 4, "deadlock"));
        assert!(fewer.check_same().is_err());
        samples.add("x", Who::SpinHand, sample(1.0, 4, "ok"));
        assert!(samples.check_same().is_err());
    }

    #[test]
    fn json_keeps_everything() {
        let about = BTreeMap::from([("rustc".to_owned(), "1".to_owned())]);
        let mut samples = Samples::new(about);
        samples.add("pool/2/2", Who::ChromiumReduced, sample(1.5, 4, "ok"));
        assert_eq!(Samples::from_json(&samples.to_json()).unwrap(), samples);
    }
}
