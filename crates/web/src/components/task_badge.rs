//! A task's name on its colour. The name says who it is; the colour only helps to find it again.

use pagelock_protocol::view::TraceView;
use yew::{Html, Properties, classes, component, html};

use super::lights::use_lit;
use crate::ties::Tie;

/// Hues that are told apart; tasks beyond share them.
const HUES: usize = 8;

/// The CSS class that gives an element a task's colour.
pub(crate) fn hue(trace: &TraceView, task: u32) -> &'static str {
    const CLASSES: [&str; HUES] =
        ["p-task-0", "p-task-1", "p-task-2", "p-task-3", "p-task-4", "p-task-5", "p-task-6", "p-task-7"];
    match trace.tasks.get(task as usize) {
        Some(info) if !info.environment => CLASSES[task as usize % HUES],
        Some(_) | None => "p-task-env",
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The task's name.
    pub(crate) name: String,
    /// Its class from [`hue`].
    pub(crate) hue: &'static str,
    /// Which task.
    pub(crate) task: u32,
}

/// A task's name on its colour.
#[component]
pub(crate) fn TaskBadge(props: &Props) -> Html {
    let lit = use_lit();
    let tie = Tie::Task(props.task);
    let class = classes!("p-badge", props.hue, lit.class(&tie));
    html! { <span {class} data-tie={tie.attribute()}>{props.name.clone()}</span> }
}

/// The badge of a task of a run.
pub(crate) fn badge(trace: &TraceView, task: u32) -> Html {
    let name = crate::words::task_name(trace, task).to_owned();
    html! { <TaskBadge {name} hue={hue(trace, task)} {task} /> }
}
