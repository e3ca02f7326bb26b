//! The frontier map: all states by how many tasks hold one kmap slot, and how many hold two.
//!
//! Arrow: `Machine` -> search -> **`FrontierView`**. A search of its own: the one for the verdict may run a task on
//! from its second slot to its end without a state between.

use pagelock_engine::{Frontier, Limits, Machine, Reductions, Search, Visible};
use pagelock_protocol::view::{CoverageView, FrontierCellView, FrontierSearchView, FrontierView, LimitView};

use crate::drive::{Driven, drive};
use crate::port::Port;
use crate::report::coverage_view;

/// Where the search gives up: a picture is worth a second or two.
const LIMITS: Limits = Limits {
    states_max: 500_000,
    memory_max: 256 << 20,
    reductions: Reductions::ON,
    visible: Visible::Slots,
};

/// So many tasks at most have all their states searched. Tasks that have not begun and tasks that have ended are
/// different states, so their number grows with the fourth power of the tasks.
const TASKS_MAX: usize = 48;

/// The frontier of a machine; as far as it was searched, if the port has had enough.
pub(crate) async fn frontier(machine: &Machine, id: u32, port: &mut impl Port) -> FrontierView {
    let (follows, visible) = if machine.tasks().count() <= TASKS_MAX {
        (FrontierSearchView::EveryState, Visible::Slots)
    } else {
        (FrontierSearchView::OneStateACell, Visible::Cells)
    };
    let mut search = Search::new(machine, Limits { visible, ..LIMITS });
    let driven = drive(&mut search, id, port).await;
    let frontier = search.progress().frontier;
    let cells = search.frontier();
    let is_anything = cells.iter().any(|cell| cell.holding_one + cell.holding_two > 0);
    FrontierView {
        cells: if is_anything { cells.iter().map(cell_view).collect() } else { Vec::new() },
        search: follows,
        coverage: match driven {
            Driven::Over => coverage_view(search.report().coverage),
            Driven::Stopped => CoverageView::Bounded { limit: LimitView::Cancelled, frontier },
        },
    }
}

fn cell_view(cell: &Frontier) -> FrontierCellView {
    let &Frontier { holding_one, holding_two, states, is_dead } = cell;
    FrontierCellView { holding_one, holding_two, states, is_dead }
}
