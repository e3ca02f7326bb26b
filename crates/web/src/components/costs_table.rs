//! Costs of one workload: a row for each listing, a column for each counter.

use pagelock_protocol::view::{CatalogView, CostsView};
use yew::{Html, classes, html};

use super::icon::{Shape, icon};
use crate::costs::{BASE, compared, counters, row};
use crate::model::filter::Filter;
use crate::words::{self, Tone};

fn listing_row(costs: &CostsView, workload: usize, counters: &[usize], name: &str) -> Html {
    let Some(found) = row(costs, workload, name) else { return Html::default() };
    let cell = |&counter: &usize| {
        let compared = compared(costs, found, counter);
        let count = found.counts.get(counter).copied().unwrap_or_default();
        html! {
            <td
                key={counter}
                class={classes!("p-costing__count", format!("p-costing__count--{}", compared.name()))}
            >
                if let Some((sign, words)) = compared.sign() {
                    <span aria-hidden="true">{format!("{sign} ")}</span>
                    {words::grouped(count)}
                    <span class="p-hidden">{format!(", {words}")}</span>
                } else {
                    {words::grouped(count)}
                }
            </td>
        }
    };
    let base = (name == BASE).then_some("p-costing__listing--base");
    html! {
        <tr key={name.to_owned()} data-testid={format!("costs-{workload}-{name}")}>
            <th scope="row" class={classes!("p-costing__listing", base)}>{name.to_owned()}</th>
            <td class="p-costing__end">{icon(Shape::Tone(Tone::of_words(&found.end)))}{" "}{&found.end}</td>
            {for counters.iter().map(cell)}
        </tr>
    }
}

/// The table, in a box that scrolls on its own.
pub(super) fn costs_table(
    catalog: &CatalogView,
    filter: &Filter,
    costs: &CostsView,
    workload: usize,
) -> Html {
    let counters = counters(costs, workload);
    let title = &costs.workloads[workload].title;
    let columns = (counters.len() + 2).to_string();
    let listings = &catalog.listings;
    let shown = filter.listings(catalog);
    let rest: Vec<&str> = (0..costs.counters.len())
        .filter(|index| !counters.contains(index))
        .map(|index| costs.counters[index].name.as_str())
        .collect();
    html! {
        <>
            <div class="p-costing__box" role="region" aria-label={format!("Costs of {title}")} tabindex="0">
                <table class="p-costing__table">
                    <caption class="p-hidden">{format!("Costs of {title}, for each listing")}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="p-costing__listing">{"Listing"}</th>
                            <th scope="col">{"ends"}</th>
                            for &counter in counters.iter() {
                                <th key={counter} scope="col" class="p-costing__counter">
                                    {costs.counters[counter].name.clone()}
                                </th>
                            }
                        </tr>
                    </thead>
                    for group in shown.chunk_by(|&a, &b| listings[a].group == listings[b].group) {
                        <tbody key={group[0]}>
                            <tr>
                                <th scope="rowgroup" class="p-matrix__group" colspan={columns.clone()}>
                                    <span class="p-matrix__group-name">
                                        {words::capitalised(&listings[group[0]].group)}
                                    </span>
                                </th>
                            </tr>
                            {for group.iter().map(|&index| {
                                listing_row(costs, workload, &counters, &listings[index].name)
                            })}
                        </tbody>
                    }
                </table>
            </div>
            if !rest.is_empty() {
                <p class="p-costing__rest">{format!("Always 0 here: {}.", rest.join(", "))}</p>
            }
        </>
    }
}
