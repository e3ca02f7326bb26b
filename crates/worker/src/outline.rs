//! A run in outline: for each task the places it came to, with what it held there.
//!
//! Arrow: states and steps of a `Trace` -> **`Outline`** -> `CourseView`. One pass, with words only for what is new.

use std::collections::HashMap;

use pagelock_engine::event::Event;
use pagelock_engine::id::TaskId;
use pagelock_engine::program::Pc;
use pagelock_engine::{Machine, Status, Step, View};
use pagelock_protocol::view::{CourseView, HoldView, StandView, TaskStatusView};

use crate::held::Held;
use crate::lower::place_view;

/// The course of a run up to some state.
pub(crate) struct Outline<'m> {
    machine: &'m Machine,
    view: CourseView,
    /// the first task that runs the same program
    programs: Vec<TaskId>,
    places: HashMap<(TaskId, Pc), u32>,
    holdings: HashMap<Vec<HoldView>, u32>,
    held: Held,
    /// where each task stands, and the number of what it holds
    now: Vec<(Pc, u32)>,
}

impl<'m> Outline<'m> {
    /// The state before the first step.
    pub(crate) fn new(machine: &'m Machine, initial: View<'_>) -> Self {
        let tasks = machine.all_tasks().count();
        let mut outline = Self {
            machine,
            view: CourseView { tasks: vec![Vec::new(); tasks], ..CourseView::default() },
            programs: first_of_program(machine),
            places: HashMap::new(),
            holdings: HashMap::new(),
            held: Held::new(machine),
            now: Vec::new(),
        };
        let nothing = outline.holding(Vec::new());
        outline.now = machine.all_tasks().map(|task| (initial.pc(task), nothing)).collect();
        machine.all_tasks().for_each(|task| outline.note(0, initial, task));
        outline
    }

    /// What is held at the end of the course so far.
    pub(crate) fn held(&self) -> &Held {
        &self.held
    }

    /// Follows a step to `after`, the `state`th state of the run.
    pub(crate) fn follow(&mut self, state: u32, step: &Step, after: View<'_>) {
        let mut changed = Vec::new();
        for &event in &step.events {
            self.held.observe(step.choice.task, event, |task| changed.push(task));
        }
        for task in changed {
            let words = self.held.words(after, self.machine, task);
            self.now[task.index()].1 = self.holding(words);
        }
        if step.events.iter().copied().any(concerns_others) {
            self.machine.all_tasks().for_each(|task| self.note(state, after, task));
        } else {
            self.note(state, after, step.choice.task);
        }
    }

    /// The course.
    pub(crate) fn finish(self) -> CourseView {
        self.view
    }

    /// Number of a place.
    pub(crate) fn place(&mut self, task: TaskId, pc: Pc) -> u32 {
        let (machine, places) = (self.machine, &mut self.view.places);
        *self.places.entry((self.programs[task.index()], pc)).or_insert_with(|| {
            places.push(place_view(machine, task, pc));
            number(places.len() - 1)
        })
    }

    fn holding(&mut self, holds: Vec<HoldView>) -> u32 {
        if let Some(&known) = self.holdings.get(&holds) {
            return known;
        }
        let new = number(self.view.holdings.len());
        self.view.holdings.push(holds.clone());
        self.holdings.insert(holds, new);
        new
    }

    fn note(&mut self, state: u32, view: View<'_>, task: TaskId) {
        let i = task.index();
        let (status, pc) = (status_view(view.status(task)), view.pc(task));
        let last = self.view.tasks[i].last();
        let is_same =
            |last: &StandView| last.status == status && self.now[i].0 == pc && last.holds == self.now[i].1;
        if last.is_some_and(is_same) {
            return;
        }
        self.now[i].0 = pc;
        let place = (!view.is_at_end(task)).then(|| self.place(task, pc));
        self.view.tasks[i].push(StandView { from: state, status, place, holds: self.now[i].1 });
    }
}

/// Whether tasks other than the one that moved may be able to move now, or not any more: what they can wait for are
/// locks and slots, and a page that is free has neither.
fn concerns_others(event: Event) -> bool {
    matches!(
        event,
        Event::Acquired(..)
            | Event::Released(..)
            | Event::Queued(..)
            | Event::Allocated(_)
            | Event::AllocatedAlone(_)
            | Event::Detached(_)
            | Event::Freed(_)
            | Event::Oopsed(..)
    )
}

fn number(len: usize) -> u32 {
    u32::try_from(len).expect("runs are limited")
}

/// For each task the first one that runs the very same program.
pub(crate) fn first_of_program(machine: &Machine) -> Vec<TaskId> {
    let mut firsts: Vec<TaskId> = Vec::new();
    for task in machine.all_tasks() {
        let program = machine.program(task);
        // Tasks of one program stand together.
        let same = firsts.last().filter(|&&first| std::ptr::eq(machine.program(first), program));
        let first = same.copied().unwrap_or(task);
        firsts.push(first);
    }
    firsts
}

fn status_view(status: Status) -> TaskStatusView {
    match status {
        Status::Runnable => TaskStatusView::Runnable,
        Status::Blocked(_) => TaskStatusView::Blocked,
        Status::Finished => TaskStatusView::Finished,
        Status::Idle => TaskStatusView::Idle,
        Status::Oopsed(_) => TaskStatusView::Oopsed,
    }
}
