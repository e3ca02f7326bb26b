//! `pagelock link`: permalinks of both forms, written, read and verified.
//!
//! Arrow: names, paths, schedule -> **fragment**, and back to **what it says**. `plain` has the links; a
//! file goes into a link as what it changes in the built-in text that is most like it, or whole.

use std::io::Write;
use std::path::Path;

use pagelock_engine::Limits;
use pagelock_lang::builtin;
use pagelock_plain::{DEFAULT_KERNEL, Examined, StampAnswer, compile, decode, examine, make_link, read_link};
use pagelock_protocol::link::{FullLink, encode_schedule, is_name};
use pagelock_protocol::message::{self, Source};

use crate::Exit;
use crate::args::{LinkArgs, LinkText};
use crate::complaint::Failure;
use crate::input;
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
    let schedule = args.schedule.as_deref().map_or_else(|| Ok(Vec::new()), decode)?;
    let input = compile(message::Setup {
        scenario: named(input::source(scenario, ".toml")?, builtin::scenario),
        listing: named(input::source(&args.kernel, ".lst")?, builtin::listing),
        options: args.set.clone(),
    })?;
    let made = make_link(input, schedule, args.step, limits(args))?;
    writeln!(out, "{}{}", args.base, made.fragment)?;
    Ok(if made.is_undecided { Exit::Limit } else { Exit::Clean })
}

fn limits(args: &LinkArgs) -> Option<Limits> {
    args.verify.then(|| args.limits.limits())
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

fn read(args: &LinkArgs, text: &str, out: &mut dyn Write) -> Result<Exit, Failure> {
    let opened = read_link(text)?;
    let setup = &opened.link.setup;
    match args.text {
        Some(LinkText::Scenario) => return print(&setup.scenario, builtin::scenario, out),
        Some(LinkText::Kernel) => return print(&setup.listing, builtin::listing, out),
        None => {}
    }
    let examined = examine(opened, limits(args))?;
    let FullLink { setup, schedule, step, .. } = &examined.link;
    let options: Vec<String> = setup.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let lines = [
        ("scenario", said(&setup.scenario)),
        ("kernel", said(&setup.listing)),
        ("options", options.join(" ")),
        ("schedule", encode_schedule(schedule)),
        ("step", format!("{step} of {}", schedule.len())),
        ("found", found(&examined)),
        ("stamp", stamp(&examined)),
        ("run it", command(&examined.link).unwrap_or_default()),
    ];
    facts(out, &lines)?;
    Ok(exit(&examined))
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

fn found(examined: &Examined) -> String {
    let report = examined.report.as_ref();
    report.map(|report| verdict_kind(report.verdict.word(), &report.kind)).unwrap_or_default()
}

fn stamp(examined: &Examined) -> String {
    match examined.stamp() {
        StampAnswer::Differs => format!("differs: {}", examined.differences.join("; ")),
        StampAnswer::Verified => "verified".to_owned(),
        StampAnswer::NotChecked if examined.report.is_some() => {
            "not checked: the search came to its limit".to_owned()
        }
        StampAnswer::NotChecked => "not checked: `--verify` searches".to_owned(),
    }
}

/// As of every search: 1 for what is wrong, 3 for what a limit has kept back.
fn exit(examined: &Examined) -> Exit {
    match examined.stamp() {
        StampAnswer::Differs => Exit::Found,
        StampAnswer::NotChecked if examined.report.is_some() => Exit::Limit,
        StampAnswer::Verified | StampAnswer::NotChecked => Exit::Clean,
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
