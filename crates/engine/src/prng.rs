//! A seeded generator for random runs: equal seeds give equal runs, on every machine.
//!
//! SplitMix64 (Steele, Lea and Flood 2014); good enough to spread schedules, and nothing else is asked of it.

/// A generator.
#[derive(Clone, Debug)]
pub(crate) struct Prng(u64);

impl Prng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number below `n`, which is not 0. The bias of the remainder is far below what a schedule could show.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).expect("a usize fits a u64");
        usize::try_from(self.next() % n).expect("less than a usize")
    }
}
