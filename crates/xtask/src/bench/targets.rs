//! What the search is meant to reach, beside what it reaches. Pure: samples in, text out.

use std::fmt::Write as _;

use super::plan::{MATRIX, Who};
use super::samples::Samples;
use super::tables::{as_f64, short, time};

/// What is wanted of a number.
#[derive(Clone, Copy)]
enum Wanted {
    AtMost(f64),
    AtLeast(f64),
}

struct Target {
    what: String,
    wanted: Wanted,
    /// Nothing when it was not measured, or a limit stopped it.
    reached: Option<f64>,
    show: fn(f64) -> String,
}

/// The targets, as a table.
pub(crate) fn table(samples: &Samples) -> String {
    let mut text = "| what | wanted | reached | |\n|---|---|---|---|\n".to_owned();
    let all = pool(samples).into_iter().chain(speed(samples)).chain(verdicts(samples)).chain(rest(samples));
    for Target { what, wanted, reached, show } in all {
        let (words, limit, is_met): (_, _, fn(f64, f64) -> bool) = match wanted {
            Wanted::AtMost(limit) => ("at most", limit, |reached, limit| reached <= limit),
            Wanted::AtLeast(limit) => ("at least", limit, |reached, limit| reached >= limit),
        };
        let judged = reached.map_or("not reached: no result", |reached| {
            if is_met(reached, limit) { "reached" } else { "not reached" }
        });
        let number = reached.map_or_else(|| "-".to_owned(), show);
        let _ = writeln!(text, "| {what} | {words} {} | {number} | {judged} |", show(limit));
    }
    text
}

fn median(samples: &Samples, case: &str, who: Who) -> Option<f64> {
    samples.time(case, who).map(|spread| spread.median)
}

fn mebibytes(number: f64) -> String {
    format!("{} MiB", short(number))
}

fn times(number: f64) -> String {
    format!("{} x", short(number))
}

fn bytes(number: f64) -> String {
    format!("{number:.0} bytes")
}

fn pool(samples: &Samples) -> Vec<Target> {
    let mut targets = Vec::new();
    for case in ["pool/512/512", "pool/511/512"] {
        for (who, limit) in [(Who::Reduced, 50.0), (Who::ChromiumReduced, 100.0)] {
            targets.push(Target {
                what: format!("`{case}`, {}", who.title()),
                wanted: Wanted::AtMost(limit),
                reached: median(samples, case, who),
                show: time,
            });
        }
        let ended = samples.one(case, Who::Reduced).filter(|sample| !sample.is_bounded());
        targets.push(Target {
            what: format!("`{case}`, memory"),
            wanted: Wanted::AtMost(64.0),
            reached: ended.map(|sample| as_f64(sample.memory) / f64::from(1 << 20)),
            show: mebibytes,
        });
    }
    targets.push(Target {
        what: "`pool-mlock/512/512`, wasm in Chromium".to_owned(),
        wanted: Wanted::AtMost(1000.0),
        reached: median(samples, "pool-mlock/512/512", Who::ChromiumReduced),
        show: time,
    });
    targets
}

/// Searches of all states.
fn speed(samples: &Samples) -> Vec<Target> {
    const CASE: &str = "ring-old/5";
    let ratio = |who, base| samples.ratio(CASE, who, base).map(|spread| spread.median);
    let peer = |who: Who| Target {
        what: format!("`{CASE}`, all states: as fast as {}", who.title()),
        wanted: Wanted::AtLeast(5.0),
        reached: ratio(who, Who::Whole),
        show: times,
    };
    let peers =
        [Who::SpinHandWhole, Who::SpinExportedWhole, Who::StaterightHand, Who::StaterightEngine].map(peer);
    let whole = samples.one(CASE, Who::Whole);
    let mut targets = Vec::from(peers);
    targets.push(Target {
        what: format!("`{CASE}`, memory a state"),
        wanted: Wanted::AtMost(24.0),
        reached: whole.map(|sample| as_f64(sample.memory) / as_f64(sample.states)),
        show: bytes,
    });
    targets.push(Target {
        what: format!("`{CASE}`, all states: as slow as the model by hand"),
        wanted: Wanted::AtMost(3.0),
        reached: ratio(Who::Whole, Who::Hand),
        show: times,
    });
    targets
}

/// Time to a verdict with reductions, against SPIN as it comes.
fn verdicts(samples: &Samples) -> Vec<Target> {
    let wanted = [("ring-old/5", 20.0), ("ring-old/6", 50.0), ("ring-pin/5", 100.0)];
    let target = |(case, least): (&str, f64)| Target {
        what: format!("`{case}`, verdict: as fast as {}", Who::SpinHand.title()),
        wanted: Wanted::AtLeast(least),
        reached: samples.ratio(case, Who::SpinHand, Who::Reduced).map(|spread| spread.median),
        show: times,
    };
    wanted.map(target).into()
}

fn rest(samples: &Samples) -> Vec<Target> {
    let chromium = |case: &str, who, base, most, how: &str| Target {
        what: format!("`{case}`, wasm in Chromium against native, {how}"),
        wanted: Wanted::AtMost(most),
        reached: samples.ratio(case, who, base).map(|spread| spread.median),
        show: times,
    };
    let [all, slowest] = MATRIX.map(|case| median(samples, case, Who::Reduced));
    vec![
        chromium("pool/512/512", Who::ChromiumReduced, Who::Reduced, 2.0, "reduced"),
        chromium("ring-old/5", Who::ChromiumReduced, Who::Reduced, 2.0, "reduced"),
        chromium("ring-old/5", Who::ChromiumWhole, Who::Whole, 2.5, "all states"),
        Target {
            what: "slowest cell of the matrix".to_owned(),
            wanted: Wanted::AtMost(200.0),
            reached: slowest,
            show: time,
        },
        Target {
            what: "all cells of the matrix, one after the other".to_owned(),
            wanted: Wanted::AtMost(10_000.0),
            reached: all,
            show: time,
        },
    ]
}
