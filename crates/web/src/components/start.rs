//! The start view: what Pagelock is, and the matrix of scenarios and listings.

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::view::{CatalogView, CostsView};
use yew::{Callback, Html, Properties, component, html};

use super::button::{Weight, button};
use super::costs::Costs;
use super::levels::Levels;
use super::listing_guide::listing_guide;
use super::matrix::Matrix;
use super::matrix_filter::MatrixFilter;
use crate::hooks::use_paced;
use crate::model::filter::Filter;
use crate::model::matrix::{CellId, Checks};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// Which part of the matrix is shown.
    pub(crate) filter: Rc<Filter>,
    /// What the listings cost, once known.
    pub(crate) costs: Option<Rc<CostsView>>,
    /// The verified cells.
    pub(crate) checks: Rc<Checks>,
    /// The cell that is being verified.
    pub(crate) checking: Option<CellId>,
    /// Fewest turns in which each level was won.
    pub(crate) progress: Rc<Map<String, u32>>,
    /// Opens the sheet of keys.
    pub(crate) on_help: Callback<()>,
}

/// The first thing a visitor sees.
#[component]
pub(crate) fn Start(props: &Props) -> Html {
    let on_help = props.on_help.reform(|_| ());
    // Cells are verified by the hundred, and for each the browser lays out the whole table.
    let (checks, checking) = use_paced((Rc::clone(&props.checks), props.checking));
    html! {
        <main class="p-start">
            <header class="p-start__header">
                <h1>{"Pagelock"}</h1>
                {button(Weight::Plain, "help", "? Keys", on_help)}
            </header>
            <p class="p-start__lead">
                {"A playground for the deadlocks of the Linux page cache. Tasks run kernel paths over page \
                  locks, "}<code>{"mmap_sem"}</code>{", "}<code>{"i_mutex"}</code>
                {" and the kmap pool. Step them by hand, or search every interleaving for the shortest way \
                  into a deadlock. Start with a cell of the table: a scenario, and the kernel or patch whose \
                  code it runs."}
            </p>
            <p class="p-start__lead">
                {"The expected result stands in each cell at once; then this page searches all interleavings of \
                  the cells that are shown, and marks with ✓ where it agrees. A cell opens at the shortest run \
                  that ends so."}
            </p>
            <Levels catalog={Rc::clone(&props.catalog)} progress={Rc::clone(&props.progress)} />
            {listing_guide(&props.catalog)}
            <MatrixFilter catalog={Rc::clone(&props.catalog)} filter={Rc::clone(&props.filter)} />
            <Matrix
                catalog={Rc::clone(&props.catalog)}
                filter={Rc::clone(&props.filter)}
                {checks}
                {checking}
            />
            if let Some(costs) = &props.costs {
                <Costs
                    catalog={Rc::clone(&props.catalog)}
                    filter={Rc::clone(&props.filter)}
                    costs={Rc::clone(costs)}
                />
            }
        </main>
    }
}
