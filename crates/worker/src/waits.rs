//! Who waits for whom as a view. Tasks that wait alike are told together: hundreds may wait for a kmap slot, each for
//! any of hundreds.
//!
//! Arrow: `Wait` -> **`WaitView`**.

use std::collections::BTreeSet;

use pagelock_engine::id::TaskId;
use pagelock_engine::{View, Wait, WaitKind};
use pagelock_protocol::view::{WaitKindView, WaitView};

/// Tasks that wait for a kmap slot and are told one by one, each with the page it wants to map.
const POOL_WAITERS_MAX: usize = 4;

/// The waits of a state, in the order of their first tasks.
pub(crate) fn wait_views(view: View<'_>, waits: &[Wait]) -> Vec<WaitView> {
    if waits.is_empty() {
        return Vec::new();
    }
    let in_cycle: BTreeSet<TaskId> = view.tasks_in_cycles(waits).into_iter().collect();
    let is_pool_folded = waits.iter().filter(|wait| wait.kind == WaitKind::Any).count() > POOL_WAITERS_MAX;
    let mut views: Vec<WaitView> = Vec::new();
    for wait in waits {
        let is_in_cycle = in_cycle.contains(&wait.task);
        let kind = kind_view(wait.kind);
        if is_pool_folded && wait.kind == WaitKind::Any {
            match views.iter_mut().find(|view| view.kind == kind && view.in_cycle == is_in_cycle) {
                Some(known) => known.tasks.push(index(wait.task)),
                None => views.push(WaitView {
                    tasks: vec![index(wait.task)],
                    resource: "a kmap slot".to_owned(),
                    holders: pool_holders(waits),
                    kind,
                    in_cycle: is_in_cycle,
                }),
            }
            continue;
        }
        let new = WaitView {
            tasks: vec![index(wait.task)],
            resource: view.blocked_on_name(wait.on),
            holders: wait.holders.iter().map(|&holder| index(holder)).collect(),
            kind,
            in_cycle: is_in_cycle,
        };
        let is_alike = |known: &&mut WaitView| {
            (&known.resource, &known.holders, known.kind, known.in_cycle)
                == (&new.resource, &new.holders, new.kind, new.in_cycle)
        };
        match views.iter_mut().find(is_alike) {
            Some(known) => known.tasks.extend(new.tasks),
            None => views.push(new),
        }
    }
    views
}

/// Everybody whose slot somebody waits for.
fn pool_holders(waits: &[Wait]) -> Vec<u32> {
    let any = waits.iter().filter(|wait| wait.kind == WaitKind::Any);
    // Each waits for all the others: two of them name everybody.
    let holders: BTreeSet<u32> =
        any.take(2).flat_map(|wait| &wait.holders).map(|&task| index(task)).collect();
    holders.into_iter().collect()
}

fn kind_view(kind: WaitKind) -> WaitKindView {
    match kind {
        WaitKind::All => WaitKindView::All,
        WaitKind::Any => WaitKindView::Any,
        WaitKind::Queue => WaitKindView::Queue,
    }
}

fn index(task: TaskId) -> u32 {
    u32::from(task.0)
}
