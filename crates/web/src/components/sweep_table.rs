//! A sweep as a table: the same points as in its plots, each with a button that opens it.

use std::rc::Rc;

use pagelock_protocol::view::{CoverageView, SweepPointView};
use web_sys::MouseEvent;
use yew::{Callback, Html, Properties, component, html};

use super::icon::{Shape, icon};
use crate::model::sweep::SweepRun;
use crate::sweep_words;
use crate::words::{Tone, grouped};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The sweep.
    pub(crate) sweep: Rc<SweepRun>,
    /// The value that is open.
    pub(crate) current: Option<u32>,
    /// Opens a value.
    pub(crate) on_open: Callback<u32>,
}

fn row(props: &Props, point: &SweepPointView) -> Html {
    let value = point.value;
    let key = &props.sweep.ask.key;
    let is_current = props.current == Some(value);
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
                    onclick={props.on_open.reform(move |_: MouseEvent| value)}
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
#[component]
pub(crate) fn SweepTable(props: &Props) -> Html {
    let key = &props.sweep.ask.key;
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
                <tbody>{for props.sweep.points.values().map(|point| row(props, point))}</tbody>
            </table>
        </div>
    }
}
