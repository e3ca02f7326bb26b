//! The page in a browser, one module for each topic. See the crate's own page for how a test is written.

mod boot;
mod start;
mod table;
mod verdicts;
