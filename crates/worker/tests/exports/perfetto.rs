//! A Perfetto trace against the rules of its readers, read back from the JSON: slices of a track nest and are all
//! closed, time does not go back, every arrow has two ends in slices that are open, locks are never held twice.

use std::collections::BTreeMap;

use pagelock_protocol::view::FormatView;
use serde_json::Value;

use crate::{Found, runs};

/// A track: process and thread.
type Track = (u64, u64);

fn track(event: &Value) -> Track {
    (event["pid"].as_u64().expect("a process"), event["tid"].as_u64().expect("a track"))
}

/// What a file draws.
#[derive(Default)]
struct Drawn {
    /// slices as track, name, begin, end, depth
    slices: Vec<(Track, String, u64, u64, usize)>,
    arrows: usize,
    counts: Vec<(u64, u64)>,
}

fn read(text: &str) -> Drawn {
    // What readers guess the format by.
    assert!(text.split_whitespace().collect::<String>().starts_with("{\""));
    let file: Value = serde_json::from_str(text).expect("it is JSON");
    let mut open: BTreeMap<Track, Vec<(String, u64)>> = BTreeMap::new();
    let mut arrows: BTreeMap<u64, u64> = BTreeMap::new();
    let mut last = 0;
    let mut drawn = Drawn::default();
    let mut named: Vec<Track> = Vec::new();
    for event in file["traceEvents"].as_array().expect("events") {
        let kind = event["ph"].as_str().expect("a kind");
        if kind == "M" {
            if event["name"] == "thread_name" {
                named.push(track(event));
            }
            continue;
        }
        let ts = event["ts"].as_u64().expect("a time");
        assert!(last <= ts, "time goes back at {event}");
        last = ts;
        if kind == "C" {
            drawn.counts.push((ts, event["args"]["free"].as_u64().expect("a number")));
            continue;
        }
        let track = track(event);
        assert!(named.contains(&track), "a track without a name: {event}");
        let slices = open.entry(track).or_default();
        match kind {
            "B" => slices.push((event["name"].as_str().expect("a name").to_owned(), ts)),
            "E" => {
                let (name, begin) = slices.pop().unwrap_or_else(|| panic!("nothing is open: {event}"));
                assert!(begin < ts, "{name} has no length");
                drawn.slices.push((track, name, begin, ts, slices.len()));
            }
            "s" => {
                assert!(!slices.is_empty(), "an arrow from nothing: {event}");
                assert_eq!(arrows.insert(event["id"].as_u64().expect("an id"), ts), None, "{event}");
            }
            "f" => {
                assert!(!slices.is_empty() && event["bp"] == "e", "an arrow to nothing: {event}");
                assert_eq!(arrows.remove(&event["id"].as_u64().expect("an id")), Some(ts), "{event}");
                drawn.arrows += 1;
            }
            other => panic!("no event is a {other}"),
        }
    }
    assert!(open.values().all(Vec::is_empty), "slices are left open");
    assert!(arrows.is_empty(), "arrows without an end");
    drawn
}

#[test]
fn every_trace_keeps_the_rules() {
    for (kind, found) in runs() {
        let drawn = read(&found.text(FormatView::Perfetto));
        let steps = drawn.slices.iter().filter(|(track, ..)| track.0 == 1);
        let of_steps =
            steps.filter(|(_, name, begin, end, _)| end - begin == 1 && !name.starts_with("waits"));
        assert!(of_steps.count() >= found.len(), "{kind}: every step is a slice");
        let is_alone = |slice: &&(Track, String, u64, u64, usize)| slice.0.0 == 2;
        assert!(
            drawn.slices.iter().filter(is_alone).all(|slice| slice.4 == 0),
            "{kind}: a lock has one holder slice"
        );
    }
}

#[test]
fn the_deadlock_of_the_mail_is_two_waits_with_an_arrow_each() {
    // T took x:0's lock at 4 and waits for mmap_sem from the end on; M took mmap_sem at 7 and waits for x:0 from 14 on.
    let found = Found::new("write-vs-mlock", "2.6.20", &[]);
    let drawn = read(&found.text(FormatView::Perfetto));
    let named = |part: &str| -> Vec<(u64, u64)> {
        let slices = drawn.slices.iter().filter(|slice| slice.1.contains(part));
        slices.map(|slice| (slice.2, slice.3)).collect()
    };
    let end = found.len() as u64 + 1;
    assert_eq!(named("waits for mmap_sem of m (read)"), [(18, end)]);
    assert_eq!(named("waits for the lock of x:0"), [(14, end)]);
    assert_eq!(named("held by M (write)"), [(7, end)]);
    assert!(named("held by T").contains(&(4, end)));
    assert_eq!(drawn.arrows, 2);
    // A slot is taken by T at 16.
    let slots = drawn.counts.iter().map(|count| count.0).collect::<Vec<_>>();
    assert_eq!(slots, [0, 16]);
    assert_eq!(drawn.counts[0].1 - drawn.counts[1].1, 1);
}

#[test]
fn readers_that_share_a_semaphore_are_one_slice() {
    let (_, queued) = runs().remove(3);
    let drawn = read(&queued.text(FormatView::Perfetto));
    assert!(drawn.slices.iter().any(|slice| slice.1.contains("(read)")), "a reader is inside");
}
