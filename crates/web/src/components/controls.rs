//! What runs, and what to do with it: scenario, listing, options, search and runs.

use std::rc::Rc;

use pagelock_protocol::message::{Setup, Source};
use pagelock_protocol::view::{CatalogView, ScenarioView};
use yew::{Callback, Html, Properties, component, html};

use super::button::{Weight, act, button_unless};
use super::option_control::OptionControl;
use super::select::Select;
use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// What runs.
    pub(crate) setup: Rc<Setup>,
    /// Whether a search is running.
    pub(crate) is_searching: bool,
}

fn scenario_select(props: &Props, on_pick: Callback<String>) -> Html {
    let value = props.setup.scenario.name().to_owned();
    let option = |scenario: &ScenarioView| {
        html! {
            <option key={scenario.name.clone()} value={scenario.name.clone()}>
                {words::scenario_title(scenario)}
            </option>
        }
    };
    html! {
        <label class="p-field p-field--wide">
            <span>{"Scenario"}</span>
            <Select {value} {on_pick} testid="select-scenario">
                {stranger(&props.setup.scenario, props.catalog.scenario(props.setup.scenario.name()).is_some())}
                for members in props.catalog.scenarios.chunk_by(|a, b| a.group == b.group) {
                    <optgroup key={members[0].group.clone()} label={members[0].group.clone()}>
                        {for members.iter().map(option)}
                    </optgroup>
                }
            </Select>
        </label>
    }
}

fn listing_select(props: &Props, on_pick: Callback<String>) -> Html {
    let value = props.setup.listing.name().to_owned();
    let is_known = props.catalog.listings.iter().any(|known| known.name == value);
    html! {
        <label class="p-field p-field--wide">
            <span>{"Listing"}</span>
            <Select {value} {on_pick} testid="select-listing">
                {stranger(&props.setup.listing, is_known)}
                for members in props.catalog.listings.chunk_by(|a, b| a.group == b.group) {
                    <optgroup key={members[0].group.clone()} label={members[0].group.clone()}>
                        for info in members {
                            <option key={info.name.clone()} value={info.name.clone()}>
                                {format!("{}: {}", info.name, info.title)}
                            </option>
                        }
                    </optgroup>
                }
            </Select>
        </label>
    }
}

/// A text that a link has brought along, and that has the name of nothing built in.
fn stranger(source: &Source, is_known: bool) -> Html {
    let name = source.name();
    if is_known {
        return Html::default();
    }
    html! { <option key={name.to_owned()} value={name.to_owned()}>{format!("{name} (from the link)")}</option> }
}

/// The controls.
#[component]
pub(crate) fn Controls(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let on_scenario = dispatch.reform(Action::PickScenario);
    let on_listing = dispatch.reform(Action::PickListing);
    let name = props.setup.scenario.name();
    let scenario = props.catalog.scenario(name);
    let value_of = |key: &str| {
        let set = props.setup.options.iter().rev().find(|(name, _)| name == key);
        set.map(|(_, value)| value.clone())
    };
    html! {
        <section class="p-controls" aria-label="Controls">
            <div class="p-controls__fields">
                {scenario_select(props, on_scenario)}
                {listing_select(props, on_listing)}
                for option in scenario.map(|scenario| scenario.options.as_slice()).unwrap_or_default() {
                    <OptionControl
                        key={format!("{name}/{}", option.key)}
                        option={option.clone()}
                        value={value_of(&option.key).unwrap_or_else(|| option.default.clone())}
                    />
                }
            </div>
            <div class="p-controls__actions">
                {button_unless(
                    props.is_searching,
                    Weight::Primary,
                    "search",
                    "Search all interleavings",
                    on_click(&dispatch, Action::Search),
                )}
                {act(&dispatch, "random", "Random run", Action::Random)}
                {act(&dispatch, "round-robin", "Take turns", Action::RoundRobin)}
                {act(&dispatch, "reset", "Reset", Action::Reset)}
            </div>
        </section>
    }
}
