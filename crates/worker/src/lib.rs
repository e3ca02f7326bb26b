//! The session behind the page: requests in, replies out, with the engine between them.
//!
//! Arrow: `Request` -> setup -> trace / report -> view -> **`Reply`**. It runs natively as well as in the browser, so
//! the command line and the tests use the very same code. Only `browser` knows of one, and nothing knows the page.

#[cfg(target_arch = "wasm32")]
pub mod browser;
mod built;
mod catalog;
mod compiler;
mod costs;
mod difference;
mod drive;
mod evidence;
#[cfg(feature = "exports")]
pub mod exports;
mod frontier;
mod held;
mod knowledge;
mod line_diff;
mod lockdep_words;
mod lower;
mod mail;
mod memory;
mod order;
mod outline;
mod packed;
mod part;
mod port;
mod prospects;
mod report;
mod seen;
mod session;
mod state_view;
mod sweep;
mod until;
mod waits;
mod window;

pub use built::{Built, ListingFile};
pub use catalog::{catalog, rows};
pub use compiler::{Compiler, Elsewhere, Errand, Here, Mistakes, run_errand};
pub use costs::costs;
pub use difference::difference;
pub use drive::SLICE_STATES;
pub use evidence::{evidence, wait_sentence};
pub use knowledge::Knowledge;
pub use lower::{setup_of, trace_view};
pub use mail::mail_view;
pub use memory::attainable;
pub use order::order_view;
pub use packed::{open_link, pack, unpack, write_link};
pub use part::{Answers, Core, Searches, Study, Whole, serve_by};
pub use port::{Port, Rest};
pub use report::{coverage_view, diagnostic_view, limit_view, report_view};
pub use seen::seen_texts;
pub use session::{at_once, serve, serve_at};
pub use sweep::{SweepAsk, sweep};
pub use window::last_state;
