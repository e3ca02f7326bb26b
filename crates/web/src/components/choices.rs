//! What can happen next: a button for each choice, by task.

use std::rc::Rc;

use pagelock_protocol::view::{ChoiceView, ProspectView, StateView, TraceView, VerdictView};
use yew::{Html, Properties, classes, component, html};

use super::icon::{Shape, icon};
use super::more::use_capped;
use super::task_badge::{badge, hue};
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::model::sight::Sight;
use crate::outlook_words;

/// Choices that are shown unasked.
const CHOICES_MAX: usize = 24;

/// Choices that have a key.
const KEYS: usize = 9;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// What is seen.
    pub(crate) sight: Sight,
    /// Whether the run is one of what is set, so that it can go on.
    pub(crate) can_take: bool,
    /// What can still be saved after each choice, as far as that is known.
    pub(crate) prospects: Rc<[ProspectView]>,
}

/// Numbers of choices, cut where the task changes.
fn by_task(choices: &[Rc<ChoiceView>]) -> Vec<(u32, Vec<usize>)> {
    let mut groups: Vec<(u32, Vec<usize>)> = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        match groups.last_mut() {
            Some((task, members)) if *task == choice.task => members.push(index),
            Some(_) | None => groups.push((choice.task, vec![index])),
        }
    }
    groups
}

fn button(props: &Props, index: usize, choice: &ChoiceView, dispatch: &Dispatch) -> Html {
    let number = u16::try_from(index).unwrap_or(u16::MAX);
    html! {
        <button
            key={index}
            type="button"
            class={classes!("p-button", "p-choice", hue(&props.trace, choice.task))}
            data-testid={format!("choice-{index}")}
            disabled={!props.can_take || !props.sight.is_here()}
            onclick={on_click(dispatch, Action::Take(number))}
        >
            if index < KEYS {
                <kbd aria-hidden="true">{index + 1}</kbd>
                {" "}
            }
            {choice.text.clone()}
            if let Some(after) = props.prospects.get(index).filter(|_| props.sight.is_here()) {
                {outlook(after)}
            }
        </button>
    }
}

/// What can still be saved after a choice: shape, word and colour.
fn outlook(after: &ProspectView) -> Html {
    let tone = outlook_words::tone(after.outlook).name();
    html! {
        <span class={classes!("p-choice__outlook", format!("p-choice__outlook--{tone}"))}>
            {icon(Shape::Outlook(after.outlook))}
            {" "}
            {after.words()}
        </span>
    }
}

/// Why there is no choice.
fn none(state: &StateView) -> &'static str {
    match state.end.as_ref().map(|end| end.verdict) {
        None | Some(VerdictView::Deadlock) => "Nothing: nobody can move.",
        Some(VerdictView::Livelock | VerdictView::Hazard | VerdictView::Ok | VerdictView::Unknown) => {
            "Nothing: this run is over."
        }
    }
}

/// The choices at the cursor.
#[component]
pub(crate) fn Choices(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let state = &props.sight.state;
    let choices = state.choices.as_slice();
    let (shown, more) = use_capped(choices.len(), CHOICES_MAX, "choices");
    let choices = &choices[..shown];
    html! {
        <section class="p-choices" aria-label="What can happen next">
            <h3>{"What can happen next"}</h3>
            if choices.is_empty() {
                <p data-testid="no-choices">{none(state)}</p>
            }
            <ul class="p-choices__tasks">
                for (task, members) in by_task(choices) {
                    <li key={members[0]} class="p-choices__task">
                        {badge(&props.trace, task)}
                        for index in members {
                            {button(props, index, &choices[index], &dispatch)}
                        }
                    </li>
                }
            </ul>
            {more}
        </section>
    }
}
