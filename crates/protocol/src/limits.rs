//! Where a search gives up, and what it leaves out: what the page may ask for, within named bounds.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// Whether something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SwitchView {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl SwitchView {
    /// The switch in this position.
    pub fn of(is_on: bool) -> Self {
        if is_on { Self::On } else { Self::Off }
    }

    /// Whether it is on.
    pub fn is_on(self) -> bool {
        self == Self::On
    }
}

/// Limits and reductions of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsView {
    /// States visited at most.
    pub states_max: u32,
    /// Bytes of states, index and edges at most.
    pub memory_max: u32,
    /// Tasks that are alike are counted, not named.
    pub symmetry: SwitchView,
    /// Steps that nobody else can meet are taken at once.
    pub partial_order: SwitchView,
}

impl LimitsView {
    /// What [`LimitsView::states_max`] may be.
    pub const STATES: RangeInclusive<u32> = 1..=64_000_000;

    /// What [`LimitsView::memory_max`] may be: a WebAssembly memory has 4 GiB, a table that grows is there twice for a
    /// while, and what is found needs room as well.
    pub const MEMORY: RangeInclusive<u32> = (1 << 20)..=(1536 << 20);

    /// The same with every limit within its bounds.
    #[must_use]
    pub fn clamped(self) -> Self {
        let clamp = |value: u32, range: RangeInclusive<u32>| value.clamp(*range.start(), *range.end());
        Self {
            states_max: clamp(self.states_max, Self::STATES),
            memory_max: clamp(self.memory_max, Self::MEMORY),
            ..self
        }
    }
}

/// What a search left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReductionsView {
    /// Tasks that are alike were counted, not named.
    pub symmetry: SwitchView,
    /// Steps that nobody else can meet were taken at once.
    pub partial_order: SwitchView,
}

impl ReductionsView {
    /// Whether anything was left out.
    pub fn is_any(self) -> bool {
        self.symmetry.is_on() || self.partial_order.is_on()
    }
}

impl Default for LimitsView {
    fn default() -> Self {
        Self {
            states_max: 4_000_000,
            memory_max: 512 << 20,
            symmetry: SwitchView::On,
            partial_order: SwitchView::On,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_brought_within_their_bounds() {
        let clamped = |states_max, memory_max| {
            let limits = LimitsView { states_max, memory_max, ..LimitsView::default() }.clamped();
            (limits.states_max, limits.memory_max)
        };
        assert_eq!(clamped(0, 0), (1, 1 << 20));
        assert_eq!(clamped(u32::MAX, u32::MAX), (64_000_000, 1536 << 20));
        assert_eq!(clamped(7, 7 << 20), (7, 7 << 20));
    }
}
