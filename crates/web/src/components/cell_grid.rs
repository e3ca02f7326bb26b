//! A grid of cells, 32 in a row: arrow keys go from cell to cell, the cell that is looked at is told to whoever asks.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};
use yew::{
    Callback, Html, NodeRef, Properties, TargetCast as _, UseStateSetter, component, html, use_node_ref,
    use_state,
};

use super::cell_row::CellRow;
use crate::cells::{Cell, Thing};
use crate::keys::{Direction, direction};

/// Cells in a row.
const COLUMNS: usize = 32;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the grid is called.
    pub(crate) label: &'static str,
    /// Its `data-testid`; cells are numbered after it.
    pub(crate) testid: &'static str,
    /// The cells, in order.
    pub(crate) cells: Rc<Vec<Rc<Cell>>>,
    /// What is marked, in order.
    pub(crate) marked: Rc<Vec<Thing>>,
    /// What is looked at: by pointer or focus; `None` when it is left.
    pub(crate) on_look: Callback<Option<Thing>>,
    /// A cell was picked.
    pub(crate) on_pick: Callback<Thing>,
}

/// Where an arrow key leads from a cell of `len`.
fn neighbour(from: usize, len: usize, direction: Direction) -> usize {
    let row = from / COLUMNS * COLUMNS;
    let last = len.saturating_sub(1);
    match direction {
        Direction::Left => from.saturating_sub(1),
        Direction::Right => (from + 1).min(last),
        Direction::Up => from.checked_sub(COLUMNS).unwrap_or(from),
        Direction::Down => Some(from + COLUMNS).filter(|to| *to <= last).unwrap_or(from),
        Direction::First => row,
        Direction::Last => (row + COLUMNS - 1).min(last),
    }
}

/// The position of the cell around an element.
fn position(target: Option<Element>) -> Option<usize> {
    target?.closest("[data-cell]").ok()??.get_attribute("data-cell")?.parse().ok()
}

/// What the grid listens to: by delegation, so that a cell is nothing but its looks.
struct Listeners {
    onfocusin: Callback<FocusEvent>,
    onmouseover: Callback<MouseEvent>,
    onkeydown: Callback<KeyboardEvent>,
    onclick: Callback<MouseEvent>,
}

impl Listeners {
    fn new(props: &Props, grid: &NodeRef, stop: UseStateSetter<usize>) -> Self {
        let len = props.cells.len();
        let thing = {
            let cells = Rc::clone(&props.cells);
            move |position: Option<usize>| cells.get(position?).map(|cell| cell.thing)
        };
        let onfocusin = {
            let (thing, on_look) = (thing.clone(), props.on_look.clone());
            Callback::from(move |event: FocusEvent| {
                let at = position(event.target_dyn_into());
                if let Some(at) = at {
                    stop.set(at);
                }
                on_look.emit(thing(at));
            })
        };
        let onmouseover = {
            let (thing, on_look) = (thing.clone(), props.on_look.clone());
            Callback::from(move |event: MouseEvent| on_look.emit(thing(position(event.target_dyn_into()))))
        };
        let onkeydown = {
            let (grid, thing, on_pick) = (grid.clone(), thing.clone(), props.on_pick.clone());
            Callback::from(move |event: KeyboardEvent| {
                let Some(at) = position(event.target_dyn_into()) else { return };
                if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
                    return;
                }
                if let Some(direction) = direction(&event.key()) {
                    event.prevent_default();
                    focus(&grid, neighbour(at, len, direction));
                } else if matches!(event.key().as_str(), "Enter" | " ")
                    && let Some(thing) = thing(Some(at))
                {
                    event.prevent_default();
                    on_pick.emit(thing);
                }
            })
        };
        let onclick = {
            let on_pick = props.on_pick.clone();
            Callback::from(move |event: MouseEvent| {
                if let Some(thing) = thing(position(event.target_dyn_into())) {
                    on_pick.emit(thing);
                }
            })
        };
        Self { onfocusin, onmouseover, onkeydown, onclick }
    }
}

/// The grid. Tab comes to one cell only.
#[component]
pub(crate) fn CellGrid(props: &Props) -> Html {
    let stop = use_state(|| 0);
    let grid = use_node_ref();
    let here = (*stop).min(props.cells.len().saturating_sub(1));
    let Listeners { onfocusin, onmouseover, onkeydown, onclick } =
        Listeners::new(props, &grid, stop.setter());
    let marked = |cells: &[Rc<Cell>]| -> Vec<Thing> {
        let marked = cells.iter().filter(|cell| props.marked.binary_search(&cell.thing).is_ok());
        marked.map(|cell| cell.thing).collect()
    };
    html! {
        <div
            class="p-tiles"
            role="grid"
            aria-label={props.label}
            data-testid={props.testid}
            ref={grid}
            {onfocusin}
            onfocusout={props.on_look.reform(|_: FocusEvent| None)}
            {onmouseover}
            onmouseleave={props.on_look.reform(|_: MouseEvent| None)}
            {onkeydown}
            {onclick}
        >
            for (row, cells) in props.cells.chunks(COLUMNS).enumerate() {
                <CellRow
                    key={row}
                    cells={cells.to_vec()}
                    first={row * COLUMNS}
                    marked={marked(cells)}
                    stop={(row * COLUMNS..(row + 1) * COLUMNS).contains(&here).then_some(here)}
                />
            }
        </div>
    }
}

fn focus(grid: &NodeRef, position: usize) {
    let Some(grid) = grid.cast::<Element>() else { return };
    let found = grid.query_selector(&format!("[data-cell='{position}']")).ok().flatten();
    if let Some(cell) = found.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        let _ = cell.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_stay_inside_the_grid() {
        use Direction::{Down, First, Last, Left, Right, Up};
        let check =
            |from, direction, to| assert_eq!(neighbour(from, 70, direction), to, "{direction:?} {from}");
        check(0, Left, 0);
        check(0, Up, 0);
        check(5, Right, 6);
        check(5, Down, 37);
        check(37, Up, 5);
        check(33, First, 32);
        check(33, Last, 63);
        check(66, Last, 69); // the last row is not full
        check(40, Down, 40);
        check(69, Right, 69);
    }
}
