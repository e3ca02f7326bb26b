//! Permalinks of both forms: written, read, and compared with what is here.
//!
//! Arrow: setup + schedule -> [`FullLink`] -> **fragment**, and fragment -> [`OpenedLink`] -> **[`Examined`]**. The
//! codec is that of the page.

use pagelock_engine::{Limits, Trace};
use pagelock_protocol::link::{FullLink, OpenedLink, PackedError, Seen, encode_schedule};
use pagelock_protocol::message::Source;
use pagelock_protocol::view::{CoverageView, ReportView, VerdictView};
use pagelock_worker::{Built, open_link, write_link};
use serde::{Serialize, Serializer};

use crate::check::check;
use crate::input::compile;
use crate::refusal::Refusal;
use crate::steps::replay;

/// A link that is known to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeLink {
    /// What stands behind the address of the page, with its `#`.
    pub fragment: String,
    /// Whether a search was asked for and came to a limit with nothing found, so that the link says no verdict.
    pub is_undecided: bool,
}

/// Writes a link to a step of a run, the last one unless given; searches first for the verdict if there are limits.
///
/// # Errors
/// If the run cannot be made, if it has no such step, or if all that is longer than a link may be.
pub fn make_link(
    input: Built,
    schedule: Vec<u16>,
    step: Option<u32>,
    verify: Option<Limits>,
) -> Result<MadeLink, Refusal> {
    let length = u32::try_from(schedule.len()).unwrap_or(u32::MAX);
    let step = step.unwrap_or(length);
    if step > length {
        return Err(Refusal::plain(format!("there is no step {step}: the schedule has {length}")));
    }
    replay(&input.machine, &schedule)?;
    let report = verify.map(|limits| check(&input, limits).report);
    let verdict = report.as_ref().filter(|report| is_decided(report)).map_or(0, ReportView::fingerprint);
    let link = FullLink { setup: input.asked, schedule, step, seen: Seen { verdict, ..Seen::default() } };
    let fragment =
        write_link(&link).map_err(|error| Refusal::plain(format!("this makes no link: {error}")))?;
    Ok(MadeLink { fragment, is_undecided: report.is_some() && verdict == 0 })
}

/// Whether a search can say that a link is right: nothing is worse than a deadlock.
fn is_decided(report: &ReportView) -> bool {
    report.coverage == CoverageView::Exhaustive || report.verdict == VerdictView::Deadlock
}

/// Reads a link: a fragment, or an address that ends in one.
///
/// # Errors
/// If it is damaged, or not of this version, or edits a text that is another one here.
pub fn read_link(text: &str) -> Result<OpenedLink, Refusal> {
    let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    open_link(fragment).map_err(|error| refused(&error))
}

fn refused(error: &PackedError) -> Refusal {
    let message = error.to_string();
    match error {
        PackedError::Unknown(_) => Refusal::hinted(message, "a later version of Pagelock may have it"),
        PackedError::Changed(_) => {
            Refusal::hinted(message, "the version of Pagelock that made the link opens it")
        }
        PackedError::TooLong
        | PackedError::Version
        | PackedError::Check
        | PackedError::Malformed
        | PackedError::Step => Refusal::plain(message),
    }
}

/// A link, and what is seen here of what its maker saw.
#[derive(Clone, Debug)]
pub struct Examined {
    /// What the link says.
    pub link: FullLink,
    /// What was found, if it was searched.
    pub report: Option<ReportView>,
    /// What is otherwise here, in phrases.
    pub differences: Vec<String>,
}

/// Makes the run of a link again, and searches if there are limits.
///
/// # Errors
/// If its texts are not in order.
pub fn examine(opened: OpenedLink, verify: Option<Limits>) -> Result<Examined, Refusal> {
    let OpenedLink { link, here } = opened;
    let input = compile(link.setup.clone())?;
    let made = Trace::replay(&input.machine, &link.schedule).steps().len();
    let report = verify.map(|limits| check(&input, limits).report);
    let differences = differences(&link, here, made, report.as_ref());
    Ok(Examined { link, report, differences })
}

fn differences(link: &FullLink, here: Seen, made: usize, report: Option<&ReportView>) -> Vec<String> {
    let differ = |a: u16, b: u16| a != 0 && b != 0 && a != b;
    let verdict = report.filter(|report| is_decided(report)).map_or(0, ReportView::fingerprint);
    let texts = [
        (differ(link.seen.scenario, here.scenario), "the scenario's text is another one"),
        (
            differ(link.seen.listing, here.listing),
            "the listing's text, or a rule of the machine, is another one",
        ),
        (differ(link.seen.verdict, verdict), "a search finds another verdict"),
    ];
    let mut differences: Vec<String> =
        texts.iter().filter(|(differs, _)| *differs).map(|(_, words)| (*words).to_owned()).collect();
    if made < link.schedule.len() {
        differences.push(format!("its run can be made up to step {made} only"));
    }
    differences
}

impl Examined {
    /// What its stamp says.
    pub fn stamp(&self) -> StampAnswer {
        if !self.differences.is_empty() {
            StampAnswer::Differs
        } else if self.report.as_ref().is_some_and(is_decided) {
            StampAnswer::Verified
        } else {
            StampAnswer::NotChecked
        }
    }

    /// As plain data.
    pub fn answer(&self) -> LinkAnswer<'_> {
        let FullLink { setup, schedule, step, .. } = &self.link;
        LinkAnswer {
            scenario: TextAnswer::from(&setup.scenario),
            kernel: TextAnswer::from(&setup.listing),
            options: LinkOptions { set: Settings(&setup.options) },
            schedule: encode_schedule(schedule),
            step: *step,
            steps: schedule.len(),
            verdict: self.report.as_ref().map(|report| report.verdict.word()),
            stamp: self.stamp(),
            differences: &self.differences,
        }
    }
}

/// What is said beside a link that has been opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum StampAnswer {
    /// All is as its maker saw it.
    #[serde(rename = "verified")]
    Verified,
    /// Something is otherwise.
    #[serde(rename = "differs")]
    Differs,
    /// Nothing is otherwise as far as was looked: without a search, or with one that a limit has stopped.
    #[serde(rename = "not checked")]
    NotChecked,
}

/// What a link says, in the form in which everything else takes it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct LinkAnswer<'a> {
    /// The scenario.
    pub scenario: TextAnswer<'a>,
    /// The kernel.
    pub kernel: TextAnswer<'a>,
    /// Its options, as `check` and the others take them.
    pub options: LinkOptions<'a>,
    /// The choices of its run.
    pub schedule: String,
    /// The step that is looked at, 0 to `steps`.
    pub step: u32,
    /// How many steps its run has.
    pub steps: usize,
    /// What a search found here; `null` without one.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Verdict | null"))]
    pub verdict: Option<&'a str>,
    /// Whether all is as its maker saw it.
    pub stamp: StampAnswer,
    /// What is otherwise here, in phrases.
    pub differences: &'a [String],
}

/// The options of a link.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LinkOptions<'a> {
    /// Values by keys.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, string>"))]
    pub set: Settings<'a>,
}

/// Values by keys, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a>(&'a [(String, String)]);

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A text by its name if it is built in, or its name and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum TextAnswer<'a> {
    /// The name of a built-in text.
    Builtin(&'a str),
    /// A text of its own.
    Text {
        /// Its name.
        name: &'a str,
        /// What it says.
        text: &'a str,
    },
}

impl<'a> From<&'a Source> for TextAnswer<'a> {
    fn from(source: &'a Source) -> Self {
        match source {
            Source::Builtin(name) => Self::Builtin(name),
            Source::Text { name, text } => Self::Text { name, text },
        }
    }
}
