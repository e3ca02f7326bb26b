//! Small texts that several commands print: numbers, verdicts, coverage.

pub(crate) use pagelock_plain::verdict_kind;
use pagelock_protocol::view::{CoverageView, FinalStatesView, VerdictView};

use crate::Exit;

/// A number with its thousands set apart: `66,049`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 state`, `66,049 states`.
pub(crate) fn counted(n: u64, what: &str) -> String {
    format!("{} {what}{}", count(n), if n == 1 { "" } else { "s" })
}

/// In how many states runs end alike.
pub(crate) fn end_count(end: &FinalStatesView) -> String {
    if end.is_final {
        counted(end.count, "final state")
    } else {
        let sets = if end.count == 1 { "set" } else { "sets" };
        format!("{} {sets} of states that no run leaves", count(end.count))
    }
}

/// What the exit code says of a verdict.
pub(crate) fn exit(verdict: VerdictView) -> Exit {
    match verdict {
        VerdictView::Deadlock | VerdictView::Livelock | VerdictView::Hazard => Exit::Found,
        VerdictView::Ok => Exit::Clean,
        VerdictView::Unknown => Exit::Limit,
    }
}

/// How much of the graph was searched, in a sentence.
pub(crate) fn coverage(coverage: &CoverageView) -> String {
    match coverage {
        CoverageView::Exhaustive => "exhaustive".to_owned(),
        CoverageView::Bounded { limit, frontier } => format!(
            "bounded: the limit on {} stopped it with {} not searched further",
            limit.name(),
            counted(*frontier, "known state")
        ),
    }
}

/// Costs on one line: `page locks 3, kmaps 2`; those that are 0 are left out.
pub(crate) fn amounts(entries: &[(String, u64)]) -> String {
    let some: Vec<String> =
        entries.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {}", count(*n))).collect();
    if some.is_empty() { "none".to_owned() } else { some.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let check = |n, text: &str| assert_eq!(count(n), text);
        check(0, "0");
        check(999, "999");
        check(1_000, "1,000");
        check(66_049, "66,049");
        check(1_234_567, "1,234,567");
        assert_eq!(counted(1, "step"), "1 step");
        assert_eq!(counted(2, "step"), "2 steps");
    }
}
