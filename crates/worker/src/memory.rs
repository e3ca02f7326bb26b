//! How much memory a search may use: what it was allowed, or less where the browser gives less.
//!
//! A WebAssembly memory grows, and growing may fail. A search ends as bounded when it does, but what it has found
//! needs memory as well. So it is asked for before the search and given back: the search then comes to a limit
//! before memory comes to an end, and what is asked for later finds room.

use std::hint::black_box;

/// A search is not given less than this.
const LEAST: usize = 1 << 20;

/// What a search may use of what it was allowed.
pub fn attainable(memory_max: usize) -> usize {
    // Natively memory is given when it is used, so asking for it says nothing.
    if cfg!(target_arch = "wasm32") { shrink(memory_max, can_be_had) } else { memory_max }
}

/// The bytes that were asked for, or less by quarters until they can be had.
fn shrink(bytes: usize, can_be_had: impl Fn(usize) -> bool) -> usize {
    let mut bytes = bytes;
    while bytes > LEAST && !can_be_had(bytes) {
        bytes -= bytes / 4;
    }
    bytes
}

/// Whether there is twice as much: a table that grows is there twice for a while.
fn can_be_had(bytes: usize) -> bool {
    let (mut one, mut other) = (Vec::<u8>::new(), Vec::<u8>::new());
    let is_there = one.try_reserve_exact(bytes).is_ok() && other.try_reserve_exact(bytes).is_ok();
    // Or the compiler would see that nobody uses it.
    black_box((&one, &other));
    is_there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_gets_what_can_be_had_and_never_nothing() {
        assert_eq!(shrink(64 << 20, |_| true), 64 << 20);
        assert_eq!(shrink(64 << 20, |bytes| bytes <= 40 << 20), 36 << 20, "three quarters, twice");
        let least = shrink(64 << 20, |_| false);
        assert!(least <= LEAST && least > LEAST / 2, "{least}");
        assert!(can_be_had(1 << 10) && !can_be_had(usize::MAX));
    }
}
