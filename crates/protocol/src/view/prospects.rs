//! What can still be saved: along a run, and of a scenario as a whole.

use serde::{Deserialize, Serialize};

use super::{CoverageView, VerdictView};

/// What a backward analysis knows of a run and of everything that could have happened instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProspectsView {
    /// How much of the graph was seen.
    pub coverage: CoverageView,
    /// States seen.
    pub states: u64,
    /// What the outlooks rest on.
    pub basis: BasisView,
    /// How many interleavings there are, and how they end.
    pub share: ShareView,
    /// A run to a deadlock with the fewest context switches; `None` if no run comes to one, or if that is not known.
    pub fewest: Option<FewestView>,
    /// Fewest turns in which the game of the scenario can be won, from where it begins: one, and one more for each
    /// switch. `None` if it has no goal, or if that is not known.
    pub par: Option<u32>,
    /// The states of the run, from before the first step on.
    pub run: Vec<CrossroadsView>,
}

/// What is known of states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BasisView {
    /// The graph of all states, as far as it was seen.
    Named,
    /// Beside it a whole search in which tasks that are alike are counted. It knows no distances.
    Counted {
        /// Its states.
        states: u64,
    },
}

/// A state, and the states that its choices lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossroadsView {
    /// Here.
    pub here: ProspectView,
    /// After each choice; empty where the run has ended, and where nothing is known of the state.
    pub choices: Vec<ProspectView>,
}

/// How runs from a state can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProspectView {
    /// What that comes to.
    pub outlook: OutlookView,
    /// The worst end that is known to be possible; `Unknown` if none is.
    pub worst: VerdictView,
    /// Fewest steps to an end at which everybody has finished and the data are whole; `None` if none is known.
    pub steps_to_ok: Option<u32>,
    /// Fewest steps to a deadlock; `None` if none is known.
    pub steps_to_deadlock: Option<u32>,
}

/// What can still be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OutlookView {
    /// Every run from here ends, with everybody finished and the data whole.
    ReachesOk,
    /// Some run does, and some other one does not.
    MayFail,
    /// No run does.
    Doomed,
    /// Not enough of what follows was seen.
    Unknown,
}

/// How many interleavings there are. The numbers are decimal digits: they may be larger than any integer type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShareView {
    /// They were counted.
    Counted {
        /// All of them.
        all: String,
        /// Those that end in a deadlock.
        deadlock: String,
        /// How many of a thousand that is, rounded down.
        thousandths: u32,
        /// Those that end with damaged data or an oops.
        hazard: String,
    },
    /// Some run can go round, so there is no end of them.
    Endless,
    /// Not every state was seen.
    Unseen,
    /// Their numbers do not fit into the memory.
    Memory,
}

/// A run to a deadlock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FewestView {
    /// How often somebody else moves than before.
    pub switches: u32,
    /// Its choices.
    pub schedule: Vec<u16>,
}

impl ProspectView {
    /// Of a state of which nothing is known.
    pub const UNKNOWN: Self = Self {
        outlook: OutlookView::Unknown,
        worst: VerdictView::Unknown,
        steps_to_ok: None,
        steps_to_deadlock: None,
    };

    /// What can still be saved, in words.
    pub fn words(&self) -> &'static str {
        match (self.outlook, self.worst) {
            (OutlookView::ReachesOk, _) => "reaches ok",
            (OutlookView::MayFail, VerdictView::Livelock) => "may livelock",
            (OutlookView::MayFail, VerdictView::Hazard) => "may do damage",
            (OutlookView::MayFail, VerdictView::Deadlock | VerdictView::Ok | VerdictView::Unknown) => {
                "may deadlock"
            }
            (OutlookView::Doomed, _) => "doomed",
            (OutlookView::Unknown, _) => "not known",
        }
    }
}

impl ShareView {
    /// How many interleavings end in a deadlock, in a sentence. Large numbers are rounded.
    pub fn sentence(&self) -> String {
        match self {
            Self::Counted { all, deadlock, thousandths, .. } => match (deadlock.as_str(), all.as_str()) {
                ("0", "1") => "The only interleaving does not end in a deadlock.".to_owned(),
                ("1", "1") => "The only interleaving ends in a deadlock.".to_owned(),
                ("0", all) => format!("None of {} interleavings ends in a deadlock.", rounded(all)),
                (deadlock, all) if deadlock == all => {
                    format!("All {} interleavings end in a deadlock.", rounded(all))
                }
                (deadlock, all) => {
                    let end = if deadlock == "1" { "ends" } else { "end" };
                    let (deadlock, all) = (rounded(deadlock), rounded(all));
                    format!(
                        "{deadlock} of {all} interleavings {end} in a deadlock ({}).",
                        percent(*thousandths)
                    )
                }
            },
            Self::Endless => {
                "The interleavings cannot be counted: some run goes round, so there is no end of them."
                    .to_owned()
            }
            Self::Unseen => "The interleavings are not counted: not every state was seen.".to_owned(),
            Self::Memory => {
                "The interleavings are not counted: their numbers do not fit into the memory.".to_owned()
            }
        }
    }
}

/// Thousandths of a part that is neither nothing nor all.
fn percent(thousandths: u32) -> String {
    match thousandths {
        0 => "less than 0.1%".to_owned(),
        _ => format!("{}.{}%", thousandths / 10, thousandths % 10),
    }
}

/// Digits that are shown of a number before it is rounded.
const DIGITS_MAX: usize = 12;

/// Decimal digits with their thousands set apart, or rounded down where there are many: `12,345`, `1.23 × 10²⁵`.
pub fn rounded(digits: &str) -> String {
    let len = digits.len();
    if len > DIGITS_MAX {
        let superscript =
            |digit: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit as usize - '0' as usize).unwrap_or(digit);
        let exponent: String = (len - 1).to_string().chars().map(superscript).collect();
        return format!("{}.{} × 10{exponent}", &digits[..1], &digits[1..3]);
    }
    let mut out = String::new();
    for (i, digit) in digits.char_indices() {
        if i > 0 && (len - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl ProspectsView {
    /// The first state of the run from which nothing can be saved any more, counted from 0 before the first step.
    pub fn point_of_no_return(&self) -> Option<usize> {
        self.run.iter().position(|state| state.here.outlook == OutlookView::Doomed)
    }

    /// The run cut where what can be saved changes: first and last state of each part, and a state of it.
    pub fn parts(&self) -> Vec<(usize, usize, ProspectView)> {
        let mut parts: Vec<(usize, usize, ProspectView)> = Vec::new();
        for (at, state) in self.run.iter().enumerate() {
            match parts.last_mut() {
                Some((_, last, part)) if part.words() == state.here.words() => *last = at,
                Some(_) | None => parts.push((at, at, state.here)),
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prospect(outlook: OutlookView, worst: VerdictView) -> ProspectView {
        ProspectView { outlook, worst, ..ProspectView::UNKNOWN }
    }

    fn along(states: &[ProspectView]) -> ProspectsView {
        let state = |&here: &ProspectView| CrossroadsView { here, choices: Vec::new() };
        ProspectsView {
            coverage: CoverageView::Exhaustive,
            states: 0,
            basis: BasisView::Named,
            share: ShareView::Unseen,
            fewest: None,
            par: None,
            run: states.iter().map(state).collect(),
        }
    }

    #[test]
    fn numbers_are_rounded_where_nobody_would_read_them() {
        assert_eq!(
            ["0", "999", "12345", "123456789012"].map(rounded),
            ["0", "999", "12,345", "123,456,789,012"]
        );
        assert_eq!(rounded("1239999999999"), "1.23 × 10¹²");
    }

    #[test]
    fn a_share_is_said_so_that_some_is_never_none_or_all() {
        let share = |deadlock: &str, all: &str, thousandths| {
            let hazard = "0".to_owned();
            ShareView::Counted { all: all.into(), deadlock: deadlock.into(), thousandths, hazard }.sentence()
        };
        assert_eq!(share("20", "118", 169), "20 of 118 interleavings end in a deadlock (16.9%).");
        assert_eq!(share("1", "2000", 0), "1 of 2,000 interleavings ends in a deadlock (less than 0.1%).");
        assert_eq!(share("1999", "2000", 999), "1,999 of 2,000 interleavings end in a deadlock (99.9%).");
        assert_eq!(share("2000", "2000", 1000), "All 2,000 interleavings end in a deadlock.");
        assert_eq!(share("0", "7", 0), "None of 7 interleavings ends in a deadlock.");
        assert_eq!(share("1", "1", 1000), "The only interleaving ends in a deadlock.");
    }

    #[test]
    fn a_run_is_cut_where_its_prospects_change() {
        let open = prospect(OutlookView::MayFail, VerdictView::Deadlock);
        let damage = prospect(OutlookView::MayFail, VerdictView::Hazard);
        let doomed = prospect(OutlookView::Doomed, VerdictView::Deadlock);
        let nearer = ProspectView { steps_to_deadlock: Some(3), ..doomed };
        let run = along(&[open, open, damage, doomed, nearer]);
        assert_eq!(run.parts(), [(0, 1, open), (2, 2, damage), (3, 4, doomed)]);
        assert_eq!(run.point_of_no_return(), Some(3));
        assert_eq!((along(&[open]).point_of_no_return(), along(&[]).parts()), (None, Vec::new()));
        assert_eq!(
            [open, damage, doomed].map(|state| state.words()),
            ["may deadlock", "may do damage", "doomed"]
        );
    }
}
