//! The tasks as a table: status, place, what each holds and waits for, and what its calls came to.

use std::rc::Rc;

use pagelock_protocol::view::{StateView, TaskView, TraceView};
use yew::{Html, Properties, classes, component, html};

use super::more::use_capped;
use super::task_badge::badge;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::words;

/// Headings of the columns.
const HEADS: [&str; 7] = ["Task", "Status", "Stands at", "Holds", "Waits for", "Locals", "Results"];

/// Rows that are shown unasked.
const ROWS_MAX: usize = 16;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// The task whose line is followed.
    pub(crate) followed: Option<u32>,
}

fn place(task: &TaskView) -> String {
    match &task.place {
        None => "–".to_owned(),
        Some(place) if place.label.is_empty() => format!("{}, line {}", place.primitive, place.line),
        Some(place) => format!("[{}] {}, line {}", place.label, place.primitive, place.line),
    }
}

fn row(props: &Props, state: &StateView, index: u32, task: &TaskView, dispatch: &Dispatch) -> Html {
    let trace = &props.trace;
    let info = &trace.tasks[index as usize];
    let before = props.cursor.checked_sub(1).and_then(|cursor| trace.states.get(cursor));
    let is_changed = before.is_some_and(|before| before.tasks.get(index as usize) != Some(task));
    let is_followed = props.followed == Some(index);
    let follow = Action::Follow((!is_followed).then_some(index));
    let waits = state.waits.iter().filter(|wait| wait.task == index).map(|wait| wait.resource.clone());
    let waits = waits.collect::<Vec<_>>().join(", ");
    let locals = task.locals.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>();
    let calls = if info.environment {
        "environment".to_owned()
    } else {
        format!("{} in {}", info.calls.join("; "), info.mm)
    };
    html! {
        <tr
            key={index}
            class={classes!(is_changed.then_some("p-changed"))}
            data-testid={format!("task-{}", info.name)}
        >
            <th scope="row" title={calls.clone()}>
                <button
                    type="button"
                    class="p-button p-tasks__follow"
                    aria-pressed={is_followed.to_string()}
                    title="follow in the code"
                    onclick={on_click(dispatch, follow)}
                >
                    {badge(trace, index)}
                </button>
                <span class="p-tasks__calls">{calls}</span>
            </th>
            <td>{words::task_status(task.status)}</td>
            <td>{place(task)}</td>
            <td>{task.holds.join(", ")}</td>
            <td>{waits}</td>
            <td>{locals.join(", ")}</td>
            <td>{task.results.join("; ")}</td>
        </tr>
    }
}

/// The table, in a box that scrolls sideways on its own.
#[component]
pub(crate) fn TaskTable(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let trace = &props.trace;
    let (shown, more) = use_capped(trace.tasks.len(), ROWS_MAX, "tasks");
    let Some(state) = trace.states.get(props.cursor) else { return Html::default() };
    let rows = (0..)
        .zip(state.tasks.iter().take(shown.min(trace.tasks.len())))
        .map(|(index, task)| row(props, state, index, task, &dispatch));
    html! {
        <section class="p-tasks" aria-label="Tasks">
            <h3>{"Tasks"}</h3>
            <div class="p-tasks__box" role="region" aria-label="Table of tasks" tabindex="0">
                <table data-testid="tasks">
                    <thead>
                        <tr>
                            for head in HEADS {
                                <th scope="col" key={head}>{head}</th>
                            }
                        </tr>
                    </thead>
                    <tbody>{for rows}</tbody>
                </table>
            </div>
            {more}
        </section>
    }
}
