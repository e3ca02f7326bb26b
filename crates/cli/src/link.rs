//! `pagelock link`: the readable permalink of a run, written and read.

use std::io::Write;

use pagelock_protocol::link::{Link, Seen, encode_schedule};
use pagelock_protocol::message::{self, Source};
use pagelock_worker::seen_texts;

use crate::Exit;
use crate::args::{DEFAULT_KERNEL, LinkArgs};
use crate::complaint::Failure;
use crate::input;
use crate::replay;
use crate::table::facts;

/// Prints a link, or what one says.
pub(crate) fn link(args: &LinkArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    match (&args.read, &args.scenario) {
        (Some(text), _) => read(text, out)?,
        (None, Some(scenario)) => writeln!(out, "{}{}", args.base, write(args, scenario)?.encode())?,
        (None, None) => return Err(Failure::refused("a link needs a scenario")),
    }
    Ok(Exit::Clean)
}

/// A link that is known to open.
fn write(args: &LinkArgs, scenario: &str) -> Result<Link, Failure> {
    for (text, ending) in [(scenario, ".toml"), (args.kernel.as_str(), ".lst")] {
        if input::is_path(text, ending) {
            let message = format!("`{text}` is a file, and a link can only name what is built in");
            return Err(Failure::refused_hint(message, "`pagelock list` lists the scenarios and kernels"));
        }
    }
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
    let link = Link {
        scenario: scenario.to_owned(),
        listing: args.kernel.clone(),
        options: args.set.clone(),
        schedule,
        step,
        seen: Seen::default(),
    };
    try_out(&link)?;
    let link = Link { seen: seen_texts(&setup(&link)), ..link };
    // What is written must be read again: a link can be too long.
    Link::decode(&link.encode()).map_err(|error| Failure::refused(format!("this makes no link: {error}")))
}

fn read(text: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    let link = Link::decode(fragment).map_err(|error| Failure::refused(error.to_string()))?;
    try_out(&link)?;
    let options: Vec<String> = link.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let lines = [
        ("scenario", link.scenario.clone()),
        ("kernel", link.listing.clone()),
        ("options", options.join(" ")),
        ("schedule", encode_schedule(&link.schedule)),
        ("step", format!("{} of {}", link.step, link.schedule.len())),
        ("run it", command(&link)),
    ];
    facts(out, &lines)?;
    Ok(())
}

/// Builds what the link names and takes its steps.
fn try_out(link: &Link) -> Result<(), Failure> {
    let input = input::compile(setup(link))?;
    replay::replay(&input.setup, &link.schedule).map(|_| ())
}

fn setup(link: &Link) -> message::Setup {
    message::Setup {
        scenario: Source::Builtin(link.scenario.clone()),
        listing: Source::Builtin(link.listing.clone()),
        options: link.options.clone(),
    }
}

/// The command that shows the run. Names in links need no quotes, schedules do.
fn command(link: &Link) -> String {
    let kernel = Some(&link.listing).filter(|&kernel| kernel != DEFAULT_KERNEL);
    let kernel = kernel.map(|kernel| format!("--kernel {kernel}"));
    let options = link.options.iter().map(|(key, value)| format!("--set {key}={value}"));
    let schedule = Some(&link.schedule).filter(|schedule| !schedule.is_empty());
    let schedule = schedule.map(|schedule| format!("--schedule '{}'", encode_schedule(schedule)));
    let start = [format!("pagelock run {}", link.scenario)];
    start.into_iter().chain(kernel).chain(options).chain(schedule).collect::<Vec<_>>().join(" ")
}
