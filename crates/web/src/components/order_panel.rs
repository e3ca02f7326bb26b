//! The lock order of all runs, in lockdep's words: a graph of lock classes in fixed places, and a table of every
//! dependency with the run that shows it first.

use std::cmp::Ordering;
use std::rc::Rc;

use pagelock_lists as lists;
use pagelock_protocol::view::{ClassView, CoverageView, DependencyView, OrderView};
use web_sys::Event;
use yew::{Html, Properties, classes, component, html};

use super::shapes::{arrow, rect, text};
use super::table::table;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::model::order::Order;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The order, once it is asked for.
    pub(crate) order: Order,
}

/// The columns of the table.
const HEADS: [&str; 5] = ["Holding", "Acquiring", "In a cycle", "First seen", "Call chain"];

/// Sizes, in units of the picture.
const ROW: usize = 64;
const LEFT: usize = 96;
const NODE_WIDTH: usize = 150;
const NODE_HEIGHT: usize = 40;
const WIDTH: usize = 2 * LEFT + NODE_WIDTH;

fn middle(class: usize) -> usize {
    class * ROW + ROW / 2
}

/// An arc from class to class: down on the right, up on the left, round beside a class that comes before itself.
fn arc(from: usize, to: usize, is_in_cycle: bool) -> Html {
    let right = LEFT + NODE_WIDTH;
    let (x, side) = if from <= to { (right, 1) } else { (LEFT, -1) };
    let at = |offset: usize| x.saturating_add_signed(side * offset.cast_signed());
    let (start, end) = match from.cmp(&to) {
        Ordering::Equal => (middle(from) - 12, middle(to) + 12),
        Ordering::Less => (middle(from) + 8, middle(to) - 8),
        Ordering::Greater => (middle(from) - 8, middle(to) + 8),
    };
    let reach = 30 + 16 * from.abs_diff(to);
    let line = format!("M{x} {start}C{0} {start} {0} {end} {1} {end}", at(reach), at(2));
    let tip = format!("M{} {end}l{} -4v8z", at(1), side * 7);
    let class = classes!("p-order__arc", is_in_cycle.then_some("p-order__arc--cycle"));
    arrow(class, ["p-order__line", "p-order__tip"], [line, tip])
}

fn node(nr: usize, class: &ClassView) -> Html {
    let (x, y) = (LEFT + NODE_WIDTH / 2, middle(nr));
    let known = if class.untracked_because.is_some() { "not in lockdep" } else { "in lockdep" };
    let untracked = class.untracked_because.as_ref().map(|_| "p-order__class--untracked");
    html! {
        <g class={classes!("p-order__class", untracked)}>
            {rect("", [LEFT, y - NODE_HEIGHT / 2, NODE_WIDTH, NODE_HEIGHT])}
            {text("p-order__name", (x, y - 2), class.name.clone())}
            {text("p-order__known", (x, y + 14), known)}
        </g>
    }
}

fn drawing(order: &OrderView) -> Html {
    let ends = order.dependencies.iter().map(|one| (one.holding, one.acquiring, one.in_cycle));
    let mut arcs: Vec<(u32, u32, bool)> = ends.collect();
    lists::sort(&mut arcs);
    arcs.dedup();
    let height = order.classes.len() * ROW;
    html! {
        <svg
            class="p-order__picture"
            viewBox={format!("0 0 {WIDTH} {height}")}
            role="img"
            aria-label="Lock classes; an arrow goes from what is held to what is acquired"
        >
            {for arcs.into_iter().map(|(from, to, is_in_cycle)| arc(from as usize, to as usize, is_in_cycle))}
            {for order.classes.iter().enumerate().map(|(nr, class)| node(nr, class))}
        </svg>
    }
}

fn row(nr: usize, one: &DependencyView, dispatch: &Dispatch) -> Html {
    let taken = if one.taken_at.is_empty() { String::new() } else { format!(", taken at {}", one.taken_at) };
    let at = if one.place.label.is_empty() { String::new() } else { format!(" at {}", one.place.label) };
    let steps = words::counted(one.schedule.len() as u64, "step", "steps");
    html! {
        <tr key={nr}>
            <th scope="row">{format!("{}{taken}", one.holding_words)}</th>
            <td>{format!("{}{at}", one.acquiring_words)}</td>
            <td>{if one.in_cycle { "yes" } else { "–" }}</td>
            <td>
                <button
                    type="button"
                    class="p-button"
                    data-testid={format!("dependency-{nr}")}
                    aria-label={format!(
                        "{}, after {steps}: show it holding {} and acquiring {}",
                        one.task, one.holding_words, one.acquiring_words
                    )}
                    onclick={on_click(dispatch, Action::ShowDependency(nr))}
                >
                    {format!("{}, after {steps}", one.task)}
                </button>
            </td>
            <td class="p-order__chain">{one.place.chain.join(" > ")}</td>
        </tr>
    }
}

fn cycle_words(order: &OrderView) -> String {
    let mut cycles: Vec<u32> = order.classes.iter().filter_map(|class| class.cycle).collect();
    lists::sort(&mut cycles);
    cycles.dedup();
    if cycles.is_empty() {
        return "No lock-order cycle: locks taken in this order cannot deadlock.".to_owned();
    }
    let of = |cycle: u32| {
        let classes = order.classes.iter().filter(|class| class.cycle == Some(cycle));
        classes.map(|class| class.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let cycles: Vec<String> = cycles.into_iter().map(of).collect();
    format!("Lock-order cycle (it might deadlock; whether it does, the verdict says): {}.", cycles.join("; "))
}

fn body(order: &OrderView, dispatch: &Dispatch) -> Html {
    let coverage = match order.coverage {
        CoverageView::Exhaustive => "Every dependency of every run.",
        CoverageView::Bounded { .. } => "A limit stopped the search: there may be more dependencies.",
    };
    if order.dependencies.is_empty() {
        return html! { <p>{format!("Nobody asks for a lock while holding another. {coverage}")}</p> };
    }
    let unknown = order.classes.iter().filter_map(|class| {
        let why = class.untracked_because.as_ref()?;
        Some(html! { <li key={class.name.clone()}>{format!("lockdep does not know {}: {why}.", class.name)}</li> })
    });
    let rows = html! { {for order.dependencies.iter().enumerate().map(|(nr, one)| row(nr, one, dispatch))} };
    html! {
        <>
            <p data-testid="order-words">{format!("{} {coverage}", cycle_words(order))}</p>
            {drawing(order)}
            <ul>{for unknown}</ul>
            {table("Table: lock order", Some("order-table"), &HEADS, rows)}
        </>
    }
}

/// The lock order, searched for when it is opened.
#[component]
pub(crate) fn OrderPanel(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let ontoggle = dispatch.reform(|_: Event| Action::Order);
    html! {
        <details class="p-order" data-testid="order" {ontoggle}>
            <summary>{"Lock order: what is acquired while what is held, as lockdep would keep it"}</summary>
            {match &props.order {
                Order::Here(order) => body(&Rc::clone(order), &dispatch),
                Order::Closed | Order::Wanted => html! { <p>{"Looking at every run…"}</p> },
            }}
        </details>
    }
}
