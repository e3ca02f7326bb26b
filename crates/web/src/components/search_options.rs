//! What the next search leaves out, and where it gives up.

use std::ops::RangeInclusive;

use pagelock_protocol::message::{LimitsView, SwitchView};
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use super::button::{Weight, button_unless};
use super::number_field::NumberField;
use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;
use crate::{search_words, words};

/// Bytes of the unit in which memory is set, as a power of two.
const MIB_SHIFT: u32 = 20;

const SYMMETRY: [&str; 3] =
    ["Symmetry", "Tasks that are alike are counted, not told apart by name.", "symmetry"];
const PARTIAL_ORDER: [&str; 3] =
    ["Partial order", "A step that touches what nobody else will touch is taken at once.", "partial-order"];

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is set.
    pub(crate) limits: LimitsView,
}

/// A reduction: what it is called and does, and the last part of its test id.
fn reduction(
    [label, hint, name]: [&'static str; 3],
    switch: SwitchView,
    on_switch: &Callback<SwitchView>,
) -> Html {
    let id = format!("hint-{name}");
    let onchange = on_switch
        .reform(|event: Event| SwitchView::of(event.target_unchecked_into::<HtmlInputElement>().checked()));
    html! {
        <label class="p-switch">
            <input
                type="checkbox"
                checked={switch.is_on()}
                data-testid={name}
                aria-describedby={id.clone()}
                {onchange}
            />
            <span>{label}</span>
            <span class="p-field__hint" {id}>{hint}</span>
        </label>
    }
}

/// A limit: what it is called, with its unit, and the last part of its test id; what it may be, and what it is.
fn limit(
    [label, name]: [&'static str; 2],
    range: RangeInclusive<u32>,
    value: u32,
    on_value: Callback<u32>,
) -> Html {
    let bounds = [range.start(), range.end()].map(|bound| words::grouped(u64::from(*bound)));
    html! {
        <label class="p-field">
            <span>{format!("{} ({} to {})", label, bounds[0], bounds[1])}</span>
            <NumberField
                {range}
                value={value.to_string()}
                testid={name}
                {on_value}
            />
        </label>
    }
}

/// The options, folded away.
#[component]
pub(crate) fn SearchOptions(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let limits = props.limits;
    let on_symmetry = dispatch.reform(move |symmetry| Action::SetLimits(LimitsView { symmetry, ..limits }));
    let on_order =
        dispatch.reform(move |partial_order| Action::SetLimits(LimitsView { partial_order, ..limits }));
    let on_states = dispatch.reform(move |states_max| Action::SetLimits(LimitsView { states_max, ..limits }));
    let on_memory = dispatch.reform(move |mib: u32| {
        Action::SetLimits(LimitsView { memory_max: mib.saturating_mul(1 << MIB_SHIFT), ..limits })
    });
    let memory = (LimitsView::MEMORY.start() >> MIB_SHIFT)..=(LimitsView::MEMORY.end() >> MIB_SHIFT);
    html! {
        <details class="p-search-options" data-testid="search-options">
            <summary data-testid="search-options-summary">
                {format!("Search options: {}", search_words::options(limits))}
            </summary>
            <fieldset class="p-search-options__set">
                <legend>{"Reductions: the verdict stays the same, the number of states does not"}</legend>
                {reduction(SYMMETRY, limits.symmetry, &on_symmetry)}
                {reduction(PARTIAL_ORDER, limits.partial_order, &on_order)}
            </fieldset>
            <fieldset class="p-search-options__set">
                <legend>{"Where the search gives up"}</legend>
                {limit(["States", "states-max"], LimitsView::STATES, limits.states_max, on_states)}
                {limit(["Memory in MiB", "memory-max"], memory, limits.memory_max >> MIB_SHIFT, on_memory)}
            </fieldset>
            {button_unless(
                limits == LimitsView::default(),
                Weight::Plain,
                "default-limits",
                "Reset the search options",
                on_click(&dispatch, Action::SetLimits(LimitsView::default())),
            )}
        </details>
    }
}
