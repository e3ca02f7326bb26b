//! Tables of what was measured, as Markdown. Pure: samples in, text out.

use std::fmt::Write as _;

use super::plan::{self, Growing, Who};
use super::samples::{Samples, Spread};
use super::targets;

/// A table with the name of its place in the document.
pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// Cases that are told in full: the largest of each kind that all can do.
const IN_FULL: [&str; 6] =
    ["ring-old/5", "ring-pin/4", "2.6.20-ring/4", "pin-source-ring/3", "pool/4/4", "2.6.20-mlock"];

/// Small searches use memory mostly for tables that are empty.
const STATES_MIN: u64 = 100_000;

/// All of them.
pub(crate) fn sections(samples: &Samples) -> Vec<Section> {
    let section = |name, text: String| Section { name, text: text.trim_end().to_owned() };
    vec![
        section("about", about(samples)),
        section("targets", targets::table(samples)),
        section("medians", medians(samples)),
        section("in-full", IN_FULL.iter().map(|case| in_full(samples, case)).collect()),
        section("interpretation", interpretation(samples)),
        section("wasm", wasm(samples)),
        section("memory", memory(samples)),
        section("pool", pool(samples)),
        section("growth", plan::growing().iter().map(|growing| growth(samples, growing)).collect()),
    ]
}

/// 1234567 as `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Three digits that count.
pub(crate) fn short(number: f64) -> String {
    match number {
        _ if number >= 100.0 => format!("{number:.0}"),
        _ if number >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// Milliseconds, or seconds from one second on.
pub(crate) fn time(milliseconds: f64) -> String {
    if milliseconds >= 1000.0 {
        format!("{} s", short(milliseconds / 1000.0))
    } else {
        format!("{} ms", short(milliseconds))
    }
}

/// The first two lines of a table.
fn head<C: AsRef<str>>(columns: impl IntoIterator<Item = C>) -> String {
    let (mut names, mut rule) = ("|".to_owned(), "|".to_owned());
    for column in columns {
        let _ = write!(names, " {} |", column.as_ref());
        rule.push_str("---|");
    }
    format!("{names}\n{rule}\n")
}

fn spread(spread: Option<Spread>, show: impl Fn(f64) -> String) -> String {
    spread.map_or_else(
        || "-".to_owned(),
        |spread| format!("{} / {} / {}", show(spread.min), show(spread.median), show(spread.max)),
    )
}

fn about(samples: &Samples) -> String {
    let mut text = head(["with", "version"]);
    for (name, version) in &samples.about {
        let version = version.split('(').next().unwrap_or_default().trim();
        let _ = writeln!(text, "| {name} | {version} |");
    }
    text
}

/// One line for each case, a column for each contestant.
fn medians(samples: &Samples) -> String {
    let columns: Vec<Who> = Who::ALL.into_iter().filter(|who| !is_wasm(*who)).collect();
    let mut text = head(["case", "states"].into_iter().chain(columns.iter().map(|who| who.title())));
    for entry in plan::entries() {
        let states = samples.one(&entry.case, Who::Whole).filter(|sample| !sample.is_bounded());
        let states = states.map_or_else(String::new, |sample| count(sample.states));
        let _ = write!(text, "| `{}` | {states} |", entry.case);
        for &who in &columns {
            let _ = write!(text, " {} |", median(samples, &entry.case, who));
        }
        text.push('\n');
    }
    text
}

fn median(samples: &Samples, case: &str, who: Who) -> String {
    match (samples.time(case, who), samples.one(case, who)) {
        (Some(spread), _) => time(spread.median),
        (None, Some(bounded)) => format!("stopped after {}", time(bounded.milliseconds)),
        (None, None) => String::new(),
    }
}

fn is_wasm(who: Who) -> bool {
    [Who::NodeReduced, Who::NodeWhole, Who::ChromiumReduced, Who::ChromiumWhole].contains(&who)
}

/// Everybody on one case.
fn in_full(samples: &Samples, case: &str) -> String {
    let mut text = format!("`{case}`\n\n");
    text.push_str(&head([
        "who",
        "states",
        "time: min / median / max",
        "million states a second",
        "times as long as Pagelock",
    ]));
    for who in Who::ALL {
        let Some(sample) = samples.one(case, who) else { continue };
        let speed = samples.time(case, who).map(|spread| as_f64(sample.states) / spread.median / 1e3);
        let speed = speed.map_or_else(|| "-".to_owned(), short);
        let base = if who.is_whole() { Who::Whole } else { Who::Reduced };
        let ratio = if who == base { "1".to_owned() } else { spread(samples.ratio(case, who, base), short) };
        let times = spread(samples.time(case, who), time);
        let _ =
            writeln!(text, "| {} | {} | {times} | {speed} | {ratio} |", who.title(), count(sample.states));
    }
    text.push('\n');
    text
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
pub(crate) fn as_f64(number: u64) -> f64 {
    number as f64
}

/// What it costs to interpret listings.
fn interpretation(samples: &Samples) -> String {
    let mut text = head(["case", "states", "engine", "by hand", "engine / by hand: min / median / max"]);
    for (name, sizes) in plan::SHORT_RINGS {
        for case in sizes.iter().map(|size| format!("{name}/{size}")) {
            let Some(sample) = samples.one(&case, Who::Hand) else { continue };
            let ratio = spread(samples.ratio(&case, Who::Whole, Who::Hand), short);
            let (engine, hand) = (median(samples, &case, Who::Whole), median(samples, &case, Who::Hand));
            let _ = writeln!(text, "| `{case}` | {} | {engine} | {hand} | {ratio} |", count(sample.states));
        }
    }
    text
}

/// wasm against native.
fn wasm(samples: &Samples) -> String {
    let pairs = [
        (Who::NodeReduced, Who::Reduced),
        (Who::ChromiumReduced, Who::Reduced),
        (Who::NodeWhole, Who::Whole),
        (Who::ChromiumWhole, Who::Whole),
    ];
    let (node, chromium) = ("Node / native", "Chromium / native");
    let mut text = head(["case", "native", node, chromium, "native, no reductions", node, chromium]);
    for case in plan::entries().iter().map(|entry| &entry.case) {
        if samples.one(case, Who::ChromiumReduced).is_none() {
            continue;
        }
        let ratios = pairs.map(|(who, base)| spread(samples.ratio(case, who, base), short));
        let _ = writeln!(
            text,
            "| `{case}` | {} | {} | {} | {} | {} | {} |",
            median(samples, case, Who::Reduced),
            ratios[0],
            ratios[1],
            median(samples, case, Who::Whole),
            ratios[2],
            ratios[3],
        );
    }
    text
}

/// Bytes a state, of searches without reductions.
fn memory(samples: &Samples) -> String {
    let who = [Who::Whole, Who::Hand, Who::SpinExportedWhole, Who::SpinHandWhole];
    let mut text = head(["case", "states"].into_iter().chain(who.map(Who::title)));
    for case in plan::entries().iter().map(|entry| &entry.case) {
        let large = samples.one(case, Who::Whole).filter(|sample| sample.states >= STATES_MIN);
        let Some(states) = large.filter(|sample| !sample.is_bounded()).map(|sample| sample.states) else {
            continue;
        };
        let _ = write!(text, "| `{case}` | {} |", count(states));
        for who in who {
            let bytes = samples.one(case, who).map(|sample| as_f64(sample.memory) / as_f64(states));
            let _ = write!(text, " {} |", bytes.map_or_else(String::new, |bytes| format!("{bytes:.0}")));
        }
        text.push('\n');
    }
    text
}

/// The mail's last deadlock, and smaller ones.
fn pool(samples: &Samples) -> String {
    let mut text =
        head(["case", "verdict", "states", "memory", "native: min / median / max", "Node", "Chromium"]);
    for case in plan::entries().iter().map(|entry| &entry.case).filter(|case| case.starts_with("pool")) {
        let Some(sample) = samples.one(case, Who::Reduced) else { continue };
        let _ = writeln!(
            text,
            "| `{case}` | {} | {} | {} MiB | {} | {} | {} |",
            sample.verdict,
            count(sample.states),
            short(as_f64(sample.memory) / f64::from(1 << 20)),
            spread(samples.time(case, Who::Reduced), time),
            spread(samples.time(case, Who::NodeReduced), time),
            spread(samples.time(case, Who::ChromiumReduced), time),
        );
    }
    text
}

/// States and time against size.
fn growth(samples: &Samples, growing: &Growing) -> String {
    let mut text = format!("{} (`{}`)\n\n", growing.title, growing.name);
    let pairs =
        growing.contestants.iter().flat_map(|who| [format!("{}: states", who.title()), "time".to_owned()]);
    text.push_str(&head(["tasks".to_owned()].into_iter().chain(pairs)));
    for &size in &growing.sizes {
        let case = growing.case(size);
        if growing.contestants.iter().all(|&who| samples.one(&case, who).is_none()) {
            continue;
        }
        let _ = write!(text, "| {size} |");
        for &who in growing.contestants {
            let states = samples.one(&case, who).map_or_else(String::new, |sample| {
                let at_least = if sample.is_bounded() { "more than " } else { "" };
                format!("{at_least}{}", count(sample.states))
            });
            let _ = write!(text, " {states} | {} |", median(samples, &case, who));
        }
        text.push('\n');
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{count, short, time};

    #[test]
    fn numbers_are_for_people() {
        assert_eq!([count(7), count(1000), count(1_234_567)], ["7", "1,000", "1,234,567"]);
        assert_eq!([short(0.123), short(12.34), short(1234.5)], ["0.12", "12.3", "1234"]);
        assert_eq!([time(0.5), time(999.0), time(2500.0)], ["0.50 ms", "999 ms", "2.50 s"]);
    }
}
