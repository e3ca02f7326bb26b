//! The sweep of an option: what to sweep, how far it has come, and what was found, as plots and as a table.

use std::rc::Rc;

use pagelock_lists as lists;
use pagelock_protocol::view::{OptionValuesView, OptionView};
use yew::{Callback, Html, Properties, component, html};

use super::icon::{Shape, icon};
use super::sweep_form::{SweepForm, Swept};
use super::sweep_plot::SweepPlot;
use super::sweep_table::sweep_table;
use crate::hooks::use_dispatch;
use crate::model::action::Action;
use crate::model::scene::Scene;
use crate::model::sweep::{Fate, SweepAction, SweepRun, Sweeping};
use crate::sweep_plot::Measure;
use crate::sweep_words;
use crate::words::Tone;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is open.
    pub(crate) scene: Rc<Scene>,
    /// Options of its scenario.
    pub(crate) options: Vec<OptionView>,
    /// Whether a sweep is running.
    pub(crate) sweeping: Sweeping,
    /// Whether a search is running.
    pub(crate) is_searching: bool,
}

/// How values are chosen and searched.
const NOTE: &str = "Both ends, the powers of two between them, and the middle of what a change lies between are \
                    searched, each with both reductions and within the limits of the search options.";

/// The value of an option now.
fn value_of(props: &Props, option: &OptionView) -> Option<u32> {
    let set = props.scene.wanted.options.iter().rev().find(|(key, _)| *key == option.key);
    set.map_or(&option.default, |(_, value)| value).parse().ok()
}

/// The options that can be swept.
fn numbers(props: &Props) -> Vec<Swept> {
    let number = |option: &OptionView| match option.values {
        OptionValuesView::Number { min, max } => Some(Swept {
            key: option.key.clone(),
            label: option.label.clone(),
            min,
            max,
            value: value_of(props, option)?,
        }),
        OptionValuesView::Choice(_) => None,
    };
    props.options.iter().filter_map(number).collect()
}

/// The result in words, and what it rests on.
fn result(sweep: &SweepRun, sweeping: Sweeping) -> Html {
    let (remarks, mistakes) = match &sweep.fate {
        Fate::Ended(end) => (&end.remarks[..], &[][..]),
        Fate::Refused(mistakes) => (&[][..], &mistakes[..]),
        Fate::Open | Fate::Died(_) => (&[][..], &[][..]),
    };
    // While values come fast, only that there is a sweep is said aloud.
    let aloud = match sweeping {
        Sweeping::Not => sweep_words::headline(sweep, sweeping),
        Sweeping::At(_) | Sweeping::Ending => "Sweeping".to_owned(),
    };
    html! {
        <div class="p-sweep__result">
            <p class="p-hidden" role="status">{aloud}</p>
            <p class="p-sweep__headline" data-testid="sweep-headline">{sweep_words::headline(sweep, sweeping)}</p>
            if !sweep.changes.is_empty() {
                <ul class="p-sweep__changes" data-testid="sweep-changes">
                    for change in sweep.changes.iter() {
                        <li key={change.below}>
                            {change.words.clone()}
                            if !change.is_certified {
                                {" (what is between is open)"}
                            }
                        </li>
                    }
                </ul>
            }
            for remark in remarks.iter() {
                <p key={remark.clone()}>{remark.clone()}</p>
            }
            for mistake in mistakes.iter() {
                <p key={mistake.message.clone()} role="alert" data-testid="sweep-mistake">
                    {format!("{}: {}. ", mistake.code, mistake.message)}
                    {mistake.hint.clone().unwrap_or_default()}
                </p>
            }
        </div>
    }
}

/// The shapes in the plots, with their words.
fn legend(sweep: &SweepRun) -> Html {
    let all = [Tone::Ok, Tone::Hazard, Tone::Livelock, Tone::Deadlock, Tone::Unknown];
    let seen = lists::distinct(sweep.points.values().map(|point| point.verdict));
    let seen: Vec<Tone> = seen.into_iter().map(Tone::of).collect();
    html! {
        <ul class="p-sweep__legend" aria-label="Verdicts in the plots">
            for &tone in all.iter().filter(|tone| seen.contains(tone)) {
                <li key={tone.name()}>{icon(Shape::Tone(tone))}{" "}{tone.name()}</li>
            }
        </ul>
    }
}

fn found(props: &Props, sweep: &Rc<SweepRun>, on_open: &Callback<u32>) -> Html {
    let swept = numbers(props).into_iter().find(|option| option.key == sweep.ask.key);
    let current = swept.map(|option| option.value);
    let plot = |measure| {
        html! { <SweepPlot sweep={Rc::clone(sweep)} {measure} {current} on_open={on_open.clone()} /> }
    };
    html! {
        <>
            {legend(sweep)}
            <div class="p-sweep__plots">
                {plot(Measure::States)}
                {plot(Measure::Time)}
            </div>
            {sweep_table(sweep, current, on_open)}
        </>
    }
}

/// The panel, folded away.
#[component]
pub(crate) fn Sweep(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let options = numbers(props);
    let on_open = dispatch.reform(|value| Action::Sweep(SweepAction::OpenPoint(value)));
    let sweep = props.scene.sweep.as_ref().filter(|sweep| sweep.is_about(&props.scene.wanted));
    if options.is_empty() {
        return Html::default();
    }
    html! {
        <details class="p-sweep" data-testid="sweep">
            <summary data-testid="sweep-summary">{"Sweep an option: from which value on does it go wrong?"}</summary>
            <SweepForm {options} sweeping={props.sweeping} is_searching={props.is_searching} />
            <p class="p-sweep__note">{NOTE}</p>
            if let Some(sweep) = sweep {
                {result(sweep, props.sweeping)}
                if !sweep.points.is_empty() {
                    {found(props, sweep, &on_open)}
                }
            }
        </details>
    }
}
