//! Would lockdep have said so? What the kernel's own checker can see of a deadlock, by the lock classes of its cycle.
//!
//! Arrow: `Wait` -> **[`Lockdep`]** -> words. lockdep never waits for a deadlock: it keeps, for every class that it
//! knows, which classes were taken while one of it was held, and speaks when such an order closes a circle, or when a
//! class is taken again while it is held. So it says of a wait-for cycle what it can say of the dependencies in it.
//! Readers of an rwsem count as writers do: one may have to queue behind a writer.

use crate::id::TaskId;
use crate::resource::{LockClass, Resource};
use crate::state::View;
use crate::wait_cycle::cycle;
use crate::wait_graph::{Wait, WaitKind};

/// What lockdep would have said of a deadlock, by the time it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lockdep {
    /// Possible circular locking: the order of these classes, all of which it knows, closes a circle.
    Circular(Vec<LockClass>),
    /// Possible recursive locking: this class was taken again while one of it was held, the same lock or another.
    Recursive(LockClass),
    /// A task ended and still held a lock of this class, which it notices when the task ends.
    LeftBehind(LockClass),
    /// Nothing: every circle goes through a class that it does not know; which, in the order of classes.
    Blind(Vec<LockClass>),
    /// Nothing: who is waited for goes on, and the order of locks is not what is wrong.
    NoCircle,
}

/// A dependency of a wait-for cycle: a task holds one class and waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Who.
    pub task: TaskId,
    /// What the one before it waits for.
    pub holding: LockClass,
    /// What it waits for itself.
    pub acquiring: LockClass,
}

/// The dependencies of a wait-for cycle in its order. A place in a queue is no lock: who is queued before a reader
/// holds nothing, and waits for the same semaphore.
pub fn links(cycle: &[&Wait]) -> Vec<Link> {
    let before = cycle.iter().cycle().skip(cycle.len().saturating_sub(1));
    let pairs = before.zip(cycle).filter(|(before, _)| before.kind != WaitKind::Queue);
    let class = |wait: &Wait| Resource::from(wait.on).class();
    pairs
        .map(|(before, wait)| Link { task: wait.task, holding: class(before), acquiring: class(wait) })
        .collect()
}

/// What lockdep would have said of tasks that wait for ever, as a stuck state has them.
pub fn lockdep(view: View<'_>, waits: &[Wait]) -> Lockdep {
    let cycle = cycle(waits);
    if cycle.is_empty() {
        return without_cycle(view, waits);
    }
    let links = links(&cycle);
    let knows = |class: LockClass| class.untracked_because().is_none();
    let seen: Vec<&Link> = links.iter().filter(|link| knows(link.holding) && knows(link.acquiring)).collect();
    if let Some(link) = seen.iter().find(|link| link.holding == link.acquiring) {
        return Lockdep::Recursive(link.holding);
    }
    // Two classes are all that it knows: a circle goes there and back.
    let classes: Vec<LockClass> = LockClass::ALL.into_iter().filter(|&class| knows(class)).collect();
    let is_left_and_entered = |class: LockClass| {
        seen.iter().any(|link| link.holding == class) && seen.iter().any(|link| link.acquiring == class)
    };
    if classes.iter().all(|&class| is_left_and_entered(class)) {
        return Lockdep::Circular(classes);
    }
    let ends = || links.iter().flat_map(|link| [link.holding, link.acquiring]);
    Lockdep::Blind(
        LockClass::ALL.into_iter().filter(|&class| !knows(class) && ends().any(|end| end == class)).collect(),
    )
}

/// Somebody waits for what nobody who waits has: it was left behind, or its holder goes on.
fn without_cycle(view: View<'_>, waits: &[Wait]) -> Lockdep {
    let is_left_behind =
        |wait: &&Wait| wait.holders.is_empty() || wait.holders.iter().all(|holder| view.is_at_end(holder));
    let left: Vec<LockClass> =
        waits.iter().filter(is_left_behind).map(|wait| Resource::from(wait.on).class()).collect();
    match left.iter().find(|class| class.untracked_because().is_none()) {
        Some(&class) => Lockdep::LeftBehind(class),
        None if left.is_empty() => Lockdep::NoCircle,
        None => Lockdep::Blind(LockClass::ALL.into_iter().filter(|class| left.contains(class)).collect()),
    }
}
