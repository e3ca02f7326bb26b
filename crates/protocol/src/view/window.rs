//! Some states of a run in full: those around the one that is looked at.
//!
//! Neighbouring states have most of their parts in common. They share them in memory, and on the way between worker and
//! page each part is sent once: [`Packed`] is what is sent.

use std::collections::HashMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{
    BudgetView, ChoiceView, EndView, FileView, MmView, PageView, PoolView, StateView, TaskView, WaitView,
};

/// States of a run, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct WindowView {
    /// Which state of the run is the first one, counted from 0 before the first step.
    pub from: u32,
    /// The states.
    pub states: Vec<Rc<StateView>>,
}

impl WindowView {
    /// A state of the run, if it is here.
    pub fn state(&self, state: usize) -> Option<&Rc<StateView>> {
        self.states.get(state.checked_sub(self.from as usize)?)
    }

    /// Forgets what came after a state of the run.
    pub fn truncate(&mut self, state: usize) {
        self.states.truncate((state + 1).saturating_sub(self.from as usize));
    }

    /// The state that is nearest to one of the run. `None` only if there are none at all.
    pub fn nearest(&self, state: usize) -> Option<usize> {
        let (first, len) = (self.from as usize, self.states.len());
        (len > 0).then(|| state.clamp(first, first + len - 1))
    }
}

/// Parts of states, each once.
#[derive(Default, Serialize, Deserialize)]
struct Parts {
    tasks: Vec<Rc<TaskView>>,
    pages: Vec<Rc<PageView>>,
    mms: Vec<Rc<MmView>>,
    files: Vec<Rc<FileView>>,
    pools: Vec<Rc<PoolView>>,
    choices: Vec<Rc<ChoiceView>>,
}

/// A state with indices into [`Parts`].
#[derive(Serialize, Deserialize)]
struct PackedState {
    tasks: Vec<u32>,
    pages: Vec<u32>,
    mms: Vec<u32>,
    files: Vec<u32>,
    pool: u32,
    budgets: Vec<BudgetView>,
    choices: Vec<u32>,
    waits: Vec<WaitView>,
    costs: Vec<(String, u64)>,
    end: Option<EndView>,
}

/// A window as it is sent.
#[derive(Serialize, Deserialize)]
struct Packed {
    from: u32,
    parts: Parts,
    states: Vec<PackedState>,
}

/// Numbers parts of one kind in the order in which they are met.
struct Numbering<T> {
    parts: Vec<Rc<T>>,
    known: HashMap<*const T, u32>,
}

impl<T> Numbering<T> {
    fn new() -> Self {
        Self { parts: Vec::new(), known: HashMap::new() }
    }

    fn of(&mut self, part: &Rc<T>) -> u32 {
        let parts = &mut self.parts;
        *self.known.entry(Rc::as_ptr(part)).or_insert_with(|| {
            parts.push(Rc::clone(part));
            u32::try_from(parts.len() - 1).expect("windows are small")
        })
    }

    fn all(&mut self, parts: &[Rc<T>]) -> Vec<u32> {
        parts.iter().map(|part| self.of(part)).collect()
    }
}

impl From<WindowView> for Packed {
    fn from(window: WindowView) -> Self {
        let (mut tasks, mut pages, mut mms) = (Numbering::new(), Numbering::new(), Numbering::new());
        let (mut files, mut pools, mut choices) = (Numbering::new(), Numbering::new(), Numbering::new());
        let pack = |state: &Rc<StateView>| PackedState {
            tasks: tasks.all(&state.tasks),
            pages: pages.all(&state.pages),
            mms: mms.all(&state.mms),
            files: files.all(&state.files),
            pool: pools.of(&state.pool),
            budgets: state.budgets.clone(),
            choices: choices.all(&state.choices),
            waits: state.waits.clone(),
            costs: state.costs.clone(),
            end: state.end.clone(),
        };
        let states = window.states.iter().map(pack).collect();
        let parts = Parts {
            tasks: tasks.parts,
            pages: pages.parts,
            mms: mms.parts,
            files: files.parts,
            pools: pools.parts,
            choices: choices.parts,
        };
        Self { from: window.from, parts, states }
    }
}

/// The parts of these numbers. A number that is none of them names nothing, and is left out.
fn find<T>(parts: &[Rc<T>], numbers: &[u32]) -> Vec<Rc<T>> {
    numbers.iter().filter_map(|&number| parts.get(number as usize).map(Rc::clone)).collect()
}

impl From<Packed> for WindowView {
    fn from(packed: Packed) -> Self {
        let Packed { from, parts, states } = packed;
        let unpack = |state: PackedState| {
            Rc::new(StateView {
                tasks: find(&parts.tasks, &state.tasks),
                pages: find(&parts.pages, &state.pages),
                mms: find(&parts.mms, &state.mms),
                files: find(&parts.files, &state.files),
                pool: parts.pools.get(state.pool as usize).map(Rc::clone).unwrap_or_default(),
                budgets: state.budgets,
                choices: find(&parts.choices, &state.choices),
                waits: state.waits,
                costs: state.costs,
                end: state.end,
            })
        };
        Self { from, states: states.into_iter().map(unpack).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: u32, states: usize) -> WindowView {
        WindowView { from, states: vec![Rc::default(); states] }
    }

    #[test]
    fn a_window_knows_its_states_by_their_place_in_the_run() {
        let window = window(10, 3);
        assert_eq!([9, 10, 12, 13].map(|state| window.state(state).is_some()), [false, true, true, false]);
        assert_eq!([0, 11, 99].map(|state| window.nearest(state)), [Some(10), Some(11), Some(12)]);
        assert_eq!(WindowView::default().nearest(0), None);
    }

    #[test]
    fn parts_that_states_share_are_sent_once_and_shared_again() {
        let choice = |text: &str| Rc::new(ChoiceView { task: 1, text: text.into() });
        let (kept, old, new) = (choice("kept"), choice("old"), choice("new"));
        let state = |choices: Vec<Rc<ChoiceView>>| Rc::new(StateView { choices, ..StateView::default() });
        let window = WindowView {
            from: 7,
            states: vec![state(vec![Rc::clone(&kept), old]), state(vec![new, Rc::clone(&kept)])],
        };
        let packed = Packed::from(window.clone());
        assert_eq!(packed.parts.choices.len(), 3);
        assert_eq!(packed.states[1].choices, [2, 0]);
        let again = WindowView::from(packed);
        assert_eq!(again, window);
        assert!(Rc::ptr_eq(&again.states[0].choices[0], &again.states[1].choices[1]));
    }
}
