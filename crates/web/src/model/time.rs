//! Moving in time beyond the run that is known: forks, returning to them, comparing, running to a step, and how the
//! lanes are shown.
//!
//! Arrow: `TimeAction` -> **`Model::on_time`** -> `Model`.

use std::rc::Rc;

use super::Model;
use super::action::Move;
use super::engine::Land;
use super::scene::Scene;
use super::stop::Stop;
use super::zoom::Zoom;
use crate::lock_events::{lock_events, next, previous};

/// What happened to the time lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TimeAction {
    /// Width of a step.
    Zoom(Zoom),
    /// The next wider step.
    Nearer,
    /// The next narrower step.
    Farther,
    /// The lane of the task that the code shows stays on top, or not any more.
    TogglePin,
    /// To the state after the next lock event.
    NextEvent,
    /// To the state after the lock event before.
    PreviousEvent,
    /// Keep this run, and begin another one at the cursor.
    Fork,
    /// What if this choice had been taken in place of the last step?
    Instead(u16),
    /// Back to the run of this number.
    Return(u32),
    /// Back to the run with the next number, or the first one.
    NextRun,
    /// Forget the run of this number.
    Forget(u32),
    /// Compare with the run of this number, or with none.
    Compare(Option<u32>),
    /// Compare with the run that was left last, or no more.
    ToggleCompare,
    /// Where running and playing is to stop.
    StopAt(Option<Stop>),
    /// Run until there.
    RunUntil,
}

impl Model {
    /// Does what `action` says.
    pub(super) fn on_time(&mut self, action: TimeAction) {
        match action {
            TimeAction::Zoom(zoom) => self.zoom = zoom,
            TimeAction::Nearer => self.zoom = self.zoom.nearer().unwrap_or(self.zoom),
            TimeAction::Farther => self.zoom = self.zoom.farther().unwrap_or(self.zoom),
            TimeAction::TogglePin => self.toggle_pin(),
            TimeAction::NextEvent => self.jump(next),
            TimeAction::PreviousEvent => self.jump(previous),
            TimeAction::Fork => self.with_run(Scene::fork),
            TimeAction::Instead(choice) => self.instead(choice),
            TimeAction::Return(id) => self.with_run(|scene| scene.return_to(id)),
            TimeAction::NextRun => self.next_run(),
            TimeAction::Forget(id) => {
                if let Some(scene) = &mut self.scene {
                    scene.forget(id);
                }
            }
            TimeAction::Compare(id) => self.compare(id),
            TimeAction::ToggleCompare => self.toggle_compare(),
            TimeAction::StopAt(stop) => self.stop_at(stop),
            TimeAction::RunUntil => self.run_until(),
        }
    }

    /// Changes which run is shown; what was asked for before is not waited for.
    fn with_run(&mut self, change: impl FnOnce(&mut Scene)) {
        self.step.drop_flight();
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.current_trace().is_some()) {
            scene.land_on_report = false;
            change(scene);
        }
    }

    fn toggle_pin(&mut self) {
        let Some(scene) = &mut self.scene else { return };
        let Some(task) = scene.focus().and_then(|task| u32::try_from(task).ok()) else { return };
        let pinned = Rc::make_mut(&mut scene.pinned);
        match pinned.iter().position(|&known| known == task) {
            Some(position) => drop(pinned.remove(position)),
            None => pinned.push(task),
        }
    }

    fn jump(&mut self, of: impl FnOnce(&[usize], usize) -> Option<usize>) {
        let Some(scene) = &self.scene else { return };
        let Some(trace) = &scene.trace else { return };
        if let Some(state) = of(&lock_events(trace), scene.cursor) {
            self.go(Move::To(state));
        }
    }

    fn instead(&mut self, choice: u16) {
        let Some(scene) = self.scene.as_mut().filter(|scene| scene.current_trace().is_some()) else { return };
        let mut schedule = scene.past();
        if schedule.pop().is_some() {
            schedule.push(choice);
            scene.land_on_report = false;
            self.replay(schedule, Land::End);
        }
    }

    fn next_run(&mut self) {
        let Some(scene) = &self.scene else { return };
        let here = scene.history.here;
        let ids = || scene.history.kept.iter().map(|kept| kept.id);
        let next = ids().filter(|&id| id > here).min().or_else(|| ids().min());
        if let Some(id) = next {
            self.with_run(|scene| scene.return_to(id));
        }
    }

    fn compare(&mut self, id: Option<u32>) {
        if let Some(scene) = &mut self.scene {
            scene.history.compared = id.filter(|&id| scene.history.run(id).is_some());
        }
    }

    fn toggle_compare(&mut self) {
        let Some(scene) = &self.scene else { return };
        let last = scene.history.kept.last().map(|kept| kept.id);
        self.compare(last.filter(|_| scene.history.compared.is_none()));
    }
}
