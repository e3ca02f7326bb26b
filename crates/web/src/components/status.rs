//! The status line, and the same words for those who listen: at most one message a second.

use std::cell::RefCell;
use std::rc::Rc;

use yew::{Html, Properties, UseStateSetter, component, html, use_effect_with, use_mut_ref, use_state};

use crate::hooks::Timeout;
use crate::live::{Gate, PAUSE_MILLIS};

/// Whether it is read aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// When the listener has a moment.
    Polite,
    /// Not now: steps come faster than they can be read.
    Silent,
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is said.
    pub(crate) text: String,
    /// Whether it is read aloud.
    pub(crate) voice: Voice,
}

#[derive(Default)]
struct Speaker {
    gate: Gate,
    pause: Option<Timeout>,
}

fn say(speaker: &Rc<RefCell<Speaker>>, said: &UseStateSetter<String>, text: String) {
    said.set(text);
    let (later, setter) = (Rc::clone(speaker), said.clone());
    let pause = Timeout::start(PAUSE_MILLIS, move || {
        let next = later.borrow_mut().gate.open();
        if let Some(next) = next {
            say(&later, &setter, next);
        }
    });
    // The old pause is dropped after the borrow has ended: it may be the one that is calling.
    let old = std::mem::replace(&mut speaker.borrow_mut().pause, pause);
    drop(old);
}

/// The line at the foot of the page.
#[component]
pub(crate) fn Status(props: &Props) -> Html {
    let speaker = use_mut_ref(Speaker::default);
    let said = use_state(String::new);
    let setter = said.setter();
    use_effect_with((props.text.clone(), props.voice), move |(text, voice)| {
        let now = match voice {
            Voice::Polite => speaker.borrow_mut().gate.offer(text),
            Voice::Silent => None,
        };
        if let Some(now) = now {
            say(&speaker, &setter, now);
        }
    });
    html! {
        <>
            <p class="p-status" aria-hidden="true" data-testid="status">{props.text.clone()}</p>
            <p class="p-hidden" role="status" aria-atomic="true" data-testid="announcer">{(*said).clone()}</p>
        </>
    }
}
