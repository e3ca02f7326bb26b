//! The visitor's search: what it may use, how it starts and ends, and what becomes of it when its worker dies.

use std::rc::Rc;

use pagelock_protocol::message::{LimitsView, RequestBody, Setup};
use pagelock_protocol::view::ProgressView;

use super::Model;
use super::engine::{Cancel, EngineName, Flight, Purpose};

/// Milliseconds of a search between two messages to those who hear the page.
const TOLD_MILLIS: u64 = 5_000;

/// Why a search has ended without a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// It was cancelled, and its worker gave no answer.
    Cancelled(Option<ProgressView>),
    /// Its worker has died.
    Died {
        /// What the browser says.
        text: Rc<str>,
        /// How far it had come.
        progress: Option<ProgressView>,
    },
}

/// Whether the visitor's search is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Searching {
    /// None is.
    Not,
    /// One is.
    At {
        /// How far it has come; `None` without news so far.
        now: Option<ProgressView>,
        /// How far it had come when that was last said aloud.
        told: Option<ProgressView>,
    },
    /// One has been asked to end.
    Ending {
        /// How far it had come.
        now: Option<ProgressView>,
    },
}

impl Searching {
    /// Whether a search is running.
    pub(crate) fn is_running(self) -> bool {
        self != Self::Not
    }
}

impl Flight {
    /// Notes how far it has come, and now and then that this is to be said aloud.
    pub(super) fn note(&mut self, progress: ProgressView) {
        self.progress = Some(progress);
        let last = self.told.map_or(0, |told| told.millis);
        if progress.millis >= last + TOLD_MILLIS {
            self.told = Some(progress);
        }
    }
}

/// States that a search may visit that a link has started: more than any cell of the matrix has.
pub(crate) const LINK_STATES_MAX: u32 = 400_000;

impl Model {
    /// How far the visitor's search has come.
    pub(crate) fn searching(&self) -> Searching {
        let flight = self.search.flight.as_ref();
        match flight.filter(|flight| matches!(flight.purpose, Purpose::Search { .. })) {
            None => Searching::Not,
            Some(Flight { cancel: Cancel::Asked, progress, .. }) => Searching::Ending { now: *progress },
            Some(flight) => Searching::At { now: flight.progress, told: flight.told },
        }
    }

    /// Searches what the visitor has set.
    pub(super) fn start_search(&mut self) {
        let Some(scene) = &self.scene else { return };
        self.start_search_within(scene.limits);
    }

    /// Searches what a link has set: a link may come from anybody, so the search is short unless the visitor says
    /// otherwise.
    pub(super) fn start_search_of_link(&mut self) {
        let Some(scene) = &self.scene else { return };
        let limits = scene.limits;
        let states_max = limits.states_max.min(LINK_STATES_MAX);
        self.start_search_within(LimitsView { states_max, ..limits });
    }

    fn start_search_within(&mut self, limits: LimitsView) {
        let Some(scene) = &mut self.scene else { return };
        scene.report = None;
        scene.stopped = None;
        scene.searched = limits;
        let setup = Rc::clone(&scene.wanted);
        let body = RequestBody::Search { setup: Setup::clone(&setup), limits };
        self.launch(EngineName::Search, body, Purpose::Search { setup });
    }

    /// Limits of the next search, kept for this scenario.
    pub(super) fn set_limits(&mut self, limits: LimitsView) {
        if let Some(scene) = &mut self.scene {
            scene.limits = limits.clamped();
            let name = scene.wanted.scenario.name().to_owned();
            Rc::make_mut(&mut self.limits).insert(name, scene.limits);
        }
    }

    /// What a search of this scenario may use.
    pub(super) fn limits_of(&self, setup: &Setup) -> LimitsView {
        self.limits.get(setup.scenario.name()).copied().unwrap_or_default()
    }

    pub(super) fn search_further(&mut self) {
        let Some(scene) = &self.scene else { return };
        let LimitsView { states_max, memory_max, .. } = scene.searched;
        self.set_limits(LimitsView {
            states_max: states_max.saturating_mul(4),
            memory_max: memory_max.saturating_mul(4),
            ..scene.searched
        });
        self.start_search();
    }

    /// Asks the search for what it has found so far.
    pub(super) fn cancel_search(&mut self) {
        if !self.searching().is_running() {
            self.cancel_judging();
            return self.cancel_sweep();
        }
        if let Some(scene) = &mut self.scene {
            scene.land_on_report = false;
        }
        match &mut self.search.flight {
            Some(flight) if self.search.ready => flight.cancel = Cancel::Asked,
            // Nobody has been asked anything yet.
            Some(_) | None => self.end_search(Stopped::Cancelled),
        }
    }

    /// The search does not answer: its worker is replaced.
    pub(super) fn cancel_overdue(&mut self, engine: EngineName, generation: u32) {
        match engine {
            EngineName::Step | EngineName::Study => return,
            EngineName::Judge => return self.judging_overdue(generation),
            EngineName::Search => {}
        }
        if self.search.generation == generation && matches!(self.searching(), Searching::Ending { .. }) {
            self.search.restart();
            self.end_search(Stopped::Cancelled);
        }
        self.sweep_overdue(generation);
    }

    /// The worker of the visitor's search has died, and another one is there for the next.
    pub(super) fn search_died(&mut self, text: Rc<str>) {
        self.search.restart();
        self.end_search(|progress| Stopped::Died { text, progress });
    }

    fn end_search(&mut self, stopped: impl FnOnce(Option<ProgressView>) -> Stopped) {
        let progress = self.search.flight.take().and_then(|flight| flight.progress);
        if let Some(scene) = &mut self.scene {
            scene.stopped = Some(stopped(progress));
            scene.land_on_report = false;
        }
    }
}
