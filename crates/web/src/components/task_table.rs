//! The tasks as a table: status, place, what each holds and waits for, and what its calls came to.

use std::rc::Rc;

use pagelock_protocol::view::{PlaceView, TaskView, TraceView};
use yew::{Html, Properties, classes, component, html};

use super::more::use_capped;
use super::table::table;
use super::task_badge::badge;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::model::sight::Sight;
use crate::ties::Tie;
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
    /// What is seen.
    pub(crate) sight: Sight,
    /// The task whose line is followed.
    pub(crate) followed: Option<u32>,
}

fn place(place: Option<&PlaceView>) -> String {
    match place {
        None => "–".to_owned(),
        Some(place) if place.label.is_empty() => format!("{}, line {}", place.primitive, place.line),
        Some(place) => format!("[{}] {}, line {}", place.label, place.primitive, place.line),
    }
}

fn row(props: &Props, index: u32, task: Option<&TaskView>, dispatch: &Dispatch) -> Html {
    let trace = &props.trace;
    let info = &trace.tasks[index as usize];
    let sight = &props.sight;
    let stand = trace.course.stand(index as usize, props.cursor);
    let is_new = stand.is_some_and(|stand| props.cursor > 0 && stand.from as usize == props.cursor);
    let before = sight.before.as_ref().filter(|_| sight.is_here());
    let before = before.map(|before| before.tasks.get(index as usize).map(Rc::as_ref));
    let is_changed = is_new || before.is_some_and(|before| before != task);
    let is_followed = props.followed == Some(index);
    let follow = Action::Follow((!is_followed).then_some(index));
    let waits = sight.state.waits.iter().filter(|wait| sight.is_here() && wait.tasks.contains(&index));
    let waits = waits.map(|wait| wait.resource.clone());
    let waits = waits.collect::<Vec<_>>().join(", ");
    let locals = task.map(|task| task.locals.as_slice()).unwrap_or_default();
    let locals = locals.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>();
    let holds = stand.map(|stand| trace.course.holds(stand)).unwrap_or_default();
    let holds = holds.iter().map(|hold| hold.what.clone()).collect::<Vec<_>>();
    let calls = if info.environment {
        "environment".to_owned()
    } else {
        format!("{} in {}", info.calls.join("; "), info.mm)
    };
    html! {
        <tr
            key={index}
            class={classes!(is_changed.then_some("p-changed"))}
            data-tie={Tie::Task(index).attribute()}
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
            <td>{stand.map_or("", |stand| words::task_status(stand.status))}</td>
            <td>{place(trace.course.place(index as usize, props.cursor))}</td>
            <td>{holds.join(", ")}</td>
            <td>{waits}</td>
            <td>{locals.join(", ")}</td>
            <td>{task.map(|task| task.results.join("; ")).unwrap_or_default()}</td>
        </tr>
    }
}

/// The table, in a box that scrolls sideways on its own.
#[component]
pub(crate) fn TaskTable(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let trace = &props.trace;
    let (shown, more) = use_capped(trace.tasks.len(), ROWS_MAX, "tasks");
    let sight = &props.sight;
    let known = if sight.is_here() { sight.state.tasks.as_slice() } else { &[] };
    let rows = (0..)
        .zip(0..shown.min(trace.tasks.len()))
        .map(|(index, task)| row(props, index, known.get(task).map(Rc::as_ref), &dispatch));
    html! {
        <section class="p-tasks" aria-label="Tasks">
            <h3>{"Tasks"}</h3>
            {table("Table of tasks", Some("tasks"), &HEADS, html! { {for rows} })}
            {more}
        </section>
    }
}
