//! How finished runs end, and whether that is what the scenario expects.

use yew::{Html, Properties, component, html};

use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Outcomes with the number of final states.
    pub(crate) outcomes: Vec<(String, u64)>,
    /// What the scenario expects.
    pub(crate) expect: Option<String>,
    /// Whether it holds.
    pub(crate) as_expected: Option<bool>,
}

/// The lists under the verdict.
#[component]
pub(crate) fn Outcomes(props: &Props) -> Html {
    let agreement = match props.as_expected {
        Some(true) => "found the same",
        Some(false) => "found something else",
        None => "not compared",
    };
    html! {
        <>
            if let Some(expect) = &props.expect {
                <p class="p-verdict__expect" data-testid="expectation">
                    {format!("The scenario expects: {expect}. This search {agreement}.")}
                </p>
            }
            if !props.outcomes.is_empty() {
                <details class="p-verdict__outcomes" data-testid="outcomes">
                    <summary>
                        {words::counted(props.outcomes.len() as u64, "outcome", "outcomes")}
                        {" of finished runs"}
                    </summary>
                    <ul>
                        for (outcome, count) in props.outcomes.iter() {
                            <li key={outcome.clone()}>
                                {format!("{outcome}: ")}
                                {words::counted(*count, "final state", "final states")}
                            </li>
                        }
                    </ul>
                </details>
            }
        </>
    }
}
