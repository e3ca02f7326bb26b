//! What if somebody else had gone first? The other choices of the state before the last step; taking one forks.

use pagelock_protocol::view::{StateView, TraceView};
use yew::{Html, classes, html};

use super::task_badge::hue;
use crate::hooks::{Dispatch, on_click};
use crate::model::action::Action;
use crate::model::time::TimeAction;
use crate::words;

/// Tasks that are asked about.
const TASKS_MAX: usize = 4;

/// The first choice of each other task, with its number.
fn others(trace: &TraceView, cursor: usize, before: &StateView) -> Vec<(u16, u32, String)> {
    let Some(last) = cursor.checked_sub(1).and_then(|step| trace.steps.get(step)) else { return Vec::new() };
    let mut others: Vec<(u16, u32, String)> = Vec::new();
    for (number, choice) in (0..).zip(&before.choices) {
        if choice.task != last.task && others.iter().all(|(_, task, _)| *task != choice.task) {
            others.push((number, choice.task, choice.text.clone()));
        }
    }
    others.truncate(TASKS_MAX);
    others
}

/// The questions; `before` is the state before the last step.
pub(super) fn what_if(trace: &TraceView, cursor: usize, before: &StateView, dispatch: &Dispatch) -> Html {
    let others = others(trace, cursor, before);
    if others.is_empty() {
        return Html::default();
    }
    let question = |(number, task, text): (u16, u32, String)| {
        let name = words::task_name(trace, task);
        html! {
            <button
                key={task}
                type="button"
                class={classes!("p-button", "p-choice", hue(trace, task))}
                title={format!("in place of step {cursor}: {text}")}
                data-testid={format!("what-if-{name}")}
                onclick={on_click(dispatch, Action::Time(TimeAction::Instead(number)))}
            >
                {format!("What if {name} had gone first?")}
            </button>
        }
    };
    html! {
        <div class="p-what-if" role="group" aria-label={format!("In place of step {cursor}")}>
            {for others.into_iter().map(question)}
        </div>
    }
}
