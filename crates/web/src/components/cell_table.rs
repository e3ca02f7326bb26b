//! The twin of a grid of cells: how many there are of each kind, and each cell in words.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::more::use_capped;
use super::table::{table, twin};
use crate::cells::{Cell, counts};
use crate::words;

/// Rows that are shown unasked.
const ROWS_MAX: usize = 24;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the cells are.
    pub(crate) caption: &'static str,
    /// Its `data-testid`.
    pub(crate) testid: &'static str,
    /// Headings of the columns.
    pub(crate) heads: [&'static str; 4],
    /// The cells, in the order of the grid.
    pub(crate) cells: Rc<Vec<Rc<Cell>>>,
    /// What each is called.
    pub(crate) names: Rc<Vec<String>>,
}

/// The counts, and the table on demand.
#[component]
pub(crate) fn CellTable(props: &Props) -> Html {
    let (shown, more) = use_capped(props.cells.len(), ROWS_MAX, "rows");
    let rows = html! {
        for (cell, name) in props.cells.iter().zip(props.names.iter()).take(shown) {
            <tr key={name.clone()}>
                <th scope="row">{name.clone()}</th>
                for part in cell.row.iter() { <td>{part.clone()}</td> }
            </tr>
        }
    };
    html! {
        <>
            <ul class="p-tiles__counts">
                for (look, count) in counts(&props.cells) {
                    <li key={look.word()}>
                        <span class={format!("p-tile p-tile--{}", look.word())} aria-hidden="true"></span>
                        {format!("{} {}", words::grouped(count), look.meaning())}
                    </li>
                }
            </ul>
            {twin(
                format!("{} as a table", props.caption),
                props.testid,
                table(&format!("Table: {}", props.caption), None, &props.heads, rows),
                more,
            )}
        </>
    }
}
