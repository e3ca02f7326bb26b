//! A row of the matrix: a scenario, or a variant of it, under every listing that is shown.
//!
//! Hundreds of cells are verified one after the other, so a row is drawn again only for what happens in it.

use std::rc::Rc;

use pagelock_protocol::view::{CatalogView, MatrixRowView};
use yew::{Html, Properties, classes, component, html};

use super::matrix_cell::MatrixCell;
use crate::model::matrix::{CellId, Check, begins_group, expected};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// Which row.
    pub(crate) index: usize,
    /// The listings that are shown.
    pub(crate) listings: Rc<[usize]>,
    /// What was found under each of them.
    pub(crate) checks: Vec<Option<Check>>,
    /// The listing under which it is being verified.
    pub(crate) checking: Option<usize>,
    /// The listing whose cell Tab comes to.
    pub(crate) stop: Option<usize>,
}

/// The address of a cell, for a new tab.
fn href(row: &MatrixRowView, listing: &str) -> String {
    let link = pagelock_protocol::link::Link {
        scenario: row.scenario.clone(),
        listing: listing.to_owned(),
        options: row.options.clone(),
        ..pagelock_protocol::link::Link::default()
    };
    link.encode()
}

/// The row, its heading first.
#[component]
pub(crate) fn MatrixRow(props: &Props) -> Html {
    let infos = &props.catalog.listings;
    let row = &props.catalog.rows[props.index];
    let is_variant = !row.options.is_empty();
    let label_class = classes!("p-matrix__row", is_variant.then_some("p-matrix__row--variant"));
    let suffix = if is_variant { format!("-{}", words::slug(&row.label)) } else { String::new() };
    let cells = props.listings.iter().zip(&props.checks).enumerate().map(|(at, (&listing, check))| {
        let info = &infos[listing];
        html! {
            <MatrixCell
                key={info.name.clone()}
                id={CellId { row: props.index, listing }}
                expected={expected(row, &info.name).map(str::to_owned)}
                check={check.clone()}
                is_checking={props.checking == Some(listing)}
                is_first={begins_group(&props.catalog, &props.listings, at)}
                is_stop={props.stop == Some(listing)}
                name={format!("{}: {}", row.label, info.name)}
                href={href(row, &info.name)}
                testid={format!("cell-{}-{}{suffix}", row.scenario, info.name)}
            />
        }
    });
    html! {
        <tr>
            <th scope="row" class={label_class}>{row.label.clone()}</th>
            {for cells}
        </tr>
    }
}
