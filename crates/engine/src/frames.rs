//! How many page frames a scenario needs, whose they are, and whether it fits into the engine's limits.
//!
//! Arrow: `Scenario` -> **frames** -> `Layout`. It knows no states.

use crate::id::PageId;
use crate::limits::{FILES_MAX, FRAMES_MAX, MMS_MAX, TASKS_MAX};
use crate::prim::{Prim, Type};
use crate::program::Program;
use crate::scenario::Scenario;

impl Scenario {
    /// Whether it keeps to the engine's limits, so that [`crate::Machine::new`] takes it.
    pub fn fits(&self) -> bool {
        let tasks = self.tasks.len() + self.actors.len();
        let ptes: usize = self.mms.iter().map(|mm| mm.pages.len()).sum();
        tasks <= TASKS_MAX
            && self.files.len() <= FILES_MAX
            && self.mms.len() <= MMS_MAX
            && ptes <= FRAMES_MAX
            && frames(self) <= FRAMES_MAX
    }
}

/// Page frames a scenario needs at most: one for each place of a file and each task that allocates pages of its own,
/// and those of pages that outlive their place.
///
/// A page does so after truncation or invalidation, for as long as it is referenced, and between `remove_mapping` and
/// the reclaimer's `put_page`.
pub(crate) fn frames(s: &Scenario) -> usize {
    let places: usize = s.files.iter().map(|f| f.pages.len()).sum();
    let own = programs(s).filter(|p| p.uses(Prim::AllocPage)).count();
    if uses(s, Prim::TruncateCompletePage) || uses(s, Prim::InvalidateCompletePage) {
        return places + own + held(s) + s.mms.iter().map(|m| m.pages.len()).sum::<usize>();
    }
    places + own + programs(s).filter(|p| p.uses(Prim::RemoveMapping)).count()
}

/// The frames behind those of the places go to the tasks that allocate pages, one each: so it leaves no trace in the
/// state which of them came first.
pub(crate) fn own_frames(s: &Scenario, places: usize) -> Vec<Option<PageId>> {
    let mut next = places;
    let own = programs(s).map(|program| {
        let has = program.uses(Prim::AllocPage);
        next += usize::from(has);
        has.then(|| PageId::new(next - 1))
    });
    own.collect()
}

/// Pages that the variables of all programs can refer to.
pub(crate) fn held(s: &Scenario) -> usize {
    programs(s).map(|p| p.registers().iter().filter(|r| r.ty == Type::Page).count()).sum()
}

/// What tasks and actors run.
pub(crate) fn programs(s: &Scenario) -> impl Iterator<Item = &Program> {
    s.tasks.iter().map(|t| &*t.program).chain(s.actors.iter().map(|a| &*a.program))
}

/// Whether anybody may take this step.
pub(crate) fn uses(s: &Scenario, prim: Prim) -> bool {
    programs(s).any(|program| program.uses(prim))
}
