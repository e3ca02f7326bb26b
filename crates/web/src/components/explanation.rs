//! What the primitive at the followed task's place does in the kernel.

use pagelock_protocol::view::TraceView;
use yew::{Html, html};

use super::task_badge::badge;

/// The explanation, in a box whose height does not jump with its text.
pub(super) fn explanation(trace: &TraceView, cursor: usize, focus: Option<usize>) -> Html {
    let task = focus.and_then(|task| Some((task, trace.course.place(task, cursor)?)));
    let content = match task {
        None => html! { <p>{"Nobody stands in the code."}</p> },
        Some((task, place)) => html! {
            <>
                <p>
                    {badge(trace, u32::try_from(task).unwrap_or(u32::MAX))}
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
