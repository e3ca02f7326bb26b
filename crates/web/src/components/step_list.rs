//! The steps of the run in words: the table twin of the lanes.

use std::rc::Rc;

use pagelock_protocol::view::{StepView, TraceView};
use web_sys::HtmlElement;
use yew::{Html, Properties, classes, component, html, use_effect_with, use_node_ref};

use super::task_badge::badge;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::{Action, Move};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
}

fn step(trace: &TraceView, index: usize, step: &StepView, cursor: usize, dispatch: &Dispatch) -> Html {
    let is_current = index + 1 == cursor;
    let onclick = on_click(dispatch, Action::Go(Move::To(index + 1)));
    let label = if step.place.label.is_empty() { String::new() } else { format!("[{}] ", step.place.label) };
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
    {
        let list = list.clone();
        use_effect_with((props.cursor, props.trace.steps.len()), move |&(cursor, _)| {
            let Some(list) = list.cast::<HtmlElement>() else { return };
            let index = u32::try_from(cursor.saturating_sub(1)).unwrap_or(0);
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
            <ol class="p-steps__list" ref={list} data-testid="step-list">
                for (index, one) in trace.steps.iter().enumerate() {
                    {step(trace, index, one, props.cursor, &dispatch)}
                }
            </ol>
        </section>
    }
}
