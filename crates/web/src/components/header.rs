//! The head of a scenario: the way back, the title, Share and the sheet of keys.

use std::rc::Rc;

use pagelock_protocol::link::is_packed;
use pagelock_protocol::message::Setup;
use pagelock_protocol::view::{CatalogView, MailView};
use web_sys::MouseEvent;
use yew::{Callback, Html, Properties, component, html};

use super::save_as::SaveAs;
use super::share::Share;
use crate::hooks::use_dispatch;
use crate::model::action::Action;
use crate::model::export::Export;
use crate::{share_words, words};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// What runs.
    pub(crate) setup: Rc<Setup>,
    /// The fragment of the address of what is shown.
    pub(crate) link: String,
    /// The verdict in words, once there is one.
    pub(crate) found: Option<String>,
    /// The report for a mail, once it is wanted and here.
    pub(crate) mail: Option<Rc<MailView>>,
    /// Files of what is shown.
    pub(crate) export: Export,
    /// Whether a text has been edited.
    pub(crate) is_edited: bool,
    /// Whether the run does not fit into the address.
    pub(crate) is_too_long: bool,
    /// Opens the sheet of keys.
    pub(crate) on_help: Callback<()>,
}

/// The head.
#[component]
pub(crate) fn Header(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let on_home = dispatch.reform(|event: MouseEvent| {
        event.prevent_default();
        Action::Close
    });
    let name = props.setup.scenario.name();
    let scenario = props.catalog.scenario(name);
    let title = scenario.map_or_else(|| name.to_owned(), words::scenario_title);
    let share_title = share_words::title(name, props.setup.listing.name(), props.found.as_deref());
    html! {
        <header class="p-header">
            <a class="p-header__home" href="./" data-testid="home" onclick={on_home}>{"← All scenarios"}</a>
            <h1 class="p-header__title">{title}</h1>
            <div class="p-header__tools">
                <Share
                    link={props.link.clone()}
                    title={share_title}
                    mail={props.mail.clone()}
                    is_edited={props.is_edited && !is_packed(&props.link)}
                    is_too_long={props.is_too_long}
                />
                <SaveAs export={props.export.clone()} link={props.link.clone()} />
                <button
                    type="button"
                    class="p-button"
                    data-testid="help"
                    aria-label="Keys"
                    onclick={props.on_help.reform(|_| ())}
                >
                    {"?"}
                </button>
            </div>
        </header>
    }
}
