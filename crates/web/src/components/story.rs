//! The story of the scenario, beside the code that it is about.

use pagelock_protocol::view::{ListingInfoView, ScenarioView};
use yew::{Html, html};

/// Where in the facts something stands: `SC2` is a section, and `section 6` says so itself.
fn place(facts: &str) -> String {
    if facts.starts_with("section") { facts.to_owned() } else { format!("section {facts}") }
}

/// The story, open at first, with what it refers to below it.
pub(super) fn story(scenario: &ScenarioView, listing: Option<&ListingInfoView>) -> Html {
    let lines: Vec<&str> = scenario.story.lines().collect();
    html! {
        <details class="p-story" open=true data-testid="story">
            <summary>{"Story"}</summary>
            for paragraph in lines.split(|line| line.is_empty()) {
                <p>{paragraph.join("\n")}</p>
            }
            <dl class="p-story__references">
                if let Some(mail) = &scenario.mail {
                    <div>
                        <dt>{"In the mail: "}</dt>
                        <dd><code>{mail.clone()}</code>{": its numbers and letters are the labels in the code"}</dd>
                    </div>
                }
                if let Some(listing) = listing {
                    <div>
                        <dt>{"Listing: "}</dt>
                        <dd><code>{listing.name.clone()}</code>{format!(": {}", listing.title)}</dd>
                    </div>
                }
                if let Some(facts) = &scenario.facts {
                    <div>
                        <dt>{"Kernel facts: "}</dt>
                        <dd>{format!("{} of ", place(facts))}<code>{"docs/kernel-facts.md"}</code></dd>
                    </div>
                }
            </dl>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_called_one_once() {
        assert_eq!(place("SC7, section 5"), "section SC7, section 5");
        assert_eq!(place("section 6, section 10"), "section 6, section 10");
    }
}
