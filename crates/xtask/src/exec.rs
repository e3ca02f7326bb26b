//! Runs other programs: with their output shown, kept, or counted. None of them is given the terminal's input.
#![expect(clippy::print_stdout, reason = "passes on what the programs print")]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::tally::Tally;

/// A cargo command; cargo tells its children which cargo it is.
pub(crate) fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(args: I) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args);
    command
}

/// Any command.
pub(crate) fn command<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    args: I,
) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}

/// Runs a command with its output shown; fails unless it succeeds.
pub(crate) fn run(mut command: Command) -> Result<()> {
    announce(&command);
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", line(&command)))?;
    ensure!(status.success(), "`{}` failed ({status})", line(&command));
    Ok(())
}

/// Runs a command and returns what it printed; fails unless it succeeds.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", line(&command)))?;
    ensure!(output.status.success(), "`{}` failed ({})", line(&command), output.status);
    String::from_utf8(output.stdout).with_context(|| format!("output of `{}`", line(&command)))
}

/// Whether a command can be started and succeeds; what it prints is dropped.
pub(crate) fn succeeds(mut command: Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Runs a test command, passes its output on as it comes, and adds up its `test result:` lines.
pub(crate) fn run_tests(mut command: Command) -> Result<Tally> {
    announce(&command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", line(&command)))?;
    let mut stdout = BufReader::new(child.stdout.take().context("the child has no output")?);
    let mut tally = Tally::default();
    let mut bytes = Vec::new();
    while stdout.read_until(b'\n', &mut bytes)? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        print!("{text}");
        tally += Tally::of_line(&text).unwrap_or_default();
        bytes.clear();
    }
    Ok(tally.closed(child.wait()?.success()))
}

fn announce(command: &Command) {
    eprintln!("$ {}", line(command));
}

/// The command as one would type it; cargo's own path is left out.
fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
