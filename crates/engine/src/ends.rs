//! How the runs of a search end: how often, and where nearest.
//!
//! It knows numbers of states; what they are is the search's business.

use std::collections::BTreeMap;

use pagelock_lists as lists;

use crate::outcome::Ending;
use crate::report::{Coverage, Verdict};
use crate::visited::StateNr;
use crate::wait_graph::DeadlockKind;

/// A state in which something was found.
#[derive(Clone, Copy, Debug)]
struct Found {
    steps: u32,
    nr: StateNr,
}

/// Ways in which runs end.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    /// in how many states, and a nearest of them
    by_ending: BTreeMap<Ending, (u64, Found)>,
    /// a nearest state of each verdict
    nearest: BTreeMap<Verdict, Found>,
    /// of the deadlocks that are equally near, the greatest kind, so that the order of the search does not matter
    kind: Option<DeadlockKind>,
    /// every state in which a run ends by deadlock
    dead: Vec<StateNr>,
}

impl Ends {
    /// A state in which a run ends, so many steps from the initial one.
    pub(crate) fn record(&mut self, nr: StateNr, steps: u32, ending: Ending) {
        let found = Found { steps, nr };
        let verdict = ending.verdict();
        let before = self.nearest.get(&verdict).map(|found| found.steps);
        if let Ending::Deadlock(kind) = ending {
            self.dead.push(nr);
            if before.is_none_or(|before| steps < before || steps == before && Some(kind) > self.kind) {
                self.kind = Some(kind);
                self.nearest.insert(verdict, found);
            }
        } else {
            self.note(nr, steps, verdict);
        }
        let end = self.by_ending.entry(ending).or_insert((0, found));
        end.0 += 1;
        if steps < end.1.steps {
            end.1 = found;
        }
    }

    /// A state of a verdict in which no run ends.
    pub(crate) fn note(&mut self, nr: StateNr, steps: u32, verdict: Verdict) {
        let found = self.nearest.entry(verdict).or_insert(Found { steps, nr });
        if steps < found.steps {
            *found = Found { steps, nr };
        }
    }

    /// The worst that was found, and the nearest state of it.
    pub(crate) fn verdict(&self, coverage: Coverage) -> (Verdict, Option<StateNr>) {
        match self.nearest.last_key_value() {
            Some((Verdict::Ok, _)) | None if coverage != Coverage::Exhaustive => (Verdict::Unknown, None),
            Some((verdict, found)) => (*verdict, Some(found.nr)),
            None => (Verdict::Unknown, None),
        }
    }

    /// Kind of the nearest deadlock, or names of all hazards.
    pub(crate) fn kind(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Unknown | Verdict::Ok | Verdict::Livelock => String::new(),
            Verdict::Deadlock => self.kind.expect("a deadlock has a kind").name().to_owned(),
            Verdict::Hazard => {
                let names = self.by_ending.keys().flat_map(|ending| match ending {
                    Ending::Deadlock(_) => Vec::new(),
                    Ending::Oops(oops) => vec![oops.name()],
                    Ending::Finished(outcome) => outcome.hazards(),
                });
                lists::distinct(names).join(", ")
            }
        }
    }

    /// Every state in which a run ends by deadlock.
    pub(crate) fn dead(&self) -> &[StateNr] {
        &self.dead
    }

    /// All of them: how, how often, where nearest.
    pub(crate) fn all(&self) -> Vec<(Ending, u64, StateNr)> {
        self.by_ending.iter().map(|(ending, (count, nearest))| (ending.clone(), *count, nearest.nr)).collect()
    }
}
