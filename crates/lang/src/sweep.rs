//! A sweep: which values of an option are searched next, and between which neighbours the verdict changes.
//!
//! Arrow: option + range + verdicts so far -> **next value**, and in the end -> changes. A state machine without a
//! clock and without a search: whoever owns one asks for [`Sweep::next`], searches, and tells it with [`Sweep::note`].
//! That the verdict changes once only is nowhere assumed, and no formula is: what is not searched is not said.

use std::collections::BTreeMap;

use pagelock_engine::{Coverage, Report, Verdict};

use crate::diagnostic::{Code, Diagnostic};
use crate::options::{OptionValues, options_of, refused, unknown};
use crate::raw::RawScenario;

/// The values that an option is swept over, with both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweptRange {
    // invariant: first <= last
    first: u16,
    last: u16,
}

impl SweptRange {
    /// From `first` to `last`; `None` if there is nothing between them.
    pub fn new(first: u16, last: u16) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// Values of an option of a scenario.
    ///
    /// # Errors
    /// An option that the scenario does not have or that is no number, and a range that is empty or that the option
    /// does not take.
    pub fn of(raw: &RawScenario, key: &str, first: u32, last: u32) -> Result<Self, Diagnostic> {
        let infos = options_of(raw);
        let info = infos.iter().find(|info| info.key == key).ok_or_else(|| refused(unknown(&infos, key)))?;
        let bad = |message, hint| Err(refused((Code::BadSweep, message, hint)));
        let (min, max) = match info.values {
            OptionValues::Number(min, max) => (min, max),
            OptionValues::Words(words) => {
                let message = format!("`{key}` cannot be swept: its values are words");
                return bad(message, format!("set it to one of: {}", words.join(", ")));
            }
        };
        if first > last {
            let message = format!("there is no value from {first} to {last}");
            return bad(message, "the smaller end comes first, as in `1..512`".to_owned());
        }
        let within = |n: u32| u16::try_from(n).ok().filter(|n| (min..=max).contains(n));
        let range = within(first).zip(within(last)).and_then(|(first, last)| Self::new(first, last));
        range.ok_or_else(|| {
            let message = format!("`{key}` cannot be swept from {first} to {last}");
            refused((Code::BadSweep, message, format!("it is a whole number from {min} to {max}")))
        })
    }

    /// Its smallest and its largest value.
    pub fn ends(self) -> (u16, u16) {
        (self.first, self.last)
    }

    /// How many values there are.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(self) -> u32 {
        u32::from(self.last - self.first) + 1
    }
}

/// The ends of a range as it is written: `1..512`, both included.
///
/// # Errors
/// A text that is not two numbers with `..` between them.
pub fn parse_range(key: &str, text: &str) -> Result<(u32, u32), Diagnostic> {
    let ends =
        text.split_once("..").and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    ends.ok_or_else(|| {
        let message = format!("`{key}` cannot be swept over `{text}`");
        let hint = "a range is two whole numbers, as in `1..512`; both are included".to_owned();
        refused((Code::BadSweep, message, hint))
    })
}

/// How many of the values are searched before the changes are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// Both ends, and the powers of two between them.
    Sparse,
    /// All of them.
    All,
}

/// A sweep under way.
#[derive(Clone, Debug)]
pub struct Sweep {
    range: SweptRange,
    density: Density,
    /// `None` where a limit stopped the search before anything was certain
    found: BTreeMap<u16, Option<Verdict>>,
}

/// A value with its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The value.
    pub value: u16,
    /// What a search of it found; never [`Verdict::Unknown`].
    pub verdict: Verdict,
}

/// Two values with different verdicts, nothing between them being decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The smaller value.
    pub below: Side,
    /// The larger value.
    pub above: Side,
}

impl Change {
    /// Whether the values are neighbours, so that both sides of the change have been searched.
    pub fn is_certified(&self) -> bool {
        self.above.value - self.below.value == 1
    }
}

/// The verdict of a report if no further search could find another: a deadlock, which is the worst there is, or
/// anything after an exhaustive search.
pub fn certain(report: &Report) -> Option<Verdict> {
    let is_certain = report.verdict == Verdict::Deadlock || report.coverage == Coverage::Exhaustive;
    Some(report.verdict).filter(|_| is_certain)
}

impl Sweep {
    /// A sweep that has searched nothing yet.
    pub fn new(range: SweptRange, density: Density) -> Self {
        Self { range, density, found: BTreeMap::new() }
    }

    /// The value to search next; `None` when the sweep is over.
    ///
    /// First both ends and the spread, in order; then the middle between two values whose verdicts differ, until they
    /// are neighbours. Nothing is looked for around values that a limit left undecided.
    pub fn next(&self) -> Option<u16> {
        let SweptRange { first, last } = self.range;
        let is_new = |value: &u16| !self.found.contains_key(value);
        let spread = || match self.density {
            Density::All => (first..=last).find(is_new),
            Density::Sparse => {
                (0..u16::BITS).map(|bit| 1 << bit).filter(|n| (first..=last).contains(n)).find(is_new)
            }
        };
        [first, last].into_iter().find(is_new).or_else(spread).or_else(|| self.middle())
    }

    /// The middle of the first change that is not certified and can be.
    fn middle(&self) -> Option<u16> {
        let is_open = |change: &&Change| {
            let (below, above) = (change.below.value, change.above.value);
            self.found.range(below..=above).count() == 2 && !change.is_certified()
        };
        self.changes().iter().find(is_open).map(|change| change.below.value.midpoint(change.above.value))
    }

    /// What a search of a value found; `None` if that is not certain.
    pub fn note(&mut self, value: u16, verdict: Option<Verdict>) {
        self.found.insert(value, verdict);
    }

    /// Where the verdict changes, from the smallest value on.
    pub fn changes(&self) -> Vec<Change> {
        let decided =
            self.found.iter().filter_map(|(&value, &verdict)| Some(Side { value, verdict: verdict? }));
        let decided: Vec<Side> = decided.collect();
        let pairs = decided.windows(2).filter(|pair| pair[0].verdict != pair[1].verdict);
        pairs.map(|pair| Change { below: pair[0], above: pair[1] }).collect()
    }

    /// Whether the verdicts of larger values are never better, or never worse.
    pub fn is_monotone(&self) -> bool {
        let changes = self.changes();
        let is_worse = |change: &Change| change.above.verdict > change.below.verdict;
        changes.iter().all(is_worse) || !changes.iter().any(is_worse)
    }

    /// Values that were searched.
    pub fn searched(&self) -> usize {
        self.found.len()
    }

    /// Values at which a limit stopped the search before anything was certain.
    pub fn undecided(&self) -> impl Iterator<Item = u16> {
        self.found.iter().filter(|(_, verdict)| verdict.is_none()).map(|(&value, _)| value)
    }

    /// What is swept.
    pub fn range(&self) -> SweptRange {
        self.range
    }
}
