//! Words for a search: what it may use and leave out, how far it has come, how much it has seen. Pure.

use std::rc::Rc;

use pagelock_protocol::message::{LimitsView, ReductionsView, SwitchView};
use pagelock_protocol::view::{
    AttemptView, CoverageView, FinalStatesView, LimitView, ProgressView, ReportView, VerdictView,
};

use crate::words::{counted, end_count, grouped};

/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

/// An amount of memory.
pub(crate) fn mib(bytes: u64) -> String {
    format!("{} MiB", grouped(bytes / MIB))
}

/// A time.
fn seconds(millis: u64) -> String {
    format!("{} s", grouped(millis / 1000))
}

fn states(limits: LimitsView) -> String {
    counted(u64::from(limits.states_max), "state", "states")
}

/// What a search may use.
pub(crate) fn bounds(limits: LimitsView) -> String {
    format!("{} or {}", states(limits), mib(u64::from(limits.memory_max)))
}

/// What a search leaves out.
fn reductions(symmetry: SwitchView, partial_order: SwitchView) -> &'static str {
    match (symmetry.is_on(), partial_order.is_on()) {
        (true, true) => "both reductions",
        (true, false) => "symmetry only",
        (false, true) => "partial order only",
        (false, false) => "no reductions",
    }
}

/// All of it, on one line.
pub(crate) fn options(limits: LimitsView) -> String {
    format!("{}, up to {}", reductions(limits.symmetry, limits.partial_order), bounds(limits))
}

/// Parts of a notation that are written out although they are all alike.
const ALIKE_SHOWN: usize = 4;

/// The mail's notation of a deadlock, with the parts of many tasks that are alike written once: `5,5 × 512`.
pub(crate) fn notation(notation: &str) -> String {
    let parts: Vec<&str> = notation.split(';').collect();
    let group = |alike: &[&str]| match alike.len() {
        ..=ALIKE_SHOWN => alike.join(";"),
        many => format!("{} × {many}", alike[0]),
    };
    parts.chunk_by(|a, b| a == b).map(group).collect::<Vec<_>>().join(";")
}

/// How much was searched, in a sentence.
pub(crate) fn coverage(report: &ReportView, limits: LimitsView) -> String {
    match &report.coverage {
        CoverageView::Exhaustive if report.reductions.is_any() => {
            "Exhaustive: every interleaving was searched, or one that ends alike.".to_owned()
        }
        CoverageView::Exhaustive => "Exhaustive: every interleaving was searched.".to_owned(),
        CoverageView::Bounded { limit, frontier } => {
            let limit = match limit {
                LimitView::States => format!("Bounded: {}", states(limits)),
                LimitView::Memory => {
                    format!("Bounded: memory, at most {}", mib(u64::from(limits.memory_max)))
                }
                LimitView::Cancelled => "Cancelled".to_owned(),
            };
            let open = counted(*frontier, "state was", "states were");
            let end = match report.verdict {
                VerdictView::Unknown | VerdictView::Ok => "deadlock",
                VerdictView::Deadlock | VerdictView::Livelock | VerdictView::Hazard => "end otherwise",
            };
            format!("{limit}. {open} not expanded, and runs through them may {end}.")
        }
    }
}

/// What was visited, in numbers.
pub(crate) fn visited(report: &ReportView) -> String {
    let ReductionsView { symmetry, partial_order } = report.reductions;
    let visited = if report.reductions.is_any() {
        format!(" visited with {}", reductions(symmetry, partial_order))
    } else {
        String::new()
    };
    let transitions = counted(report.transitions, "transition", "transitions");
    let deadlocks = counted(report.deadlocks, "final state deadlocks", "final states deadlock");
    format!("{visited}, {transitions}, depth {}; {deadlocks}.", report.depth)
}

/// In how many states runs end alike.
pub(crate) fn ends_in(end: &FinalStatesView, reductions: ReductionsView) -> String {
    let visited = if reductions.is_any() { " visited" } else { "" };
    format!("in {}{visited}", end_count(end))
}

/// How far a search has come: what is counted, and how much of it.
pub(crate) fn progress(progress: ProgressView) -> [(&'static str, String); 6] {
    [
        ("States", grouped(progress.states)),
        ("States a second", grouped(progress.rate)),
        ("Depth", progress.depth.to_string()),
        ("Frontier", grouped(progress.frontier)),
        ("Memory", mib(progress.memory)),
        ("Time", seconds(progress.millis)),
    ]
}

/// Why there are suddenly fewer states.
pub(crate) fn attempt(attempt: AttemptView) -> &'static str {
    match attempt {
        AttemptView::First => "",
        AttemptView::Again => {
            "It has begun again with fewer reductions, which could not tell everything here. "
        }
    }
}

/// How far a search has come, said aloud.
pub(crate) fn told(progress: Option<ProgressView>) -> String {
    match progress {
        None => "Searching".to_owned(),
        Some(progress) => format!(
            "Searching for {}: {}, depth {}",
            seconds(progress.millis),
            counted(progress.states, "state", "states"),
            progress.depth
        ),
    }
}

/// How far a search had come that nobody goes on with.
fn after(progress: Option<ProgressView>) -> String {
    progress.map_or_else(String::new, |progress| {
        format!(" after {} and {}", counted(progress.states, "state", "states"), mib(progress.memory))
    })
}

/// A search whose worker did not answer when it was cancelled.
pub(crate) fn cancelled(progress: Option<ProgressView>) -> String {
    format!("The search was cancelled{}; what was not visited may deadlock.", after(progress))
}

/// A search whose worker has died.
pub(crate) fn died(text: &Rc<str>, progress: Option<ProgressView>) -> String {
    format!(
        "The worker that searched has stopped{}: {text}. It was started again, and everything you have set is kept. \
         With smaller limits the search may end before that.",
        after(progress)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFF: LimitsView = LimitsView {
        states_max: 10_000,
        memory_max: 64 << 20,
        symmetry: SwitchView::Off,
        partial_order: SwitchView::Off,
    };

    #[test]
    fn the_limit_that_stopped_a_search_is_named_with_its_value() {
        let words = |limit, verdict| {
            let mut report = crate::fixtures::report(verdict);
            report.coverage = CoverageView::Bounded { limit, frontier: 2 };
            coverage(&report, OFF)
        };
        let open = "2 states were not expanded, and runs through them may";
        let check = |limit, verdict, expected: &str| assert_eq!(words(limit, verdict), expected);
        let (unknown, deadlock) = (VerdictView::Unknown, VerdictView::Deadlock);
        check(LimitView::States, unknown, &format!("Bounded: 10,000 states. {open} deadlock."));
        check(LimitView::Memory, unknown, &format!("Bounded: memory, at most 64 MiB. {open} deadlock."));
        check(LimitView::Cancelled, deadlock, &format!("Cancelled. {open} end otherwise."));
    }

    #[test]
    fn counts_with_reductions_are_said_to_be_of_what_was_visited() {
        let whole = crate::fixtures::report(VerdictView::Deadlock);
        assert_eq!(visited(&whole), ", 40 transitions, depth 9; 1 final state deadlocks.");
        let reductions = ReductionsView { symmetry: SwitchView::On, partial_order: SwitchView::Off };
        let report = ReportView { reductions, ..whole.clone() };
        assert!(visited(&report).starts_with(" visited with symmetry only, 40 transitions"));
        assert!(ends_in(&report.ends[0], reductions).ends_with("visited"));
        assert_ne!(coverage(&report, OFF), coverage(&whole, OFF));
    }

    #[test]
    fn the_notation_of_many_tasks_that_are_alike_is_short() {
        assert_eq!(notation("2,8;2,8"), "2,8;2,8");
        assert_eq!(notation(""), "");
        assert_eq!(notation(&["5,5"; 512].join(";")), "5,5 × 512");
        assert_eq!(notation(&format!("2,6;b,f;{}", ["5,5"; 5].join(";"))), "2,6;b,f;5,5 × 5");
    }

    #[test]
    fn options_are_told_on_one_line() {
        assert_eq!(options(OFF), "no reductions, up to 10,000 states or 64 MiB");
        assert_eq!(options(LimitsView::default()), "both reductions, up to 4,000,000 states or 512 MiB");
    }
}
