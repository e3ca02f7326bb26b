//! Runs that were left and can be returned to: what was known when another choice was made in the middle of one.
//!
//! Arrow: a run that is replaced -> **`Kept`** -> stacked lines, comparison. Runs of one setup only; a run that is the
//! beginning of another one is not kept beside it.

use std::rc::Rc;

use pagelock_protocol::view::{EndView, TraceView, WindowView};

use super::scene::Scene;

/// Runs that are kept beside the one that is shown; of more the oldest is forgotten.
pub(crate) const KEPT_MAX: usize = 7;

/// A run that can be returned to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its number, which it keeps.
    pub(crate) id: u32,
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Some of its states in full.
    pub(crate) window: Rc<WindowView>,
    /// Where the visitor looked last.
    pub(crate) cursor: usize,
}

/// The runs of a scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct History {
    /// The number of the run that is shown.
    pub(crate) here: u32,
    /// The others, in the order in which they were left.
    pub(crate) kept: Rc<Vec<Kept>>,
    /// The number of the one that the shown run is compared with.
    pub(crate) compared: Option<u32>,
}

impl Default for History {
    fn default() -> Self {
        Self { here: 1, kept: Rc::default(), compared: None }
    }
}

/// How many choices two runs have in common before the first difference.
pub(crate) fn common(a: &[u16], b: &[u16]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

impl Kept {
    /// How it ends, if its last state is here.
    pub(crate) fn end(&self) -> Option<&EndView> {
        self.window.state(self.trace.steps.len())?.end.as_ref()
    }
}

impl History {
    /// A kept run.
    pub(crate) fn run(&self, id: u32) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.id == id)
    }

    /// The run that the shown one is compared with.
    pub(crate) fn other(&self) -> Option<&Kept> {
        self.run(self.compared?)
    }

    fn fresh(&self) -> u32 {
        let ids = self.kept.iter().map(|kept| kept.id).chain([self.here]);
        ids.max().unwrap_or(0) + 1
    }

    /// Forgets what is contained in the run that is shown or in another one, and the oldest of too many.
    fn tidy(&mut self, shown: &[u16]) {
        let all = Rc::clone(&self.kept);
        let is_within = |kept: &Kept, i: usize| {
            let own = &kept.trace.schedule;
            let mut others = all.iter().enumerate().filter(|(j, _)| *j != i);
            shown.starts_with(own)
                || others.any(|(j, other)| {
                    let whole = &other.trace.schedule;
                    whole.starts_with(own) && (whole.len() > own.len() || j > i)
                })
        };
        let left = all.iter().enumerate().filter(|(i, kept)| !is_within(kept, *i));
        let left: Vec<Kept> = left.map(|(_, kept)| kept.clone()).collect();
        let surplus = left.len().saturating_sub(KEPT_MAX);
        self.kept = Rc::new(left.into_iter().skip(surplus).collect());
        self.compared = self.compared.filter(|&id| self.run(id).is_some());
    }
}

impl Scene {
    /// The run that is shown, as one to keep.
    fn as_kept(&self) -> Option<Kept> {
        let trace = self.trace.as_ref().filter(|trace| !trace.steps.is_empty())?;
        let (id, window) = (self.history.here, Rc::clone(&self.window));
        Some(Kept { id, trace: Rc::clone(trace), window, cursor: self.cursor })
    }

    /// Before the run that is shown makes room for one with this schedule: keeps it, unless that one only goes on
    /// from it.
    pub(super) fn keep_before(&mut self, next: &[u16]) {
        let shown = self.as_kept().filter(|shown| !next.starts_with(&shown.trace.schedule));
        if let Some(shown) = shown {
            let fresh = self.history.fresh();
            Rc::make_mut(&mut self.history.kept).push(shown);
            self.history.here = fresh;
        }
        // A run that is made again is the one that was left.
        let again = self.history.kept.iter().find(|kept| kept.trace.schedule == next);
        self.history.here = again.map_or(self.history.here, |kept| kept.id);
        self.history.tidy(next);
    }

    /// Begins another run with the choices up to the cursor.
    pub(super) fn fork(&mut self) {
        let past = self.past();
        if past.len() < self.len() {
            self.keep_before(&past);
            self.truncate(past.len());
        }
    }

    /// Shows a kept run again, and keeps the one that was shown.
    pub(super) fn return_to(&mut self, id: u32) {
        let Some(position) = self.history.kept.iter().position(|kept| kept.id == id) else { return };
        let shown = self.as_kept();
        let back = Rc::make_mut(&mut self.history.kept).remove(position);
        if self.history.compared == Some(id) {
            self.history.compared = shown.as_ref().map(|shown| shown.id);
        }
        Rc::make_mut(&mut self.history.kept).extend(shown);
        self.history.here = back.id;
        self.history.tidy(&back.trace.schedule);
        self.trace = Some(back.trace);
        self.window = back.window;
        self.cursor = back.cursor;
        self.playing = false;
    }

    /// Forgets a kept run.
    pub(super) fn forget(&mut self, id: u32) {
        Rc::make_mut(&mut self.history.kept).retain(|kept| kept.id != id);
        self.history.compared = self.history.compared.filter(|&compared| compared != id);
    }
}
