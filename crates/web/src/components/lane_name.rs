//! The name of a lane. A click follows the task in the code.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use yew::{Html, Properties, classes, component, html};

use super::crowd_row::AREA;
use super::icon::{Shape, outline};
use super::lane_row::LANE;
use super::lights::use_lit;
use super::task_badge::hue;
use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;
use crate::ties::Tie;

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
    /// What the numbers below a group count.
    pub(crate) areas: Vec<String>,
    /// What is said of it to those who listen.
    pub(crate) label: String,
    /// Its place among the names.
    pub(crate) position: usize,
    /// Whether Tab comes to it.
    pub(crate) is_stop: bool,
    /// What a click does; nothing, where there is no code in which the task could be followed.
    pub(crate) follow: Option<Action>,
    /// Whether its line in the code is followed.
    pub(crate) is_followed: bool,
    /// Whether its lane is kept on top.
    pub(crate) is_pinned: bool,
}

/// The name.
#[component]
pub(crate) fn LaneName(props: &Props) -> Html {
    let lit = use_lit();
    let dispatch = use_dispatch();
    let state = props.is_followed.then_some("p-lane-name--followed");
    let tie = Tie::Task(props.task);
    let follow = props.follow.clone().map(|follow| on_click(&dispatch, follow));
    let class = classes!("p-lane-name", hue(&props.trace, props.task), state, lit.class(&tie));
    html! {
        <>
            <g
                {class}
                role={if follow.is_some() { "button" } else { "img" }}
                tabindex={if props.is_stop { "0" } else { "-1" }}
                aria-label={props.label.clone()}
                aria-pressed={follow.as_ref().map(|_| props.is_followed.to_string())}
                data-lane={props.position.to_string()}
                data-tie={tie.attribute()}
                onclick={follow.clone()}
            >
                if follow.is_some() { <title>{"follow in the code"}</title> }
                <rect x="2" y={(props.top + 6).to_string()} width="70" height="24" rx="4" />
                <text x="37" y={(props.top + 22).to_string()} text-anchor="middle">
                    {props.text.clone()}
                </text>
                if props.is_pinned {
                    <svg x="4" y={(props.top + 8).to_string()} width="9" height="9" viewBox="0 0 24 24">
                        <path class="p-lane-name__pin" d={outline(Shape::Pinned)} />
                    </svg>
                }
            </g>
            for (position, area) in props.areas.iter().enumerate() {
                <text
                    key={area.clone()}
                    class="p-lane-name__area"
                    x="72"
                    y={(props.top + LANE + (position + 1) * AREA - 7).to_string()}
                    text-anchor="end"
                >
                    {area.clone()}
                </text>
            }
        </>
    }
}
