//! Two runs side by side around their first difference.

use pagelock_protocol::view::TraceView;
use yew::{Html, classes, html};

use super::table::table;
use super::task_badge::badge;
use crate::model::history::{Kept, common};
use crate::words;

/// Steps that are shown from the one before the first difference on.
const STEPS: usize = 10;

fn step(trace: &TraceView, index: usize) -> Html {
    let Some(step) = trace.steps.get(index) else { return html! { {"–"} } };
    let label = trace.place(step).map(|place| place.label.as_str()).filter(|label| !label.is_empty());
    let label = label.map(|label| format!("[{label}] ")).unwrap_or_default();
    html! { <>{badge(trace, step.task)}{format!(" {label}{}", step.text)}</> }
}

/// In how many steps a run ends, and how.
fn ending(run: &Kept) -> String {
    let steps = words::counted(run.trace.steps.len() as u64, "step", "steps");
    match run.end() {
        Some(end) => format!("run {} ends after {steps}: {}", run.id, words::end_words(end)),
        None => format!("run {} has {steps}", run.id),
    }
}

/// The comparison of the run that is shown with another one.
pub(super) fn run_compare(shown: &Kept, other: &Kept) -> Html {
    let at = common(&shown.trace.schedule, &other.trace.schedule);
    let alike = match at {
        0 => "They differ from the first step on.".to_owned(),
        at => format!("They are alike up to step {at}."),
    };
    let first = at.saturating_sub(1);
    let last = (first + STEPS).min(shown.trace.steps.len().max(other.trace.steps.len()));
    let row = |index: usize| {
        let is_first = index == at;
        html! {
            <tr
                key={index}
                class={classes!(is_first.then_some("p-compare__first"))}
                data-testid={is_first.then_some("first-difference")}
            >
                <th scope="row">
                    {index + 1}
                    if is_first { <strong>{" ◆ first difference"}</strong> }
                </th>
                <td>{step(&shown.trace, index)}</td>
                <td>{step(&other.trace, index)}</td>
            </tr>
        }
    };
    let heads = ["Step", &format!("Run {} (shown)", shown.id), &format!("Run {}", other.id)];
    html! {
        <section class="p-compare" aria-label="Comparison of two runs" data-testid="comparison">
            <h3>{format!("Run {} and run {}", shown.id, other.id)}</h3>
            <p>{format!("{alike} {}; {}.", words::capitalised(&ending(shown)), ending(other))}</p>
            {table("Table of both runs", None, &heads, html! { {for (first..last).map(row)} })}
        </section>
    }
}
