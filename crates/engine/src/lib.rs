//! Pagelock's engine: simulated kernel tasks over a page cache, `mmap_sem`, `i_mutex` and the kmap pool, and the
//! search of every interleaving.

#![forbid(unsafe_code)]
#![expect(clippy::unnecessary_wraps, reason = "all primitives have one signature")]

mod choices;
mod describe;
pub mod event;
mod exec;
mod filesystem;
mod graph;
pub mod id;
mod kmap_pool;
mod layout;
mod ledger;
pub mod limits;
mod locks;
mod machine;
mod outcome;
mod page_cache;
pub mod prim;
mod prng;
pub mod program;
mod reclaim;
mod report;
mod rwsem;
pub mod scenario;
mod scheduler;
mod search;
mod state;
mod trace;
mod user_memory;
mod visited;
mod wait_graph;

pub use exec::{Choice, Transition};
pub use kmap_pool::{PkmapPool, Slot};
pub use ledger::{Costs, Ledger};
pub use machine::Machine;
pub use outcome::{EFAULT, End, Outcome};
pub use report::{Coverage, Limit, Limits, Progress, Report, Verdict};
pub use scheduler::{Random, Replay, RoundRobin, Scheduler};
pub use search::Search;
pub use state::{BlockedOn, Content, Oops, State, Status, View};
pub use trace::{Step, Trace};
pub use wait_graph::{DeadlockKind, Wait, WaitKind, cycle, deadlock_kind};
