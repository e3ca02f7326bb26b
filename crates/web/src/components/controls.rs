//! What runs, and what to do with it: scenario, listing, options, search and runs.

use std::rc::Rc;

use pagelock_protocol::message::Setup;
use pagelock_protocol::view::{CatalogView, ScenarioView};
use web_sys::{Event, HtmlSelectElement};
use yew::{Html, Properties, TargetCast as _, component, html};

use super::option_control::OptionControl;
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

fn picked(event: &Event) -> String {
    event.target_unchecked_into::<HtmlSelectElement>().value()
}

/// Scenarios by group, in the order of the catalog.
fn groups(catalog: &CatalogView) -> Vec<(&str, Vec<&ScenarioView>)> {
    let mut groups: Vec<(&str, Vec<&ScenarioView>)> = Vec::new();
    for scenario in &catalog.scenarios {
        match groups.iter_mut().find(|(name, _)| *name == scenario.group) {
            Some((_, members)) => members.push(scenario),
            None => groups.push((&scenario.group, vec![scenario])),
        }
    }
    groups
}

fn scenario_select(props: &Props, onchange: yew::Callback<Event>) -> Html {
    let current = props.setup.scenario.name();
    let option = |scenario: &ScenarioView| {
        html! {
            <option
                key={scenario.name.clone()}
                value={scenario.name.clone()}
                selected={scenario.name == current}
            >
                {words::scenario_title(scenario)}
            </option>
        }
    };
    html! {
        <label class="p-field p-field--wide">
            <span>{"Scenario"}</span>
            <select data-testid="select-scenario" {onchange}>
                for (name, members) in groups(&props.catalog) {
                    <optgroup key={name} label={name.to_owned()}>{for members.into_iter().map(option)}</optgroup>
                }
            </select>
        </label>
    }
}

fn listing_select(props: &Props, onchange: yew::Callback<Event>) -> Html {
    let current = props.setup.listing.name();
    html! {
        <label class="p-field p-field--wide">
            <span>{"Listing"}</span>
            <select data-testid="select-listing" {onchange}>
                for info in props.catalog.listings.iter() {
                    <option key={info.name.clone()} value={info.name.clone()} selected={info.name == current}>
                        {format!("{}: {}", info.name, info.title)}
                    </option>
                }
            </select>
        </label>
    }
}

/// The controls.
#[component]
pub(crate) fn Controls(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let on_scenario = dispatch.reform(|event: Event| Action::PickScenario(picked(&event)));
    let on_listing = dispatch.reform(|event: Event| Action::PickListing(picked(&event)));
    let name = props.setup.scenario.name();
    let scenario = props.catalog.scenarios.iter().find(|scenario| scenario.name == name);
    let value_of = |key: &str| {
        let set = props.setup.options.iter().rev().find(|(name, _)| name == key);
        set.map(|(_, value)| value.clone())
    };
    let button = |text: &'static str, testid: &'static str, action: Action| {
        html! {
            <button type="button" class="p-button" data-testid={testid} onclick={on_click(&dispatch, action)}>
                {text}
            </button>
        }
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
                <button
                    type="button"
                    class="p-button p-button--primary"
                    data-testid="search"
                    disabled={props.is_searching}
                    onclick={on_click(&dispatch, Action::Search)}
                >
                    {"Search all interleavings"}
                </button>
                {button("Random run", "random", Action::Random)}
                {button("Take turns", "round-robin", Action::RoundRobin)}
                {button("Reset", "reset", Action::Reset)}
            </div>
        </section>
    }
}
