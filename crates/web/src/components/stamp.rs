//! The stamp of an opened link: verified, differs and in what, or not checked yet.

use yew::{Html, classes, html};

use super::icon::{Shape, icon};
use crate::model::stamp::{Difference, Stamp};
use crate::words::Tone;

/// The stamp, as a line below the verdict.
pub(super) fn stamp(stamp: &Stamp) -> Html {
    let (tone, word, text) = match stamp {
        Stamp::Verified => (
            Tone::Ok,
            "Verified",
            ": run and searched again here, this link's texts, run and verdict are what its maker saw."
                .to_owned(),
        ),
        Stamp::Differs(differences) => {
            let words: Vec<String> = differences.iter().map(|&one| words(one)).collect();
            (Tone::Hazard, "Differs", format!(" from what the maker of this link saw: {}.", words.join("; ")))
        }
        Stamp::NotYet => (
            Tone::Unknown,
            "Not checked yet",
            ": whether this link is right is known once its run is made and every interleaving searched."
                .to_owned(),
        ),
    };
    html! {
        <p class={classes!("p-stamp", format!("p-stamp--{}", tone.name()))} role="status" data-testid="stamp">
            {icon(Shape::Tone(tone))}
            <span><strong>{word}</strong>{text}</span>
        </p>
    }
}

fn words(difference: Difference) -> String {
    match difference {
        Difference::Scenario => "the scenario's text is another one".to_owned(),
        Difference::Listing => "the listing's text, or a rule of the machine, is another one".to_owned(),
        Difference::Verdict => "a search finds another verdict".to_owned(),
        Difference::Run(0) => "not even the first step of its run can be made".to_owned(),
        Difference::Run(step) => format!("its run can be made up to step {step} only"),
    }
}
