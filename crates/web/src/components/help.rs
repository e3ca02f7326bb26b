//! The sheet of keys: a native dialog.

use web_sys::{Event, HtmlDialogElement, HtmlInputElement};
use yew::{Callback, Html, NodeRef, Properties, TargetCast as _, component, html};

use super::button::{Weight, button};
use super::select::Select;
use crate::hooks::use_dispatch;
use crate::keys::SHEET;
use crate::model::action::Action;
use crate::model::keep::{KeepAction, Theme};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The dialog, for whoever opens it.
    pub(crate) dialog: NodeRef,
    /// Whether single keys are shortcuts.
    pub(crate) shortcuts: bool,
    /// Light on dark, or dark on light.
    pub(crate) theme: Theme,
}

/// Opens the sheet.
pub(crate) fn open_help(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
        // Refused when it is open already, which is as good.
        let _ = dialog.show_modal();
    }
}

/// Keys and what they do, and a switch for those who press them by accident.
#[component]
pub(crate) fn Help(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let on_switch = dispatch.reform(|event: Event| {
        Action::Shortcuts(event.target_unchecked_into::<HtmlInputElement>().checked())
    });
    let on_theme = {
        let dispatch = dispatch.clone();
        Callback::from(move |name: String| {
            if let Some(theme) = Theme::of_name(&name) {
                dispatch.emit(Action::Keep(KeepAction::Theme(theme)));
            }
        })
    };
    let dialog = props.dialog.clone();
    let on_close = Callback::from(move |_| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            dialog.close();
        }
    });
    html! {
        <dialog class="p-dialog p-help" ref={props.dialog.clone()} aria-labelledby="help-title">
            <h2 id="help-title">{"Keys"}</h2>
            <dl class="p-help__keys">
                for (key, what) in SHEET {
                    <div key={what}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>
                }
            </dl>
            <label class="p-help__switch">
                <input type="checkbox" checked={props.shortcuts} onchange={on_switch} />
                {" Single keys are shortcuts (never while you type in a field)"}
            </label>
            <label class="p-help__switch">
                {"Colours: "}
                <Select value={props.theme.name()} on_pick={on_theme} testid="theme">
                    <option value="system">{"as your system has them"}</option>
                    <option value="light">{"dark on light"}</option>
                    <option value="dark">{"light on dark"}</option>
                </Select>
            </label>
            {button(Weight::Plain, "help-close", "Close", on_close)}
        </dialog>
    }
}
