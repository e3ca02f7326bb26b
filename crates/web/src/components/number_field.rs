//! A field for a whole number within a range; the browser says what is wrong with it.

use std::ops::RangeInclusive;

use web_sys::{Event, HtmlInputElement};
use yew::{AttrValue, Callback, Html, Properties, TargetCast as _, component, html};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What it may be.
    pub(crate) range: RangeInclusive<u32>,
    /// What stands there.
    pub(crate) value: AttrValue,
    pub(crate) testid: AttrValue,
    /// Id of the text that explains it.
    #[prop_or_default]
    pub(crate) described_by: Option<AttrValue>,
    /// It was set to something within the range.
    pub(crate) on_value: Callback<u32>,
}

#[component]
pub(crate) fn NumberField(props: &Props) -> Html {
    let (range, on_value) = (props.range.clone(), props.on_value.clone());
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        match field.value().parse::<u32>() {
            Ok(value) if range.contains(&value) => on_value.emit(value),
            // The browser's own words say what is wrong, beside the field.
            Ok(_) | Err(_) => drop(field.report_validity()),
        }
    });
    html! {
        <input
            type="number"
            required=true
            min={props.range.start().to_string()}
            max={props.range.end().to_string()}
            step="1"
            inputmode="numeric"
            value={props.value.clone()}
            data-testid={props.testid.clone()}
            aria-describedby={props.described_by.clone()}
            {onchange}
        />
    }
}
