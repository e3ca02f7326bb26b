//! A sweep with its searches: the values that `pagelock_lang` asks for, one after the other.
//!
//! Arrow: setup + option + range -> searches -> points -> **`SweepEndView`**. Page and command line are told the same
//! points in the same order; the clock is their port's.

use std::collections::BTreeMap;

use pagelock_engine::{Coverage, Limits, Report, Search, Verdict};
use pagelock_lang::{Change, Density, Diagnostic, Setup, Sweep, SweptOption, build, certain, read_scenario};
use pagelock_protocol::message::{self, Reply, ReplyBody};
use pagelock_protocol::view::{SweepChangeView, SweepEndView, SweepPointView};

use crate::drive::{Driven, drive};
use crate::lower::setup_of;
use crate::port::Port;
use crate::report::{coverage_view, verdict_view};

/// What is to be swept, and how.
pub struct SweepAsk<'a> {
    /// What runs; its own value of the swept option does not matter.
    pub setup: &'a message::Setup,
    /// The swept option.
    pub key: &'a str,
    /// Its smallest value.
    pub first: u32,
    /// Its largest value.
    pub last: u32,
    /// How many values are searched.
    pub density: Density,
    /// Where the search of each value gives up.
    pub limits: Limits,
}

/// Sweeps an option of a scenario, and sends each point with this id when it is known. If the port has had enough, what
/// was found so far is the answer.
///
/// # Errors
/// Every mistake of the texts and options with the smallest or the largest value, and a range that cannot be swept.
pub async fn sweep(
    ask: &SweepAsk<'_>,
    id: u32,
    port: &mut impl Port,
) -> Result<SweepEndView, Vec<Diagnostic>> {
    let (scenario, _) = setup_of(ask.setup);
    let (_, raw) = read_scenario(scenario)?;
    let option = SweptOption::new(&raw, ask.key, ask.first, ask.last).map_err(|problem| vec![problem])?;
    // What cannot be built at one end is said before anything is searched.
    for value in option.ends() {
        build_at(ask, value)?;
    }
    let mut sweep = Sweep::new(option, ask.density);
    let mut points = Points::new();
    while let Some(value) = sweep.next() {
        let built = build_at(ask, value)?;
        let Some((point, report)) = search(&built, value, ask.limits, id, port).await else { break };
        sweep.note(value, certain(&report));
        points.insert(value, Found::new(value, &report));
        let body = ReplyBody::SweepPoint { point: Box::new(point), changes: changes(&sweep, &points) };
        port.send(Reply { id, body });
    }
    Ok(end(&sweep, &points))
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

/// The setup with a value of the swept option.
fn build_at(ask: &SweepAsk<'_>, value: u16) -> Result<Setup, Vec<Diagnostic>> {
    let (scenario, listing) = setup_of(ask.setup);
    let value = (ask.key.to_owned(), value.to_string());
    let options: Vec<_> = ask.setup.options.iter().cloned().chain([value]).collect();
    build(scenario, listing, &options)
}

/// `None` if the port has had enough.
async fn search(
    built: &Setup,
    value: u16,
    limits: Limits,
    id: u32,
    port: &mut impl Port,
) -> Option<(SweepPointView, Report)> {
    let start = port.now();
    let mut search = Search::new(&built.machine, limits);
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

fn end(sweep: &Sweep, points: &Points) -> SweepEndView {
    let changes = changes(sweep, points);
    let undecided: Vec<u16> = sweep.undecided().collect();
    let is_over = sweep.next().is_none();
    let threshold = match &changes[..] {
        [change] if change.is_certified && is_over => Some(change.above),
        _ => None,
    };
    let headline = match (&changes[..], threshold) {
        _ if !is_over => "No threshold yet: the sweep was stopped.".to_owned(),
        (_, Some(threshold)) => format!("The threshold is {} = {threshold}.", sweep.option().key()),
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
    let (searched, values) = (sweep.searched(), sweep.option().values());
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
