//! How tasks stand that wait at the end of a run: what each holds, since which step, and where it took it.
//!
//! Arrow: `Trace` -> **[`Standing`]** -> reports. It knows no words.

use pagelock_lists as lists;

use crate::event::Lock;
use crate::holds::Holds;
use crate::machine::Machine;
use crate::program::Pc;
use crate::trace::Trace;
use crate::wait_graph::Wait;

/// A task that waits, with all that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it waits for.
    pub wait: Wait,
    /// What it holds, in the order in which it took it.
    pub held: Vec<Taken>,
}

/// A lock that is held, and how it was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The step of the run, from 1.
    pub step: usize,
    /// Where its task stood.
    pub pc: Pc,
    /// The lock.
    pub lock: Lock,
}

impl Trace {
    /// Every task that waits at the end of the run, in order of tasks.
    pub fn standings(&self, machine: &Machine) -> Vec<Standing> {
        let (mut holds, mut number) = (Holds::default(), 0);
        self.for_each_step(|step, before, _| {
            number += 1;
            holds.follow(machine.view(before), step.choice, &step.events, |_, pc| (number, pc));
        });
        let stand = |wait: Wait| {
            let taken = holds.of(wait.task).iter();
            let taken =
                taken.map(|hold| Taken { step: hold.taken_at.0, pc: hold.taken_at.1, lock: hold.lock });
            let mut held: Vec<Taken> = taken.collect();
            lists::sort_by_key(&mut held, |taken| taken.step);
            Standing { wait, held }
        };
        machine.view(self.last()).waits().into_iter().map(stand).collect()
    }
}
