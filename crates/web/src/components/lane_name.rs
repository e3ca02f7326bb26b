//! The name of a lane, outside the box that scrolls. A click follows the task in the code.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use yew::{Html, Properties, classes, component, html};

use super::task_badge::hue;
use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;

/// Width of the names.
pub(super) const NAMES: usize = 76;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Whose lane; of a group, its first task.
    pub(crate) task: u32,
    /// What it is called.
    pub(crate) text: String,
    /// Where it begins.
    pub(crate) top: usize,
    /// Whether its line in the code is followed.
    pub(crate) is_followed: bool,
}

/// The name.
#[component]
pub(crate) fn LaneName(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let follow = Action::Follow((!props.is_followed).then_some(props.task));
    let state = props.is_followed.then_some("p-lane-name--followed");
    let class = classes!("p-lane-name", hue(&props.trace, props.task), state);
    html! {
        <g {class} onclick={on_click(&dispatch, follow)}>
            <title>{"follow in the code"}</title>
            <rect x="2" y={(props.top + 6).to_string()} width="70" height="24" rx="4" />
            <text x="37" y={(props.top + 22).to_string()} text-anchor="middle">
                {props.text.clone()}
            </text>
        </g>
    }
}
