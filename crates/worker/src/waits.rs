//! Who waits for whom as a view. Tasks that wait alike are told together: hundreds may wait for a kmap slot, each for
//! any of hundreds.
//!
//! Arrow: `Wait` -> **`WaitView`**.

use pagelock_engine::id::TaskId;
use pagelock_engine::{View, Wait, WaitKind};
use pagelock_lists::{self as lists, Map};
use pagelock_protocol::view::{WaitKindView, WaitView};

/// Tasks that wait for a kmap slot and are told one by one, each with the page it wants to map.
const POOL_WAITERS_MAX: usize = 4;

/// The waits of a state, in the order of their first tasks.
pub(crate) fn wait_views(view: View<'_>, waits: &[Wait]) -> Vec<WaitView> {
    if waits.is_empty() {
        return Vec::new();
    }
    let in_cycle: Vec<TaskId> = lists::distinct(view.tasks_in_cycles(waits));
    let is_pool_folded = waits.iter().filter(|wait| wait.kind == WaitKind::Any).count() > POOL_WAITERS_MAX;
    let mut views: Vec<WaitView> = Vec::new();
    // Those that are told together, by what is told of them.
    let mut known = Map::new_vec();
    for wait in waits {
        let in_cycle = in_cycle.binary_search(&wait.task).is_ok();
        let kind = kind_view(wait.kind);
        let is_folded = is_pool_folded && wait.kind == WaitKind::Any;
        let (resource, holders) = if is_folded {
            ("a kmap slot".to_owned(), Vec::new())
        } else {
            (view.blocked_on_name(wait.on), wait.holders.iter().map(index).collect::<Vec<u32>>())
        };
        let alike = known.entry((resource.clone(), holders.clone(), wait.kind, in_cycle));
        let place = *alike.or_insert_with(|| {
            let holders = if is_folded { pool_holders(waits) } else { holders };
            let lock = view.resource_name(wait.on.into());
            views.push(WaitView { tasks: Vec::new(), resource, lock, holders, kind, in_cycle });
            views.len() - 1
        });
        views[place].tasks.push(index(wait.task));
    }
    views
}

/// Everybody whose slot somebody waits for.
fn pool_holders(waits: &[Wait]) -> Vec<u32> {
    let any = waits.iter().filter(|wait| wait.kind == WaitKind::Any);
    // Each waits for all the others: two of them name everybody.
    lists::distinct(any.take(2).flat_map(|wait| wait.holders.iter()).map(index))
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
