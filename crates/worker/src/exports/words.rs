//! Words that several formats have in common: names of the kinds of things, the same in every file.
//!
//! Arrow: enums of views -> **words**.

use pagelock_protocol::view::{
    CoverageView, HoldKindView, SearchedView, TaskStatusView, VerdictView, WaitKindView,
};

use super::record::{ActKind, Mode};

/// A verdict.
pub(crate) fn verdict(verdict: VerdictView) -> &'static str {
    match verdict {
        VerdictView::Deadlock => "deadlock",
        VerdictView::Livelock => "livelock",
        VerdictView::Hazard => "hazard",
        VerdictView::Ok => "ok",
        VerdictView::Unknown => "unknown",
    }
}

/// Whether a task can move.
pub(crate) fn status(status: TaskStatusView) -> &'static str {
    match status {
        TaskStatusView::Runnable => "runnable",
        TaskStatusView::Blocked => "blocked",
        TaskStatusView::Finished => "finished",
        TaskStatusView::Idle => "idle",
        TaskStatusView::Oopsed => "oopsed",
    }
}

/// What is held.
pub(crate) fn hold_kind(kind: HoldKindView) -> &'static str {
    kind.name()
}

/// Whose release is enough.
pub(crate) fn wait_kind(kind: WaitKindView) -> &'static str {
    match kind {
        WaitKindView::All => "all",
        WaitKindView::Any => "any",
        WaitKindView::Queue => "queue",
    }
}

/// What is done with a lock.
pub(crate) fn act(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Takes => "takes",
        ActKind::Queues => "queues",
        ActKind::Releases => "releases",
    }
}

/// How a lock is held.
pub(crate) fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Alone => "alone",
        Mode::Read => "read",
        Mode::Write => "write",
        Mode::Slot => "slot",
    }
}

/// What a search has found, in a sentence.
pub(crate) fn searched(searched: &SearchedView) -> String {
    let (word, states) = (verdict(searched.verdict), searched.states);
    match (&searched.coverage, searched.verdict) {
        (CoverageView::Exhaustive, VerdictView::Ok) => {
            format!("Every interleaving was searched, {states} states: no deadlock, livelock or hazard.")
        }
        (CoverageView::Exhaustive, _) => {
            format!("Every interleaving was searched, {states} states: the worst there is is a {word}.")
        }
        (CoverageView::Bounded { .. }, VerdictView::Ok | VerdictView::Unknown) => {
            format!("The search was stopped after {states} states, in which it found nothing.")
        }
        (CoverageView::Bounded { .. }, _) => {
            format!("The search was stopped after {states} states; the worst of these is a {word}.")
        }
    }
}
