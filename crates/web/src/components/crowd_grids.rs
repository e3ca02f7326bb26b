//! Slots and tasks of a large machine, each a grid of cells: who has a slot is marked among the tasks, and the other
//! way round.

use std::rc::Rc;

use pagelock_lists as lists;
use pagelock_protocol::view::{PoolView, TraceView};
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_state_eq};

use super::cell_grid::CellGrid;
use super::cell_table::CellTable;
use super::pool::WORDS_MAX;
use crate::cells::{self, Cell, Thing};
use crate::hooks::{Dispatch, use_dispatch};
use crate::model::action::Action;
use crate::model::sight::Sight;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// What is seen.
    pub(crate) sight: Sight,
    /// The task whose line is followed.
    pub(crate) followed: Option<u32>,
}

/// In which order cells are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Number,
    State,
}

fn in_order(cells: Vec<Rc<Cell>>, order: Order) -> Rc<Vec<Rc<Cell>>> {
    Rc::new(if order == Order::State { cells::sorted(cells) } else { cells })
}

fn name(trace: &TraceView, thing: Thing) -> String {
    match thing {
        Thing::Slot(slot) => format!("slot {slot}"),
        Thing::Task(task) => words::task_name(trace, u32::try_from(task).unwrap_or(u32::MAX)).to_owned(),
    }
}

/// The sentence of what is looked at, and of what is tied to it.
fn told(looked: Option<Thing>, tied: &[Thing], cells: [&Rc<Vec<Rc<Cell>>>; 2]) -> String {
    const TIED_MAX: usize = 3;
    let sentence = |thing: Thing| {
        let mut all = cells.iter().flat_map(|cells| cells.iter());
        all.find(|cell| cell.thing == thing).map(|cell| cell.sentence.clone())
    };
    let Some(looked) = looked.and_then(sentence) else {
        return "Point at a cell, or go to it with Tab and the arrow keys.".to_owned();
    };
    let mut parts = vec![looked];
    parts.extend(tied.iter().take(TIED_MAX).filter_map(|&thing| sentence(thing)));
    if tied.len() > TIED_MAX {
        parts.push(format!("and {} more", tied.len() - TIED_MAX));
    }
    words::sentence(&parts.join("; "))
}

/// What both grids have in common.
struct Shared {
    marked: Rc<Vec<Thing>>,
    on_look: Callback<Option<Thing>>,
    on_pick: Callback<Thing>,
}

impl Shared {
    /// A grid and its twin.
    fn grid(
        &self,
        trace: &TraceView,
        (caption, testids): (&'static str, [&'static str; 2]),
        heads: [&'static str; 4],
        cells: Rc<Vec<Rc<Cell>>>,
    ) -> Html {
        let names: Rc<Vec<String>> = Rc::new(cells.iter().map(|cell| name(trace, cell.thing)).collect());
        html! {
            <>
                <h4>{format!("{caption}, {}", words::grouped(cells.len() as u64))}</h4>
                <CellGrid
                    label={caption}
                    testid={testids[0]}
                    cells={Rc::clone(&cells)}
                    marked={Rc::clone(&self.marked)}
                    on_look={self.on_look.clone()}
                    on_pick={self.on_pick.clone()}
                />
                <CellTable {caption} testid={testids[1]} {heads} {names} {cells} />
            </>
        }
    }
}

/// Follows the task that was picked, or the one that has the slot.
fn on_pick(pool: &Rc<PoolView>, dispatch: &Dispatch) -> Callback<Thing> {
    let pool = Rc::clone(pool);
    dispatch.reform(move |thing| {
        Action::Follow(match thing {
            Thing::Task(task) => u32::try_from(task).ok(),
            Thing::Slot(slot) => pool.slots.get(slot).and_then(|slot| slot.holders.first().copied()),
        })
    })
}

/// The grids, for machines with more slots or tasks than are read easily one by one.
#[component]
pub(crate) fn CrowdGrids(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let looked = use_state_eq(|| None::<Thing>);
    let order = use_state_eq(|| Order::Number);
    let (trace, pool) = (&props.trace, &props.sight.state.pool);
    if pool.slots.len().max(trace.tasks.len()) <= WORDS_MAX {
        return Html::default();
    }
    let slots = in_order(cells::slots(trace, pool, &props.sight.state.pages), *order);
    let tasks = in_order(cells::tasks(trace, props.cursor), *order);
    let tied = looked.map(|thing| cells::tied(pool, thing)).unwrap_or_default();
    let told = told(*looked, &tied, [&slots, &tasks]);
    let followed = props.followed.map(|task| Thing::Task(task as usize));
    let setter = looked.setter();
    let shared = Shared {
        marked: Rc::new(lists::distinct(tied.into_iter().chain(*looked).chain(followed))),
        on_look: Callback::from(move |thing| setter.set(thing)),
        on_pick: on_pick(pool, &dispatch),
    };
    let setter = order.setter();
    let onchange = Callback::from(move |event: Event| {
        let is_sorted = event.target_unchecked_into::<HtmlInputElement>().checked();
        setter.set(if is_sorted { Order::State } else { Order::Number });
    });
    html! {
        <section class="p-crowds" aria-label="Slots and tasks">
            <h3>{"Slots and tasks"}</h3>
            <label class="p-crowds__order">
                <input
                    type="checkbox"
                    checked={*order == Order::State}
                    data-testid="cells-sorted"
                    {onchange}
                />
                {" sorted by state"}
            </label>
            <p class="p-crowds__told" aria-live="polite" data-testid="cell-told">{told}</p>
            {shared.grid(
                trace,
                ("kmap slots", ["slot-grid", "slot-table"]),
                ["Slot", "State", "Page", "Used by"],
                slots,
            )}
            {shared.grid(trace, ("Tasks", ["task-grid", "task-table"]), ["Task", "State", "Stands at", "Holds"], tasks)}
        </section>
    }
}
