//! Numbers of interleavings: whole numbers of any size that can be added, compared and printed.
//!
//! It knows nothing of what is counted. Only sums are needed, so digits are kept as they are printed.

use std::fmt;

/// One more than the greatest group of digits.
const GROUP: u64 = 1_000_000_000_000_000_000;

/// Decimal digits of a group.
const DIGITS: usize = 18;

/// A whole number of any size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Natural {
    /// groups of digits, the last ones of the number first; invariant: each below `GROUP`, the last of them not 0
    groups: Vec<u64>,
}

impl Natural {
    /// One.
    pub fn one() -> Self {
        Self { groups: vec![1] }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.groups.is_empty()
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Self) {
        let mut carry = 0;
        for at in 0..other.groups.len().max(self.groups.len()) {
            let more = other.groups.get(at).copied().unwrap_or(0);
            if more == 0 && carry == 0 && at >= other.groups.len() {
                return;
            }
            if at == self.groups.len() {
                self.groups.push(0);
            }
            let sum = self.groups[at] + more + carry;
            self.groups[at] = sum % GROUP;
            carry = sum / GROUP;
        }
        if carry > 0 {
            self.groups.push(carry);
        }
    }

    /// Bytes allocated.
    pub(crate) fn memory(&self) -> usize {
        self.groups.capacity() * size_of::<u64>()
    }

    /// How many thousandths of a whole it is, rounded down; `None` of nothing, and if it is more than the whole.
    ///
    /// A part that is not 0 and not the whole may still come out as 0, and as 999.
    pub fn thousandths_of(&self, whole: &Self) -> Option<u32> {
        // A thousand times this one, minus the whole as often as it goes; by doubling, to add only.
        let mut thousand = Self::default();
        for _ in 0..1000 {
            thousand.add(self);
        }
        let (mut sum, mut times) = (Self::default(), 0);
        for bit in (0..10).rev() {
            let mut step = whole.clone();
            for _ in 0..bit {
                let same = step.clone();
                step.add(&same);
            }
            step.add(&sum);
            if step.is_at_most(&thousand) {
                sum = step;
                times += 1 << bit;
            }
        }
        (!whole.is_zero() && self.is_at_most(whole)).then_some(times)
    }

    fn is_at_most(&self, other: &Self) -> bool {
        let key =
            |number: &Self| (number.groups.len(), number.groups.iter().rev().copied().collect::<Vec<_>>());
        key(self) <= key(other)
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.groups.split_last() else { return write!(f, "0") };
        write!(f, "{first}")?;
        rest.iter().rev().try_for_each(|group| write!(f, "{group:0DIGITS$}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many times doubled, from 1.
    fn power_of_two(exponent: u32) -> Natural {
        let mut number = Natural::one();
        for _ in 0..exponent {
            let same = number.clone();
            number.add(&same);
        }
        number
    }

    #[test]
    fn sums_are_printed_in_full() {
        assert_eq!(Natural::default().to_string(), "0");
        for exponent in 0..127 {
            assert_eq!(power_of_two(exponent).to_string(), (1_u128 << exponent).to_string());
        }
        let mut round = Natural { groups: vec![GROUP - 1, GROUP - 1] };
        round.add(&Natural::one());
        assert_eq!(round.to_string(), format!("1{}", "0".repeat(2 * DIGITS)), "it carries twice");
    }

    #[test]
    fn a_small_number_is_added_to_a_large_one_and_a_large_one_to_a_small() {
        let (large, mut small) = (power_of_two(100), Natural::one());
        let mut sum = large.clone();
        sum.add(&small);
        small.add(&large);
        assert_eq!(sum, small);
        assert_eq!(sum.to_string(), ((1_u128 << 100) + 1).to_string());
        sum.add(&Natural::default());
        assert_eq!(sum, small);
    }

    #[test]
    fn thousandths_are_rounded_down() {
        let part = |part: u32, whole: u32| power_of_two(part).thousandths_of(&power_of_two(whole));
        assert_eq!(part(60, 60), Some(1000));
        assert_eq!(part(60, 61), Some(500));
        assert_eq!(part(60, 63), Some(125));
        assert_eq!(part(60, 64), Some(62), "62.5");
        assert_eq!(part(60, 70), Some(0), "1 in 1024");
        assert_eq!(part(61, 60), None);
        assert_eq!(Natural::default().thousandths_of(&Natural::default()), None);
        assert_eq!(Natural::default().thousandths_of(&Natural::one()), Some(0));
    }
}
