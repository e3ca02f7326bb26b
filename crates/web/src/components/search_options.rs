//! What the next search leaves out, and where it gives up.

use std::ops::RangeInclusive;

use pagelock_protocol::message::{LimitsView, SwitchView};
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, Properties, TargetCast as _, component, html};

use super::number_field::NumberField;
use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;
use crate::{search_words, words};

/// Bytes of the unit in which memory is set, as a power of two.
const MIB_SHIFT: u32 = 20;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is set.
    pub(crate) limits: LimitsView,
}

#[derive(PartialEq, Properties)]
struct ReductionProps {
    /// What it is called.
    label: &'static str,
    /// What it does.
    hint: &'static str,
    /// The last part of test ids.
    name: &'static str,
    /// Whether it is on.
    switch: SwitchView,
    /// It was switched.
    on_switch: Callback<SwitchView>,
}

#[component]
fn Reduction(props: &ReductionProps) -> Html {
    let id = format!("hint-{}", props.name);
    let onchange = props
        .on_switch
        .reform(|event: Event| SwitchView::of(event.target_unchecked_into::<HtmlInputElement>().checked()));
    html! {
        <label class="p-switch">
            <input
                type="checkbox"
                checked={props.switch.is_on()}
                data-testid={props.name}
                aria-describedby={id.clone()}
                {onchange}
            />
            <span>{props.label}</span>
            <span class="p-field__hint" {id}>{props.hint}</span>
        </label>
    }
}

#[derive(PartialEq, Properties)]
struct LimitProps {
    /// What it is called, with its unit.
    label: &'static str,
    /// The last part of test ids.
    name: &'static str,
    /// What it may be.
    range: RangeInclusive<u32>,
    /// What it is.
    value: u32,
    /// It was set.
    on_value: Callback<u32>,
}

#[component]
fn Limit(props: &LimitProps) -> Html {
    let bounds = [props.range.start(), props.range.end()].map(|bound| words::grouped(u64::from(*bound)));
    html! {
        <label class="p-field">
            <span>{format!("{} ({} to {})", props.label, bounds[0], bounds[1])}</span>
            <NumberField
                range={props.range.clone()}
                value={props.value.to_string()}
                testid={props.name}
                on_value={props.on_value.clone()}
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
                <Reduction
                    label="Symmetry"
                    hint="Tasks that are alike are counted, not told apart by name."
                    name="symmetry"
                    switch={limits.symmetry}
                    on_switch={on_symmetry}
                />
                <Reduction
                    label="Partial order"
                    hint="A step that touches what nobody else will touch is taken at once."
                    name="partial-order"
                    switch={limits.partial_order}
                    on_switch={on_order}
                />
            </fieldset>
            <fieldset class="p-search-options__set">
                <legend>{"Where the search gives up"}</legend>
                <Limit
                    label="States"
                    name="states-max"
                    range={LimitsView::STATES}
                    value={limits.states_max}
                    on_value={on_states}
                />
                <Limit
                    label="Memory in MiB"
                    name="memory-max"
                    range={memory}
                    value={limits.memory_max >> MIB_SHIFT}
                    on_value={on_memory}
                />
            </fieldset>
            <button
                type="button"
                class="p-button"
                data-testid="default-limits"
                disabled={limits == LimitsView::default()}
                onclick={on_click(&dispatch, Action::SetLimits(LimitsView::default()))}
            >
                {"Reset the search options"}
            </button>
        </details>
    }
}
