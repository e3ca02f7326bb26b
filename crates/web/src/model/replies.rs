//! What the workers' replies do to the model. Replies of stopped workers and to dropped requests do nothing.

use std::rc::Rc;

use pagelock_protocol::PROTOCOL_VERSION;
use pagelock_protocol::message::{Reply, ReplyBody, Setup, Source};
use pagelock_protocol::view::{
    DiagnosticView, ListingDiffView, ProgressView, ReportView, TraceView, WindowView,
};

use super::engine::{EngineName, Flight, Land, Purpose};
use super::history::History;
use super::matrix::Check;
use super::scene::Compared;
use super::sweep::Fate;
use super::{Failure, Model};

impl Model {
    /// A worker has answered.
    pub(super) fn on_reply(&mut self, name: EngineName, generation: u32, reply: Reply) {
        if self.engine(name).generation != generation {
            return;
        }
        match reply.body {
            // Whoever talks to the worker has compared its build.
            ReplyBody::Ready { protocol, build: _ } => self.on_ready(name, protocol),
            ReplyBody::Progress(progress) => self.on_progress(name, reply.id, progress),
            ReplyBody::SweepPoint { point, changes } => {
                self.on_sweep_point(name, reply.id, *point, changes);
            }
            body @ (ReplyBody::Catalog(_)
            | ReplyBody::Costs(_)
            | ReplyBody::Difference(_)
            | ReplyBody::Trace(..)
            | ReplyBody::Window(_)
            | ReplyBody::NoWay(_)
            | ReplyBody::Frontier(_)
            | ReplyBody::Order(_)
            | ReplyBody::Mail(_)
            | ReplyBody::Export(_)
            | ReplyBody::Packed(_)
            | ReplyBody::Unpacked(_)
            | ReplyBody::Prospects(_)
            | ReplyBody::Report(_)
            | ReplyBody::Swept(_)
            | ReplyBody::Invalid(_)
            | ReplyBody::Failed(_)) => {
                if let Some(flight) = self.engine_mut(name).land(reply.id) {
                    // What another engine has failed at is not better for this.
                    if self.failure.as_ref().is_some_and(|failure| failure.engine == name) {
                        self.failure = None;
                    }
                    self.on_answer(name, flight, body);
                }
            }
        }
    }

    fn on_ready(&mut self, name: EngineName, protocol: u32) {
        if protocol == PROTOCOL_VERSION {
            self.engine_mut(name).ready = true;
        } else {
            let text = format!("the page speaks version {PROTOCOL_VERSION}, its engine {protocol}");
            self.on_foreign(name, text.into());
        }
    }

    fn on_progress(&mut self, name: EngineName, id: u32, progress: ProgressView) {
        let engine = self.engine_mut(name);
        match &mut engine.flight {
            Some(flight) if flight.request.id == id => flight.note(progress),
            // It is busy with something nobody waits for any more.
            Some(_) | None => engine.restart(),
        }
    }

    fn on_answer(&mut self, engine: EngineName, flight: Flight, body: ReplyBody) {
        match (flight.purpose, body) {
            (Purpose::Check(cell), ReplyBody::Report(report)) => {
                self.note_check(cell, Check::Done(Rc::new(*report)));
            }
            (Purpose::Check(cell), _) => self.note_check(cell, Check::Failed),
            (Purpose::Catalog, ReplyBody::Catalog(catalog)) => {
                self.catalog = Some(Rc::new(catalog));
                self.open_waiting();
            }
            (Purpose::Costs, ReplyBody::Costs(costs)) => self.costs = Some(Rc::new(costs)),
            (Purpose::Difference { listing }, ReplyBody::Difference(diff)) => {
                self.on_difference(listing, diff);
            }
            // Its mistakes are told where it is run.
            (Purpose::Difference { listing }, ReplyBody::Invalid(_)) => self.on_difference(listing, None),
            (Purpose::Run { setup, land }, ReplyBody::Trace(trace, window)) => {
                self.on_trace(setup, land, *trace, *window);
            }
            (Purpose::Until { setup, .. }, ReplyBody::Trace(trace, window)) => {
                self.on_trace(setup, Land::End, *trace, *window);
            }
            (Purpose::Until { setup, stop }, ReplyBody::NoWay(why)) => self.on_no_way(&setup, stop, why),
            (Purpose::Frontier { setup }, ReplyBody::Frontier(map)) => self.on_frontier(&setup, *map),
            // Its mistakes are told where it is run.
            (Purpose::Frontier { .. }, ReplyBody::Invalid(_)) => self.close_frontier(),
            (Purpose::Order { setup }, ReplyBody::Order(order)) => self.on_order(&setup, *order),
            (Purpose::Order { .. }, ReplyBody::Invalid(_)) => self.close_order(),
            (Purpose::Mail { about }, ReplyBody::Mail(view)) => self.on_mail(about, *view),
            (Purpose::Export { format }, ReplyBody::Export(made)) => {
                self.on_export(format, made.map(|made| *made));
            }
            // It is wrong where it is run too, and told there.
            (Purpose::Export { format }, ReplyBody::Invalid(_)) => {
                self.on_export(format, Err("what is set does not compile".to_owned()));
            }
            (Purpose::Pack { link }, ReplyBody::Packed(made)) => self.on_packed(link, made),
            (Purpose::Unpack, ReplyBody::Unpacked(opened)) => self.on_unpacked(opened),
            (Purpose::Look { setup, at }, ReplyBody::Window(window)) => self.on_look(&setup, at, *window),
            (Purpose::Search { setup }, ReplyBody::Report(report)) => self.on_report(&setup, *report),
            (Purpose::Prospects { setup, schedule, limits }, ReplyBody::Prospects(view)) => {
                self.on_prospects(&setup, schedule, limits, *view);
            }
            // What is wrong with it is told where it is run.
            (Purpose::Prospects { .. }, _) => self.judging_died("it gave another answer".into(), true),
            (Purpose::Sweep, ReplyBody::Swept(end)) => self.settle_sweep(Fate::Ended(Rc::new(*end))),
            (Purpose::Sweep, ReplyBody::Invalid(mistakes)) => {
                self.settle_sweep(Fate::Refused(Rc::new(mistakes)));
            }
            (Purpose::Run { setup, .. } | Purpose::Search { setup }, ReplyBody::Invalid(mistakes)) => {
                self.on_invalid(&setup, mistakes);
            }
            (_, ReplyBody::Failed(text)) => self.failure = Some(Failure { engine, text: text.into() }),
            (purpose, _) => {
                let text = format!("The engine gave an answer of the wrong kind to {}.", purpose.words());
                self.failure = Some(Failure { engine, text: text.into() });
            }
        }
    }

    fn on_trace(&mut self, setup: Rc<Setup>, land: Land, trace: TraceView, window: WindowView) {
        let Some(scene) = self.scene.as_mut().filter(|scene| scene.wanted == setup) else { return };
        // A run without the state that is looked at, or with another number of steps than choices, could not be
        // shown.
        let is_whole = trace.schedule.len() == trace.steps.len() && !trace.course.tasks.is_empty();
        if !is_whole || window.state(land.cursor(trace.steps.len())).is_none() {
            let text = "The engine's run is not whole.".into();
            self.failure = Some(Failure { engine: EngineName::Step, text });
            return;
        }
        if scene.shown.as_ref() == Some(&setup) {
            scene.keep_before(&trace.schedule);
        } else {
            scene.history = History::default();
            scene.pinned = Rc::default();
            scene.stop = None;
        }
        scene.missed = None;
        let len = trace.steps.len();
        scene.cursor = land.cursor(len);
        scene.followed = scene.followed.filter(|task| (*task as usize) < trace.tasks.len());
        scene.trace = Some(Rc::new(trace));
        scene.window = Rc::new(window);
        scene.shown = Some(setup);
        scene.diagnostics = Rc::default();
    }

    fn on_difference(&mut self, listing: Source, diff: Option<Box<ListingDiffView>>) {
        if let Some(scene) = &mut self.scene {
            scene.compared = Some(Compared { listing, diff: diff.map(|diff| Rc::new(*diff)) });
        }
    }

    fn on_report(&mut self, setup: &Rc<Setup>, report: ReportView) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.wanted == *setup) {
            scene.report = Some(Rc::new(report));
            self.land_on_report();
        }
    }

    fn on_invalid(&mut self, setup: &Rc<Setup>, mistakes: Vec<DiagnosticView>) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.wanted == *setup) {
            scene.diagnostics = Rc::new(mistakes);
            scene.report = None;
        }
    }

    /// A worker could not start or has crashed.
    pub(super) fn on_crash(&mut self, name: EngineName, generation: u32, text: Rc<str>) {
        let engine = self.engine_mut(name);
        if engine.generation != generation {
            return;
        }
        let was_ready = std::mem::replace(&mut engine.ready, false);
        if name == EngineName::Judge {
            return self.judging_died(text, was_ready);
        }
        if !was_ready {
            if let Some(Purpose::Export { format }) = engine.flight.take().map(|flight| flight.purpose) {
                // Everything else goes on without files.
                self.export_missing(format, &text);
            } else {
                self.failure = Some(Failure { engine: name, text });
            }
            return;
        }
        match engine.flight.as_ref().map(|flight| &flight.purpose) {
            // The page's own search must not be repeated for ever, and is no reason to alarm the visitor.
            Some(&Purpose::Check(cell)) => {
                engine.flight = None;
                engine.restart();
                self.note_check(cell, Check::Failed);
            }
            // Nor must a file be, which the visitor can ask for again.
            Some(&Purpose::Export { format }) => self.export_died(format, &text),
            // Nor must the visitor's.
            Some(Purpose::Search { .. }) => self.search_died(text),
            Some(Purpose::Sweep) => self.sweep_died(text),
            Some(
                Purpose::Catalog
                | Purpose::Costs
                | Purpose::Run { .. }
                | Purpose::Until { .. }
                | Purpose::Look { .. }
                | Purpose::Frontier { .. }
                | Purpose::Order { .. }
                | Purpose::Mail { .. }
                | Purpose::Pack { .. }
                | Purpose::Unpack
                | Purpose::Prospects { .. }
                | Purpose::Difference { .. },
            )
            | None => self.revive(name, text),
        }
    }

    /// Another worker is asked the same. If it dies of that as well, it is not asked again.
    fn revive(&mut self, name: EngineName, text: Rc<str>) {
        let engine = self.engine_mut(name);
        engine.deaths += 1;
        if engine.deaths == 1 {
            engine.restart();
            self.revived = Some(text);
        } else {
            engine.flight = None;
            self.revived = None;
            self.failure = Some(Failure { engine: name, text });
        }
    }

    /// New workers for what is set now. What crashed them is not repeated; what is missing is asked for
    /// again.
    pub(super) fn restart(&mut self) {
        self.failure = None;
        self.step.flight = None;
        self.step.restart();
        for engine in [&mut self.search, &mut self.study] {
            engine.flight = None;
            if engine.generation > 0 {
                engine.restart();
            }
        }
        self.judge.drop_flight();
        let pending = self.scene.as_ref().is_some_and(|scene| scene.shown.as_ref() != Some(&scene.wanted));
        if pending {
            self.replay(Vec::new(), Land::End);
        }
    }
}

impl Purpose {
    fn words(&self) -> &'static str {
        match self {
            Self::Catalog => "a question for the catalog",
            Self::Costs => "a question for the costs",
            Self::Run { .. } => "a run",
            Self::Until { .. } => "a run to a step",
            Self::Look { .. } => "a look at a run",
            Self::Frontier { .. } => "a question for the frontier",
            Self::Order { .. } => "a question for the lock order",
            Self::Mail { .. } => "a question for a text",
            Self::Export { .. } => "a question for a file",
            Self::Pack { .. } => "a question for a link",
            Self::Unpack => "a link",
            Self::Prospects { .. } => "a question for what can be saved",
            Self::Difference { .. } => "a question for what a listing changes",
            Self::Search { .. } | Self::Check(_) => "a search",
            Self::Sweep => "a sweep",
        }
    }
}
