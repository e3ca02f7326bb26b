//! A control for an option of the scenario: a number field or a list of words.

use pagelock_protocol::view::{OptionValuesView, OptionView};
use yew::{Callback, Html, Properties, component, html};

use super::number_field::NumberField;
use super::select::Select;
use crate::hooks::use_dispatch;
use crate::model::action::Action;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The option.
    pub(crate) option: OptionView,
    /// Its value now.
    pub(crate) value: String,
}

fn number(props: &Props, min: u32, max: u32, on_value: &Callback<String>) -> Html {
    let key = &props.option.key;
    html! {
        <NumberField
            range={min..=max}
            value={props.value.clone()}
            testid={format!("option-{key}")}
            described_by={format!("hint-{key}")}
            on_value={on_value.reform(|value: u32| value.to_string())}
        />
    }
}

fn choice(props: &Props, words: &[String], on_pick: Callback<String>) -> Html {
    let key = &props.option.key;
    html! {
        <Select
            value={props.value.clone()}
            {on_pick}
            testid={format!("option-{key}")}
            described_by={format!("hint-{key}")}
        >
            for word in words.iter() {
                <option key={word.clone()} value={word.clone()}>{word.clone()}</option>
            }
        </Select>
    }
}

/// The control with its label and hint.
#[component]
pub(crate) fn OptionControl(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let key = props.option.key.clone();
    let on_value = dispatch.reform(move |value| Action::SetOption { key: key.clone(), value });
    let (control, range) = match &props.option.values {
        OptionValuesView::Number { min, max } => {
            (number(props, *min, *max, &on_value), format!(" ({min} to {max})"))
        }
        OptionValuesView::Choice(words) => (choice(props, words, on_value), String::new()),
    };
    html! {
        <label class="p-field">
            <span>{format!("{}{range}", props.option.label)}</span>
            {control}
            <span class="p-field__hint" id={format!("hint-{}", props.option.key)}>
                {props.option.hint.clone()}
            </span>
        </label>
    }
}
