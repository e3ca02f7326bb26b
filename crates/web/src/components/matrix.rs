//! The matrix: a row for each scenario and variant, a column for each listing, a verdict in each cell.

use std::rc::Rc;

use pagelock_protocol::view::{CatalogView, MatrixRowView};
use yew::{Html, Properties, component, html};

use super::matrix_cell::MatrixCell;
use crate::model::matrix::{CellId, Checks, expected};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// The verified cells.
    pub(crate) checks: Rc<Checks>,
    /// The cell that is being verified.
    pub(crate) checking: Option<CellId>,
}

/// Heading of the group a row belongs to.
fn group<'a>(catalog: &'a CatalogView, row: &MatrixRowView) -> &'a str {
    let scenario = catalog.scenarios.iter().find(|scenario| scenario.name == row.scenario);
    scenario.map_or("", |scenario| scenario.group.as_str())
}

/// The rows with their numbers, cut where the group changes.
fn groups(catalog: &CatalogView) -> Vec<(&str, Vec<usize>)> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, row) in catalog.rows.iter().enumerate() {
        let name = group(catalog, row);
        match groups.last_mut() {
            Some((last, rows)) if *last == name => rows.push(index),
            Some(_) | None => groups.push((name, vec![index])),
        }
    }
    groups
}

fn row(props: &Props, index: usize) -> Html {
    let row = &props.catalog.rows[index];
    let is_variant = !row.options.is_empty();
    let label_class = if is_variant { "p-matrix__row p-matrix__row--variant" } else { "p-matrix__row" };
    let suffix = if is_variant { format!("-{}", words::slug(&row.label)) } else { String::new() };
    let cells = props.catalog.listings.iter().enumerate().map(|(listing, info)| {
        let id = CellId { row: index, listing };
        html! {
            <MatrixCell
                key={info.name.clone()}
                {id}
                expected={expected(row, &info.name).map(str::to_owned)}
                check={props.checks.get(&id).cloned()}
                is_checking={props.checking == Some(id)}
                name={format!("{}: {}", row.label, info.name)}
                href={href(row, &info.name)}
                testid={format!("cell-{}-{}{suffix}", row.scenario, info.name)}
            />
        }
    });
    html! {
        <tr key={index}>
            <th scope="row" class={label_class}>{row.label.clone()}</th>
            {for cells}
        </tr>
    }
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

/// The table, in a box that scrolls sideways on its own.
#[component]
pub(crate) fn Matrix(props: &Props) -> Html {
    let columns = props.catalog.listings.len() + 1;
    html! {
        <div
            class="p-matrix"
            role="region"
            aria-label="Scenarios and listings"
            tabindex="0"
            data-testid="matrix"
        >
            <table class="p-matrix__table">
                <caption class="p-hidden">{"Verdicts of every scenario under every listing"}</caption>
                <thead>
                    <tr>
                        <th scope="col">{"Scenario"}</th>
                        for info in props.catalog.listings.iter() {
                            <th scope="col" key={info.name.clone()}>
                                <span class="p-matrix__listing">{info.name.clone()}</span>
                                <span class="p-matrix__about">{info.title.clone()}</span>
                            </th>
                        }
                    </tr>
                </thead>
                for (name, rows) in groups(&props.catalog) {
                    <tbody key={rows[0]}>
                        <tr>
                            <th scope="rowgroup" class="p-matrix__group" colspan={columns.to_string()}>
                                {name.to_owned()}
                            </th>
                        </tr>
                        {for rows.into_iter().map(|index| row(props, index))}
                    </tbody>
                }
            </table>
        </div>
    }
}
