//! What is swept: an option, the ends of a range, and the buttons that start and end it.

use pagelock_lists::Map;
use web_sys::{HtmlInputElement, InputEvent, SubmitEvent};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_state};

use super::button::{Weight, button_unless};
use super::select::Select;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::model::sweep::{SweepAction, SweepAsk, Sweeping};
use crate::words;

/// An option that can be swept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Its key.
    pub(crate) key: String,
    /// Label for people.
    pub(crate) label: String,
    /// Its smallest value.
    pub(crate) min: u32,
    /// Its largest value.
    pub(crate) max: u32,
    /// Its value now.
    pub(crate) value: u32,
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The options; at least one.
    pub(crate) options: Vec<Swept>,
    /// Whether a sweep is running.
    pub(crate) sweeping: Sweeping,
    /// Whether a search is running.
    pub(crate) is_searching: bool,
}

/// A range to begin with: up to twice what is set, and not too short to see anything.
fn suggested(option: &Swept) -> [u32; 2] {
    [option.min, option.value.saturating_mul(2).max(8).min(option.max)]
}

fn end(
    option: &Swept,
    label: &str,
    testid: &'static str,
    value: String,
    oninput: Callback<InputEvent>,
) -> Html {
    let (min, max) = (option.min.to_string(), option.max.to_string());
    html! {
        <label class="p-field" key={format!("{}/{testid}", option.key)}>
            <span>{format!("{label} ({min} to {max})")}</span>
            <input
                type="number"
                required=true
                {min}
                {max}
                step="1"
                inputmode="numeric"
                {value}
                data-testid={testid}
                {oninput}
            />
        </label>
    }
}

fn buttons(props: &Props, dispatch: &Dispatch) -> Html {
    let is_busy = props.sweeping.is_running() || props.is_searching;
    let can_cancel = matches!(props.sweeping, Sweeping::At(_));
    html! {
        <div class="p-sweep__buttons">
            <button
                type="submit"
                class="p-button p-button--primary"
                data-testid="sweep-start"
                disabled={is_busy}
            >
                {"Sweep"}
            </button>
            {button_unless(
                !can_cancel,
                Weight::Plain,
                "sweep-cancel",
                "Cancel the sweep",
                on_click(dispatch, Action::Sweep(SweepAction::Cancel)),
            )}
        </div>
    }
}

/// The form.
#[component]
pub(crate) fn SweepForm(props: &Props) -> Html {
    let dispatch = use_dispatch();
    // The option that was picked here; the one most likely meant until then.
    let picked = use_state(|| None::<String>);
    // What was typed here, by option.
    let typed = use_state(Map::<String, [String; 2]>::new);
    let find = |key: &str| props.options.iter().find(|option| option.key == key);
    let option = picked.as_deref().and_then(find).or_else(|| find("tasks")).unwrap_or(&props.options[0]);
    let on_pick = {
        let setter = picked.setter();
        Callback::from(move |key| setter.set(Some(key)))
    };
    let ends = typed.get(&option.key).cloned();
    let ends = ends.unwrap_or_else(|| suggested(option).map(|end| end.to_string()));
    let on_end = |at: usize| {
        let (typed, key, ends) = (typed.clone(), option.key.clone(), ends.clone());
        Callback::from(move |event: InputEvent| {
            let (mut all, mut ends) = (Map::clone(&typed), ends.clone());
            ends[at] = event.target_unchecked_into::<HtmlInputElement>().value();
            all.insert(key.clone(), ends);
            typed.set(all);
        })
    };
    let onsubmit = {
        let (key, dispatch, ends) = (option.key.clone(), dispatch.clone(), ends.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // The browser has seen to it that both are numbers in their ranges.
            if let (Ok(first), Ok(last)) = (ends[0].parse(), ends[1].parse()) {
                let ask = SweepAsk { key: key.clone(), first, last };
                dispatch.emit(Action::Sweep(SweepAction::Start(ask)));
            }
        })
    };
    let [from, to] = ends.clone();
    html! {
        <form class="p-sweep__form" {onsubmit}>
            <label class="p-field">
                <span>{"Option"}</span>
                <Select value={option.key.clone()} {on_pick} testid="sweep-option">
                    for option in props.options.iter() {
                        <option key={option.key.clone()} value={option.key.clone()}>
                            {words::capitalised(&option.label)}
                        </option>
                    }
                </Select>
            </label>
            {end(option, "From", "sweep-first", from, on_end(0))}
            {end(option, "To", "sweep-last", to, on_end(1))}
            {buttons(props, &dispatch)}
        </form>
    }
}
