//! Words and tones for what can still be saved. Pure; views in, text out.

use pagelock_protocol::view::{BasisView, CoverageView, LimitView, OutlookView, ProspectsView};

use crate::words::{Tone, counted};

/// The colour of an outlook; its shape is its own.
pub(crate) fn tone(outlook: OutlookView) -> Tone {
    match outlook {
        OutlookView::ReachesOk => Tone::Ok,
        OutlookView::MayFail => Tone::Hazard,
        OutlookView::Doomed => Tone::Deadlock,
        OutlookView::Unknown => Tone::Unknown,
    }
}

/// What the outlook at the cursor means.
pub(crate) fn meaning(outlook: OutlookView) -> &'static str {
    match outlook {
        OutlookView::ReachesOk => "every way on ends well",
        OutlookView::MayFail => "some ways on end well, others do not",
        OutlookView::Doomed => "no way on ends well",
        OutlookView::Unknown => "not enough of what follows was searched",
    }
}

/// Parts of a run of `len` steps: first and last state, what can be saved there, and its words.
pub(crate) fn parts(view: &ProspectsView, len: usize) -> Vec<(usize, usize, OutlookView, &'static str)> {
    let parts = view.parts().into_iter().filter(|(first, ..)| *first <= len);
    parts.map(|(first, last, state)| (first, last.min(len), state.outlook, state.words())).collect()
}

/// A part in words: `before step 1 to step 12: may deadlock`.
pub(crate) fn part(first: usize, last: usize, words: &str) -> String {
    let state = |at: usize| if at == 0 { "the start".to_owned() } else { format!("step {at}") };
    if first == last {
        format!("{}: {words}", state(first))
    } else {
        format!("{} to {}: {words}", state(first), state(last))
    }
}

/// The point of no return of a run of `len` steps.
pub(crate) fn point_of_no_return(view: &ProspectsView, len: usize) -> String {
    let is_unknown = |outlook| outlook == OutlookView::Unknown;
    match view.point_of_no_return().filter(|&at| at <= len) {
        Some(0) => "Nothing can be saved from the start on.".to_owned(),
        Some(at) => format!("Point of no return: step {at}."),
        None if parts(view, len).iter().any(|&(_, _, outlook, _)| is_unknown(outlook)) => {
            "No point of no return is known.".to_owned()
        }
        None => "No point of no return so far.".to_owned(),
    }
}

/// How much was searched, if not all.
pub(crate) fn bounded(view: &ProspectsView) -> Option<String> {
    let CoverageView::Bounded { limit, .. } = &view.coverage else { return None };
    let states = counted(view.states, "state", "states");
    if let BasisView::Counted { states: all } = view.basis {
        let all = counted(all, "state", "states");
        return Some(format!(
            "There are more than the {states} that were seen one by one. What is said of this run rests on a whole \
             search in which tasks that are alike are counted: {all}."
        ));
    }
    let why = match limit {
        LimitView::States | LimitView::Memory => "there are more",
        LimitView::Cancelled => "it was cancelled",
    };
    Some(format!("Searched for this: {states}, and {why}. What is not proved is not claimed."))
}

/// How many switches the nearest deadlock needs.
pub(crate) fn fewest(switches: u32) -> String {
    match switches {
        0 => "A deadlock needs no context switch.".to_owned(),
        switches => {
            format!("A deadlock needs {}.", counted(switches.into(), "context switch", "context switches"))
        }
    }
}
