//! What the environment may still do, and what the run has cost so far.

use std::rc::Rc;

use pagelock_protocol::view::{BudgetView, TraceView};
use yew::{Html, Properties, component, html};

use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct BudgetsProps {
    /// The run, for the names of tasks.
    pub(crate) trace: Rc<TraceView>,
    /// What is left for each actor.
    pub(crate) budgets: Vec<BudgetView>,
}

/// What the environment may still do.
#[component]
pub(crate) fn Budgets(props: &BudgetsProps) -> Html {
    if props.budgets.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-label="Environment">
            <h3>{"Environment"}</h3>
            <ul class="p-card p-card__list" data-testid="budgets">
                for budget in props.budgets.iter() {
                    <li key={budget.task}>
                        {words::task_name(&props.trace, budget.task).to_owned()}
                        {format!(": {} left", words::counted(u64::from(budget.left), "time", "times"))}
                    </li>
                }
            </ul>
        </section>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct CostsProps {
    /// Names and counts.
    pub(crate) costs: Vec<(String, u64)>,
}

/// What the run has cost so far.
#[component]
pub(crate) fn Costs(props: &CostsProps) -> Html {
    html! {
        <details class="p-costs" data-testid="costs">
            <summary>{"What it has cost so far"}</summary>
            <table>
                <thead><tr><th scope="col">{"What"}</th><th scope="col">{"Count"}</th></tr></thead>
                <tbody>
                    for (name, count) in props.costs.iter() {
                        <tr key={name.clone()}>
                            <th scope="row">{name.clone()}</th>
                            <td>{words::grouped(*count)}</td>
                        </tr>
                    }
                </tbody>
            </table>
        </details>
    }
}
