//! The last part of a readable link: what its maker saw, and a checksum over everything before it.
//!
//! Arrow: text + `Seen` -> **11 letters and digits**, and back. Base 32 as Crockford has it, in small letters: no `i`,
//! `l`, `o` or `u`. The checksum is CRC-24 as in RFC 4880, so every change within 24 bits that follow each other is
//! noticed: of a character, and of two that change places.

use crc::{CRC_24_OPENPGP, Crc, NoTable};

use super::{LinkError, Seen};

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Digits of a fingerprint.
const FINGERPRINT: usize = 2;
/// Digits of the checksum.
const SUM: usize = 5;
/// Digits of the whole part.
const LEN: usize = 3 * FINGERPRINT + SUM;

const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_24_OPENPGP);

fn push(out: &mut String, value: u32, digits: usize) {
    for digit in (0..digits).rev() {
        out.push(char::from(DIGITS[(value >> (5 * digit)) as usize & 31]));
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, byte| {
        let digit = DIGITS.iter().position(|digit| digit == byte)?;
        Some(number << 5 | u32::try_from(digit).ok()?)
    })
}

/// The text with `~` and its check behind it. The checksum covers the fragment without `#`, up to itself.
pub(super) fn seal(body: &str, seen: Seen) -> String {
    let mut out = format!("{body}~");
    for fingerprint in [seen.scenario, seen.listing, seen.verdict] {
        push(&mut out, fingerprint.into(), FINGERPRINT);
    }
    let sum = CRC.checksum(out.as_bytes());
    push(&mut out, sum, SUM);
    out
}

/// Takes the check off, and what it says.
///
/// # Errors
/// [`LinkError::Check`] if there is none, or if it is not that of this text.
pub(super) fn open(text: &str) -> Result<(&str, Seen), LinkError> {
    let (body, check) = text.rsplit_once('~').ok_or(LinkError::Check)?;
    if check.len() != LEN {
        return Err(LinkError::Check);
    }
    let (covered, sum) = text.as_bytes().split_at(text.len() - SUM);
    if number(sum) != Some(CRC.checksum(covered)) {
        return Err(LinkError::Check);
    }
    let fingerprint = |nr: usize| {
        let digits = &check.as_bytes()[nr * FINGERPRINT..][..FINGERPRINT];
        number(digits).and_then(|number| u16::try_from(number).ok()).ok_or(LinkError::Check)
    };
    Ok((body, Seen { scenario: fingerprint(0)?, listing: fingerprint(1)?, verdict: fingerprint(2)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Seen = Seen { scenario: 0, listing: 33, verdict: 1023 };

    #[test]
    fn a_check_says_what_was_seen() {
        let sealed = seal("1/a/b/-/-@0", SEEN);
        // 33 is 1 * 32 + 1, and 1023 is 31 * 32 + 31.
        assert!(sealed.starts_with("1/a/b/-/-@0~0011zz"), "{sealed}");
        assert_eq!(open(&sealed), Ok(("1/a/b/-/-@0", SEEN)));
        // The published check value of CRC-24 for these nine digits.
        assert_eq!(CRC.checksum(b"123456789"), 0x21_cf02);
    }

    #[test]
    fn every_other_character_and_every_two_that_change_places_are_noticed() {
        let sealed = seal("1/abba-two-files/2.6.20/-/a16c6b17c4ac2a16@62", SEEN);
        for at in 0..sealed.len() {
            for other in 33..127_u8 {
                let mut bytes = sealed.clone().into_bytes();
                if bytes[at] != other {
                    bytes[at] = other;
                    let text = String::from_utf8(bytes).unwrap();
                    assert_eq!(open(&text), Err(LinkError::Check), "{text}");
                }
            }
            let mut bytes = sealed.clone().into_bytes();
            if at > 0 && bytes[at - 1] != bytes[at] {
                bytes.swap(at - 1, at);
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(open(&text), Err(LinkError::Check), "{text}");
            }
            assert_eq!(open(&sealed[..at]), Err(LinkError::Check), "{}", &sealed[..at]);
        }
    }
}
