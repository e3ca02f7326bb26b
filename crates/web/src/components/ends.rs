//! Every way in which runs end: its name, what that means, how often, what shows it, and the nearest such run.

use std::rc::Rc;

use pagelock_protocol::link::encode_schedule;
use pagelock_protocol::message::ReductionsView;
use pagelock_protocol::view::{CoverageView, FinalStatesView, ReportView};
use yew::{Html, Properties, component, html};

use super::icon::{Shape, icon};
use super::more::use_capped;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::search_words;
use crate::words::{self, Tone};

/// Ways that are listed at once.
const ENDS_SHOWN: usize = 12;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the search found.
    pub(crate) report: Rc<ReportView>,
}

/// The list under the verdict. A scenario in which every run goes on for ever has none.
#[component]
pub(crate) fn Ends(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let ends = &props.report.ends;
    let (shown, more) = use_capped(ends.len(), ENDS_SHOWN, "ways");
    if ends.is_empty() {
        return Html::default();
    }
    let so_far = match props.report.coverage {
        CoverageView::Exhaustive => "",
        CoverageView::Bounded { .. } => ", as far as was searched",
    };
    let ways = words::counted(ends.len() as u64, "way", "ways");
    html! {
        <details class="p-ends" data-testid="ends">
            <summary>{format!("How runs end{so_far}: {ways}")}</summary>
            <ul class="p-ends__list">
                for (nr, end) in ends.iter().take(shown).enumerate() {
                    <li key={encode_schedule(&end.schedule)} data-testid={format!("end-{nr}")}>
                        {way(nr, end, props.report.reductions, &dispatch)}
                    </li>
                }
            </ul>
            {more}
        </details>
    }
}

fn way(nr: usize, end: &FinalStatesView, reductions: ReductionsView, dispatch: &Dispatch) -> Html {
    let steps = words::counted(end.schedule.len() as u64, "step", "steps");
    html! {
        <>
            <p class="p-ends__name">
                {icon(Shape::Tone(Tone::of(end.verdict)))}
                <strong>{end.words.clone()}</strong>
                <span>{format!("{}, the nearest after {steps}", search_words::ends_in(end, reductions))}</span>
                <button
                    type="button"
                    class="p-button"
                    data-testid={format!("replay-end-{nr}")}
                    aria-label={format!("Show it: {}, {steps}", end.words)}
                    onclick={on_click(dispatch, Action::ReplayEnd(nr))}
                >
                    {"Show it"}
                </button>
            </p>
            <p>{words::sentence(&end.explanation.join("; "))}</p>
            <ul class="p-ends__evidence">
                for sentence in end.evidence.iter() {
                    <li key={sentence.clone()}>{sentence.clone()}</li>
                }
            </ul>
        </>
    }
}
