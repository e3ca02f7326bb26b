//! A sweep with its searches: the values that `pagelock_lang` asks for, one after the other.
//!
//! Arrow: machines + range -> searches -> points -> **`SweepEndView`**. Page and command line are told the same
//! points in the same order; the clock is their port's.

use std::collections::BTreeMap;

use pagelock_engine::{Coverage, Limits, Machine, Report, Search, Verdict};
use pagelock_lang::{Change, Density, Sweep, SweptRange, certain};
use pagelock_protocol::message::{Reply, ReplyBody};
use pagelock_protocol::view::{SweepChangeView, SweepEndView, SweepPointView};

use crate::drive::{Driven, drive};
use crate::port::Port;
use crate::report::{coverage_view, verdict_view};

/// What is to be swept, and how.
pub struct SweepAsk<'a> {
    /// Name of the swept option.
    pub key: &'a str,
    /// Its values.
    pub range: SweptRange,
    /// How many values are searched.
    pub density: Density,
    /// Where the search of each value gives up.
    pub limits: Limits,
}

/// Sweeps an option of a scenario, of which `machine` makes the machine at a value, and sends each point with this id
/// when it is known. If the port has had enough, what was found so far is the answer.
///
/// # Errors
/// What is wrong with the smallest or the largest value, or else with the first value that cannot be built.
pub async fn sweep<E>(
    ask: &SweepAsk<'_>,
    machine: impl Fn(u16) -> Result<Machine, E>,
    id: u32,
    port: &mut impl Port,
) -> Result<SweepEndView, E> {
    // What cannot be built at one end is said before anything is searched.
    let (first, last) = ask.range.ends();
    for value in [first, last] {
        machine(value)?;
    }
    let mut sweep = Sweep::new(ask.range, ask.density);
    let mut points = Points::new();
    while let Some(value) = sweep.next() {
        let Some((point, report)) = search(&machine(value)?, value, ask.limits, id, port).await else {
            break;
        };
        sweep.note(value, certain(&report));
        points.insert(value, Found::new(value, &report));
        let body = ReplyBody::SweepPoint { point: Box::new(point), changes: changes(&sweep, &points) };
        port.send(Reply { id, body });
    }
    Ok(end(ask.key, &sweep, &points))
}

/// What was found at a value, in words.
struct Found {
    /// `deadlock`
    verdict: &'static str,
    /// `512: deadlock (pool)`, `511: ok, exhaustive`
    words: String,
}

type Points = BTreeMap<u16, Found>;

impl Found {
    /// A deadlock is one however much was searched; the rest is said of an exhaustive search.
    fn new(value: u16, report: &Report) -> Self {
        let verdict = report.verdict.name();
        let kind = if report.kind.is_empty() { String::new() } else { format!(" ({})", report.kind) };
        let rests_on = match (report.coverage, report.verdict) {
            (_, Verdict::Deadlock) => "",
            (Coverage::Exhaustive, _) => ", exhaustive",
            (Coverage::Bounded { .. }, _) => ", bounded",
        };
        Self { verdict, words: format!("{value}: {verdict}{kind}{rests_on}") }
    }
}

/// `None` if the port has had enough.
async fn search(
    machine: &Machine,
    value: u16,
    limits: Limits,
    id: u32,
    port: &mut impl Port,
) -> Option<(SweepPointView, Report)> {
    let start = port.now();
    let mut search = Search::new(machine, limits);
    if drive(&mut search, id, port).await == Driven::Stopped {
        return None;
    }
    let memory = search.progress().memory;
    let report = search.report();
    let time = port.now().saturating_sub(start);
    let point = SweepPointView {
        value: u32::from(value),
        verdict: verdict_view(report.verdict),
        kind: report.kind.clone(),
        coverage: coverage_view(report.coverage),
        states: report.states,
        transitions: report.transitions,
        depth: report.depth,
        memory,
        micros: u64::try_from(time.as_micros()).unwrap_or(u64::MAX),
    };
    Some((point, report))
}

fn changes(sweep: &Sweep, points: &Points) -> Vec<SweepChangeView> {
    let view = |change: &Change| {
        let [below, above] = [change.below.value, change.above.value];
        SweepChangeView {
            below: below.into(),
            above: above.into(),
            words: format!("{}; {}", points[&below].words, points[&above].words),
            is_certified: change.is_certified(),
        }
    };
    sweep.changes().iter().map(view).collect()
}

fn end(key: &str, sweep: &Sweep, points: &Points) -> SweepEndView {
    let changes = changes(sweep, points);
    let undecided: Vec<u16> = sweep.undecided().collect();
    let is_over = sweep.next().is_none();
    let threshold = match &changes[..] {
        [change] if change.is_certified && is_over => Some(change.above),
        _ => None,
    };
    let headline = match (&changes[..], threshold) {
        _ if !is_over => "No threshold yet: the sweep was stopped.".to_owned(),
        (_, Some(threshold)) => format!("The threshold is {key} = {threshold}."),
        ([], None) => match points.iter().find(|(value, _)| !undecided.contains(value)) {
            Some((_, found)) => format!("No threshold: {} at every value that is decided.", found.verdict),
            None => "No threshold: a limit stopped every search.".to_owned(),
        },
        ([change], None) => format!("The verdict changes between {} and {}.", change.below, change.above),
        (several, None) => format!("No threshold: the verdict changes {} times.", several.len()),
    };
    let remarks = remarks(sweep, &undecided);
    SweepEndView { remarks, changes, threshold, is_monotone: sweep.is_monotone(), headline }
}

/// What the headline rests on.
fn remarks(sweep: &Sweep, undecided: &[u16]) -> Vec<String> {
    let (searched, values) = (sweep.searched(), sweep.range().len());
    let mut remarks = Vec::new();
    if !sweep.is_monotone() {
        let text =
            "The verdicts are not monotone: between values that were not searched there may be more changes.";
        remarks.push(text.to_owned());
    }
    if !undecided.is_empty() {
        let values = undecided.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        remarks.push(format!("A limit stopped the search at {values}: nothing is certain there."));
    }
    remarks.push(format!("{searched} of {values} values were searched."));
    remarks
}
