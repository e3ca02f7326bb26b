//! A row of a grid of cells. A step changes few cells, so most rows stay as they are.

use std::rc::Rc;

use yew::{Html, Properties, classes, component, html};

use crate::cells::{Cell, Thing};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The cells.
    pub(crate) cells: Vec<Rc<Cell>>,
    /// Position of the first one in its grid.
    pub(crate) first: usize,
    /// Those that are marked.
    pub(crate) marked: Vec<Thing>,
    /// Position of the cell that Tab comes to, if it is here.
    pub(crate) stop: Option<usize>,
}

fn cell(cell: &Cell, position: usize, props: &Props) -> Html {
    let class = classes!(
        "p-tile",
        format!("p-tile--{}", cell.look.word()),
        (cell.slots > 0).then_some("p-tile--holds-one"),
        (cell.slots > 1).then_some("p-tile--holds-two"),
        props.marked.contains(&cell.thing).then_some("p-tile--marked"),
    );
    html! {
        <div
            key={format!("{:?}", cell.thing)}
            {class}
            role="gridcell"
            aria-label={cell.sentence.clone()}
            tabindex={if props.stop == Some(position) { "0" } else { "-1" }}
            data-cell={position.to_string()}
        />
    }
}

/// The row.
#[component]
pub(crate) fn CellRow(props: &Props) -> Html {
    html! {
        <div class="p-tiles__row" role="row">
            for (position, one) in (props.first..).zip(&props.cells) {
                {cell(one, position, props)}
            }
        </div>
    }
}
