//! States of a run in full: those around the one that is looked at, sharing what they have in common.
//!
//! Arrow: `Trace` -> **`WindowView`**. How many there are depends on how many tasks there are: the work for a window is
//! about the same for every machine.

use std::ops::Range;
use std::rc::Rc;

use pagelock_engine::{End, Ending, Ledger, Machine, Step, Trace, View};
use pagelock_protocol::view::{EndView, StateView, WindowView};

use crate::evidence::evidence;
use crate::held::Held;
use crate::report::verdict_view;
use crate::state_view::state_view;

/// Tasks times states of a window; a run of few tasks is within one.
const TASK_STATES_MAX: usize = 10_000;

/// Fewest states of a window, however many tasks there are.
const STATES_MIN: usize = 9;

/// The states to give in full when `look` is looked at in a run of `len` steps.
pub(crate) fn window_around(look: usize, len: usize, machine: &Machine) -> Range<usize> {
    let tasks = machine.all_tasks().count().max(1);
    let states = (TASK_STATES_MAX / tasks).max(STATES_MIN).min(len + 1);
    let start = look.saturating_sub(states / 2).min(len + 1 - states);
    start..start + states
}

/// The states around `look` of the run with this schedule.
pub(crate) fn window_view(machine: &Machine, schedule: &[u16], look: usize) -> WindowView {
    let around = window_around(look.min(schedule.len()), schedule.len(), machine);
    let trace = Trace::replay(machine, &schedule[..around.end - 1]);
    let mut window = Window::new(machine, around.start);
    let (mut ledger, mut held) = (Ledger::new(machine), Held::new(machine));
    let notation = || trace.notation(machine).to_string();
    if around.start == 0 {
        window.push(machine.view(&machine.initial()), &ledger, &held, notation);
    }
    let mut state = 0;
    trace.for_each_step(|step, _, after| {
        state += 1;
        follow(step, &mut ledger, &mut held);
        if around.contains(&state) {
            window.push(machine.view(after), &ledger, &held, notation);
        }
    });
    window.finish()
}

/// The last state of a run, in full.
pub fn last_state(machine: &Machine, trace: &Trace) -> StateView {
    let (mut ledger, mut held) = (Ledger::new(machine), Held::new(machine));
    trace.steps().iter().for_each(|step| follow(step, &mut ledger, &mut held));
    let mut window = Window::new(machine, trace.steps().len());
    window.push(machine.view(trace.last()), &ledger, &held, || trace.notation(machine).to_string());
    let only = window.finish().states.remove(0);
    Rc::unwrap_or_clone(only)
}

/// How a run has ended, if it has.
pub(crate) fn last_end(machine: &Machine, trace: &Trace) -> Option<EndView> {
    let view = machine.view(trace.last());
    let end = view.end()?;
    Some(end_view(machine, view, end, || trace.notation(machine).to_string()))
}

fn follow(step: &Step, ledger: &mut Ledger, held: &mut Held) {
    for &event in &step.events {
        ledger.observe(event);
        held.observe(step.choice.task, event, |_| {});
    }
}

/// A window that is being filled.
pub(crate) struct Window<'m> {
    machine: &'m Machine,
    view: WindowView,
}

impl<'m> Window<'m> {
    /// An empty window whose first state will be this one.
    pub(crate) fn new(machine: &'m Machine, from: usize) -> Self {
        let from = u32::try_from(from).expect("runs are limited");
        Self { machine, view: WindowView { from, states: Vec::new() } }
    }

    /// Adds the next state. `notation` is asked for where the run has ended in a deadlock.
    pub(crate) fn push(
        &mut self,
        view: View<'_>,
        ledger: &Ledger,
        held: &Held,
        notation: impl Fn() -> String,
    ) {
        let machine = self.machine;
        let mut state = state_view(machine, view, ledger, held);
        if let Some(end) = view.end() {
            state.choices.clear();
            state.end = Some(end_view(machine, view, end, notation));
        }
        if let Some(before) = self.view.states.last() {
            share(before, &mut state);
        }
        self.view.states.push(Rc::new(state));
    }

    /// The window.
    pub(crate) fn finish(self) -> WindowView {
        self.view
    }
}

fn end_view(machine: &Machine, view: View<'_>, end: End, notation: impl Fn() -> String) -> EndView {
    let (kind, notation) = match &end {
        End::Deadlock(kind) => (kind.name().to_owned(), notation()),
        End::Oops(_, oops) => (oops.name().to_owned(), String::new()),
        End::Finished(outcome) => (outcome.hazards().join(", "), String::new()),
    };
    EndView {
        verdict: verdict_view(Ending::from(end).verdict()),
        kind,
        notation,
        explanation: evidence(machine, view),
    }
}

/// Puts the parts of `before` in place of equal ones.
fn share(before: &StateView, state: &mut StateView) {
    share_all(&before.tasks, &mut state.tasks);
    share_all(&before.mms, &mut state.mms);
    share_all(&before.files, &mut state.files);
    if before.pool == state.pool {
        state.pool = Rc::clone(&before.pool);
    }
    // Pages are in order of their frames, choices in order of tasks: what is equal has the same key.
    share_sorted(&before.pages, &mut state.pages, |page| page.id);
    share_sorted(&before.choices, &mut state.choices, |choice| choice.task);
}

fn share_all<T: PartialEq>(before: &[Rc<T>], parts: &mut [Rc<T>]) {
    for (old, part) in before.iter().zip(parts) {
        if old == part {
            *part = Rc::clone(old);
        }
    }
}

fn share_sorted<T: PartialEq>(before: &[Rc<T>], parts: &mut [Rc<T>], key: impl Fn(&T) -> u32) {
    for part in parts {
        let start = before.partition_point(|old| key(old) < key(part));
        let same = before[start..].iter().take_while(|old| key(old) == key(part)).find(|old| *old == part);
        if let Some(same) = same {
            *part = Rc::clone(same);
        }
    }
}
