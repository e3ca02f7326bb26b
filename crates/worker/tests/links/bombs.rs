//! Links that claim or unfold to more than links may: refused at once, or no more than their limits.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pagelock_protocol::link::{LINK_MAX, Seen, seal_packed};

use crate::hostile::open;

fn packed(bytes: &[u8]) -> String {
    seal_packed(&URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(bytes, 9)), Seen::default())
}

/// A number as postcard writes it: seven bits a byte, the lowest first.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 127 {
        bytes.push(u8::try_from(number & 127).unwrap() | 128);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

fn string(text: &str) -> Vec<u8> {
    [varint(text.len() as u64), text.as_bytes().to_vec()].concat()
}

/// The start of a link whose texts are built in.
fn head() -> Vec<u8> {
    [vec![0], string("same-page"), vec![0], string("2.6.20")].concat()
}

/// A link with these options, schedule and step.
fn tail(schedule: &str, step: u64) -> Vec<u8> {
    [head(), vec![0], string(schedule), varint(step)].concat()
}

/// A link with a copy under another name, whose sum is right, and these hunks.
fn copy(name: &str, base: &str, count: u64, hunks: &[u8]) -> Vec<u8> {
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let text = pagelock_lang::builtin::scenario("same-page").unwrap();
    let sum = varint(sum.checksum(text.as_bytes()).into());
    let rest = [vec![0], string("2.6.20"), vec![0], string("-"), vec![0]].concat();
    [vec![3], string(name), string(base), sum, varint(count), hunks.to_vec(), rest].concat()
}

/// A link with an edit of a built-in text, whose sum is right, and these hunks.
fn edit(count: u64, hunks: &[u8]) -> Vec<u8> {
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let base = pagelock_lang::builtin::scenario("same-page").unwrap();
    let sum = varint(sum.checksum(base.as_bytes()).into());
    let rest = [vec![0], string("2.6.20"), vec![0], string("-"), vec![0]].concat();
    [vec![1], string("same-page"), sum, varint(count), hunks.to_vec(), rest].concat()
}

fn bombs() -> Vec<String> {
    let mut bombs = Vec::new();
    // Much in little: from a byte more than may be to as much as fits into a link.
    for len in [65_537, 100_000, 1 << 20, 3 << 20, 5 << 20] {
        bombs.extend([0, b'a', 0x80, 255].map(|byte| packed(&vec![byte; len])));
    }
    // One inside the other.
    bombs.push(packed(&compress_to_vec_zlib(&vec![0; 5 << 20], 9)));
    // Lengths of which there is nothing.
    for claimed in [1 << 16, 1 << 31, u64::from(u32::MAX), 1 << 62, u64::MAX] {
        bombs.push(packed(&[vec![0], varint(claimed)].concat()));
        bombs.push(packed(&[vec![2], string("x"), varint(claimed)].concat()));
        bombs.push(packed(&[head(), varint(claimed)].concat()));
        bombs.push(packed(&edit(claimed, &[])));
        bombs.push(packed(&copy("mine", "same-page", claimed, &[])));
    }
    // Long runs in a few characters.
    for schedule in ["a65535a65535", "a1+65535b", "a65535+65535", "a99999999999999999999", "ZZZZZZZZZZZZZZa"]
    {
        bombs.push(packed(&tail(schedule, 0)));
        bombs.push(format!("#1/same-page/2.6.20/-/{schedule}@0~00000000000"));
    }
    bombs.push(packed(&tail(&"ab".repeat(32_768), 0)));
    bombs.push(packed(&tail("a", u64::from(u32::MAX))));
    // Edits that go on behind the end, add without end, or do nothing very often.
    bombs.push(packed(&edit(1, &[varint(u32::MAX.into()), varint(u32::MAX.into()), vec![0]].concat())));
    bombs.push(packed(&edit(1, &[vec![0, 0], string(&"x".repeat(65_000))].concat())));
    bombs.push(packed(&edit(20_000, &[0, 0, 0].repeat(20_000))));
    bombs.push(packed(&edit(20_000, &[1, 0, 1, b'x'].repeat(15_000))));
    // Options without end.
    bombs.push(packed(
        &[head(), varint(16_000), [1, b'a', 1, b'1'].repeat(16_000), vec![1, b'-', 0]].concat(),
    ));
    bombs.push(packed(&[head(), varint(65), [1, b'a', 1, b'1'].repeat(65), vec![1, b'-', 0]].concat()));
    // Copies of what is not there, or of their own name.
    bombs.push(packed(&copy("mine", &"x".repeat(60_000), 0, &[])));
    bombs.push(packed(&copy("mine", "../same-page", 0, &[])));
    bombs.push(packed(&copy("same-page", "same-page", 0, &[])));
    bombs.push(packed(&copy("mine", "same-page", 20_000, &[1, 0, 1, b'x'].repeat(15_000))));
    bombs.push(format!("#1/same-page/2.6.20/{}/-@0~00000000000", vec!["a=1"; 2_000].join(",")));
    bombs.push(format!("#1/{}", "/".repeat(LINK_MAX - 3)));
    bombs.push(format!("#1z/{}", "A".repeat(1 << 20)));
    bombs
}

#[test]
fn without_what_makes_them_bombs_they_open() {
    let mut worst = Duration::ZERO;
    let harmless = [
        tail("a", 1),
        edit(0, &[]),
        edit(1, &[0, 1, 0]),
        copy("mine", "same-page", 0, &[]),
        copy("mine", "same-page", 1, &[0, 1, 0]),
        [head(), varint(64), [1, b'a', 1, b'1'].repeat(64), vec![1, b'-', 0]].concat(),
    ];
    for (nr, bytes) in harmless.iter().enumerate() {
        assert!(open(&packed(bytes), &mut worst).is_some(), "{nr}");
    }
}

#[test]
fn bombs_do_not_go_off() {
    let bombs = bombs();
    assert!(bombs.len() >= 50, "{}", bombs.len());
    let mut worst = Duration::ZERO;
    for (nr, bomb) in bombs.iter().enumerate() {
        assert_eq!(open(bomb, &mut worst), None, "bomb {nr}: {bomb}");
    }
    println!("{} bombs: {} us at worst", bombs.len(), worst.as_micros());
}
