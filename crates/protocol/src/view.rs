//! What the page shows, as plain data with public fields: no behaviour, no engine types, words the visitor reads.
//!
//! The worker makes these from engine values; the page only formats them. Positions are 0-based indices into the
//! vectors they refer to, lines are 1-based. Lengths of data are in sectors.

mod catalog;
mod costs;
mod course;
mod difference;
mod export;
mod goal;
mod mail;
mod order;
mod prospects;
mod report;
mod state;
mod sweep;
mod trace;
mod window;

pub use catalog::*;
pub use costs::*;
pub use course::*;
pub use difference::*;
pub use export::*;
pub use goal::*;
pub use mail::*;
pub use order::*;
pub use prospects::*;
pub use report::*;
pub use state::*;
pub use sweep::*;
pub use trace::*;
pub use window::*;
