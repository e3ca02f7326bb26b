//! Share: a dialog with the link to what is shown, bare, in Markdown, and behind a report for a mail.

use std::rc::Rc;

use pagelock_protocol::view::MailView;
use web_sys::HtmlDialogElement;
use yew::{Callback, Html, Properties, component, html, use_node_ref, use_state_eq};

use super::button::{Weight, button};
use super::copy_text::CopyText;
use crate::hooks::{can_share, share, use_dispatch, write_now};
use crate::model::action::Action;
use crate::share_words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The fragment of the address of what is shown.
    pub(crate) link: String,
    /// What is shown, in a line.
    pub(crate) title: String,
    /// The report for a mail, once it is here.
    pub(crate) mail: Option<Rc<MailView>>,
    /// Whether a text has been edited.
    pub(crate) is_edited: bool,
    /// Whether the run does not fit into the address.
    pub(crate) is_too_long: bool,
}

fn contents(props: &Props, address: &str) -> Html {
    let (title, url) = (props.title.clone(), address.to_owned());
    let on_send = Callback::from(move |_| share(&title, &url));
    html! {
        <>
            <CopyText label="Link" text={address.to_owned()} rows={2} testid="share-link" />
            <CopyText
                label="Markdown"
                text={share_words::markdown(&props.title, address)}
                rows={3}
                testid="share-markdown"
            />
            if let Some(mail) = &props.mail {
                <CopyText
                    label="Text for a mail"
                    text={share_words::mail(&mail.text, address)}
                    rows={8}
                    testid="share-mail"
                />
            } else {
                <p>{"The text for a mail is being written…"}</p>
            }
            if can_share() {
                {button(Weight::Plain, "share-send", "Send by another program…", on_send)}
            }
        </>
    }
}

/// The button and the dialog.
#[component]
pub(crate) fn Share(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let dialog = use_node_ref();
    let is_open = use_state_eq(|| false);
    let on_open = {
        let (dialog, is_open, dispatch) = (dialog.clone(), is_open.setter(), dispatch.clone());
        Callback::from(move |_| {
            is_open.set(true);
            dispatch.emit(Action::Share(true));
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // Refused when it is open already, which is as good.
                let _ = dialog.show_modal();
            }
        })
    };
    // Escape closes it as well: the browser gives the focus back to the button.
    let onclose = {
        let (is_open, dispatch) = (is_open.setter(), dispatch.clone());
        Callback::from(move |_: web_sys::Event| {
            is_open.set(false);
            dispatch.emit(Action::Share(false));
        })
    };
    let on_done = {
        let dialog = dialog.clone();
        Callback::from(move |_| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    html! {
        <div class="p-share">
            {button(Weight::Plain, "share", "Share", on_open)}
            <dialog class="p-dialog" ref={dialog} aria-labelledby="share-title" data-testid="share-dialog" {onclose}>
                <h2 id="share-title">{"Share what you see"}</h2>
                <p data-testid="share-note">
                    {"Nothing leaves your browser: all that is shared is in the link itself. "}
                    if props.is_edited { {"Your edits are not in the link yet. "} }
                    if props.is_too_long { {"This run is too long for a link: it begins at the start. "} }
                </p>
                if *is_open { {contents(props, &write_now(&props.link))} }
                {button(Weight::Plain, "share-close", "Close", on_done)}
            </dialog>
        </div>
    }
}
