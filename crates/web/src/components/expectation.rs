//! Whether a search found what the scenario expects.

use yew::{Html, html};

/// The sentence under the verdict.
pub(super) fn expectation(expect: Option<&str>, as_expected: Option<bool>) -> Html {
    let agreement = match as_expected {
        Some(true) => "found the same",
        Some(false) => "found something else",
        None => "has not decided it",
    };
    html! {
        if let Some(expect) = expect {
            <p class="p-verdict__expect" data-testid="expectation">
                {format!("The scenario expects: {expect}. This search {agreement}.")}
            </p>
        }
    }
}
