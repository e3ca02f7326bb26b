//! Whether a search found what the scenario expects.

use yew::{Html, Properties, component, html};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the scenario expects.
    pub(crate) expect: Option<String>,
    /// Whether it holds.
    pub(crate) as_expected: Option<bool>,
}

/// The sentence under the verdict.
#[component]
pub(crate) fn Expectation(props: &Props) -> Html {
    let agreement = match props.as_expected {
        Some(true) => "found the same",
        Some(false) => "found something else",
        None => "has not decided it",
    };
    html! {
        if let Some(expect) = &props.expect {
            <p class="p-verdict__expect" data-testid="expectation">
                {format!("The scenario expects: {expect}. This search {agreement}.")}
            </p>
        }
    }
}
