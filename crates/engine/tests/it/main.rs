//! The tests of the engine, one binary: every primitive by hand, how runs end, and laws about searching.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

#[cfg(test)]
mod backward;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod costs;
#[cfg(test)]
mod counted_backward;
#[cfg(test)]
mod covered;
#[cfg(test)]
mod endless;
#[cfg(test)]
mod environment;
#[cfg(test)]
mod filesystem;
mod filesystems;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod kmap;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lock_order;
#[cfg(test)]
mod locks;
#[cfg(test)]
mod oops;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod page_cache;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod random;
#[cfg(test)]
mod reclaim;
#[cfg(test)]
mod rwsem;
#[cfg(test)]
mod show;
#[cfg(test)]
mod user_memory;
