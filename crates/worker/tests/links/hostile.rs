//! Links from anybody: no panic, and nothing opens but what somebody has meant.
//!
//! `PAGELOCK_LINKS=1000000` sets how many random links are tried; 20,000 unless given.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib;
use pagelock_protocol::link::{FullLink, Seen, open_packed, seal_packed};
use pagelock_protocol::message::Source;
use pagelock_worker::{open_link, pack};

use crate::frozen;

/// What links are made of.
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~/=@,.*+";

/// Numbers without order, always the same (xorshift).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    fn letter(&mut self) -> u8 {
        LETTERS[self.below(LETTERS.len())]
    }

    /// Some of its bytes changed, left out, put in, or in other places.
    fn spoil(&mut self, bytes: &mut Vec<u8>, mut any: impl FnMut(&mut Self) -> u8) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(5) {
                0 => bytes[at] = any(self),
                1 if bytes.len() > 1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, any(self)),
                3 => bytes.truncate(at + 1),
                _ => {
                    let other = self.below(bytes.len());
                    bytes.swap(at, other);
                }
            }
        }
    }
}

/// Opens a link. Whatever comes out is within its limits.
pub(crate) fn open(fragment: &str, worst: &mut Duration) -> Option<FullLink> {
    let start = Instant::now();
    let opened = open_link(fragment);
    *worst = (*worst).max(start.elapsed());
    let link = opened.ok()?.link;
    for source in [&link.setup.scenario, &link.setup.listing] {
        if let Source::Text { text, .. } = source {
            assert!(text.len() <= 64 * 1024);
        }
    }
    assert!(link.schedule.len() <= 65_535 && link.step as usize <= link.schedule.len());
    Some(link)
}

fn random_count() -> usize {
    std::env::var("PAGELOCK_LINKS").map_or(20_000, |count| count.parse().unwrap())
}

#[test]
fn random_links_open_as_nothing() {
    let known: Vec<String> = frozen::lines().into_iter().map(|(link, _)| link).collect();
    let (mut dice, mut worst, mut accepted) = (Dice(0x5eed), Duration::ZERO, 0);
    let count = random_count();
    for nr in 0..count {
        let base = &known[dice.below(known.len())];
        if nr % 4 == 0 {
            let start = ["#1/", "#1z/", "#1/same-page/2.6.20/-/", "1z/eN"][dice.below(4)];
            let len = dice.below(300);
            let rest: String = std::iter::repeat_with(|| char::from(dice.letter())).take(len).collect();
            assert_eq!(open(&format!("{start}{rest}"), &mut worst), None, "{start}{rest}");
            continue;
        }
        let mut bytes = base.clone().into_bytes();
        dice.spoil(&mut bytes, Dice::letter);
        let spoilt = String::from_utf8(bytes).unwrap();
        // Some changes undo each other, and `#` may be missing.
        if let Some(link) = open(&spoilt, &mut worst) {
            assert_eq!(Some(link), open(base, &mut worst), "{spoilt} is not {base}");
            accepted += 1;
        }
    }
    println!("{count} random links: {accepted} were as before, {} us at worst", worst.as_micros());
}

/// Whoever wants to can make the sums right: then it is what is behind them that has to hold.
#[test]
fn links_with_right_sums_open_as_what_they_say_or_not_at_all() {
    let known = frozen::lines().into_iter().map(|(link, _)| link).filter(|link| link.starts_with("#1z/"));
    let known: Vec<String> = known.collect();
    let (mut dice, mut worst, mut accepted) = (Dice(0xd1ce), Duration::ZERO, 0);
    let count = random_count() / 4;
    for nr in 0..count {
        let (data, seen) = open_packed(&known[dice.below(known.len())]).unwrap();
        let mut deflated = URL_SAFE_NO_PAD.decode(data).unwrap();
        let any = |dice: &mut Dice| u8::try_from(dice.below(256)).unwrap();
        if nr % 2 == 0 {
            dice.spoil(&mut deflated, any);
        } else {
            let mut bytes = decompress_to_vec_zlib(&deflated).unwrap();
            dice.spoil(&mut bytes, any);
            deflated = compress_to_vec_zlib(&bytes, 1);
        }
        if let Some(link) = open(&seal_packed(&URL_SAFE_NO_PAD.encode(&deflated), seen), &mut worst) {
            assert_eq!(open(&pack(&link).unwrap(), &mut worst), Some(link));
            accepted += 1;
        }
    }
    println!("{count} links with right sums: {accepted} opened, {} us at worst", worst.as_micros());
}

#[test]
fn every_changed_character_and_every_cut_is_noticed() {
    let mut worst = Duration::ZERO;
    for (link, _) in frozen::lines() {
        for at in 1..link.len() {
            assert_eq!(open(&link[..at], &mut worst), None, "{}", &link[..at]);
            let mut bytes = link.clone().into_bytes();
            for other in 33..127 {
                bytes[at] = other;
                if other != link.as_bytes()[at] {
                    let changed = std::str::from_utf8(&bytes).unwrap();
                    assert_eq!(open(changed, &mut worst), None, "{changed}");
                }
            }
            let mut bytes = link.clone().into_bytes();
            bytes.swap(at - 1, at);
            let swapped = std::str::from_utf8(&bytes).unwrap();
            if swapped != link {
                assert_eq!(open(swapped, &mut worst), None, "{swapped}");
            }
            let mut bytes = link.clone().into_bytes();
            bytes.remove(at);
            assert_eq!(open(std::str::from_utf8(&bytes).unwrap(), &mut worst), None, "without {at}: {link}");
        }
    }
    println!("changed characters: {} us at worst", worst.as_micros());
}

#[test]
fn other_characters_than_those_of_links_are_refused() {
    let seen = Seen::default();
    let mut worst = Duration::ZERO;
    for data in ["", "a", "=", "aGk=", "a b", "\u{e9}", "aGk\n", "+/", "..", "%41", "#1z/", "\0"] {
        assert_eq!(open(&seal_packed(data, seen), &mut worst), None, "{data:?}");
    }
}
