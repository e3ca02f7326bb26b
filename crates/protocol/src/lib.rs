//! What the page and the worker say to each other, and what the page shows: plain data in the page's words.
//!
//! Arrow: `Report` / `Trace` -> **view** -> page, and page -> **request** -> worker. This crate knows neither the
//! engine nor the listing language nor the browser; engine types are not serialisable, so everything that crosses
//! is one of the types here. The permalink codec lives here too, because page, worker and command line share it.

pub mod lanes;
mod limits;
pub mod link;
pub mod message;
pub mod picture;
pub mod view;
pub mod wait_arrows;
pub mod wire;

/// Version of the messages and views. Page and worker exchange it first and refuse to talk across versions.
pub const PROTOCOL_VERSION: u32 = 7;
