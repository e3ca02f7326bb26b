//! Arguments of `pagelock link`. They know nothing of links.

use pagelock_plain::DEFAULT_KERNEL;

use super::{LimitArgs, setting};

/// Arguments of `link`.
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// A built-in scenario, or a path: something with a `/`, or that ends in .toml
    #[arg(required_unless_present = "read")]
    pub(crate) scenario: Option<String>,
    /// A built-in kernel listing, or a path: something with a `/`, or that ends in .lst
    #[arg(long, value_name = "NAME", default_value = DEFAULT_KERNEL)]
    pub(crate) kernel: String,
    /// Sets an option of the scenario, such as tasks=4; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// The choices that lead there, such as a3bc
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,
    /// The step that is looked at; the last one unless given
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<u32>,
    /// What to put in front, such as the address of the page
    #[arg(long, value_name = "URL", default_value = "")]
    pub(crate) base: String,
    /// Says what a link says instead: everything after its `#`, or all of it
    #[arg(long, value_name = "LINK",
          conflicts_with_all = ["scenario", "kernel", "set", "schedule", "step", "base"])]
    pub(crate) read: Option<String>,
    /// Prints this text of the link that is read, and nothing else
    #[arg(long, value_name = "TEXT", requires = "read", conflicts_with = "verify")]
    pub(crate) text: Option<LinkText>,
    /// Searches every interleaving: a link that is read is compared with what is found, one that is written says it
    #[arg(long)]
    pub(crate) verify: bool,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

/// A text that a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LinkText {
    /// The scenario
    Scenario,
    /// The kernel listing
    Kernel,
}
