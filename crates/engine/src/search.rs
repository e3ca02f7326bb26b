//! The search of every interleaving, in slices, with or without reductions.
//!
//! Arrow: `Machine` -> **`Search`** -> [`Report`]. It begins with the reductions it was asked for. Where they could say
//! something wrong it begins again with fewer: runs that never end are looked for without any, because a reduced
//! graph has a cycle whenever the whole one has; and a task that dies ends the run for all, so what others did before
//! would count into its length.

use crate::footprint::Footprint;
use crate::lock_order::LockOrder;
use crate::machine::Machine;
use crate::reduced::Reduced;
use crate::report::{Doubt, Frontier, Limits, Progress, Reductions, Report, Switch};
use crate::state::State;
use crate::symmetry::Symmetry;
use crate::whole::Whole;

/// A search under way.
#[derive(Debug)]
pub struct Search<'m> {
    machine: &'m Machine,
    limits: Limits,
    records: Switch,
    kind: Kind<'m>,
}

#[derive(Debug)]
enum Kind<'m> {
    Whole(Box<Whole<'m>>),
    Reduced(Box<Reduced<'m>>),
}

impl<'m> Search<'m> {
    /// A search that has seen the initial state only.
    pub fn new(machine: &'m Machine, limits: Limits) -> Self {
        Self::begin(machine, limits, Switch::Off)
    }

    /// As [`Self::new`], for [`Self::lock_order`].
    pub fn recording(machine: &'m Machine, limits: Limits) -> Self {
        Self::begin(machine, limits, Switch::On)
    }

    fn begin(machine: &'m Machine, limits: Limits, records: Switch) -> Self {
        let symmetry = match limits.reductions.symmetry {
            Switch::On => Symmetry::new(machine),
            Switch::Off => Symmetry::none(machine),
        };
        let kind = if symmetry.classes.is_empty() {
            let footprint = match limits.reductions.partial_order {
                Switch::On => Footprint::new(machine, &symmetry, limits.visible),
                Switch::Off => None,
            };
            Kind::Whole(Box::new(Whole::new(machine, limits, footprint, records)))
        } else {
            Kind::Reduced(Box::new(Reduced::new(machine, limits, symmetry, records)))
        };
        Self { machine, limits, records, kind }
    }

    /// Expands up to so many states. Returns whether the search is over.
    pub fn slice(&mut self, states: u32) -> bool {
        let (is_over, doubt) = match &mut self.kind {
            Kind::Whole(search) => (search.slice(states), search.doubt()),
            Kind::Reduced(search) => (search.slice(states), search.doubt()),
        };
        let Some(doubt) = doubt else { return is_over };
        let reductions = match (doubt, self.limits.reductions) {
            (Doubt::Oops, Reductions { symmetry: Switch::On, partial_order: Switch::On }) => {
                Reductions { partial_order: Switch::Off, ..Reductions::ON }
            }
            (Doubt::NotAlike, Reductions { symmetry: Switch::On, partial_order: Switch::On }) => {
                Reductions { symmetry: Switch::Off, ..Reductions::ON }
            }
            (Doubt::Oops | Doubt::NotAlike | Doubt::Cycle, _) => Reductions::OFF,
        };
        *self = Self::begin(self.machine, Limits { reductions, ..self.limits }, self.records);
        false
    }

    /// Runs the search to its end.
    pub fn finish(mut self) -> Report {
        while !self.slice(u32::MAX) {}
        self.report()
    }

    /// Whether a search without reductions has reached a state.
    ///
    /// # Panics
    /// With reductions, which keep no such states: a mistake of the caller.
    pub fn contains(&self, state: &State) -> bool {
        match &self.kind {
            Kind::Whole(search) => search.contains(state),
            Kind::Reduced(_) => panic!("a reduced search does not know single states"),
        }
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        match &self.kind {
            Kind::Whole(search) => search.progress(),
            Kind::Reduced(search) => search.progress(),
        }
    }

    /// Its states by how many tasks hold one kmap slot and how many hold two, in that order.
    pub fn frontier(&self) -> Vec<Frontier> {
        match &self.kind {
            Kind::Whole(search) => search.frontier(),
            Kind::Reduced(search) => search.frontier(),
        }
    }

    /// The order in which tasks take locks of which classes, as far as was searched. Nothing unless the search was
    /// begun by [`Self::recording`].
    pub fn lock_order(&mut self) -> LockOrder {
        match &mut self.kind {
            Kind::Whole(search) => search.lock_order(),
            Kind::Reduced(search) => search.lock_order(),
        }
    }

    /// What was found so far; final once the search is over. Without reductions it looks for runs that never end, and
    /// takes about as long as the search when the graph has cycles.
    pub fn report(self) -> Report {
        match self.kind {
            Kind::Whole(search) => search.report(),
            Kind::Reduced(search) => search.report(),
        }
    }
}
