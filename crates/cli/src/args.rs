//! The arguments of every command, as clap reads them. The comments here are the help texts.

mod link;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use pagelock_engine::{Limits, Reductions, Switch};
use pagelock_plain::DEFAULT_KERNEL;
use pagelock_protocol::view::FormatView;

pub(crate) use self::link::{LinkArgs, LinkText};

/// Deadlocks of the Linux page cache: runs simulated kernel tasks and searches all their interleavings.
///
/// Exit codes: 0 nothing found, exhaustively; 1 a deadlock, livelock or hazard, or what `find` looks for;
/// 2 bad input; 3 a limit was reached with nothing found.
#[derive(Debug, Parser)]
#[command(name = "pagelock", version, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Searches every interleaving and says the worst that can happen
    Check(CheckArgs),
    /// Searches values of an option for where the verdict changes
    Sweep(SweepArgs),
    /// Searches for the nearest state in which tasks stand as a pattern such as "2,6;b,f" says
    Find(FindArgs),
    /// Writes the nearest deadlock, or the end of a run, as plain text of 72 columns for a mail
    Report(ReportArgs),
    /// Shows in which order locks are taken in all runs, by lock class, as lockdep would keep it
    Order(OrderArgs),
    /// Runs one interleaving and shows every step
    Run(RunArgs),
    /// Says of every state of a run what can still be saved, and how many interleavings end in a deadlock
    Outlook(OutlookArgs),
    /// Searches every scenario under every kernel and compares with what is expected
    Matrix(MatrixArgs),
    /// Shows what each kernel pays for the same writes: locks, walks, kmaps, copies
    Costs(CostsArgs),
    /// Prints the link to a run on the page, or reads one
    Link(LinkArgs),
    /// Shows what a kernel listing changes in the one it starts from, as a unified diff
    Diff(DiffArgs),
    /// Writes a file for another program: a run as a trace, a picture, a page or a text, or the machine as a model
    Export(ExportArgs),
    /// Explains a primitive of the listings or the code of a message; lists them when none is given
    Explain(ExplainArgs),
    /// Lists the built-in scenarios with their options, and the kernels
    List,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst; can be repeated
    #[arg(long = "kernel", value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernels: Vec<String>,
    /// Sets an option of the scenario, such as tasks=4 or rwsem=reader-preferring; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `sweep`.
#[derive(Debug, clap::Args)]
pub(crate) struct SweepArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    /// Sweeps an option over a range with both ends, such as tasks=1..512, or sets one, such as holders=2; can be
    /// repeated, with one range in all
    #[arg(long, value_name = "KEY=A..B", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// Searches every value; without it both ends, the powers of two, and halves of what a change lies between
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where a search gives up.
#[derive(Debug, clap::Args)]
pub(crate) struct LimitArgs {
    /// States visited at most
    #[arg(long, value_name = "N", default_value_t = Limits::default().states_max,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) states_max: u32,
    /// MiB of memory used at most
    #[arg(long, value_name = "MIB", default_value_t = default_mib(),
          value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) memory_max: u32,
    /// Leaves this reduction out, or all of them; can be repeated
    #[arg(long, value_name = "REDUCTION", num_args = 0..=1, default_missing_value = "all")]
    pub(crate) no_reduce: Vec<ReductionName>,
}

/// What a search can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReductionName {
    /// Everything: takes every choice of every state
    All,
    /// Counting tasks that are alike instead of naming them
    Symmetry,
    /// Taking steps at once that nobody else can meet
    PartialOrder,
}

impl LimitArgs {
    pub(crate) fn limits(&self) -> Limits {
        let switch = |name| {
            let is_off = self.no_reduce.iter().any(|&off| off == name || off == ReductionName::All);
            Switch::from(!is_off)
        };
        let reductions = Reductions {
            symmetry: switch(ReductionName::Symmetry),
            partial_order: switch(ReductionName::PartialOrder),
        };
        Limits {
            states_max: self.states_max,
            memory_max: bytes(self.memory_max),
            reductions,
            ..Limits::default()
        }
    }
}

fn bytes(mib: u32) -> usize {
    usize::try_from(u64::from(mib) << 20).unwrap_or(usize::MAX)
}

fn default_mib() -> u32 {
    u32::try_from(Limits::default().memory_max >> 20).unwrap_or(u32::MAX)
}

/// Arguments of `find`.
#[derive(Debug, clap::Args)]
pub(crate) struct FindArgs {
    /// For each task the labels of the steps at which it took what it holds, and last that of the step at which it
    /// waits, with `,` between them; `;` between tasks
    pub(crate) pattern: String,
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    /// Sets an option of the scenario, such as tasks=4; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `report`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    /// Sets an option of the scenario, such as tasks=4; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// Tells of this run and searches nothing: choices as in links, such as a3bc
    #[arg(long, value_name = "SCHEDULE", conflicts_with_all = ["states_max", "memory_max", "no_reduce"])]
    pub(crate) schedule: Option<String>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

/// Arguments of `order`.
#[derive(Debug, clap::Args)]
pub(crate) struct OrderArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    /// Sets an option of the scenario, such as tasks=4; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    #[command(flatten)]
    pub(crate) how: How,
    /// Steps made at most
    #[arg(long, value_name = "N", default_value_t = 10_000,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) steps_max: u32,
    /// Sets an option of the scenario, such as tasks=4; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Who moves next; taking turns unless something else is said.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(crate) struct How {
    /// Takes these choices, as in links: positions among the choices of each state, such as a3bc
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,
    /// Chooses at random; equal seeds give equal runs
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Lets the tasks take turns, one step each; the environment does nothing (this is the default)
    #[arg(long)]
    pub(crate) round_robin: bool,
}

/// Arguments of `outlook`.
#[derive(Debug, clap::Args)]
pub(crate) struct OutlookArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    /// The run that is looked at, as in links, such as a3bc; the one to a deadlock with the fewest switches if none
    /// is given
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,
    /// Sets an option of the scenario, such as tasks=4; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// States visited at most; none is left out, so this is many more than `check` needs
    #[arg(long, value_name = "N", default_value_t = Limits::default().states_max,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) states_max: u32,
    /// MiB of memory used at most
    #[arg(long, value_name = "MIB", default_value_t = default_mib(),
          value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) memory_max: u32,
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

impl OutlookArgs {
    pub(crate) fn limits(&self) -> Limits {
        Limits { states_max: self.states_max, memory_max: bytes(self.memory_max), ..Limits::default() }
    }
}

/// Arguments of `matrix`.
#[derive(Debug, clap::Args)]
pub(crate) struct MatrixArgs {
    /// Built-in scenarios, with their variants; all of them when none is given
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Prints a JSON array of cells
    #[arg(long)]
    pub(crate) json: bool,
    /// Prints a fragment of HTML: the stories of the scenarios and the table
    #[arg(long, conflicts_with = "json")]
    pub(crate) html: bool,
    /// Prints a JSON object for the build of the site: the fragment, and one of a page for each scenario
    #[arg(long, conflicts_with_all = ["json", "html"])]
    pub(crate) pages: bool,
}

/// Arguments of `costs`.
#[derive(Debug, clap::Args)]
pub(crate) struct CostsArgs {
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    pub(crate) kernel: String,
}

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    pub(crate) scenario: String,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    /// Sets an option of the scenario, such as tasks=4; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// What to write: a model of the machine, or a trace, a picture or a text of a run
    #[arg(long, value_name = "FORMAT", default_value = "promela", value_parser = formats())]
    pub(crate) format: FormatView,
    /// Of this run, choices as in links; without it, of the nearest to the verdict
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,
    /// Looks at the state after so many steps of the run; without it, at the last one
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<u32>,
    /// Writes to a file; standard output without it
    ///
    /// A TLA+ module is called as its file is, so the file of one is NAME.tla, and its configuration goes to NAME.cfg
    /// beside it. On standard output the module is called Pagelock and the configuration stands behind its end.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<std::path::PathBuf>,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// A primitive, such as lock_page, or a code, such as PL0301
    pub(crate) word: Option<String>,
}

/// Formats by their names, with who opens them.
fn formats() -> impl TypedValueParser<Value = FormatView> {
    let value = |format: FormatView| PossibleValue::new(format.name()).help(format.readers());
    PossibleValuesParser::new(FormatView::ALL.map(value)).try_map(|name| {
        FormatView::ALL.into_iter().find(|format| format.name() == name).ok_or("no format has this name")
    })
}

fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a setting is KEY=VALUE, such as tasks=4".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Args::command().debug_assert();
    }
}
