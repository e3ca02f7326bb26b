//! A search that is running: how far it has come, and Cancel.

use pagelock_protocol::message::LimitsView;
use pagelock_protocol::view::ProgressView;
use yew::{Html, Properties, component, html};

use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// How far; `None` before the first news.
    pub(crate) progress: Option<ProgressView>,
    /// Where it gives up.
    pub(crate) limits: LimitsView,
}

fn text(progress: ProgressView) -> String {
    format!(
        "{} visited, {} at depth {}, {} waiting, {} MiB",
        words::counted(progress.states, "state", "states"),
        words::counted(progress.transitions, "transition", "transitions"),
        progress.depth,
        words::grouped(progress.frontier),
        words::grouped(progress.memory >> 20),
    )
}

/// The running search.
#[component]
pub(crate) fn SearchProgress(props: &Props) -> Html {
    let dispatch = use_dispatch();
    html! {
        <div class="p-progress" data-testid="progress">
            <p class="p-verdict__headline">
                <strong class="p-verdict__word" data-testid="verdict">{"Searching…"}</strong>
                <button
                    type="button"
                    class="p-button"
                    data-testid="cancel"
                    onclick={on_click(&dispatch, Action::CancelSearch)}
                >
                    {"Cancel"}
                </button>
            </p>
            <p class="p-verdict__counts">
                {props.progress.map_or_else(|| "Just started".to_owned(), text)}
                {format!(". It gives up at {} states.", words::grouped(u64::from(props.limits.states_max)))}
            </p>
        </div>
    }
}
