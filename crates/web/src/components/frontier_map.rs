//! The frontier map of a search with the run that is shown as a path in it, and its table.

use std::rc::Rc;

use pagelock_protocol::view::{CoverageView, FrontierSearchView, FrontierView, TraceView};
use web_sys::Event;
use yew::{Html, Properties, component, html, use_memo};

use super::table::{table, twin};
use crate::decimal::decimal;
use crate::frontier::{Map, Row, SHADES, path};
use crate::hooks::use_dispatch;
use crate::model::action::Action;
use crate::model::frontier::Frontier;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The map, once it is asked for.
    pub(crate) frontier: Frontier,
    /// The run that is shown.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
}

/// The classes of the shades, and what they mean.
const SHADE: [(&str, &str); SHADES] = [
    ("p-frontier__shade p-frontier__shade--0", "1 state"),
    ("p-frontier__shade p-frontier__shade--1", "up to 10"),
    ("p-frontier__shade p-frontier__shade--2", "up to 100"),
    ("p-frontier__shade p-frontier__shade--3", "more"),
];

fn picture(map: &Map, path: &[(usize, (u32, u32))], cursor: usize) -> Html {
    let points = path.iter().map(|&(_, place)| {
        let (x, y) = map.middle(place);
        format!("{x},{y}")
    });
    let points = points.collect::<Vec<_>>().join(" ");
    let next = path.partition_point(|&(state, _)| state <= cursor);
    let here = next.checked_sub(1).map(|i| map.middle(path[i].1));
    // Marks are as large in a map of 500 cells as in one of 5.
    let size = f64::from(map.width.max(map.height)) / 40.0;
    let label = format!(
        "Map of states: 0 to {} tasks that hold one kmap slot to the right, 0 to {} that hold two upwards",
        map.width - 1,
        map.height - 1
    );
    html! {
        <svg
            class="p-frontier__picture"
            viewBox={format!("0 0 {} {}", map.width, map.height)}
            role="img"
            aria-label={label}
        >
            for (d, (class, _)) in map.shades.iter().zip(SHADE) {
                <path key={class} {class} d={d.clone()} />
            }
            <polyline class="p-frontier__path" {points} vector-effect="non-scaling-stroke" />
            for &place in map.dead.iter() {
                {dead(map, place, size)}
            }
            if let Some((cx, cy)) = here {
                <circle class="p-frontier__here" {cx} {cy} r={decimal(size / 2.0)} />
            }
        </svg>
    }
}

/// A cross over a cell in which a deadlock is.
fn dead(map: &Map, place: (u32, u32), size: f64) -> Html {
    let (x, y) = map.middle(place);
    let [back, whole, whole_back] = [-size, size * 2.0, size * -2.0].map(decimal);
    let d = format!("M{x} {y}m{back} {back}l{whole} {whole}m0 {whole_back}l{whole_back} {whole}");
    html! {
        <path key={format!("{place:?}")} class="p-frontier__dead" {d} vector-effect="non-scaling-stroke">
            <title>{format!("deadlock: {} hold one slot, {} hold two", place.0, place.1)}</title>
        </path>
    }
}

fn range((from, to): (u32, u32)) -> String {
    if from == to { words::grouped(from.into()) } else { format!("{from} to {to}") }
}

fn row(row: &Row) -> Html {
    html! {
        <tr key={row.two.0}>
            <th scope="row">{range(row.two)}</th>
            <td>{range(row.one)}</td>
            <td>{words::grouped(row.states)}</td>
            <td>{if row.dead > 0 { words::counted(row.dead, "cell", "cells") } else { "–".to_owned() }}</td>
        </tr>
    }
}

fn map_table(map: &Map) -> Html {
    let heads = ["Hold two slots", "Hold one", "States", "With a deadlock"];
    let table = table("Table: frontier map", None, &heads, html! { {for map.rows.iter().map(row)} });
    twin("The map as a table".to_owned(), "frontier-table", table, Html::default())
}

/// What the dead cells say, in words.
fn dead_words(map: &Map) -> String {
    match map.dead.as_slice() {
        [] => "None of these states is a deadlock.".to_owned(),
        [(one, two)] => format!(
            "✕ deadlock: {} one slot, {} two.",
            words::counted(u64::from(*one), "task holds", "tasks hold"),
            words::counted(u64::from(*two), "holds", "hold"),
        ),
        many => format!("✕ deadlocks in {} cells.", words::grouped(many.len() as u64)),
    }
}

fn coverage_words(found: &FrontierView) -> &'static str {
    match (&found.coverage, found.search) {
        (CoverageView::Exhaustive, FrontierSearchView::EveryState) => "Exhaustive: these are all states.",
        (CoverageView::Exhaustive, FrontierSearchView::OneStateACell) => {
            "Each cell can be reached; one state was followed for each, and others were not counted."
        }
        (CoverageView::Bounded { .. }, _) => {
            "Bounded: a limit stopped the search, and there are more states. With fewer tasks the map is whole."
        }
    }
}

/// The map as it is.
fn figure(map: &Map, found: &FrontierView, path: &[(usize, (u32, u32))], cursor: usize) -> Html {
    html! {
        <>
            <figure class="p-frontier__figure">
                <p class="p-frontier__axis">{format!("↑ tasks that hold two slots, 0 to {}", map.height - 1)}</p>
                {picture(map, path, cursor)}
                <p class="p-frontier__axis p-frontier__axis--right">
                    {format!("tasks that hold one slot, 0 to {} →", map.width - 1)}
                </p>
                <figcaption>
                    <ul class="p-tiles__counts">
                        for (class, meaning) in SHADE {
                            <li key={class}>
                                <svg class="p-frontier__key" viewBox="0 0 1 1" aria-hidden="true">
                                    <path {class} d="M0 0h1v1h-1z" />
                                </svg>
                                {meaning}
                            </li>
                        }
                    </ul>
                    <p data-testid="frontier-words">
                        {dead_words(map)}
                        {" The line is the run that is shown, the dot where you are in it. "}
                        {coverage_words(found)}
                    </p>
                </figcaption>
            </figure>
            {map_table(map)}
        </>
    }
}

/// The map, made when it is opened. Nothing where tasks do not hold slots, as far as the run says.
#[component]
pub(crate) fn FrontierMap(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let found = match &props.frontier {
        Frontier::Here(found) => Some(Rc::clone(found)),
        Frontier::Closed | Frontier::Wanted => None,
    };
    let path = use_memo(Rc::clone(&props.trace), |trace| path(trace));
    let map = use_memo((found.clone(), Rc::clone(&path)), |(found, path)| {
        found.as_ref().map(|found| Map::new(&found.cells, path))
    });
    let body = match (&*map, found) {
        (Some(Some(map)), Some(found)) => figure(map, &found, &path, props.cursor),
        (Some(None), _) => html! { <p>{"No task ever holds a kmap slot."}</p> },
        (Some(Some(_)) | None, _) => html! { <p>{"Counting…"}</p> },
    };
    let ontoggle = dispatch.reform(|_: Event| Action::Frontier);
    html! {
        <details class="p-frontier" data-testid="frontier" {ontoggle}>
            <summary>{"States at a glance: how many tasks hold one kmap slot, how many hold two"}</summary>
            {body}
        </details>
    }
}
