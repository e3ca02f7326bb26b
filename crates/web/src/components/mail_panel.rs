//! The run up to the cursor as plain text for a mail, with a button that copies it, and what lockdep would have said.

use std::rc::Rc;

use pagelock_protocol::view::{AnswerView, LockdepView, MailView};
use web_sys::{Event, HtmlDetailsElement};
use yew::{Callback, Html, Properties, TargetCast, component, html, use_effect_with, use_state};

use super::button::{Weight, button};
use crate::hooks::{copy, use_dispatch};
use crate::model::action::Action;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The text of what is seen, once it is here.
    pub(crate) mail: Option<Rc<MailView>>,
}

fn lockdep(lockdep: &LockdepView) -> Html {
    let answer = match lockdep.answer {
        AnswerView::Yes => "Yes.",
        AnswerView::No => "No.",
    };
    html! {
        <div class="p-mail__lockdep" data-testid="lockdep">
            <p><strong>{format!("Would lockdep have said so? {answer}")}</strong></p>
            <ul>
                for reason in lockdep.reasons.iter() { <li key={reason.clone()}>{reason.clone()}</li> }
            </ul>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct TextProps {
    text: String,
}

/// What came of copying.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotAsked,
    Done,
    Refused,
}

#[component]
fn Text(props: &TextProps) -> Html {
    let copied = use_state(|| Copied::NotAsked);
    {
        let copied = copied.clone();
        use_effect_with(props.text.clone(), move |_| copied.set(Copied::NotAsked));
    }
    let onclick = {
        let (copied, text) = (copied.clone(), props.text.clone());
        Callback::from(move |_| {
            let copied = copied.clone();
            let on_done = move |worked| copied.set(if worked { Copied::Done } else { Copied::Refused });
            copy(&text, &on_done.into());
        })
    };
    let note = match *copied {
        Copied::NotAsked => "",
        Copied::Done => "Copied. Nothing leaves this page.",
        Copied::Refused => "The browser does not let the page copy: select the text below.",
    };
    html! {
        <>
            <p class="p-mail__tools">
                {button(Weight::Plain, "copy-mail", "Copy the text", onclick)}
                <span aria-live="polite" data-testid="copy-note">{note}</span>
            </p>
            <pre class="p-mail__text" data-testid="mail-text" tabindex="0" aria-label="The text">
                {props.text.clone()}
            </pre>
        </>
    }
}

/// The text, made when it is opened.
#[component]
pub(crate) fn MailPanel(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let ontoggle = dispatch.reform(|event: Event| {
        let details = event.target_dyn_into::<HtmlDetailsElement>();
        Action::Mail(details.is_some_and(|details| details.open()))
    });
    html! {
        <details class="p-mail" data-testid="mail" {ontoggle}>
            <summary>{"Report for a mail, and what lockdep would have said"}</summary>
            {match &props.mail {
                Some(mail) => html! {
                    <>
                        {mail.lockdep.as_ref().map(lockdep)}
                        <Text text={mail.text.clone()} />
                    </>
                },
                None => html! { <p>{"Writing…"}</p> },
            }}
        </details>
    }
}
