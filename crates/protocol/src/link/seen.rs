//! What the maker of a link saw, in ten bits each: enough to tell whoever opens it what has changed since.
//!
//! Arrow: texts, verdict -> **[`Seen`]** -> link, and back. Fingerprints are compared, never undone.

use serde::{Deserialize, Serialize};

use crate::view::VerdictView;

/// Fingerprints of what a link was made from: each 1 to 1023, or 0 where the link says nothing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Of the scenario's text.
    pub scenario: u16,
    /// Of the listing's text with all that it includes, and the version of the model.
    pub listing: u16,
    /// Of the verdict and its kind.
    pub verdict: u16,
}

/// One more than the greatest fingerprint.
pub const FINGERPRINTS: u16 = 1 << 10;

/// The fingerprint of texts, in their order: FNV-1a of 64 bits over their bytes, each text ended by a zero byte, folded
/// to ten bits, and made 1 to 1023.
pub fn fingerprint<'a>(texts: impl IntoIterator<Item = &'a str>) -> u16 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for text in texts {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    let mut folded = 0;
    while hash > 0 {
        folded ^= hash & u64::from(FINGERPRINTS - 1);
        hash >>= 10;
    }
    1 + u16::try_from(folded).expect("ten bits") % (FINGERPRINTS - 1)
}

impl Seen {
    /// Whether the link says nothing of what its maker saw.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// The fingerprint of a verdict: its word, and the words of its kind.
pub fn verdict_fingerprint(verdict: VerdictView, kind: &str) -> u16 {
    fingerprint([verdict.word(), kind])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_small_and_depend_on_where_texts_end() {
        let all = ["", "a", "b", "ab", "ba"].map(|text| fingerprint([text]));
        assert!(all.iter().all(|&one| one < FINGERPRINTS), "{all:?}");
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
        // FNV-1a of no byte is its basis; of it, ten bits at a time, the exclusive or.
        assert_eq!(
            fingerprint([]),
            1 + [0x325, 0x088, 0x042, 0x392, 0x29c, 0x2fc, 0x00c].iter().fold(0, |a, b| a ^ b)
        );
    }

    #[test]
    fn kinds_of_deadlocks_are_told_apart() {
        let kinds = ["pool", "self", "ABBA", "through mmap_sem", "through a queued writer", "partial"];
        let mut all = kinds.map(|kind| verdict_fingerprint(VerdictView::Deadlock, kind)).to_vec();
        all.push(verdict_fingerprint(VerdictView::Ok, ""));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), kinds.len() + 1);
        assert!(!all.contains(&0));
    }
}
