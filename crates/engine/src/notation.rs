//! The mail's notation: where tasks stand and where they took what they hold, such as `2,6;b,f`.
//!
//! Arrow: `Trace` -> **[`Notation`]** -> words, and pattern -> **[`Notation`]** -> `find`. Deadlocks are named here and
//! nowhere else, so what a search names can be given to [`crate::find`]. It knows no listing: labels are texts.

use std::fmt;

use pagelock_lists::{self as lists, Map};

use crate::event::Lock;
use crate::holds::{Hold, Holds};
use crate::id::TaskId;
use crate::machine::Machine;
use crate::outcome::End;
use crate::program::Pc;
use crate::resource::Resource;
use crate::trace::Trace;
use crate::wait_cycle::cycle;
use crate::wait_graph::{Wait, WaitKind};

/// Tasks that stand alike and are still written one by one; of more their number is: `5,5 x 512`.
const ALIKE_MAX: usize = 4;

/// How some tasks stand, one item each: `2,6;b,f`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Notation {
    /// In a name, in the order of tasks; in a pattern, in any order.
    pub stands: Vec<Stand>,
}

/// How a task stands: what it holds, and where it waits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stand {
    /// For each of some locks that it holds, the label of the step at which it took it.
    pub taken_at: Vec<String>,
    /// Label of the step at which it waits.
    pub blocked_at: String,
}

impl fmt::Display for Notation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for alike in self.stands.chunk_by(|a, b| a == b) {
            if alike.len() > ALIKE_MAX {
                write!(f, "{separator}{} x {}", alike[0], alike.len())?;
                separator = ";";
                continue;
            }
            for stand in alike {
                write!(f, "{separator}{stand}")?;
                separator = ";";
            }
        }
        Ok(())
    }
}

impl fmt::Display for Stand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.taken_at.iter().try_for_each(|label| write!(f, "{label},"))?;
        write!(f, "{}", self.blocked_at)
    }
}

impl Trace {
    /// The wait-for cycle at the end of the run in the mail's notation: for each task of it the steps at which it took
    /// what the others wait for, and the step at which it waits. In a deadlock without a
    /// cycle, everybody who waits. Tasks that wait at a step without a label are left out.
    pub fn notation(&self, machine: &Machine) -> Notation {
        let view = machine.view(self.last());
        let waits = view.waits();
        let involved = involved(&waits, matches!(view.end(), Some(End::Deadlock(_))));
        let holds = self.holds(machine);
        let mut wanted: Map<Resource, Vec<&Wait>> = Map::new_vec();
        for wait in &involved {
            wanted.entry(wait.on.into()).or_default().push(wait);
        }
        let stand = |wait: &&Wait| {
            // Any slot of the pool will do.
            let is_wanted = |hold: &&Hold<Pc>| {
                let waits = wanted.get(&Resource::from(hold.lock));
                waits.is_some_and(|waits| waits.iter().any(|other| other.holders.contains(hold.task)))
            };
            let wanted = holds.of(wait.task).iter().filter(is_wanted);
            stand(machine, self, wait.task, wanted)
        };
        Notation { stands: involved.iter().filter_map(stand).collect() }
    }

    /// How a task stands at the end of the run, with all that it holds: the lock, and the label of the step at which it
    /// took it, in the order of the steps.
    pub fn held(&self, machine: &Machine, task: TaskId) -> Vec<(Lock, String)> {
        let mut held = self.holds(machine).of(task).to_vec();
        lists::sort_by_key(&mut held, |hold| hold.taken_at);
        held.into_iter().map(|hold| (hold.lock, label(machine, task, hold.taken_at))).collect()
    }

    fn holds(&self, machine: &Machine) -> Holds<Pc> {
        let mut holds = Holds::default();
        self.for_each_step(|step, before, _| {
            holds.follow(machine.view(before), step.choice, &step.events, |_, pc| pc);
        });
        holds
    }
}

/// Waits that make up the deadlock, in order of tasks: those of a shortest cycle, or all if what they wait for was left
/// behind by a task that has ended. A task that waits for a kmap slot
/// waits for any, so if one does, then everybody who waits for a slot or has one is part of it.
fn involved(waits: &[Wait], is_stuck: bool) -> Vec<&Wait> {
    let mut involved = cycle(waits);
    if involved.is_empty() && is_stuck {
        involved.extend(waits);
    }
    if involved.iter().any(|wait| wait.kind == WaitKind::Any) {
        let pool = || waits.iter().filter(|wait| wait.kind == WaitKind::Any);
        let is_in_pool = |wait: &&Wait| {
            wait.kind == WaitKind::Any || pool().any(|other| other.holders.contains(wait.task))
        };
        involved.extend(waits.iter().filter(is_in_pool));
    }
    lists::sort_by_key(&mut involved, |wait| wait.task);
    involved.dedup_by_key(|wait| wait.task);
    involved
}

fn stand<'a>(
    machine: &Machine,
    trace: &Trace,
    task: TaskId,
    holds: impl Iterator<Item = &'a Hold<Pc>>,
) -> Option<Stand> {
    let blocked_at = label(machine, task, machine.view(trace.last()).pc(task));
    let mut steps: Vec<Pc> = holds.map(|hold| hold.taken_at).collect();
    lists::sort(&mut steps);
    let taken_at = steps.into_iter().map(|pc| label(machine, task, pc)).filter(|label| !label.is_empty());
    (!blocked_at.is_empty()).then(|| Stand { taken_at: taken_at.collect(), blocked_at })
}

fn label(machine: &Machine, task: TaskId, pc: Pc) -> String {
    machine.program(task).place(pc).label.clone()
}
