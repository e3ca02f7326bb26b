//! Which tasks' steps are enough together, where no single step is.
//!
//! Arrow: `State` -> **tasks** -> searches. A set of tasks is enough if whatever the others do from here on, without a
//! step of these, neither meets their next steps nor lets one of them go on: then every run to an end has a step of
//! theirs, and the first of those can come first (persistent sets: Godefroid 1996). It knows nothing of searches.

use crate::footprint::{Footprint, is_environment_over};
use crate::id::TaskId;
use crate::objects::{Mask, Touched};
use crate::program::Instr;
use crate::state::{Status, View};

impl Footprint {
    /// A smallest set of tasks, none of which is like others, whose steps are enough; `None` where that is everybody.
    pub(crate) fn cluster(&self, view: View<'_>) -> Option<Vec<TaskId>> {
        let individuals: Vec<TaskId> =
            view.machine.all_tasks().filter(|&task| self.is_individual(task)).collect();
        let all = self.reach_of_all(view);
        let is_settled = self.is_settled(view, all);
        let unset = self.unset(view, all.writes);
        let starts = individuals
            .iter()
            .filter(|&&task| !view.machine.is_actor(task) && matches!(view.status(task), Status::Runnable));
        let mut smallest: Option<Vec<TaskId>> = None;
        for &start in starts {
            let mut cluster = vec![start];
            let mut done = 0;
            let is_closed = loop {
                let Some(&member) = cluster.get(done) else { break true };
                done += 1;
                if self.close(view, member, &individuals, is_settled, unset, &mut cluster).is_none() {
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
    fn close(
        &self,
        view: View<'_>,
        member: TaskId,
        individuals: &[TaskId],
        is_settled: bool,
        unset: Mask,
        cluster: &mut Vec<TaskId>,
    ) -> Option<()> {
        let status = view.status(member);
        if matches!(status, Status::Finished) {
            return Some(());
        }
        if matches!(status, Status::Blocked(_)) {
            for holder in view.wait_of(member)?.holders.iter() {
                self.join(view, holder, cluster)?;
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
        for &other in individuals.iter().filter(|&&other| other != member) {
            if !cluster.contains(&other)
                && mine.meets(with_unset(self.reach_of(view, other, is_settled), unset))
            {
                self.join(view, other, cluster)?;
            }
        }
        Some(())
    }

    fn join(&self, view: View<'_>, task: TaskId, cluster: &mut Vec<TaskId>) -> Option<()> {
        if view.machine.is_actor(task) || !self.is_individual(task) {
            return None;
        }
        if !cluster.contains(&task) {
            cluster.push(task);
        }
        Some(())
    }
}

fn with_unset(mut touched: Touched, unset: Mask) -> Touched {
    touched.writes |= touched.sets & unset;
    touched
}
