//! Save as: a native dialog that lists the files that can be made of what is shown, and who opens each.

use std::rc::Rc;

use pagelock_protocol::view::FormatView;
use web_sys::HtmlDialogElement;
use yew::{
    Callback, Html, Properties, component, hook, html, use_effect_with, use_mut_ref, use_node_ref, use_state,
};

use super::button::{Weight, button};
use crate::hooks::{Dispatch, HandOver, Tab, download, use_dispatch, write_now};
use crate::model::action::Action;
use crate::model::export::{Export, ExportAction, Goes, Made};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Files of what is shown.
    pub(crate) export: Export,
    /// The fragment of the address of what is shown.
    pub(crate) link: String,
}

/// What came of the last file.
#[derive(Clone, PartialEq, Eq)]
enum Said {
    Nothing,
    Saved(String),
    Given,
    Refused(String),
}

/// Gives each file away as it comes.
#[hook]
fn use_given(
    made: Option<Made>,
    link: String,
    tab: Rc<std::cell::RefCell<Option<Tab>>>,
    on_said: Callback<Said>,
) {
    let dispatch = use_dispatch();
    // Kept until the next one: it goes on after this has returned.
    let hand_over = use_mut_ref(|| None::<HandOver>);
    use_effect_with(made.as_ref().map(|made| made.number), move |_| {
        let Some(made) = made else { return };
        dispatch.emit(Action::Export(ExportAction::Given(made.number)));
        let view = &made.view;
        match made.goes {
            Goes::ToDisk => {
                let saved = download(&view.name, view.format.media_type(), &view.text);
                on_said.emit(saved.map_or_else(Said::Refused, |()| Said::Saved(view.name.clone())));
            }
            Goes::ToPerfetto => {
                let on_done = on_said.reform(|is_taken| {
                    let late = || Said::Refused("Perfetto's page does not answer".to_owned());
                    if is_taken { Said::Given } else { late() }
                });
                let name = view.name.strip_suffix(".perfetto.json").unwrap_or(&view.name);
                let title = format!("{name}, by Pagelock");
                let file = (view.name.as_str(), title.as_str(), view.text.as_str());
                let address = write_now(&link);
                let tab = tab.borrow_mut().take();
                *hand_over.borrow_mut() = tab.and_then(|tab| HandOver::start(&tab, file, &address, &on_done));
            }
        }
    });
}

fn words(export: &Export, said: &Said) -> String {
    match (export.making(), &export.refused, said) {
        (Some(format), _, _) => format!("Making the {}…", format.title()),
        (None, Some((format, why)), _) => format!("There is no {}: {why}.", format.title()),
        (None, None, Said::Nothing) => String::new(),
        (None, None, Said::Saved(name)) => format!("{name} is saved. Nothing leaves this browser."),
        (None, None, Said::Given) => "Perfetto's page has the trace. Nothing else was sent.".to_owned(),
        (None, None, Said::Refused(why)) => format!("That did not work: {why}."),
    }
}

fn format(format: FormatView, dispatch: &Dispatch) -> Html {
    let onclick = dispatch.reform(move |_| Action::Export(ExportAction::Make(format, Goes::ToDisk)));
    html! {
        <li key={format.name()} class="p-save__format">
            <button
                type="button"
                class="p-button"
                data-testid={format!("save-{}", format.name())}
                aria-describedby={format!("save-{}-readers", format.name())}
                {onclick}
            >
                {format.title()}
            </button>
            <span id={format!("save-{}-readers", format.name())}>{format!("For {}.", format.readers())}</span>
        </li>
    }
}

/// The button and its dialog.
#[component]
pub(crate) fn SaveAs(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let dialog = use_node_ref();
    let said = use_state(|| Said::Nothing);
    let tab = use_mut_ref(|| None::<Tab>);
    let on_said = {
        let said = said.setter();
        Callback::from(move |what| said.set(what))
    };
    use_given(props.export.made.clone(), props.link.clone(), Rc::clone(&tab), on_said.clone());
    let on_open = {
        let (dialog, on_said) = (dialog.clone(), on_said.clone());
        Callback::from(move |_| {
            on_said.emit(Said::Nothing);
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // Refused when it is open already, which is as good.
                let _ = dialog.show_modal();
            }
        })
    };
    let on_close = {
        let dialog = dialog.clone();
        Callback::from(move |_| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let on_perfetto = {
        let dispatch = dispatch.clone();
        Callback::from(move |_| match Tab::open() {
            Some(opened) => {
                *tab.borrow_mut() = Some(opened);
                dispatch.emit(Action::Export(ExportAction::Make(FormatView::Perfetto, Goes::ToPerfetto)));
            }
            None => on_said.emit(Said::Refused("the browser opens no tab".to_owned())),
        })
    };
    html! {
        <>
            {button(Weight::Plain, "save-as", "Save as…", on_open)}
            <dialog class="p-dialog p-save" ref={dialog} aria-labelledby="save-title" data-testid="save-dialog">
                <h2 id="save-title">{"Save as a file"}</h2>
                <p>{"Files are made in this page and sent to nobody."}</p>
                <ul class="p-save__formats">
                    for one in FormatView::ALL { {format(one, &dispatch)} }
                </ul>
                <p class="p-save__format">
                    <button
                        type="button"
                        class="p-button"
                        data-testid="open-perfetto"
                        aria-describedby="open-perfetto-what"
                        onclick={on_perfetto}
                    >
                        {"Open in Perfetto"}
                    </button>
                    <span id="open-perfetto-what">
                        {"Opens another site, ui.perfetto.dev, in a new tab, and hands it the trace and the address of \
                          what is shown. It reads them in your browser."}
                    </span>
                </p>
                <p class="p-save__said" role="status" data-testid="save-note">{words(&props.export, &said)}</p>
                {button(Weight::Plain, "save-close", "Close", on_close)}
            </dialog>
        </>
    }
}
