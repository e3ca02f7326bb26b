//! The name of a lane, outside the box that scrolls. A click follows the task in the code.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use yew::{Html, Properties, classes, component, html};

use super::task_badge::hue;
use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;
use crate::words;

/// Width of the names.
pub(super) const NAMES: usize = 76;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Whose lane.
    pub(crate) task: usize,
    /// Where it begins.
    pub(crate) top: usize,
    /// Whether its line in the code is followed.
    pub(crate) is_followed: bool,
}

/// The name.
#[component]
pub(crate) fn LaneName(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let task = u32::try_from(props.task).unwrap_or(u32::MAX);
    let follow = Action::Follow((!props.is_followed).then_some(task));
    let state = props.is_followed.then_some("p-lane-name--followed");
    let class = classes!("p-lane-name", hue(&props.trace, task), state);
    html! {
        <g {class} onclick={on_click(&dispatch, follow)}>
            <title>{"follow in the code"}</title>
            <rect x="2" y={(props.top + 6).to_string()} width="70" height="24" rx="4" />
            <text x="37" y={(props.top + 22).to_string()} text-anchor="middle">
                {words::task_name(&props.trace, task).to_owned()}
            </text>
        </g>
    }
}
