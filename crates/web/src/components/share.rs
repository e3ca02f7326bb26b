//! Share: copies the address of what is shown, and says what is not in it.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state};

use crate::hooks::{copy, write_now};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The fragment of the address of what is shown.
    pub(crate) link: String,
    /// Whether a text has been edited.
    pub(crate) is_edited: bool,
    /// Whether the run does not fit into the address.
    pub(crate) is_too_long: bool,
}

/// How far copying has come.
#[derive(Clone, PartialEq, Eq)]
enum Copying {
    /// Not asked for.
    Idle,
    /// In the clipboard.
    Done,
    /// Refused: this address is shown to be copied by hand.
    ByHand(String),
}

/// The button and what came of it.
#[component]
pub(crate) fn Share(props: &Props) -> Html {
    let copying = use_state(|| Copying::Idle);
    let field = use_node_ref();
    let onclick = {
        let (copying, link) = (copying.clone(), props.link.clone());
        Callback::from(move |_| {
            let address = write_now(&link);
            let (copying, text) = (copying.clone(), address.clone());
            let on_done = move |worked| {
                copying.set(if worked { Copying::Done } else { Copying::ByHand(text.clone()) });
            };
            copy(&address, &on_done.into());
        })
    };
    {
        let field = field.clone();
        use_effect_with((*copying).clone(), move |_| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.select();
            }
        });
    }
    {
        // What was copied is not what is shown any more.
        let copying = copying.clone();
        use_effect_with(props.link.clone(), move |_| copying.set(Copying::Idle));
    }
    html! {
        <div class="p-share">
            <button type="button" class="p-button" data-testid="share" {onclick}>{"Share"}</button>
            <span class="p-share__note" aria-live="polite" data-testid="share-note">
                if *copying == Copying::Done { {"Address copied. Nothing else leaves this page. "} }
                if props.is_edited { {"Your edits are not in the link yet. "} }
                if props.is_too_long { {"This run is too long for a link. "} }
            </span>
            if let Copying::ByHand(address) = &*copying {
                <label class="p-share__by-hand">
                    {"Copy this address: "}
                    <input type="text" readonly=true value={address.clone()} ref={field} />
                </label>
            }
        </div>
    }
}
