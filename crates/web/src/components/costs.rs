//! What the listings cost: a table for each workload, and what is counted.

use std::rc::Rc;

use pagelock_protocol::view::{CatalogView, CostsView};
use yew::{Html, Properties, component, html};

use super::costs_table::costs_table;
use crate::costs::BASE;
use crate::model::filter::Filter;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// Which listings are shown.
    pub(crate) filter: Rc<Filter>,
    /// The costs.
    pub(crate) costs: Rc<CostsView>,
}

/// The tables, the first one open.
#[component]
pub(crate) fn Costs(props: &Props) -> Html {
    html! {
        <section class="p-costing" aria-labelledby="costs-title" data-testid="listing-costs">
            <h2 id="costs-title">{"What it costs"}</h2>
            <p class="p-start__lead">
                {"Morton's other objection: what does a fix cost? The same writes under every listing that is \
                  shown above, in one run in which the tasks take turns. "}
                <strong>{"▲"}</strong>
                {format!(" stands where more is spent than under {BASE}, ")}
                <strong>{"▽"}</strong>
                {" where less is."}
            </p>
            for (index, workload) in props.costs.workloads.iter().enumerate() {
                <details
                    key={workload.name.clone()}
                    class="p-costing__workload"
                    open={index == 0}
                    data-testid={format!("costs-{}", workload.name)}
                >
                    <summary>{words::capitalised(&workload.title)}</summary>
                    <p class="p-costing__story">{workload.story.clone()}</p>
                    {costs_table(&props.catalog, &props.filter, &props.costs, index)}
                </details>
            }
            <details class="p-guide">
                <summary>{"What is counted"}</summary>
                <dl>
                    for counter in props.costs.counters.iter() {
                        <div key={counter.name.clone()} class="p-guide__entry">
                            <dt>{counter.name.clone()}</dt>
                            <dd>{counter.hint.clone()}</dd>
                        </div>
                    }
                </dl>
            </details>
        </section>
    }
}
