//! The stamp beside the verdict: whether what is seen here is what the maker of the opened link saw.
//!
//! Arrow: `Seen` of the link + what is known here -> **[`Stamp`]**. A run that is legal only in part differs, too.

use pagelock_protocol::link::Seen;
use pagelock_protocol::message::{Setup, Source};
use pagelock_protocol::view::{CatalogView, CoverageView, CutView, VerdictView};

use super::scene::Scene;

/// A link that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    /// What its maker saw.
    pub(crate) seen: Seen,
    /// The texts as they are here.
    pub(crate) here: Seen,
}

impl Opened {
    /// A link that says what its maker saw, and the texts here.
    pub(crate) fn new(seen: Seen, here: Option<Seen>) -> Option<Self> {
        Some(Self { seen, here: here? }).filter(|_| !seen.is_nothing())
    }
}

/// Whether an opened link is still right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// The run was made again, every interleaving searched again, and all is as its maker saw it.
    Verified,
    /// Something is otherwise; at least one thing.
    Differs(Vec<Difference>),
    /// Not everything has been looked at, and nothing of what has been is otherwise.
    NotYet,
}

/// What is otherwise than the maker of a link saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The scenario's text.
    Scenario,
    /// The listing's texts, or the machine.
    Listing,
    /// What a search finds.
    Verdict,
    /// The run can be made up to this step only.
    Run(usize),
}

/// The fingerprints of built-in texts; 0 for edited ones.
pub(super) fn texts_of(catalog: &CatalogView, setup: &Setup) -> Seen {
    let scenario = match &setup.scenario {
        Source::Builtin(name) => catalog.scenario(name).map(|scenario| scenario.fingerprint),
        Source::Text { .. } => None,
    };
    let listing = match &setup.listing {
        Source::Builtin(name) => catalog.listings.iter().find(|listing| listing.name == *name),
        Source::Text { .. } => None,
    };
    Seen {
        scenario: scenario.unwrap_or(0),
        listing: listing.map_or(0, |listing| listing.fingerprint),
        verdict: 0,
    }
}

/// Whether two fingerprints are of different things; 0 is of nothing.
fn differ(a: u16, b: u16) -> bool {
    a != 0 && b != 0 && a != b
}

impl Scene {
    /// The stamp of the link that was opened, while what it set is still set.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        let Opened { seen, here } = self.opened?;
        let mut differences = Vec::new();
        if differ(seen.scenario, here.scenario) {
            differences.push(Difference::Scenario);
        }
        if differ(seen.listing, here.listing) {
            differences.push(Difference::Listing);
        }
        let report = self.report.as_deref();
        // Nothing is worse than a deadlock: of anything else only a whole search is sure.
        let is_decided = report.is_some_and(|report| {
            report.coverage == CoverageView::Exhaustive || report.verdict == VerdictView::Deadlock
        });
        if let Some(report) = report.filter(|_| is_decided)
            && differ(seen.verdict, report.fingerprint())
        {
            differences.push(Difference::Verdict);
        }
        if let Some(trace) = self.current_trace().filter(|trace| trace.cut == CutView::Illegal) {
            differences.push(Difference::Run(trace.steps.len()));
        }
        if !differences.is_empty() {
            Some(Stamp::Differs(differences))
        } else if is_decided && self.current_trace().is_some() {
            Some(Stamp::Verified)
        } else {
            Some(Stamp::NotYet)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use pagelock_protocol::view::{LimitView, ReportView};

    use super::*;
    use crate::fixtures;

    const HERE: Seen = Seen { scenario: 11, listing: 22, verdict: 0 };

    /// A scene that a link has set, with a run of two steps, as far as it could be made, and what was found.
    fn scene(seen: Seen, cut: CutView, report: Option<ReportView>) -> Scene {
        let setup = Setup {
            scenario: Source::Builtin("abba".into()),
            listing: Source::Builtin("2.6.20".into()),
            options: Vec::new(),
        };
        let mut scene = Scene::new(setup);
        scene.opened = Opened::new(seen, Some(HERE));
        let mut trace = fixtures::trace(&[0, 1]);
        trace.cut = cut;
        scene.trace = Some(Rc::new(trace));
        scene.shown = Some(Rc::clone(&scene.wanted));
        scene.report = report.map(Rc::new);
        scene
    }

    #[test]
    fn a_link_is_verified_when_all_is_as_its_maker_saw_it() {
        let report = fixtures::report(VerdictView::Deadlock);
        let seen = Seen { verdict: report.fingerprint(), ..HERE };
        assert_eq!(scene(seen, CutView::No, Some(report.clone())).stamp(), Some(Stamp::Verified));
        assert_eq!(scene(seen, CutView::No, None).stamp(), Some(Stamp::NotYet), "not searched yet");
        // A link that says no verdict, and one that says nothing.
        assert_eq!(scene(HERE, CutView::No, Some(report)).stamp(), Some(Stamp::Verified));
        assert_eq!(scene(Seen::default(), CutView::No, None).stamp(), None);
    }

    #[test]
    fn everything_that_differs_is_named() {
        let report = fixtures::report(VerdictView::Ok);
        let other = fixtures::report(VerdictView::Deadlock).fingerprint();
        let seen = Seen { scenario: 1, listing: 2, verdict: other };
        let all = [Difference::Scenario, Difference::Listing, Difference::Verdict, Difference::Run(2)];
        let stamp = scene(seen, CutView::Illegal, Some(report)).stamp();
        assert_eq!(stamp, Some(Stamp::Differs(all.to_vec())));
    }

    #[test]
    fn a_search_that_was_stopped_decides_on_a_deadlock_only() {
        let stopped = |verdict| {
            let coverage = CoverageView::Bounded { limit: LimitView::States, frontier: 1 };
            ReportView { coverage, ..fixtures::report(verdict) }
        };
        let seen = Seen { verdict: fixtures::report(VerdictView::Deadlock).fingerprint(), ..HERE };
        let stamp = |verdict| scene(seen, CutView::No, Some(stopped(verdict))).stamp();
        assert_eq!(stamp(VerdictView::Unknown), Some(Stamp::NotYet));
        assert_eq!(stamp(VerdictView::Hazard), Some(Stamp::NotYet), "there may be a deadlock as well");
        assert_eq!(stamp(VerdictView::Deadlock), Some(Stamp::Verified));
    }
}
