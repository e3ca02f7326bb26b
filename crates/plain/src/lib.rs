//! The answers of the command line as plain data: what `--json` prints and what JavaScript gets.
//!
//! Arrow: setup -> `Report` / `Trace` / link -> **plain data**. Its keys are a contract: they are added to, and never
//! change their meaning. It knows neither a terminal nor a browser, and reads no files.

mod amounts;
mod check;
mod coverage;
mod explain;
mod input;
mod link;
mod refusal;
mod run;
mod steps;

pub use amounts::{Amounts, Costs};
pub use check::{CheckAnswer, Checked, EndAnswer, check, reductions};
pub use coverage::CoverageAnswer;
pub use explain::{Explanation, explain, explanations};
pub use input::{DEFAULT_KERNEL, compile, decode};
pub use link::{
    Examined, LinkAnswer, LinkOptions, MadeLink, Settings, StampAnswer, TextAnswer, examine, make_link,
    read_link,
};
pub use pagelock_worker::Built;
pub use refusal::{DiagnosticAnswer, Refusal};
pub use run::RunAnswer;
pub use steps::{DoneStep, Ending, ScheduledStep, ending, pages, replay, steps, verdict_kind};
