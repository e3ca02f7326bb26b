//! The page in a browser, one module for each topic. See the crate's own page for how a test is written.

mod access;
mod address;
mod boot;
mod by_hand;
mod changes;
mod editing;
mod engine;
mod failures;
mod game;
mod keyboard;
mod layout;
mod limits;
mod many;
mod outlook;
mod performance;
mod privacy;
mod reports;
mod run;
mod search;
mod start;
mod sweep;
mod table;
mod time_travel;
mod verdicts;
mod wasm_memory;
mod zones;
