//! Words for a sweep: what was found at a value, and what has become of the whole. Pure.

use pagelock_protocol::view::SweepPointView;

use crate::model::sweep::{Fate, SweepRun, Sweeping};
use crate::search_words::mib;
use crate::words::{Tone, counted, grouped};

/// A verdict with its kind: `deadlock (pool)`.
pub(crate) fn verdict(point: &SweepPointView) -> String {
    let word = Tone::of(point.verdict).name();
    if point.kind.is_empty() { word.to_owned() } else { format!("{word} ({})", point.kind) }
}

/// How long something took.
pub(crate) fn time(micros: u64) -> String {
    let tenths = micros / 100;
    match tenths {
        0 => "below 0.1 ms".to_owned(),
        1..100 => format!("{}.{} ms", tenths / 10, tenths % 10),
        100..10_000 => format!("{} ms", micros / 1000),
        _ => format!("{}.{} s", grouped(micros / 1_000_000), micros / 100_000 % 10),
    }
}

/// An amount of memory; less than one MiB is some, too.
pub(crate) fn memory(bytes: u64) -> String {
    if bytes < 1 << 20 { "below 1 MiB".to_owned() } else { mib(bytes) }
}

/// A point in a sentence.
pub(crate) fn point(key: &str, point: &SweepPointView) -> String {
    let states = counted(point.states, "state", "states");
    format!("{key} = {}: {}, {states}, {}", point.value, verdict(point), time(point.micros))
}

/// What has become of a sweep, in a sentence.
pub(crate) fn headline(sweep: &SweepRun, sweeping: Sweeping) -> String {
    let values = counted(sweep.points.len() as u64, "value", "values");
    match (sweeping, &sweep.fate) {
        (Sweeping::At(None), _) => format!("Sweeping: {values} searched."),
        (Sweeping::At(Some(now)), _) => {
            let states = counted(now.states, "state", "states");
            format!("Sweeping: {values} searched, and {states} of the next.")
        }
        (Sweeping::Ending, _) => format!("Ending the sweep: {values} searched."),
        (Sweeping::Not, Fate::Ended(end)) => end.headline.clone(),
        (Sweeping::Not, Fate::Open) => format!("The sweep was ended after {values}; they stay."),
        (Sweeping::Not, Fate::Refused(_)) => "This cannot be swept.".to_owned(),
        (Sweeping::Not, Fate::Died(text)) => format!(
            "The worker that searched has stopped after {values}: {text}. It was started again, and the values stay."
        ),
    }
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::VerdictView;

    use super::*;
    use crate::fixtures::sweep_point;

    #[test]
    fn times_have_as_many_digits_as_matter() {
        let check = |micros, expected: &str| assert_eq!(time(micros), expected);
        check(0, "below 0.1 ms");
        check(99, "below 0.1 ms");
        check(150, "0.1 ms");
        check(9_950, "9.9 ms");
        check(10_000, "10 ms");
        check(999_999, "999 ms");
        check(1_250_000, "1.2 s");
        check(61_000_000, "61.0 s");
    }

    #[test]
    fn a_point_is_told_with_its_kind() {
        let deadlock =
            SweepPointView { kind: "pool".into(), micros: 20_000, ..sweep_point(4, VerdictView::Deadlock) };
        assert_eq!(point("tasks", &deadlock), "tasks = 4: deadlock (pool), 40 states, 20 ms");
        assert_eq!(verdict(&sweep_point(3, VerdictView::Ok)), "ok");
    }
}
