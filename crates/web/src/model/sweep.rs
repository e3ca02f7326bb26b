//! The sweep of an option: what the visitor asked for, the points so far, and what became of it.
//!
//! It runs on the worker of the searches, one at a time with them. Its points are kept, whatever ends it.

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::{DiagnosticView, ProgressView, SweepChangeView, SweepEndView, SweepPointView};

use super::Model;
use super::engine::{Cancel, EngineName, Flight, Purpose};

/// An option and the values it is swept over, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SweepAsk {
    /// Its key.
    pub(crate) key: String,
    /// The smallest value.
    pub(crate) first: u32,
    /// The largest value.
    pub(crate) last: u32,
}

/// What the visitor does with a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SweepAction {
    /// Sweeps what is set.
    Start(SweepAsk),
    /// Ends it, with the points there are.
    Cancel,
    /// Opens the scenario with a value of the swept option, and searches it.
    OpenPoint(u32),
}

/// What has become of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is under way, or something else was asked before its end.
    Open,
    /// It came to its end.
    Ended(Rc<SweepEndView>),
    /// It cannot be made.
    Refused(Rc<Vec<DiagnosticView>>),
    /// Its worker has died, and this is what the browser says.
    Died(Rc<str>),
}

/// A sweep of the open scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SweepRun {
    /// What runs, without the swept option.
    pub(crate) base: Setup,
    /// What was asked for.
    pub(crate) ask: SweepAsk,
    /// What was found, by value.
    pub(crate) points: Map<u32, SweepPointView>,
    /// Where the verdict changes, as far as it is known.
    pub(crate) changes: Vec<SweepChangeView>,
    /// What has become of it.
    pub(crate) fate: Fate,
}

/// Whether a sweep is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sweeping {
    /// None is.
    Not,
    /// One is, and the search of its next value has come so far; `None` without news.
    At(Option<ProgressView>),
    /// One has been asked to end.
    Ending,
}

impl Sweeping {
    /// Whether a sweep is running.
    pub(crate) fn is_running(self) -> bool {
        self != Self::Not
    }
}

impl SweepRun {
    /// A sweep of what is set, of which nothing is known yet.
    fn new(setup: &Setup, ask: SweepAsk) -> Self {
        let base = without(setup, &ask.key);
        Self { base, ask, points: Map::new_vec(), changes: Vec::new(), fate: Fate::Open }
    }

    /// Whether its points are about what is set, but for the swept option.
    pub(crate) fn is_about(&self, setup: &Setup) -> bool {
        without(setup, &self.ask.key) == self.base
    }
}

/// A setup without its value of an option.
fn without(setup: &Setup, key: &str) -> Setup {
    let mut base = setup.clone();
    base.options.retain(|(other, _)| other != key);
    base
}

impl Model {
    /// Whether a sweep is running.
    pub(crate) fn sweeping(&self) -> Sweeping {
        match self.search.flight.as_ref().filter(|flight| matches!(flight.purpose, Purpose::Sweep)) {
            None => Sweeping::Not,
            Some(Flight { cancel: Cancel::Asked, .. }) => Sweeping::Ending,
            Some(flight) => Sweeping::At(flight.progress),
        }
    }

    pub(super) fn on_sweep(&mut self, action: SweepAction) {
        match action {
            SweepAction::Start(ask) => self.start_sweep(ask),
            SweepAction::Cancel => self.cancel_sweep(),
            SweepAction::OpenPoint(value) => self.open_point(value),
        }
    }

    fn start_sweep(&mut self, ask: SweepAsk) {
        let Some(scene) = &mut self.scene else { return };
        let SweepAsk { key, first, last } = ask.clone();
        let sweep = SweepRun::new(&scene.wanted, ask);
        let body = RequestBody::Sweep { setup: sweep.base.clone(), key, first, last, limits: scene.limits };
        scene.sweep = Some(Rc::new(sweep));
        scene.land_on_report = false;
        self.launch(EngineName::Search, body, Purpose::Sweep);
    }

    /// Asks the sweep for what it has found so far.
    pub(super) fn cancel_sweep(&mut self) {
        if self.sweeping() == Sweeping::Not {
            return;
        }
        match &mut self.search.flight {
            Some(flight) if self.search.ready => flight.cancel = Cancel::Asked,
            // Nobody has been asked anything yet.
            Some(_) | None => self.search.flight = None,
        }
    }

    /// The sweep does not answer: its worker is replaced, and its points stay.
    pub(super) fn sweep_overdue(&mut self, generation: u32) {
        if self.search.generation == generation && self.sweeping() == Sweeping::Ending {
            self.search.flight = None;
            self.search.restart();
        }
    }

    /// The worker of the sweep has died, and another one is there for what comes next.
    pub(super) fn sweep_died(&mut self, text: Rc<str>) {
        self.search.flight = None;
        self.search.restart();
        self.settle_sweep(Fate::Died(text));
    }

    /// A value has been searched. A worker that is busy with a sweep nobody waits for any more is replaced.
    pub(super) fn on_sweep_point(
        &mut self,
        name: EngineName,
        id: u32,
        point: SweepPointView,
        changes: Vec<SweepChangeView>,
    ) {
        let engine = self.engine_mut(name);
        match &mut engine.flight {
            // What was told was the progress of this point.
            Some(flight) if flight.request.id == id => flight.progress = None,
            Some(_) | None => return engine.restart(),
        }
        if let Some(sweep) = self.scene.as_mut().and_then(|scene| scene.sweep.as_mut()) {
            let sweep = Rc::make_mut(sweep);
            sweep.points.insert(point.value, point);
            sweep.changes = changes;
        }
    }

    /// What has become of the sweep.
    pub(super) fn settle_sweep(&mut self, fate: Fate) {
        if let Some(sweep) = self.scene.as_mut().and_then(|scene| scene.sweep.as_mut()) {
            Rc::make_mut(sweep).fate = fate;
        }
    }

    fn open_point(&mut self, value: u32) {
        let Some(scene) = &self.scene else { return };
        let Some(sweep) = scene.sweep.clone().filter(|sweep| sweep.is_about(&scene.wanted)) else { return };
        if !sweep.points.contains_key(&value) {
            return;
        }
        self.set_option(&sweep.ask.key, &value.to_string());
        self.search_and_land();
    }
}
