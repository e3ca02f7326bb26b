//! `pagelock sweep`: values of an option, what a search finds at each, and where the verdict changes.
//!
//! Arrow: setup + option + range -> points -> **text or JSON**. The keys of the JSON are a contract. What is searched
//! next is decided elsewhere; only the clock is here.

use std::collections::BTreeMap;
use std::future::{Future, ready};
use std::io::{self, Write};
use std::time::{Duration, Instant};

use pagelock_lang::{Density, SweptRange, build, parse_range, read_scenario};
use pagelock_plain::CoverageAnswer;
use pagelock_protocol::message::{self, Reply, ReplyBody};
use pagelock_protocol::view::{CoverageView, SweepEndView, SweepPointView};
use pagelock_worker::{Port, Rest, SweepAsk, at_once, setup_of};
use serde::Serialize;

use crate::Exit;
use crate::args::SweepArgs;
use crate::complaint::Failure;
use crate::input;
use crate::output;
use crate::table::facts;
use crate::words::{self, count, verdict_kind};

/// Options with their values.
type Settings = Vec<(String, String)>;

/// What was found at each value.
type Points = BTreeMap<u32, SweepPointView>;

/// Sweeps an option and prints each point as soon as it is known, or one object in the end.
pub(crate) fn sweep(args: &SweepArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (key, range, options) = swept(&args.set)?;
    let setup = message::Setup {
        scenario: input::source(&args.scenario, ".toml")?,
        listing: input::source(&args.kernel, ".lst")?,
        options,
    };
    let refused = |diagnostics| Failure::Invalid { diagnostics, asked: Box::new(setup.clone()) };
    let (first, last) = parse_range(&key, &range).map_err(|problem| refused(vec![problem]))?;
    let (scenario, listing) = setup_of(&setup);
    let (name, raw) = read_scenario(scenario).map_err(refused)?;
    let range = SweptRange::of(&raw, &key, first, last).map_err(|problem| refused(vec![problem]))?;
    let density = if args.all { Density::All } else { Density::Sparse };
    let ask = SweepAsk { key: &key, range, density, limits: args.limits.limits() };
    let machine =
        |value| build(scenario, listing, &setup.with(&key, value).options).map(|built| built.machine);

    let title = format!("{name}: {}", raw.title.value);
    let head = head(args, title, &setup.options, &ask);
    let head = Some(head).filter(|_| !args.json);
    let mut reader =
        Reader { start: Instant::now(), ask: &ask, head, out, points: Points::new(), written: Ok(()) };
    // Nothing else is asked meanwhile, so the points need no id.
    let end = at_once(pagelock_worker::sweep(&ask, machine, 0, &mut reader)).map_err(refused)?;
    let Reader { out, points, written, .. } = reader;
    written?;
    if args.json {
        output::json(out, &json(args, &setup.options, &ask, &points, &end))?;
    } else {
        write_end(out, &end)?;
    }
    Ok(points.values().map(|point| words::exit(point.verdict)).max().unwrap_or(Exit::Clean))
}

/// Keeps the points, and prints them as they come.
struct Reader<'a> {
    start: Instant,
    ask: &'a SweepAsk<'a>,
    /// what stands above the points, until there is one; `None` if they are not printed
    head: Option<String>,
    out: &'a mut dyn Write,
    points: Points,
    written: io::Result<()>,
}

impl Port for Reader<'_> {
    fn send(&mut self, reply: Reply) {
        let ReplyBody::SweepPoint { point, .. } = reply.body else { return };
        if let Some(head) = &mut self.head
            && self.written.is_ok()
        {
            self.written = write_point(self.out, &std::mem::take(head), self.ask, &point);
        }
        self.points.insert(point.value, *point);
    }

    fn rest(&mut self) -> impl Future<Output = Rest> {
        ready(Rest::GoOn)
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The swept option, its range, and the other settings.
fn swept(set: &[(String, String)]) -> Result<(String, String, Settings), Failure> {
    let (ranges, others): (Settings, Settings) =
        set.iter().cloned().partition(|(_, value)| value.contains(".."));
    match &ranges[..] {
        [] => {
            let hint = "give one option a range, such as `--set tasks=1..512`";
            Err(Failure::refused_hint("there is nothing to sweep", hint))
        }
        [(key, _)] if others.iter().any(|(other, _)| other == key) => {
            Err(Failure::refused(format!("`{key}` cannot be swept and set")))
        }
        [(key, range)] => Ok((key.clone(), range.clone(), others)),
        [(one, _), (other, _), ..] => {
            let hint = "give one of them a range and the others one value each";
            Err(Failure::refused_hint(format!("`{one}` and `{other}` cannot be swept at once"), hint))
        }
    }
}

/// What stands above the points.
fn head(args: &SweepArgs, title: String, options: &Settings, ask: &SweepAsk<'_>) -> String {
    let options = options.iter().map(|(key, value)| format!("{key}={value}"));
    let (first, last) = ask.range.ends();
    let mut head = Vec::new();
    let lines = [
        ("scenario", title),
        ("kernel", args.kernel.clone()),
        ("options", options.collect::<Vec<_>>().join(" ")),
        ("swept", format!("{} from {first} to {last}", ask.key)),
    ];
    facts(&mut head, &lines).expect("memory can be written");
    let columns = line(ask, ask.key, ["verdict", "coverage", "states", "memory", "time"].map(str::to_owned));
    format!("{}\n{columns}\n", String::from_utf8(head).expect("it was written as text"))
}

/// A line of the table. It is printed when its point is known, so the columns have fixed widths.
fn line(ask: &SweepAsk<'_>, value: &str, [verdict, coverage, states, memory, time]: [String; 5]) -> String {
    let width = ask.key.len().max(ask.range.ends().1.to_string().len());
    format!("{value:>width$}  {verdict:<26}  {coverage:<15}  {states:>11}  {memory:>9}  {time:>9}")
}

fn write_point(
    out: &mut dyn Write,
    head: &str,
    ask: &SweepAsk<'_>,
    point: &SweepPointView,
) -> io::Result<()> {
    let coverage = match &point.coverage {
        CoverageView::Exhaustive => "exhaustive".to_owned(),
        CoverageView::Bounded { limit, .. } => format!("limit on {}", limit.name()),
    };
    // In tenths, rounded up: nothing is done with no memory.
    let tenths = (point.memory * 10).div_ceil(1 << 20);
    let cells = [
        verdict_kind(point.verdict.word(), &point.kind),
        coverage,
        count(point.states),
        format!("{}.{} MiB", count(tenths / 10), tenths % 10),
        format!("{:.3} s", Duration::from_micros(point.micros).as_secs_f64()),
    ];
    writeln!(out, "{head}{}", line(ask, &point.value.to_string(), cells))?;
    out.flush()
}

fn write_end(out: &mut dyn Write, end: &SweepEndView) -> io::Result<()> {
    writeln!(out, "\n{}", end.headline)?;
    for change in &end.changes {
        writeln!(out, "  {}", change.words)?;
    }
    end.remarks.iter().try_for_each(|remark| writeln!(out, "{remark}"))
}

fn json<'a>(
    args: &'a SweepArgs,
    options: &'a Settings,
    ask: &'a SweepAsk<'_>,
    points: &'a Points,
    end: &'a SweepEndView,
) -> SweepJson<'a> {
    let point = |point: &'a SweepPointView| PointJson {
        value: point.value,
        verdict: point.verdict.word(),
        kind: Some(point.kind.as_str()).filter(|kind| !kind.is_empty()),
        coverage: CoverageAnswer::from(&point.coverage),
        states: point.states,
        transitions: point.transitions,
        depth: point.depth,
        memory: point.memory,
        seconds: Duration::from_micros(point.micros).as_secs_f64(),
    };
    SweepJson {
        scenario: &args.scenario,
        kernel: &args.kernel,
        options: options.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
        swept: ask.key,
        first: u32::from(ask.range.ends().0),
        last: u32::from(ask.range.ends().1),
        threshold: end.threshold,
        monotone: end.is_monotone,
        changes: end
            .changes
            .iter()
            .map(|c| ChangeJson { below: c.below, above: c.above, certified: c.is_certified })
            .collect(),
        points: points.values().map(point).collect(),
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct SweepJson<'a> {
    scenario: &'a str,
    kernel: &'a str,
    options: BTreeMap<&'a str, &'a str>,
    /// Key of the swept option.
    swept: &'a str,
    first: u32,
    last: u32,
    threshold: Option<u32>,
    monotone: bool,
    changes: Vec<ChangeJson>,
    /// By value.
    points: Vec<PointJson<'a>>,
}

/// Two values with different verdicts; certified if they are neighbours.
#[derive(Serialize)]
struct ChangeJson {
    below: u32,
    above: u32,
    certified: bool,
}

/// A searched value.
#[derive(Serialize)]
struct PointJson<'a> {
    value: u32,
    verdict: &'static str,
    kind: Option<&'a str>,
    coverage: CoverageAnswer<'a>,
    states: u64,
    transitions: u64,
    depth: u32,
    /// Bytes.
    memory: u64,
    seconds: f64,
}
