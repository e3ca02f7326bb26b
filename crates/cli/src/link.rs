//! `pagelock link`: permalinks of both forms, written, read and verified.
//!
//! Arrow: names, paths, schedule -> [`FullLink`] -> **fragment**, and back to **what it says**. The codec is that of
//! the page; a file becomes a link to the built-in text of its name with changes, or to a text of its own.

use std::io::Write;
use std::path::Path;

use pagelock_engine::{Search, Trace};
use pagelock_lang::builtin;
use pagelock_protocol::link::{FullLink, OpenedLink, PackedError, Seen, encode_schedule, is_name};
use pagelock_protocol::message::{self, Source};
use pagelock_protocol::view::{CoverageView, ReportView, VerdictView};
use pagelock_worker::{open_link, report_view, write_link};

use crate::Exit;
use crate::args::{DEFAULT_KERNEL, LinkArgs, LinkText};
use crate::complaint::Failure;
use crate::input::{self, Input};
use crate::replay;
use crate::table::facts;
use crate::words::verdict_kind;

/// Prints a link, or what one says.
pub(crate) fn link(args: &LinkArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    match (&args.read, &args.scenario) {
        (Some(text), _) => read(args, text, out),
        (None, Some(scenario)) => write(args, scenario, out),
        (None, None) => Err(Failure::refused("a link needs a scenario")),
    }
}

/// Prints a link that is known to open.
fn write(args: &LinkArgs, scenario: &str, out: &mut dyn Write) -> Result<Exit, Failure> {
    let schedule = match &args.schedule {
        Some(text) => input::schedule(text)?,
        None => Vec::new(),
    };
    let length = u32::try_from(schedule.len()).unwrap_or(u32::MAX);
    let step = args.step.unwrap_or(length);
    if step > length {
        let message = format!("there is no step {step}: the schedule has {length}");
        return Err(Failure::refused(message));
    }
    let input = input::compile(message::Setup {
        scenario: named(input::source(scenario, ".toml")?, builtin::scenario),
        listing: named(input::source(&args.kernel, ".lst")?, builtin::listing),
        options: args.set.clone(),
    })?;
    replay::replay(&input.setup, &schedule)?;
    let report = args.verify.then(|| search(args, &input));
    let verdict = report.as_ref().filter(|report| is_decided(report)).map_or(0, ReportView::fingerprint);
    let link = FullLink { setup: input.asked, schedule, step, seen: Seen { verdict, ..Seen::default() } };
    let fragment =
        write_link(&link).map_err(|error| Failure::refused(format!("this makes no link: {error}")))?;
    writeln!(out, "{}{fragment}", args.base)?;
    Ok(if report.is_some() && verdict == 0 { Exit::Limit } else { Exit::Clean })
}

/// A file by a name that a link can have: its own without folder and ending. One with the text of the built-in of its
/// name is that.
fn named(source: Source, known: impl Fn(&str) -> Option<&'static str>) -> Source {
    let Source::Text { name, text } = source else { return source };
    let stem = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let may_stand = |c: char| if c.is_ascii() && is_name(c.encode_utf8(&mut [0; 4])) { c } else { '-' };
    let name: String = stem.chars().map(may_stand).take(64).collect();
    match known(&name) {
        Some(builtin) if builtin == text => Source::Builtin(name),
        Some(_) | None => Source::Text { name, text },
    }
}

fn search(args: &LinkArgs, input: &Input) -> ReportView {
    let report = Search::new(&input.setup.machine, args.limits.limits()).finish();
    report_view(&input.setup, &input.asked, &report)
}

/// Whether a search can say that a link is right: nothing is worse than a deadlock.
fn is_decided(report: &ReportView) -> bool {
    report.coverage == CoverageView::Exhaustive || report.verdict == VerdictView::Deadlock
}

fn read(args: &LinkArgs, text: &str, out: &mut dyn Write) -> Result<Exit, Failure> {
    let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    let OpenedLink { link, here } = open_link(fragment).map_err(|error| refused(&error))?;
    match args.text {
        Some(LinkText::Scenario) => return print(&link.setup.scenario, builtin::scenario, out),
        Some(LinkText::Kernel) => return print(&link.setup.listing, builtin::listing, out),
        None => {}
    }
    let input = input::compile(link.setup.clone())?;
    let made = Trace::replay(&input.setup.machine, &link.schedule).steps().len();
    let report = args.verify.then(|| search(args, &input));
    let stamp = Stamp { seen: link.seen, here, made, asked: link.schedule.len(), report };
    let options: Vec<String> =
        link.setup.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let lines = [
        ("scenario", said(&link.setup.scenario)),
        ("kernel", said(&link.setup.listing)),
        ("options", options.join(" ")),
        ("schedule", encode_schedule(&link.schedule)),
        ("step", format!("{} of {}", link.step, link.schedule.len())),
        ("found", stamp.found()),
        ("stamp", stamp.words()),
        ("run it", command(&link).unwrap_or_default()),
    ];
    facts(out, &lines)?;
    Ok(stamp.exit())
}

fn refused(error: &PackedError) -> Failure {
    let message = error.to_string();
    match error {
        PackedError::Unknown(_) => Failure::refused_hint(message, "a later version of Pagelock may have it"),
        PackedError::Changed(_) => {
            Failure::refused_hint(message, "the version of Pagelock that made the link opens it")
        }
        PackedError::TooLong
        | PackedError::Version
        | PackedError::Check
        | PackedError::Malformed
        | PackedError::Step => Failure::refused(message),
    }
}

fn print(
    source: &Source,
    known: impl Fn(&str) -> Option<&'static str>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let text = match source {
        Source::Builtin(name) => {
            known(name).ok_or_else(|| Failure::refused(format!("there is no `{name}`")))?
        }
        Source::Text { text, .. } => text,
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn said(source: &Source) -> String {
    match source {
        Source::Builtin(name) => name.clone(),
        Source::Text { name, .. } => format!("{name}, edited"),
    }
}

/// What the maker of a link saw, and what is seen here.
struct Stamp {
    seen: Seen,
    here: Seen,
    made: usize,
    asked: usize,
    report: Option<ReportView>,
}

impl Stamp {
    /// What is otherwise here.
    fn differences(&self) -> Vec<String> {
        let differ = |a: u16, b: u16| a != 0 && b != 0 && a != b;
        let verdict =
            self.report.as_ref().filter(|report| is_decided(report)).map_or(0, ReportView::fingerprint);
        let texts = [
            (differ(self.seen.scenario, self.here.scenario), "the scenario's text is another one"),
            (
                differ(self.seen.listing, self.here.listing),
                "the listing's text, or a rule of the machine, is another one",
            ),
            (differ(self.seen.verdict, verdict), "a search finds another verdict"),
        ];
        let mut differences: Vec<String> =
            texts.iter().filter(|(differs, _)| *differs).map(|(_, words)| (*words).to_owned()).collect();
        if self.made < self.asked {
            differences.push(format!("its run can be made up to step {} only", self.made));
        }
        differences
    }

    fn is_checked(&self) -> bool {
        self.report.as_ref().is_some_and(is_decided)
    }

    fn found(&self) -> String {
        self.report
            .as_ref()
            .map(|report| verdict_kind(report.verdict.word(), &report.kind))
            .unwrap_or_default()
    }

    fn words(&self) -> String {
        let differences = self.differences();
        if !differences.is_empty() {
            format!("differs: {}", differences.join("; "))
        } else if self.is_checked() {
            "verified".to_owned()
        } else if self.report.is_some() {
            "not checked: the search came to its limit".to_owned()
        } else {
            "not checked: `--verify` searches".to_owned()
        }
    }

    /// As of every search: 1 for what is wrong, 3 for what a limit has kept back.
    fn exit(&self) -> Exit {
        if !self.differences().is_empty() {
            Exit::Found
        } else if self.report.is_some() && !self.is_checked() {
            Exit::Limit
        } else {
            Exit::Clean
        }
    }
}

/// The command that shows the run, if nothing is edited. Names in links need no quotes, schedules do.
fn command(link: &FullLink) -> Option<String> {
    let (Source::Builtin(scenario), Source::Builtin(listing)) = (&link.setup.scenario, &link.setup.listing)
    else {
        return None;
    };
    let kernel = Some(listing).filter(|&kernel| kernel != DEFAULT_KERNEL);
    let kernel = kernel.map(|kernel| format!("--kernel {kernel}"));
    let options = link.setup.options.iter().map(|(key, value)| format!("--set {key}={value}"));
    let schedule = Some(&link.schedule).filter(|schedule| !schedule.is_empty());
    let schedule = schedule.map(|schedule| format!("--schedule '{}'", encode_schedule(schedule)));
    let start = [format!("pagelock run {scenario}")];
    Some(start.into_iter().chain(kernel).chain(options).chain(schedule).collect::<Vec<_>>().join(" "))
}
