//! The matrix: a row for each scenario and variant, a column for each listing, both by group, a verdict in each
//! cell.

use std::rc::Rc;

use pagelock_protocol::view::CatalogView;
use web_sys::{
    Element, FocusEvent, HtmlElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::{Callback, Html, Properties, TargetCast as _, classes, component, html, use_callback, use_state};

use super::matrix_cell::id_of;
use super::matrix_row::MatrixRow;
use crate::keys::{Direction, direction};
use crate::model::filter::Filter;
use crate::model::matrix::{CellId, Checks, begins_group, neighbour};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// Which part of it is shown.
    pub(crate) filter: Rc<Filter>,
    /// The verified cells.
    pub(crate) checks: Rc<Checks>,
    /// The cell that is being verified.
    pub(crate) checking: Option<CellId>,
}

/// The cells that are shown, and the one that Tab comes to.
struct Shown {
    rows: Vec<usize>,
    listings: Rc<[usize]>,
    stop: Option<CellId>,
}

impl Shown {
    fn new(props: &Props, focused: Option<CellId>) -> Self {
        let rows = props.filter.rows(&props.catalog);
        let listings: Rc<[usize]> = props.filter.listings(&props.catalog).into();
        let is_shown = |cell: &CellId| rows.contains(&cell.row) && listings.contains(&cell.listing);
        let first = || Some(CellId { row: *rows.first()?, listing: *listings.first()? });
        Self { stop: focused.filter(is_shown).or_else(first), rows, listings }
    }

    /// The listings with their numbers, cut where the group changes.
    fn groups<'a>(&'a self, catalog: &'a CatalogView) -> impl Iterator<Item = &'a [usize]> {
        let group = |index: usize| &catalog.listings[index].group;
        self.listings.chunk_by(move |&a, &b| group(a) == group(b))
    }
}

fn row(props: &Props, shown: &Shown, index: usize) -> Html {
    let id = |listing: usize| CellId { row: index, listing };
    let here = |cell: Option<CellId>| cell.filter(|cell| cell.row == index).map(|cell| cell.listing);
    let checks = shown.listings.iter().map(|&listing| props.checks.get(&id(listing)).cloned());
    html! {
        <MatrixRow
            key={index}
            catalog={Rc::clone(&props.catalog)}
            {index}
            listings={Rc::clone(&shown.listings)}
            checks={checks.collect::<Vec<_>>()}
            checking={here(props.checking)}
            stop={here(shown.stop)}
        />
    }
}

/// The groups of the listings, and below each its listings.
fn heads(props: &Props, shown: &Shown) -> Html {
    let listings = &props.catalog.listings;
    let first = |at| begins_group(&props.catalog, &shown.listings, at).then_some("p-matrix__head--first");
    html! {
        <thead class="p-matrix__heads">
            <tr>
                <th scope="col" rowspan="2" class="p-matrix__corner">{"Scenario"}</th>
                for group in shown.groups(&props.catalog) {
                    <th
                        key={group[0]}
                        scope="colgroup"
                        class="p-matrix__head p-matrix__head--group p-matrix__head--first"
                        colspan={group.len().to_string()}
                    >
                        <span class="p-matrix__group-name">
                            {words::capitalised(&listings[group[0]].group)}
                        </span>
                    </th>
                }
            </tr>
            <tr>
                for (at, &listing) in shown.listings.iter().enumerate() {
                    <th
                        key={listing}
                        scope="col"
                        class={classes!("p-matrix__head", first(at))}
                        title={listings[listing].title.clone()}
                    >
                        {listings[listing].name.clone()}
                    </th>
                }
            </tr>
        </thead>
    }
}

fn body(props: &Props, shown: &Shown) -> Html {
    let rows = &props.catalog.rows;
    let columns = (shown.listings.len() + 1).to_string();
    let groups = shown.rows.chunk_by(|&a, &b| rows[a].group == rows[b].group);
    let group = |members: &[usize]| {
        html! {
            <tbody key={members[0]}>
                <tr>
                    <th scope="rowgroup" class="p-matrix__group" colspan={columns.clone()}>
                        <span class="p-matrix__group-name">{words::capitalised(&rows[members[0]].group)}</span>
                    </th>
                </tr>
                {for members.iter().map(|&index| row(props, shown, index))}
            </tbody>
        }
    };
    groups.map(group).collect()
}

/// The cell whose link has the focus.
fn cell_at(target: Option<Element>) -> Option<CellId> {
    let link = target?.closest("[data-row]").ok()??;
    let number = |name| link.get_attribute(name)?.parse().ok();
    Some(CellId { row: number("data-row")?, listing: number("data-listing")? })
}

/// Moves the focus to a cell, and the cell out from under the heads: the focus alone takes what they cover for seen.
fn focus(cell: CellId) {
    let find = || web_sys::window()?.document()?.get_element_by_id(&id_of(cell));
    if let Some(link) = find().and_then(|link| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(link).ok()) {
        let _ = link.focus();
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        nearest.set_inline(ScrollLogicalPosition::Nearest);
        link.scroll_into_view_with_scroll_into_view_options(&nearest);
        // The heads of the columns stand at the top of the box, which may have left the window.
        if let Ok(Some(region)) = link.closest("[role=region]") {
            region.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    }
}

/// The table, in a box that scrolls on its own. Arrow keys go from cell to cell, so that Tab passes the table in
/// two steps.
#[component]
pub(crate) fn Matrix(props: &Props) -> Html {
    let focused = use_state(|| None);
    let shown = Shown::new(props, *focused);
    let onfocusin = {
        let setter = focused.setter();
        use_callback((), move |event: FocusEvent, ()| {
            if let Some(cell) = cell_at(event.target_dyn_into()) {
                setter.set(Some(cell));
            }
        })
    };
    let onkeydown = {
        let (rows, listings) = (shown.rows.clone(), shown.listings.clone());
        Callback::from(move |event: KeyboardEvent| {
            let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
            let direction: Option<Direction> = direction(&event.key()).filter(|_| is_plain);
            if let (Some(cell), Some(direction)) = (cell_at(event.target_dyn_into()), direction) {
                event.prevent_default();
                focus(neighbour(&rows, &listings, cell, direction));
            }
        })
    };
    html! {
        <div
            class="p-matrix"
            role="region"
            aria-label="Scenarios and listings"
            tabindex="0"
            data-testid="matrix"
            {onfocusin}
            {onkeydown}
        >
            if shown.listings.is_empty() || shown.rows.is_empty() {
                <p class="p-matrix__nothing">{"No cell is shown: choose more listings or more rows."}</p>
            } else {
                <table class="p-matrix__table">
                    <caption class="p-hidden">{"Verdicts of every scenario under every listing"}</caption>
                    <colgroup></colgroup>
                    for group in shown.groups(&props.catalog) {
                        <colgroup key={group[0]} span={group.len().to_string()}></colgroup>
                    }
                    {heads(props, &shown)}
                    {body(props, &shown)}
                </table>
            }
        </div>
    }
}
