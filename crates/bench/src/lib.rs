//! What is measured, and what it is measured against: machines by name, the ring of writers written by hand, and both
//! as models of stateright.
//!
//! Nothing of the product depends on this crate. It knows no clock: the programs in `bin/` and the benches do.

pub mod case;
pub mod explore;
pub mod hand;
pub mod matrix;
pub mod measure;
#[cfg(not(target_arch = "wasm32"))]
pub mod promela;
pub mod scenario;
#[cfg(not(target_arch = "wasm32"))]
pub mod stateright;

pub use case::{Case, Listing, Short};
