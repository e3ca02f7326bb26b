//! The reducer: what each action does to the model.
//!
//! Arrow: `Action` -> **`Model::apply`** -> `Model`. Pure: requests are declared in the model, never sent
//! from here.

use std::rc::Rc;

use pagelock_protocol::message::{LimitsView, RequestBody, Setup, Source};
use pagelock_protocol::view::{ReportView, VerdictView};

use super::Model;
use super::action::{Action, EditTarget, Move};
use super::engine::{EngineName, Land, Purpose};
use super::frontier::Frontier;
use super::game::Play;
use super::matrix::{self, CellId};
use super::order::Order;
use super::prospects::Judgement;
use super::scene::Scene;

/// Longest edited text that is sent to the engine, in bytes.
pub(crate) const TEXT_MAX: usize = 64 * 1024;

/// A random run or a run in turns goes on for at most this many steps.
const RUN_STEPS_MAX: u32 = 2_000;

impl Model {
    /// Does what `action` says, then starts whatever is missing.
    pub(crate) fn apply(&mut self, action: Action) {
        match action {
            Action::Open(fragment) => self.open(fragment),
            Action::OpenCell(cell) => self.open_cell(cell),
            Action::ShowGroup { group, is_shown } => self.show_group(group, is_shown),
            Action::ShowFirstGroup => self.show_first_group(),
            Action::ShowRows(rows) => self.show_rows(rows),
            Action::Close => self.close(),
            Action::PickScenario(name) => self.pick_scenario(name),
            Action::PickListing(name) => self.replace(EditTarget::Listing, Source::Builtin(name)),
            Action::SetOption { key, value } => self.set_option(&key, &value),
            Action::DefaultOptions => self.rewrite(|setup| setup.options.clear()),
            Action::Take(choice) => self.take(choice),
            Action::Undo => self.truncate(|scene| scene.cursor.saturating_sub(1).max(scene.begun())),
            Action::Reset => self.reset(),
            Action::Random => self.random(),
            Action::RoundRobin => self.round_robin(),
            Action::ReplayShortest => self.replay_found(|report| Some(&report.schedule)),
            Action::ReplayEnd(nr) => self.replay_found(|report| Some(&report.ends.get(nr)?.schedule)),
            Action::Go(to) => self.go(to),
            Action::Time(action) => self.on_time(action),
            Action::TogglePlay => self.toggle_play(),
            Action::Tick => self.tick(),
            Action::SetSpeed(speed) => self.speed = speed,
            Action::Search => self.start_search(),
            Action::SearchFurther => self.search_further(),
            Action::CancelSearch => self.cancel_search(),
            Action::Frontier => self.want_frontier(),
            Action::Order => self.want_order(),
            Action::ShowDependency(nr) => self.show_dependency(nr),
            Action::Export(action) => self.on_export_action(action),
            Action::Mail(is_open) => self.open_mail(is_open),
            Action::Share(is_open) => self.share_mail(is_open),
            Action::CancelOverdue { engine, generation } => self.cancel_overdue(engine, generation),
            Action::SetLimits(limits) => self.set_limits(limits),
            Action::Game(action) => self.on_game(action),
            Action::Prospects(action) => self.on_prospects_action(action),
            Action::Sweep(action) => self.on_sweep(action),
            Action::Edit(target) => {
                if let Some(scene) = &mut self.scene {
                    scene.editing = target;
                }
            }
            Action::Draft(target, text) => self.draft(target, text),
            Action::Apply(target) => self.apply_draft(target),
            Action::Revert(target) => self.revert(target),
            Action::Follow(task) => {
                if let Some(scene) = &mut self.scene {
                    scene.followed = task;
                }
            }
            Action::Reply { engine, generation, reply } => {
                if let Some(reply) = reply.take() {
                    self.on_reply(engine, generation, reply);
                }
            }
            Action::Crashed { engine, generation, text } => self.on_crash(engine, generation, text),
            Action::Restart => self.restart(),
            Action::Dismiss => self.revived = None,
            Action::Build(action) => self.on_build(action),
            Action::Keep(action) => self.on_keep(action),
            Action::Shortcuts(on) => self.shortcuts = on,
        }
        self.settle();
    }

    /// Asks for what is missing and not asked for yet, unless the engine has failed.
    fn settle(&mut self) {
        if self.failure.is_some() {
            return;
        }
        if self.step.flight.is_none() {
            let is_empty = |scene: &Scene| scene.trace.is_none() && scene.diagnostics.is_empty();
            if self.catalog.is_none() {
                self.launch(EngineName::Step, RequestBody::Catalog, Purpose::Catalog);
            } else if self.scene.as_ref().is_some_and(is_empty) {
                self.replay(Vec::new(), Land::End);
            } else if !self.look() && !self.ask_packed() {
                // What is looked at comes first, then what the address bar says.
                self.ask_rest();
            }
        }
        // What is waited for comes before what is read.
        if self.study.flight.is_none() && !self.ask_export() {
            self.ask_mail();
        }
        self.note_progress();
        self.ask_frontier();
        self.ask_order();
        self.ask_prospects();
        self.check_next();
    }

    /// Back to the start view.
    pub(super) fn close(&mut self) {
        if self.scene.take().is_some() {
            self.search.drop_flight();
            self.judge.drop_flight();
            self.step.drop_flight();
            self.study.drop_flight();
        }
        self.link_note = None;
    }

    fn open_cell(&mut self, cell: CellId) {
        let Some(setup) = self.catalog.as_deref().and_then(|catalog| matrix::setup(catalog, cell)) else {
            return;
        };
        self.enter(setup);
        self.replay(Vec::new(), Land::End);
        self.search_and_land();
    }

    /// Shows the shortest run to the verdict of what is set, once that is known.
    pub(super) fn search_and_land(&mut self) {
        if let Some(scene) = &mut self.scene {
            scene.land_on_report = true;
        }
        if self.scene.as_ref().is_some_and(|scene| scene.report.is_some()) {
            self.land_on_report();
        } else {
            self.start_search();
        }
    }

    fn pick_scenario(&mut self, name: String) {
        if self.scenario(&name).is_none() {
            return;
        }
        let change = |setup: &mut Setup| {
            setup.scenario = Source::Builtin(name);
            setup.options.clear();
        };
        self.rewrite(change);
    }

    pub(super) fn set_option(&mut self, key: &str, value: &str) {
        let Some(scene) = &self.scene else { return };
        let Some(known) = self.scenario(scene.wanted.scenario.name()) else { return };
        // In the scenario's order and without its own values, so that equal settings have equal links.
        let mut options = Vec::new();
        for option in &known.options {
            let current = scene.wanted.options.iter().rev().find(|(name, _)| *name == option.key);
            let current = current.map_or(option.default.as_str(), |(_, current)| current);
            let chosen = if option.key == key { value } else { current };
            if chosen != option.default {
                options.push((option.key.clone(), chosen.to_owned()));
            }
        }
        self.rewrite(|setup| setup.options = options);
    }

    /// Changes what runs and shows its initial state. What a search said about something else is forgotten.
    fn rewrite(&mut self, change: impl FnOnce(&mut Setup)) {
        let Some(scene) = &self.scene else { return };
        let mut wanted = Setup::clone(&scene.wanted);
        change(&mut wanted);
        if wanted == *scene.wanted {
            return;
        }
        let report = self.known_report(&wanted);
        let limits = self.limits_of(&wanted);
        self.search.drop_flight();
        self.judge.drop_flight();
        if let Some(scene) = &mut self.scene {
            scene.wanted = Rc::new(wanted);
            scene.opened = None;
            scene.report = report;
            scene.frontier = Frontier::Closed;
            scene.order = Order::Closed;
            scene.judgement = Judgement::default();
            scene.play = Play::default();
            scene.stopped = None;
            scene.land_on_report = false;
            scene.limits = limits;
            scene.searched = LimitsView::default();
            scene.diagnostics = Rc::default();
        }
        self.replay(Vec::new(), Land::End);
    }

    /// Asks for the run of this schedule.
    pub(super) fn replay(&mut self, schedule: Vec<u16>, land: Land) {
        let Some(scene) = &self.scene else { return };
        let setup = Setup::clone(&scene.wanted);
        let look = u32::try_from(land.cursor(schedule.len())).unwrap_or(u32::MAX);
        self.run(RequestBody::Replay { setup, schedule, look }, land);
    }

    /// Takes a choice at the cursor; behind a choice that is still on its way, when there is one.
    fn take(&mut self, choice: u16) {
        let Some(scene) = &mut self.scene else { return };
        if scene.current_trace().is_none() {
            return;
        }
        let flight = self.step.flight.as_ref().map(|flight| &flight.request.body);
        let is_here = scene.state().is_some_and(|state| usize::from(choice) < state.choices.len());
        // What is known to come next is gone to, and what comes after it stays.
        let known = scene.current_trace().and_then(|trace| trace.schedule.get(scene.cursor).copied());
        if is_here && known == Some(choice) && !matches!(flight, Some(RequestBody::Replay { .. })) {
            return self.go(Move::Forward);
        }
        let mut schedule = match flight {
            Some(RequestBody::Replay { schedule, .. }) => schedule.clone(),
            Some(
                RequestBody::Catalog
                | RequestBody::Random { .. }
                | RequestBody::RoundRobin { .. }
                | RequestBody::Until { .. }
                | RequestBody::Frontier { .. }
                | RequestBody::Order { .. }
                | RequestBody::Prospects { .. }
                | RequestBody::Search { .. }
                | RequestBody::Sweep { .. }
                | RequestBody::Unpack { .. }
                | RequestBody::Stop,
            ) => return,
            // What nobody waits for is asked again later.
            None
            | Some(
                RequestBody::Costs
                | RequestBody::Difference { .. }
                | RequestBody::Window { .. }
                | RequestBody::Mail { .. }
                | RequestBody::Export { .. }
                | RequestBody::Pack { .. },
            ) => {
                if !is_here {
                    return;
                }
                scene.past()
            }
        };
        schedule.push(choice);
        scene.land_on_report = false;
        self.replay(schedule, Land::End);
    }

    fn truncate(&mut self, len: impl FnOnce(&Scene) -> usize) {
        self.step.drop_flight();
        if let Some(scene) = &mut self.scene {
            let len = len(scene);
            scene.truncate(len);
            scene.land_on_report = false;
        }
    }

    /// Back to the initial state, from which the run that was shown can be returned to.
    fn reset(&mut self) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.current_trace().is_some()) {
            let start = scene.past()[..scene.begun()].to_vec();
            scene.keep_before(&start);
        }
        self.truncate(Scene::begun);
    }

    fn random(&mut self) {
        let steps_max = self.run_steps_max();
        let Some(scene) = &mut self.scene else { return };
        let (setup, schedule, seed) = (Setup::clone(&scene.wanted), scene.past(), scene.seed);
        scene.seed += 1;
        scene.land_on_report = false;
        self.run(RequestBody::Random { setup, schedule, seed, steps_max }, Land::End);
    }

    fn round_robin(&mut self) {
        let steps_max = self.run_steps_max();
        let Some(scene) = &mut self.scene else { return };
        let (setup, schedule) = (Setup::clone(&scene.wanted), scene.past());
        scene.land_on_report = false;
        self.run(RequestBody::RoundRobin { setup, schedule, steps_max }, Land::End);
    }

    /// Steps of the whole run, counted from its start.
    fn run_steps_max(&self) -> u32 {
        let past = self.scene.as_ref().map_or(0, |scene| scene.cursor);
        u32::try_from(past).unwrap_or(u32::MAX).saturating_add(RUN_STEPS_MAX)
    }

    /// Shows a run that the report has a schedule of.
    fn replay_found(&mut self, schedule: impl FnOnce(&ReportView) -> Option<&Vec<u16>>) {
        let report = self.scene.as_ref().and_then(|scene| scene.report.as_deref());
        if let Some(schedule) = report.and_then(schedule) {
            self.replay(schedule.clone(), Land::End);
        }
    }

    /// Shows the shortest run to the verdict of a report that has just come, unless the visitor has gone on meanwhile.
    pub(super) fn land_on_report(&mut self) {
        let Some(scene) = &mut self.scene else { return };
        let Some(report) = scene.report.clone().filter(|_| scene.land_on_report) else { return };
        scene.land_on_report = false;
        match report.verdict {
            // Nothing was found that could be shown.
            VerdictView::Unknown => {}
            VerdictView::Ok | VerdictView::Deadlock | VerdictView::Livelock | VerdictView::Hazard => {
                self.replay(report.schedule.clone(), Land::End);
            }
        }
    }

    pub(super) fn go(&mut self, to: Move) {
        if let Some(scene) = &mut self.scene {
            scene.go(to);
            scene.playing = false;
            scene.land_on_report = false;
        }
    }

    fn toggle_play(&mut self) {
        let Some(scene) = &mut self.scene else { return };
        scene.playing = !scene.playing && scene.len() > 0;
        if scene.playing && scene.cursor == scene.len() {
            scene.cursor = 0;
        }
    }

    fn tick(&mut self) {
        let Some(scene) = self.scene.as_mut().filter(|scene| scene.playing) else { return };
        scene.go(Move::Forward);
        scene.playing = scene.cursor < scene.len() && !scene.is_at_stop();
    }

    fn draft(&mut self, target: EditTarget, text: Rc<str>) {
        if let Some(scene) = &self.scene {
            let name = scene.source(target).name().to_owned();
            Rc::make_mut(&mut self.drafts).insert((target, name), text);
        }
    }

    fn apply_draft(&mut self, target: EditTarget) {
        let Some(scene) = &self.scene else { return };
        let name = scene.source(target).name().to_owned();
        let Some(text) = self.drafts.get(&(target, name.clone())).cloned() else { return };
        if text.len() > TEXT_MAX {
            return;
        }
        let source = match self.builtin_text(target, &name) {
            Some(builtin) if *builtin == *text => Source::Builtin(name),
            Some(_) | None => Source::Text { name, text: text.to_string() },
        };
        self.replace(target, source);
    }

    fn revert(&mut self, target: EditTarget) {
        let Some(scene) = &self.scene else { return };
        let name = scene.source(target).name().to_owned();
        if self.builtin_text(target, &name).is_none() {
            // A link has brought it along.
            return;
        }
        Rc::make_mut(&mut self.drafts).remove(&(target, name.clone()));
        self.replace(target, Source::Builtin(name));
    }

    fn replace(&mut self, target: EditTarget, source: Source) {
        let change = |setup: &mut Setup| match target {
            EditTarget::Listing => setup.listing = source,
            EditTarget::Scenario => setup.scenario = source,
        };
        self.rewrite(change);
    }

    /// Opens the address that has been waiting for the catalog.
    pub(super) fn open_waiting(&mut self) {
        if let Some(fragment) = self.waiting_link.take() {
            self.open(fragment);
        }
    }
}
