//! What the primitive at the followed task's place does in the kernel.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use yew::{Html, Properties, component, html};

use super::task_badge::badge;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// The followed task.
    pub(crate) focus: Option<usize>,
}

/// The explanation, in a box whose height does not jump with its text.
#[component]
pub(crate) fn Explanation(props: &Props) -> Html {
    let task = props.focus.and_then(|task| Some((task, props.trace.course.place(task, props.cursor)?)));
    let content = match task {
        None => html! { <p>{"Nobody stands in the code."}</p> },
        Some((task, place)) => html! {
            <>
                <p>
                    {badge(&props.trace, u32::try_from(task).unwrap_or(u32::MAX))}
                    {" stands at "}
                    if !place.label.is_empty() {
                        <strong>{format!("[{}] ", place.label)}</strong>
                    }
                    <code>{place.primitive.clone()}</code>
                    <span class="p-explanation__chain">{format!(" in {}", place.chain.join(" > "))}</span>
                </p>
                <p>{place.explanation.clone()}</p>
            </>
        },
    };
    html! { <div class="p-explanation" data-testid="explanation">{content}</div> }
}
