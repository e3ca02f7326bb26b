//! Which tasks' steps are enough together, where no single step is.
//!
//! Arrow: `State` -> **tasks** -> searches. A set of tasks is enough if whatever the others do from here on, without a
//! step of these, neither meets their next steps nor lets one of them go on: then every run to an end has a step of
//! theirs, and the first of those can come first (persistent sets: Godefroid 1996). It knows nothing of searches.

use crate::footprint::{Footprint, is_environment_over};
use crate::id::TaskId;
use crate::objects::{Mask, Touched};
use crate::program::Instr;
use crate::report::Visible;
use crate::situation::Situation;
use crate::state::{Status, View};

/// What a member's next step is compared with.
struct Beside<'a> {
    view: View<'a>,
    situation: &'a Situation,
    is_settled: bool,
    unset: Mask,
}

impl Footprint {
    /// A smallest set of tasks, none of which is like others, whose steps are enough; `None` where that is everybody,
    /// or where steps are to be seen.
    pub(crate) fn cluster(&self, view: View<'_>, situation: &mut Situation) -> Option<Vec<TaskId>> {
        if self.visible != Visible::Nothing {
            return None;
        }
        let mut all = self.alike;
        situation.around.iter().for_each(|one| all.add(self.reach(one).anyhow));
        let is_settled = self.is_settled(view, situation, all.writes);
        let unset = self.unset(view, situation, all.writes);
        let beside = Beside { view, situation, is_settled, unset };
        let tasks = situation.around.iter().map(|one| one.task).filter(|&task| !view.machine.is_actor(task));
        let starts = tasks.filter(|&task| matches!(view.status(task), Status::Runnable));
        let mut smallest: Option<Vec<TaskId>> = None;
        for start in starts {
            let mut cluster = vec![start];
            let mut done = 0;
            let is_closed = loop {
                let Some(&member) = cluster.get(done) else { break true };
                done += 1;
                if self.close(&beside, member, &mut cluster).is_none() {
                    break false;
                }
            };
            if is_closed && smallest.as_ref().is_none_or(|before| cluster.len() < before.len()) {
                smallest = Some(cluster);
            }
        }
        smallest
    }

    /// Adds to a cluster whoever may meet the next step of a member, or let it go on. `None` if that is an actor, a
    /// task like others, or not known.
    fn close(&self, beside: &Beside<'_>, member: TaskId, cluster: &mut Vec<TaskId>) -> Option<()> {
        let &Beside { view, situation, is_settled, unset } = beside;
        let status = view.status(member);
        if matches!(status, Status::Finished) {
            return Some(());
        }
        if matches!(status, Status::Blocked(_)) {
            for holder in view.wait_of(member)?.holders.iter() {
                join(beside, holder, cluster)?;
            }
        }
        let pc = view.pc(member);
        let Instr::Step { prim, args, .. } = view.program(member).instr(pc) else { return None };
        let goes_on = matches!(view.program(member).instr(pc + 1), Instr::Step { .. });
        if !goes_on && !is_environment_over(view) {
            return None;
        }
        let mut mine = self.touches(view, member, *prim, args)?;
        mine.reads |= mine.sets;
        mine.writes |= mine.sets & unset;
        if mine.meets(with_unset(self.alike, unset)) {
            return None;
        }
        let held = self.held(view, member);
        for other in situation.around.iter().filter(|other| other.task != member) {
            let reach = self.reach_behind(other, held);
            let reach = if is_settled { reach.settled } else { reach.anyhow };
            if !cluster.contains(&other.task) && mine.meets(with_unset(reach, unset)) {
                join(beside, other.task, cluster)?;
            }
        }
        Some(())
    }
}

fn join(beside: &Beside<'_>, task: TaskId, cluster: &mut Vec<TaskId>) -> Option<()> {
    let is_individual = beside.situation.around.iter().any(|one| one.task == task);
    if beside.view.machine.is_actor(task) || !is_individual {
        return None;
    }
    if !cluster.contains(&task) {
        cluster.push(task);
    }
    Some(())
}

fn with_unset(mut touched: Touched, unset: Mask) -> Touched {
    touched.writes |= touched.sets & unset;
    touched
}
