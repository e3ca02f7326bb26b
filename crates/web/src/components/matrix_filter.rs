//! What the matrix shows: a box for each group of listings, and which rows.

use std::rc::Rc;

use pagelock_protocol::view::CatalogView;
use web_sys::{Event, HtmlInputElement};
use yew::{Html, Properties, TargetCast as _, component, html};

use super::select::Select;
use crate::hooks::{Dispatch, use_dispatch};
use crate::model::action::Action;
use crate::model::filter::{Filter, RowFilter};
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// What is chosen.
    pub(crate) filter: Rc<Filter>,
}

fn group_box(props: &Props, dispatch: &Dispatch, group: &str, len: usize) -> Html {
    let onchange = {
        let group = group.to_owned();
        dispatch.reform(move |event: Event| Action::ShowGroup {
            group: group.clone(),
            is_shown: event.target_unchecked_into::<HtmlInputElement>().checked(),
        })
    };
    html! {
        <label key={group} class="p-filter__group">
            <input
                type="checkbox"
                checked={!props.filter.hidden.contains_key(group)}
                data-testid={format!("group-{}", words::slug(group))}
                {onchange}
            />
            {format!(" {group} ({len})")}
        </label>
    }
}

/// The boxes and the list.
#[component]
pub(crate) fn MatrixFilter(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let on_pick = {
        let dispatch = dispatch.clone();
        yew::Callback::from(move |name: String| {
            if let Some(rows) = RowFilter::of_name(&name) {
                dispatch.emit(Action::ShowRows(rows));
            }
        })
    };
    let catalog = &props.catalog;
    let (rows, listings) = (props.filter.rows(catalog).len(), props.filter.listings(catalog).len());
    html! {
        <div class="p-filter">
            <fieldset class="p-filter__groups">
                <legend>{"Listings"}</legend>
                for members in catalog.listings.chunk_by(|a, b| a.group == b.group) {
                    {group_box(props, &dispatch, &members[0].group, members.len())}
                }
            </fieldset>
            <label class="p-field">
                <span>{"Rows"}</span>
                <Select value={props.filter.rows.name()} {on_pick} testid="select-rows">
                    for filter in RowFilter::ALL {
                        <option key={filter.name()} value={filter.name()}>{filter.words()}</option>
                    }
                </Select>
            </label>
            <p class="p-filter__count" data-testid="matrix-count">
                {format!(
                    "{rows} of {} and {listings} of {} are shown.",
                    words::counted(catalog.rows.len() as u64, "row", "rows"),
                    words::counted(catalog.listings.len() as u64, "listing", "listings"),
                )}
            </p>
        </div>
    }
}
