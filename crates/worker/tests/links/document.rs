//! The example in `docs/link-format.md`: its bytes are those of its link, and say what the document says.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::inflate::decompress_to_vec_zlib;
use pagelock_lang::builtin;
use pagelock_protocol::link::{Seen, open_packed, verdict_fingerprint};
use pagelock_protocol::message::Source;
use pagelock_protocol::view::VerdictView;
use pagelock_worker::open_link;

const DOCUMENT: &str = include_str!("../../../../docs/link-format.md");

fn byte(hex: &str) -> u8 {
    u8::from_str_radix(hex, 16).unwrap()
}

#[test]
fn the_example_of_the_document_is_right() {
    let example = DOCUMENT.split("## An example").nth(1).and_then(|text| text.split("\n## ").next()).unwrap();
    let link = example.lines().map(str::trim).find(|line| line.starts_with("#1z/")).unwrap();
    let table = example.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(" | "));
    let bytes: Vec<u8> = table.flat_map(|(hex, _)| hex.split_whitespace().map(byte)).collect();
    let (data, seen) = open_packed(link).unwrap();
    assert_eq!(decompress_to_vec_zlib(&URL_SAFE_NO_PAD.decode(data).unwrap()).unwrap(), bytes);
    // What the sentences around it say.
    let opened = open_link(link).unwrap();
    let base = builtin::scenario("same-page").unwrap();
    let (_, rest) = base.split_once('\n').unwrap();
    let text = format!("title = \"mine\"\n{rest}");
    assert_eq!(opened.link.setup.scenario, Source::Text { name: "same-page".into(), text });
    assert_eq!(opened.link.setup.listing, Source::Builtin("2.6.20".into()));
    assert_eq!((opened.link.schedule, opened.link.step), (vec![0, 0, 0], 2));
    let verdict = verdict_fingerprint(VerdictView::Deadlock, "self");
    assert_eq!(seen, Seen { verdict, ..opened.here });
}
