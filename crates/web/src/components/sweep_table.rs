//! A sweep as a table: the same points as in its plots, each with a button that opens it.

use pagelock_protocol::view::{CoverageView, SweepPointView};
use web_sys::MouseEvent;
use yew::{Callback, Html, html};

use super::icon::{Shape, icon};
use crate::model::sweep::SweepRun;
use crate::sweep_words;
use crate::words::{Tone, grouped};

fn row(key: &str, point: &SweepPointView, is_current: bool, on_open: &Callback<u32>) -> Html {
    let value = point.value;
    let coverage = match &point.coverage {
        CoverageView::Exhaustive => "exhaustive".to_owned(),
        CoverageView::Bounded { limit, .. } => format!("limit on {}", limit.name()),
    };
    html! {
        <tr key={value} data-testid={format!("sweep-row-{value}")} aria-current={is_current.then_some("true")}>
            <th scope="row">
                <button
                    type="button"
                    class="p-button"
                    aria-label={format!("Open {key} = {value}")}
                    data-testid={format!("sweep-open-{value}")}
                    onclick={on_open.reform(move |_: MouseEvent| value)}
                >
                    {value.to_string()}
                </button>
            </th>
            <td class="p-sweep__verdict">
                {icon(Shape::Tone(Tone::of(point.verdict)))}{" "}{sweep_words::verdict(point)}
            </td>
            <td>{coverage}</td>
            <td class="p-sweep__number">{grouped(point.states)}</td>
            <td class="p-sweep__number">{sweep_words::time(point.micros)}</td>
            <td class="p-sweep__number">{sweep_words::memory(point.memory)}</td>
        </tr>
    }
}

/// The table, in a box that scrolls on its own.
pub(super) fn sweep_table(sweep: &SweepRun, current: Option<u32>, on_open: &Callback<u32>) -> Html {
    let key = &sweep.ask.key;
    let row = |point: &SweepPointView| row(key, point, current == Some(point.value), on_open);
    let label = format!("What was found at each value of {key}");
    html! {
        <div class="p-sweep__box" role="region" aria-label={label.clone()} tabindex="0">
            <table class="p-sweep__table" data-testid="sweep-table">
                <caption class="p-hidden">{label}</caption>
                <thead>
                    <tr>
                        <th scope="col">{key.clone()}</th>
                        <th scope="col">{"Verdict"}</th>
                        <th scope="col">{"Search"}</th>
                        <th scope="col" class="p-sweep__number">{"States"}</th>
                        <th scope="col" class="p-sweep__number">{"Time"}</th>
                        <th scope="col" class="p-sweep__number">{"Memory"}</th>
                    </tr>
                </thead>
                <tbody>{for sweep.points.values().map(row)}</tbody>
            </table>
        </div>
    }
}
