//! Links of version 1: the frozen ones open for ever, and none opens as something that its maker did not mean.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails where there is nothing to unwrap")]

mod bombs;
mod document;
mod frozen;
mod hostile;
mod line;
