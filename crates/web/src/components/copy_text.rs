//! A text that can be copied, by a button or by hand, and what came of it.

use web_sys::HtmlTextAreaElement;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state_eq};

use super::button::{Weight, button};
use crate::hooks::copy;

/// A text of more rows than this is made of lines that have to stay whole, not of one address.
const ADDRESS_ROWS: u8 = 3;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What it is called.
    pub(crate) label: &'static str,
    /// The text.
    pub(crate) text: String,
    /// Lines that are seen of it.
    pub(crate) rows: u8,
    /// Its `data-testid`; the button's and the note's begin with it.
    pub(crate) testid: &'static str,
}

/// What came of copying.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotAsked,
    Done,
    Refused,
}

/// The text, its button, and a note.
#[component]
pub(crate) fn CopyText(props: &Props) -> Html {
    let copied = use_state_eq(|| Copied::NotAsked);
    let field = use_node_ref();
    {
        // What was copied is not what is shown any more.
        let copied = copied.setter();
        use_effect_with(props.text.clone(), move |_| copied.set(Copied::NotAsked));
    }
    {
        let field = field.clone();
        use_effect_with(*copied, move |copied| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| *copied == Copied::Refused) {
                let _ = field.focus();
                field.select();
            }
        });
    }
    let onclick = {
        let (copied, text) = (copied.setter(), props.text.clone());
        Callback::from(move |_| {
            let copied = copied.clone();
            let on_done = move |worked| copied.set(if worked { Copied::Done } else { Copied::Refused });
            copy(&text, &on_done.into());
        })
    };
    let note = match *copied {
        Copied::NotAsked => "",
        Copied::Done => "Copied.",
        Copied::Refused => "The browser does not let the page copy: the text is selected, copy it by hand.",
    };
    html! {
        <div class="p-copy">
            <label class="p-copy__label">
                {props.label}
                <textarea
                    class="p-copy__text"
                    readonly=true
                    rows={props.rows.to_string()}
                    wrap={if props.rows > ADDRESS_ROWS { "off" } else { "soft" }}
                    spellcheck="false"
                    value={props.text.clone()}
                    ref={field}
                    data-testid={props.testid}
                />
            </label>
            <p class="p-copy__tools">
                {button(
                    Weight::Plain,
                    format!("{}-copy", props.testid),
                    format!("Copy {}", props.label.to_ascii_lowercase()),
                    onclick,
                )}
                <span aria-live="polite" data-testid={format!("{}-note", props.testid)}>{note}</span>
            </p>
        </div>
    }
}
