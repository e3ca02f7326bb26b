//! What can still be saved: asked for along the run that is shown, and asked again whenever that has changed.
//!
//! A worker of its own answers it: it keeps the graph, so that a step is judged at once, and nobody waits for it. The
//! first question about a setup may search a little unasked; more only if the visitor says so.

use std::rc::Rc;

use pagelock_protocol::message::{LimitsView, RequestBody, Setup, SwitchView};
use pagelock_protocol::view::{CrossroadsView, ProgressView, ProspectView, ProspectsView};

use super::Model;
use super::engine::{Cancel, EngineName, Flight, Land, Purpose};
use super::place::Place;
use super::scene::Scene;

/// What is searched unasked: about a second.
const UNASKED: LimitsView = LimitsView {
    states_max: 250_000,
    memory_max: 128 << 20,
    symmetry: SwitchView::Off,
    partial_order: SwitchView::Off,
};

/// What the visitor does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProspectsAction {
    /// Searches the graph again, with larger limits.
    Further,
    /// Ends that, with what it has found.
    Cancel,
    /// Shows the run to a deadlock with the fewest switches.
    ShowFewest,
}

/// What is known of what can still be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// What may be searched for it.
    pub(crate) limits: LimitsView,
    /// The last answer.
    found: Option<Found>,
    /// What the browser said when the worker died of the question.
    pub(crate) died: Option<Rc<str>>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    schedule: Rc<Vec<u16>>,
    view: Rc<ProspectsView>,
    limits: LimitsView,
}

impl Default for Judgement {
    fn default() -> Self {
        Self { limits: UNASKED, found: None, died: None }
    }
}

/// Whether the graph is being searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judging {
    /// It is not.
    Not,
    /// It is, and has come so far.
    At(Option<ProgressView>),
    /// It has been asked to end.
    Ending,
}

impl Judgement {
    /// Whether the answer covers a run, and no more may be searched for it.
    fn covers(&self, schedule: &[u16]) -> bool {
        let is_same = |found: &Found| found.schedule.starts_with(schedule) && found.limits == self.limits;
        self.found.as_ref().is_some_and(is_same)
    }

    /// The last answer, whichever run it was about.
    pub(crate) fn view(&self) -> Option<&Rc<ProspectsView>> {
        self.found.as_ref().map(|found| &found.view)
    }
}

impl Scene {
    /// What is known of a state of the run.
    pub(crate) fn crossroads(&self, at: usize) -> Option<&CrossroadsView> {
        let found = self.judgement.found.as_ref()?;
        let schedule = &self.current_trace()?.schedule;
        (found.schedule.get(..at)? == schedule.get(..at)?).then(|| found.view.run.get(at))?
    }

    /// What is known of the states that the choices at the cursor lead to.
    pub(crate) fn choice_prospects(&self) -> Rc<[ProspectView]> {
        self.crossroads(self.cursor).map_or_else(|| Rc::from([]), |state| Rc::from(state.choices.as_slice()))
    }

    /// What is known of the whole run, if it is about this one.
    pub(crate) fn run_prospects(&self) -> Option<&Rc<ProspectsView>> {
        let found = self.judgement.found.as_ref()?;
        found.schedule.starts_with(&self.current_trace()?.schedule).then_some(&found.view)
    }
}

impl Model {
    /// Whether the graph of what is set is being searched.
    pub(crate) fn judging(&self) -> Judging {
        match &self.judge.flight {
            None => Judging::Not,
            Some(Flight { cancel: Cancel::Asked, .. }) => Judging::Ending,
            Some(flight) => Judging::At(flight.progress),
        }
    }

    pub(super) fn on_prospects_action(&mut self, action: ProspectsAction) {
        match action {
            ProspectsAction::Further => self.judge_further(),
            ProspectsAction::Cancel => self.cancel_judging(),
            ProspectsAction::ShowFewest => self.show_fewest(),
        }
    }

    fn judge_further(&mut self) {
        if self.judge.generation > 0 && !self.judge.ready {
            self.judge.restart();
        }
        let Some(scene) = &mut self.scene else { return };
        let (asked, last) = (scene.limits, scene.judgement.limits);
        scene.judgement.died = None;
        scene.judgement.limits = LimitsView {
            states_max: asked.states_max.max(last.states_max.saturating_mul(4)),
            memory_max: asked.memory_max.max(last.memory_max.saturating_mul(4)),
            ..last
        }
        .clamped();
    }

    /// Asks for what it has found so far.
    pub(super) fn cancel_judging(&mut self) {
        match &mut self.judge.flight {
            Some(flight) if self.judge.ready => flight.cancel = Cancel::Asked,
            Some(_) | None => {}
        }
    }

    /// It does not answer: its worker is replaced, and it is not asked again.
    pub(super) fn judging_overdue(&mut self, generation: u32) {
        if self.judge.generation == generation && self.judging() == Judging::Ending {
            self.judging_died("it did not answer".into(), true);
        }
    }

    fn show_fewest(&mut self) {
        let view = self.scene.as_ref().and_then(|scene| scene.judgement.view());
        if let Some(fewest) = view.and_then(|view| view.fewest.as_ref()) {
            self.replay(fewest.schedule.clone(), Land::End);
        }
    }

    /// Asks about the run that is shown, unless that is known or told nowhere; after a search that has just begun.
    pub(super) fn ask_prospects(&mut self) {
        if self.place == Place::Frame {
            return;
        }
        let Some(scene) = &self.scene else { return };
        let Some(trace) = scene.current_trace() else { return };
        let is_answered = scene.judgement.died.is_some() || scene.judgement.covers(&trace.schedule);
        let is_in_the_way = |flight: &Flight| flight.progress.is_none();
        if is_answered
            || self.judge.flight.is_some()
            || self.search.flight.as_ref().is_some_and(is_in_the_way)
        {
            return;
        }
        let (setup, limits) = (Rc::clone(&scene.wanted), scene.judgement.limits);
        let schedule = trace.schedule.clone();
        let body = RequestBody::Prospects { setup: Setup::clone(&setup), schedule: schedule.clone(), limits };
        self.launch(
            EngineName::Judge,
            body,
            Purpose::Prospects { setup, schedule: Rc::new(schedule), limits },
        );
    }

    /// The answer has come.
    pub(super) fn on_prospects(
        &mut self,
        setup: &Rc<Setup>,
        schedule: Rc<Vec<u16>>,
        limits: LimitsView,
        view: ProspectsView,
    ) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.wanted == *setup) {
            scene.judgement.found = Some(Found { schedule, view: Rc::new(view), limits });
        }
    }

    /// The worker has died of the question, or has no answer: it is not asked again until the visitor says so.
    pub(super) fn judging_died(&mut self, text: Rc<str>, was_ready: bool) {
        self.judge.flight = None;
        // One that could not start would not start again: that would go on for ever.
        if was_ready {
            self.judge.restart();
        }
        if let Some(scene) = &mut self.scene {
            scene.judgement.died = Some(text);
        }
    }
}
