//! How the run ends where the visitor looks, with the evidence.

use yew::{Html, Properties, classes, component, html};

use super::icon::{Icon, Shape};
use crate::model::sight::Sight;
use crate::words::{self, Tone};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is seen.
    pub(crate) sight: Sight,
}

/// The end of the run, when the cursor is there.
#[component]
pub(crate) fn Ending(props: &Props) -> Html {
    let Some(end) = props.sight.state.end.as_ref().filter(|_| props.sight.is_here()) else {
        return Html::default();
    };
    let tone = Tone::of(end.verdict);
    html! {
        <section
            class={classes!("p-ending", format!("p-ending--{}", tone.name()))}
            aria-label="How this run ends"
            data-testid="ending"
        >
            <p class="p-ending__word">
                <Icon shape={Shape::Tone(tone)} />
                {format!("This run ends: {}", words::end_words(end))}
            </p>
            <ul>
                for sentence in end.explanation.iter() {
                    <li key={sentence.clone()}>{sentence.clone()}</li>
                }
            </ul>
        </section>
    }
}
