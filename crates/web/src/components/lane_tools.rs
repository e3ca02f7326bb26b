//! How the lanes are shown: wider or narrower steps, and whose lane stays on top.

use pagelock_protocol::view::TraceView;
use yew::{Html, html};

use crate::hooks::{Dispatch, on_click};
use crate::model::action::Action;
use crate::model::time::TimeAction;
use crate::model::zoom::Zoom;
use crate::words;

/// The row of buttons.
pub(super) fn lane_tools(
    trace: &TraceView,
    width: Zoom,
    pinned: &[u32],
    focus: Option<usize>,
    dispatch: &Dispatch,
) -> Html {
    let zoom = |to: Option<Zoom>, sign: &'static str, name: &'static str, testid: &'static str| {
        html! {
            <button
                type="button"
                class="p-button"
                aria-label={name}
                title={name}
                data-testid={testid}
                disabled={to.is_none()}
                onclick={on_click(dispatch, Action::Time(TimeAction::Zoom(to.unwrap_or(width))))}
            >
                {sign}
            </button>
        }
    };
    let focus = focus.and_then(|task| u32::try_from(task).ok());
    html! {
        <div class="p-lane-tools" role="group" aria-label="How the lanes are shown">
            {zoom(width.farther(), "−", "Narrower steps", "zoom-out")}
            {zoom(width.nearer(), "+", "Wider steps", "zoom-in")}
            if let Some(task) = focus {
                <button
                    type="button"
                    class="p-button"
                    data-testid="pin-lane"
                    aria-pressed={pinned.contains(&task).to_string()}
                    onclick={on_click(dispatch, Action::Time(TimeAction::TogglePin))}
                >
                    {format!("Keep {} on top", words::task_name(trace, task))}
                </button>
            }
        </div>
    }
}
