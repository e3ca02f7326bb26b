//! A plot of a sweep: states or time against the value, a shape for each verdict, lines where the verdict changes.
//!
//! The table below says the same. The plot of the states is one stop of Tab; arrow keys go from mark to mark.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{KeyboardEvent, MouseEvent, SvgElement};
use yew::{Callback, Html, Properties, classes, component, html, use_state};

use super::icon::{Shape, outline};
use crate::decimal::decimal;
use crate::keys::direction;
use crate::model::sweep::SweepRun;
use crate::sweep_plot::{BOTTOM, HEIGHT, LEFT, Mark, Measure, Plot, RIGHT, TOP, WIDTH};
use crate::sweep_words;
use crate::words::Tone;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The sweep.
    pub(crate) sweep: Rc<SweepRun>,
    /// What is drawn.
    pub(crate) measure: Measure,
    /// The value that is open.
    pub(crate) current: Option<u32>,
    /// Opens a value.
    pub(crate) on_open: Callback<u32>,
}

/// The id of a mark that can have the focus.
fn id_of(value: u32) -> String {
    format!("sweep-mark-{value}")
}

/// Moves the focus to a mark.
fn focus(value: u32) {
    let find = || web_sys::window()?.document()?.get_element_by_id(&id_of(value));
    if let Some(mark) = find().and_then(|mark| mark.dyn_into::<SvgElement>().ok()) {
        let _ = mark.focus();
    }
}

fn axes(plot: &Plot, key: &str, title: &str) -> Html {
    let text = |x: f64, y: f64, class: &'static str, text: &str| {
        html! { <text class={classes!("p-plot__text", class)} x={decimal(x)} y={decimal(y)}>{text.to_owned()}</text> }
    };
    let line = |class: &'static str, [x1, y1, x2, y2]: [f64; 4]| {
        html! { <line {class} x1={decimal(x1)} y1={decimal(y1)} x2={decimal(x2)} y2={decimal(y2)} /> }
    };
    html! {
        <g aria-hidden="true">
            {text(0.0, 14.0, "p-plot__title", title)}
            {text(RIGHT, HEIGHT - 4.0, "p-plot__text--end", key)}
            for tick in plot.up.iter() {
                {line("p-plot__grid", [LEFT, tick.at, RIGHT, tick.at])}
                {text(LEFT - 6.0, tick.at + 4.0, "p-plot__text--end", &tick.text)}
            }
            for tick in plot.across.iter() {
                {line("p-plot__axis", [tick.at, BOTTOM, tick.at, BOTTOM + 4.0])}
                {text(tick.at, BOTTOM + 17.0, "p-plot__text--middle", &tick.text)}
            }
            {line("p-plot__axis", [LEFT, BOTTOM, RIGHT, BOTTOM])}
            for change in plot.changes.iter() {
                {line("p-plot__change", [change.at, TOP - 6.0, change.at, BOTTOM])}
                {text(change.at, TOP - 10.0, "p-plot__text--middle", &change.text)}
            }
            <polyline class="p-plot__line" points={plot.line()} />
        </g>
    }
}

fn mark(props: &Props, mark: &Mark, stop: Option<u32>) -> Html {
    let Some(point) = props.sweep.points.get(&mark.value) else { return Html::default() };
    let value = mark.value;
    let tone = Tone::of(point.verdict);
    let is_current = props.current == Some(value);
    let class = classes!(
        "p-plot__mark",
        format!("p-plot__mark--{}", tone.name()),
        is_current.then_some("p-plot__mark--current")
    );
    let words = sweep_words::point(&props.sweep.ask.key, point);
    let onclick = props.on_open.reform(move |_: MouseEvent| value);
    let (x, y) = (decimal(mark.x), decimal(mark.y));
    let transform = format!("translate({} {}) scale(0.55)", decimal(mark.x - 6.6), decimal(mark.y - 6.6));
    let drawing = html! {
        <>
            <circle class="p-plot__target" cx={x} cy={y} r="10" />
            <path {transform} fill-rule="evenodd" d={outline(Shape::Tone(tone))} />
        </>
    };
    match props.measure {
        Measure::States => html! {
            <g
                key={value}
                id={id_of(value)}
                {class}
                role="button"
                tabindex={if stop == Some(value) { "0" } else { "-1" }}
                aria-label={words.clone()}
                aria-current={is_current.then_some("true")}
                data-value={value.to_string()}
                data-testid={format!("sweep-mark-{value}")}
                {onclick}
            >
                <title>{words}</title>
                {drawing}
            </g>
        },
        Measure::Time => html! { <g key={value} {class} {onclick}><title>{words}</title>{drawing}</g> },
    }
}

/// The mark that a key press goes to.
fn pressed(event: &KeyboardEvent) -> Option<u32> {
    let target = event.target()?.dyn_into::<SvgElement>().ok()?;
    let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
    target.get_attribute("data-value").filter(|_| is_plain)?.parse().ok()
}

/// The plot.
#[component]
pub(crate) fn SweepPlot(props: &Props) -> Html {
    // The mark that Tab comes to.
    let focused = use_state(|| None::<u32>);
    let ask = &props.sweep.ask;
    let plot =
        Plot::new(props.measure, (ask.first, ask.last), props.sweep.points.values(), &props.sweep.changes);
    let is_there = |value: &u32| props.sweep.points.contains_key(value);
    let stop = (*focused).or(props.current).filter(is_there).or(plot.marks.first().map(|mark| mark.value));
    let onkeydown = {
        let (plot, setter, on_open) = (plot.clone(), focused.setter(), props.on_open.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(value) = pressed(&event) else { return };
            let to = direction(&event.key()).and_then(|direction| plot.neighbour(value, direction));
            if let Some(to) = to {
                event.prevent_default();
                setter.set(Some(to));
                focus(to);
            } else if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                on_open.emit(value);
            }
        })
    };
    let (title, what) = match props.measure {
        Measure::States => ("States visited", "States"),
        Measure::Time => ("Time of the search", "Time"),
    };
    let marks = plot.marks.iter().map(|at| mark(props, at, stop));
    let label =
        format!("{what} against {}, both on logarithmic scales; the table below says the same", ask.key);
    let is_hidden = (props.measure == Measure::Time).then_some("true");
    html! {
        <svg
            class="p-plot"
            viewBox={format!("0 0 {} {}", decimal(WIDTH), decimal(HEIGHT))}
            role="group"
            aria-label={label}
            aria-hidden={is_hidden}
            {onkeydown}
        >
            {axes(&plot, &format!("{}, logarithmic", ask.key), title)}
            {for marks}
        </svg>
    }
}
