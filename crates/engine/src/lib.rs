//! Pagelock's engine: simulated kernel tasks over a page cache, `mmap_sem`, `i_mutex` and the kmap pool, and the
//! search of every interleaving.
//!
//! The model on one page:
//! - A [`scenario::Scenario`] says what exists: files with their pages, address spaces, tasks with their programs, and
//!   what the environment may do. A [`Machine`] is a scenario made ready to run.
//! - A [`program::Program`] is a compiled listing. Its steps are primitives ([`prim::Prim`]); everything else rides
//!   with the step before it, because no other task can see it.
//! - A [`State`] is a few words. [`View`] reads them; [`Machine::advance`] alone makes new ones.
//! - A [`Choice`] names who moves. A task that waits has none. When nobody has one and somebody has not finished,
//!   that is a deadlock ([`End`]); who waits for whom ([`Wait`]) explains it.
//! - A [`Trace`] is one run, made by a [`Scheduler`]; a [`Search`] looks at all of them and gives a [`Report`].
//!   [`find()`] looks for a way to tasks that stand as the mail's [`Notation`] says.
//!
//! Words: a *step* is one primitive of one task; a *transition* is a state, a choice and the state after it; a
//! *schedule* is a list of positions among the choices of each state; a *wait-for cycle* is a deadlock that is, a
//! *lock-order cycle* would be one that might be. Lengths of data are in sectors.
//!
//! Every rule cites the kernel's file and function, or a section of `docs/kernel-facts.md` as "facts 5.1".
//!
//! The crate does no I/O and has no clock; equal input gives equal output on every machine.
//!
//! A task that locks a page it has locked already:
//! ```
//! use std::sync::Arc;
//! use pagelock_engine::id::{FileId, MmId, Reg};
//! use pagelock_engine::prim::{Prim, Type};
//! use pagelock_engine::program::{Expr, Instr, Place, Program, Register};
//! use pagelock_engine::scenario::{
//!     File, FileKind, FileSystem, Mm, MmKind, PageInit, RwsemPolicy, Scenario, Task,
//! };
//! use pagelock_engine::{Limits, Machine, Search};
//!
//! let page = Reg(0);
//! let step = |prim, args, dst| Instr::Step { prim, args, dst };
//! let code = vec![
//!     step(Prim::FindGetPage, vec![Expr::File(0), Expr::Const(0)], Some(page)),
//!     step(Prim::LockPage, vec![Expr::Reg(page)], None),
//!     step(Prim::LockPage, vec![Expr::Reg(page)], None),
//!     Instr::Exit,
//! ];
//! let registers = vec![Register { name: "page".into(), ty: Type::Page }];
//! let program = Program::new(code, vec![Place::default(); 4], registers, Vec::new()).unwrap();
//! let scenario = Scenario {
//!     rwsem: RwsemPolicy::Fifo,
//!     pkmap_slots: 512,
//!     failures: [0; 4],
//!     files: vec![File {
//!         name: "a".into(),
//!         kind: FileKind::Regular,
//!         system: FileSystem::Block,
//!         pages: vec![PageInit::Uptodate],
//!         size: 2,
//!         highmem: true,
//!     }],
//!     mms: vec![Mm { name: "m".into(), kind: MmKind::User, pages: Vec::new() }],
//!     tasks: vec![Task {
//!         name: "T".into(),
//!         program: Arc::new(program),
//!         files: vec![FileId(0)],
//!         mms: vec![MmId(0)],
//!     }],
//!     actors: Vec::new(),
//! };
//! let report = Search::new(&Machine::new(scenario), Limits::default()).finish();
//! assert_eq!(report.summary(), "deadlock (self)");
//! assert_eq!(report.schedule, [0, 0]);
//! ```

#![forbid(unsafe_code)]
#![expect(clippy::unnecessary_wraps, reason = "all primitives have one signature")]

mod agenda;
mod backward;
mod choices;
mod clusters;
mod counted;
mod counted_backward;
mod describe;
mod effects;
mod endless;
mod ends;
mod errno;
pub mod event;
mod exec;
mod fields;
mod filesystem;
mod find;
mod footprint;
mod frames;
mod frontier;
mod graph;
mod holders;
mod holds;
pub mod id;
mod kmap_pool;
mod layout;
mod ledger;
pub mod limits;
mod lock_order;
mod lockdep;
mod locks;
mod machine;
mod moves;
mod naming;
mod natural;
mod notation;
mod objects;
mod outcome;
mod page_cache;
pub mod prim;
mod private;
mod prng;
mod prospects;

pub mod program;
mod provenance;

mod reach;
mod reclaim;
mod reduced;
mod references;
mod report;
mod resource;
mod rwsem;
pub mod scenario;
mod scheduler;
mod search;
mod sequences;
mod share;
mod situation;
mod standing;
mod state;
mod switches;
mod symmetry;
mod trace;
mod user_memory;
mod visited;
mod wait_cycle;
mod wait_graph;
mod way;
mod whole;

pub use backward::Backward;
pub use counted_backward::{CountedBackward, CountedProspects};
pub use errno::{AOP_TRUNCATED_PAGE, EFAULT, EINVAL, EIO, ENOMEM, ENOSPC, errno_name};
pub use exec::{Choice, Transition};
pub use find::{Answer, Finding, find, unknown_labels};
pub use holders::Holders;
pub use kmap_pool::{PkmapPool, Slot};
pub use layout::Bounds;
pub use ledger::{Costs, Ledger};
pub use lock_order::{Dependency, Instance, LockOrder, Mode, Usage, Witness};
pub use lockdep::{Link, Lockdep, links, lockdep};
pub use machine::Machine;
pub use natural::Natural;
pub use notation::{Notation, Stand};
pub use outcome::{CallResult, End, Ending, Evidence, Hazard, Outcome, Returned};
pub use prospects::{Goal, Outlook, Prospects, Ways};
pub use report::{
    Coverage, FinalStates, Frontier, Limit, Limits, Progress, Reductions, Report, Switch, Verdict, Visible,
};
pub use resource::{LockClass, Resource};
pub use scheduler::{Random, Replay, RoundRobin, Scheduler};
pub use search::Search;
pub use share::Share;
pub use standing::{Standing, Taken};
pub use state::{Block, BlockedOn, Content, Oops, State, Status, View};
pub use switches::Fewest;
pub use trace::{Step, Trace};
pub use wait_cycle::cycle;
pub use wait_graph::{DeadlockKind, Wait, WaitKind, deadlock_kind};
pub use way::{Way, way};

/// The version of the machine's rules: raised whenever the same texts and schedule can come to something else than
/// before. Links say of which version they are.
pub const MODEL_VERSION: u32 = 1;
