//! What the environment may still do, and what the run has cost so far.

use pagelock_protocol::view::{BudgetView, TraceView};
use yew::{Html, html};

use crate::words;

/// What the environment may still do.
pub(super) fn budgets(trace: &TraceView, budgets: &[BudgetView]) -> Html {
    if budgets.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-label="Environment">
            <h3>{"Environment"}</h3>
            <ul class="p-card p-card__list" data-testid="budgets">
                for budget in budgets.iter() {
                    <li key={budget.task}>
                        {words::task_name(trace, budget.task).to_owned()}
                        {format!(": {} left", words::counted(u64::from(budget.left), "time", "times"))}
                    </li>
                }
            </ul>
        </section>
    }
}

/// What the run has cost so far.
pub(super) fn costs(costs: &[(String, u64)]) -> Html {
    html! {
        <details class="p-costs" data-testid="costs">
            <summary>{"What it has cost so far"}</summary>
            <table>
                <thead><tr><th scope="col">{"What"}</th><th scope="col">{"Count"}</th></tr></thead>
                <tbody>
                    for (name, count) in costs.iter() {
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
