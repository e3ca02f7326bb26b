//! Where a run is to stop: when a task comes to a step of the listing. First along the run that is known, then the
//! engine is asked for a way there.
//!
//! Arrow: `Stop` -> cursor, or **request** -> run.

use std::rc::Rc;

use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::{CodeView, NoWayView, TraceView};

use super::Model;
use super::action::Move;
use super::engine::{EngineName, Purpose};

/// A step, and who is to come to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    /// Who: index into the tasks of the run.
    pub(crate) task: u32,
    /// The label of the step.
    pub(crate) label: String,
}

/// Why a run did not come to where it was to stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missed {
    /// Where it was to stop.
    pub(crate) stop: Stop,
    /// The cursor then.
    pub(crate) from: usize,
    /// What the engine says.
    pub(crate) why: NoWayView,
}

impl Stop {
    /// Whether the task stands there in a state and did not in the one before.
    pub(crate) fn is_reached(&self, trace: &TraceView, state: usize) -> bool {
        let is_at = |state| {
            let place = trace.course.place(self.task as usize, state);
            place.is_some_and(|place| place.label == self.label)
        };
        is_at(state) && state.checked_sub(1).is_none_or(|before| !is_at(before))
    }
}

/// The labels of the steps of a listing, in the order of its texts.
pub(crate) fn labels(code: &CodeView) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for line in code.files.iter().flat_map(|file| &file.lines) {
        for label in labels_of(line) {
            if !labels.iter().any(|known| known == label) {
                labels.push(label.to_owned());
            }
        }
    }
    labels
}

/// The labels at the beginning of a line: `[7|e]` has two.
pub(crate) fn labels_of(line: &str) -> impl Iterator<Item = &str> {
    let inside = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    inside.map(|(inside, _)| inside).into_iter().flat_map(|inside| inside.split('|')).map(str::trim)
}

/// The stop that is set, or the one that is offered until then: the first task, the first step.
pub(crate) fn stop_or_first(stop: Option<&Stop>, code: &CodeView) -> Option<Stop> {
    let first = || Some(Stop { task: 0, label: labels(code).into_iter().next()? });
    stop.cloned().or_else(first)
}

impl Model {
    pub(super) fn stop_at(&mut self, stop: Option<Stop>) {
        if let Some(scene) = &mut self.scene {
            scene.stop = stop;
            scene.missed = None;
        }
    }

    /// Goes to where the run is to stop.
    pub(super) fn run_until(&mut self) {
        let Some(scene) = &mut self.scene else { return };
        scene.missed = None;
        let Some(trace) = scene.current_trace() else { return };
        let Some(stop) = stop_or_first(scene.stop.as_ref(), &trace.code) else { return };
        let known = (scene.cursor + 1..=scene.len()).find(|&state| stop.is_reached(trace, state));
        if let Some(state) = known {
            return self.go(Move::To(state));
        }
        scene.playing = false;
        scene.land_on_report = false;
        let (setup, schedule) = (Rc::clone(&scene.wanted), scene.past());
        let Stop { task, label } = stop.clone();
        let body = RequestBody::Until { setup: Setup::clone(&setup), schedule, task, label };
        self.launch(EngineName::Step, body, Purpose::Until { setup, stop });
    }

    /// There is no way to where a run was to stop.
    pub(super) fn on_no_way(&mut self, setup: &Rc<Setup>, stop: Stop, why: NoWayView) {
        if let Some(scene) = self.scene.as_mut().filter(|scene| scene.wanted == *setup) {
            scene.missed = Some(Missed { stop, from: scene.cursor, why });
        }
    }
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::CodeFileView;

    use super::*;
    use crate::fixtures;

    #[test]
    fn labels_are_read_off_the_listing() {
        let lines = ["kernel", "[2]\tlock_page(page);", "[7|e]   find_vma", "[2]\tagain", "  [9] no label"];
        let lines = lines.map(str::to_owned).to_vec();
        let code =
            CodeView { files: vec![CodeFileView { name: "x".into(), lines }], ..fixtures::trace(&[]).code };
        assert_eq!(labels(&code), ["2", "7", "e"]);
    }

    #[test]
    fn the_first_step_is_offered_until_another_one_is_set() {
        let file = CodeFileView { name: "x".into(), lines: vec!["[3] kmap(page);".into(), "[2] a".into()] };
        let code = CodeView { files: vec![file], ..fixtures::trace(&[]).code };
        let set = Stop { task: 1, label: "2".into() };
        assert_eq!(stop_or_first(Some(&set), &code), Some(set));
        assert_eq!(stop_or_first(None, &code), Some(Stop { task: 0, label: "3".into() }));
        assert_eq!(stop_or_first(None, &CodeView { files: Vec::new(), ..code }), None);
    }

    #[test]
    fn a_stop_is_where_the_task_comes_to_the_step() {
        let trace = fixtures::trace(&[0, 1]);
        let stop = Stop { task: 0, label: "2".into() };
        // It stands there from the beginning on.
        assert_eq!([0, 1].map(|state| stop.is_reached(&trace, state)), [true, false]);
        assert!(!Stop { label: "3".into(), ..stop }.is_reached(&trace, 0));
    }
}
