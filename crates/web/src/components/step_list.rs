//! The steps of the run in words: the table twin of the lanes.

use std::ops::Range;
use std::rc::Rc;

use pagelock_protocol::view::{StepView, TraceView};
use web_sys::HtmlElement;
use yew::{Html, Properties, classes, component, html, use_effect_with, use_node_ref};

use super::task_badge::badge;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::{Action, Move};
use crate::words;

/// Steps that are listed at once.
const STEPS_MAX: usize = 200;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
}

/// The steps that are listed: a list of thousands would be slow, and nobody reads it.
fn around(cursor: usize, len: usize) -> Range<usize> {
    let shown = STEPS_MAX.min(len);
    let from = cursor.saturating_sub(shown / 2).min(len - shown);
    from..from + shown
}

fn step(trace: &TraceView, index: usize, step: &StepView, cursor: usize, dispatch: &Dispatch) -> Html {
    let is_current = index + 1 == cursor;
    let onclick = on_click(dispatch, Action::Go(Move::To(index + 1)));
    let label = trace.place(step).map(|place| place.label.as_str()).filter(|label| !label.is_empty());
    let label = label.map(|label| format!("[{label}] ")).unwrap_or_default();
    html! {
        <li
            key={index}
            class={classes!("p-steps__step", (index >= cursor).then_some("p-steps__step--future"))}
            aria-current={is_current.then_some("step")}
        >
            <button type="button" class="p-steps__go" {onclick}>
                <span class="p-steps__number">{index + 1}</span>
                {badge(trace, step.task)}
                <span class="p-steps__text">
                    {label}
                    {step.text.clone()}
                    for note in step.notes.iter() {
                        <span class="p-steps__note">{format!("; {note}")}</span>
                    }
                </span>
            </button>
        </li>
    }
}

/// The list, scrolled to the current step.
#[component]
pub(crate) fn StepList(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let list = use_node_ref();
    let shown = around(props.cursor, props.trace.steps.len());
    {
        let from = shown.start;
        let list = list.clone();
        use_effect_with((props.cursor, props.trace.steps.len()), move |&(cursor, _)| {
            let Some(list) = list.cast::<HtmlElement>() else { return };
            let index = cursor.saturating_sub(1).saturating_sub(from);
            let index = u32::try_from(index).unwrap_or(0);
            let item = list.children().item(index);
            if let Some(item) = item.and_then(|item| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(item).ok())
            {
                list.set_scroll_top(item.offset_top() - list.client_height() / 2);
            }
        });
    }
    let trace = &props.trace;
    html! {
        <section class="p-steps" aria-label="Steps of this run">
            <h3>{"Steps"}</h3>
            if trace.steps.is_empty() {
                <p>{"None yet. Take a choice, run at random, or search."}</p>
            }
            if shown.len() < trace.steps.len() {
                <p>
                    {format!(
                        "Steps {} to {} of {}, around the one that is looked at.",
                        words::grouped(shown.start as u64 + 1),
                        words::grouped(shown.end as u64),
                        words::grouped(trace.steps.len() as u64),
                    )}
                </p>
            }
            <ol class="p-steps__list" ref={list} data-testid="step-list">
                for index in shown {
                    {step(trace, index, &trace.steps[index], props.cursor, &dispatch)}
                }
            </ol>
        </section>
    }
}
