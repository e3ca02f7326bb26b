//! The links in `protocol/tests/links/v1`: each opens, and says what it said when it was made.
//!
//! A line has a fragment, and what it says: scenario, listing, options, schedule, step. A text that is edited has `+`
//! and the CRC-32 of all of it behind its name.

use std::path::PathBuf;

use pagelock_protocol::link::{FullLink, PackedError, encode_schedule};
use pagelock_protocol::message::Source;
use pagelock_worker::{open_link, write_link};

/// Every file with how many lines of it are frozen, and their CRC-32. Lines are added behind them, and then here;
/// nothing that stands here is changed: links that have been sent cannot be.
const FROZEN: [(&str, usize, u32); 4] = [
    ("matrix.txt", 26, 0x4e7b_68da),
    ("options.txt", 5, 0x3e7d_79d5),
    ("many.txt", 4, 0xc607_328f),
    ("packed.txt", 15, 0x059b_fc0e),
];

/// Every line of every file.
pub(crate) fn lines() -> Vec<(String, String)> {
    let lines = FROZEN.iter().flat_map(|(file, ..)| {
        let text = text(file);
        let split = |line: &str| line.split_once(' ').map(|(link, says)| (link.to_owned(), says.to_owned()));
        text.lines().map(|line| split(line).unwrap()).collect::<Vec<_>>()
    });
    lines.collect()
}

fn text(file: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../protocol/tests/links/v1");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// CRC-32 as in gzip, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

fn source(source: &Source) -> String {
    match source {
        Source::Builtin(name) => name.clone(),
        Source::Text { name, text } => format!("{name}+{:08x}", crc(text.as_bytes())),
    }
}

fn says(link: &FullLink) -> String {
    let options: Vec<String> =
        link.setup.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let options = if options.is_empty() { "-".to_owned() } else { options.join(",") };
    let (scenario, listing) = (source(&link.setup.scenario), source(&link.setup.listing));
    format!("{scenario} {listing} {options} {} {}", encode_schedule(&link.schedule), link.step)
}

#[test]
fn frozen_links_say_what_they_always_said() {
    for (fragment, expected) in lines() {
        match open_link(&fragment) {
            Ok(opened) => {
                assert_eq!(says(&opened.link), expected, "{fragment}");
                assert_eq!(open_link(&write_link(&opened.link).unwrap()), Ok(opened), "{fragment}");
            }
            // An edit of a text that is another one now cannot be made again, and that is said.
            Err(PackedError::Changed(name)) => assert!(expected.contains(&format!("{name}+")), "{fragment}"),
            Err(error) => panic!("{fragment}: {error}"),
        }
    }
}

#[test]
fn nobody_has_changed_a_frozen_link() {
    for (file, count, sum) in FROZEN {
        let text = text(file);
        let frozen: String = text.split_inclusive('\n').take(count).collect();
        assert_eq!((frozen.lines().count(), crc(frozen.as_bytes())), (count, sum), "{file}");
        assert_eq!(text.lines().count(), count, "new lines of {file} are to be frozen as well");
    }
    assert!(lines().len() >= 40);
}
