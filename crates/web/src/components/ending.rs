//! How the run ends where the visitor looks, with the evidence.

use yew::{Html, classes, html};

use super::icon::{Shape, icon};
use crate::model::sight::Sight;
use crate::words::{self, Tone};

/// The end of the run, when the cursor is there.
pub(super) fn ending(sight: &Sight) -> Html {
    let Some(end) = sight.state.end.as_ref().filter(|_| sight.is_here()) else {
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
                {icon(Shape::Tone(tone))}
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
