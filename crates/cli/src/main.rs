//! `pagelock`: the engine from the command line. It checks, runs, compares and links what the page shows.
//!
//! Arrow: arguments -> setup -> `Report` / `Trace` -> **text or JSON on a terminal**. Everything it says in
//! words comes from the engine and the worker, so that page and command line say the same.

mod args;
mod check;
mod complaint;
mod costs;
mod diff;
mod explain;
mod export;
mod find;
mod html;
mod input;
mod link;
mod list;
mod matrix;
mod order;
mod outlook;
mod output;
mod pages;
mod replay;
mod report;
mod run;
mod sweep;
mod table;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::complaint::Failure;
use crate::output::Quiet;

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: nothing is wrong.
    Clean,
    /// 3: a limit was reached before anything was found.
    Limit,
    /// 1: a deadlock, livelock or hazard; what `find` looks for; for the matrix, a cell that differs.
    Found,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::SUCCESS,
            Exit::Found => Self::from(1),
            Exit::Limit => Self::from(3),
        }
    }
}

/// The exit code of every mistake of the caller; clap uses the same for bad arguments.
const BAD_INPUT: u8 = 2;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut out = Quiet::new(io::stdout().lock());
    let done = serve(&args.command, &mut out).and_then(|exit| Ok(out.flush().map(|()| exit)?));
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            // Where stderr is gone there is nobody left to tell.
            let _ = io::stderr().write_all(failure.text().as_bytes());
            ExitCode::from(BAD_INPUT)
        }
    }
}

fn serve(command: &Command, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        Command::Check(args) => check::check(args, out),
        Command::Sweep(args) => sweep::sweep(args, out),
        Command::Find(args) => find::find(args, out),
        Command::Report(args) => report::report(args, out),
        Command::Order(args) => order::order(args, out),
        Command::Run(args) => run::run(args, out),
        Command::Outlook(args) => outlook::outlook(args, out),
        Command::Matrix(args) => matrix::matrix(args, out),
        Command::Costs(args) => costs::costs(args, out),
        Command::Link(args) => link::link(args, out),
        Command::Diff(args) => diff::diff(args, out),
        Command::Export(args) => export::export(args, out),
        Command::Explain(args) => explain::explain(args, out),
        Command::List => list::list(out),
    }
}
