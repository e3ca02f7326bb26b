//! Messages about the address and the engine: always with a way on.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::button::{Weight, act, button};
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::Failure;
use crate::model::action::Action;
use crate::model::address::LinkNote;
use crate::model::build::{BuildAction, Update};
use crate::model::keep::{KeepAction, Keeping};
use crate::model::place::Place;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What was wrong with the address.
    pub(crate) note: Option<LinkNote>,
    /// Why the engine does not answer.
    pub(crate) failure: Option<Failure>,
    /// What the engine said when it died, after which it was started again.
    pub(crate) revived: Option<Rc<str>>,
    /// Whether the browser keeps what was edited.
    pub(crate) keeping: Keeping,
    /// Where the page stands: a frame has no start page.
    pub(crate) place: Place,
    /// A newer build of the page.
    pub(crate) update: Update,
}

/// The messages, above everything else.
#[component]
pub(crate) fn Notices(props: &Props) -> Html {
    let dispatch = use_dispatch();
    html! {
        <>
            if let Some(note) = &props.note {
                {refused(note, props.place, &dispatch)}
            }
            if let Some(text) = &props.revived {
                <section class="p-notice p-notice--pinned" role="status" data-testid="engine-revived">
                    <p>
                        <strong>{"The engine had stopped and was started again. "}</strong>
                        {text.to_string()}
                    </p>
                    <p>{"Everything you have set is kept."}</p>
                    {act(&dispatch, "dismiss", "Close this message", Action::Dismiss)}
                </section>
            }
            if let Keeping::Refused(refusal) = props.keeping {
                <section class="p-notice p-notice--pinned" role="status" data-testid="storage-message">
                    <p>
                        <strong>{"What you change is not kept beyond this visit. "}</strong>
                        {words::refusal_words(refusal)}
                    </p>
                    <p>{"It stays as long as this page is open. To keep an edited text, copy it from its editor."}</p>
                    {act(
                        &dispatch,
                        "storage-dismiss",
                        "Close this message",
                        Action::Keep(KeepAction::Dismiss),
                    )}
                </section>
            }
            if props.place == Place::Window {
                {newer(props.update, &dispatch)}
            }
            if let Some(failure) = &props.failure {
                {failed(&failure.text, &dispatch)}
            }
        </>
    }
}

/// What was wrong with the address, and where it may lead.
fn refused(said: &LinkNote, place: Place, dispatch: &Dispatch) -> Html {
    let is_whole = place == Place::Window;
    html! {
        <section class="p-notice" role="alert" data-testid="link-message">
            <p>{words::link_note_words(said)}</p>
            <p>
                {"Nothing of it was used."}
                if is_whole { {" The start page lists every scenario."} }
            </p>
            if let LinkNote::Damaged { beginning: Some(beginning), .. } = said {
                {act(
                    dispatch,
                    "open-from-start",
                    format!("Open {} from its beginning", beginning.words),
                    Action::Open(Rc::clone(&beginning.fragment)),
                )}
            }
            if is_whole {
                {act(dispatch, "open-start", "Open the start page", Action::Close)}
            }
        </section>
    }
}

/// Whether to go on with a newer build.
fn newer(update: Update, dispatch: &Dispatch) -> Html {
    match update {
        Update::Waiting => {}
        Update::None | Update::Declined | Update::Wanted => return Html::default(),
    }
    html! {
        <section class="p-notice p-notice--pinned" role="status" data-testid="update-message">
            <p>
                <strong>{"A new version is there. "}</strong>
                {"The page stays as it is until you load it again. The place you are at and what you have \
                  edited are kept."}
            </p>
            {button(
                Weight::Primary,
                "update-reload",
                "Load the new version",
                on_click(dispatch, Action::Build(BuildAction::TakeOver)),
            )}
            {act(dispatch, "update-later", "Not now", Action::Build(BuildAction::Decline))}
        </section>
    }
}

/// What to do about an engine that has stopped.
fn failed(text: &str, dispatch: &Dispatch) -> Html {
    html! {
        <section class="p-notice p-notice--pinned p-notice--failure" role="alert" data-testid="engine-message">
            <p>
                <strong>{"The engine has stopped. "}</strong>
                {text}
            </p>
            <p>{"Everything you have set is kept."}</p>
            {button(
                Weight::Primary,
                "restart-engine",
                "Restart the engine",
                on_click(dispatch, Action::Restart),
            )}
        </section>
    }
}
