//! A native select whose choice follows the model: the `selected` attribute of an option stops working once
//! the visitor has used the field, so the value is set as a property.

use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html, use_effect_with, use_node_ref};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The options.
    pub(crate) children: Html,
    /// Value of the chosen one.
    pub(crate) value: String,
    /// Hears the value of another one.
    pub(crate) on_pick: Callback<String>,
    /// Its test id.
    pub(crate) testid: String,
    /// Id of the element that describes it.
    #[prop_or_default]
    pub(crate) described_by: Option<String>,
}

/// The field.
#[component]
pub(crate) fn Select(props: &Props) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        // The options count too: a value can be set only when its option is there.
        use_effect_with((props.value.clone(), props.children.clone()), move |(value, _)| {
            if let Some(field) = field.cast::<HtmlSelectElement>() {
                field.set_value(value);
            }
        });
    }
    let onchange =
        props.on_pick.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <select
            ref={field}
            data-testid={props.testid.clone()}
            aria-describedby={props.described_by.clone()}
            {onchange}
        >
            {props.children.clone()}
        </select>
    }
}
