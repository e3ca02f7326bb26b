//! The verdict: the largest text of the page, what it rests on, and the shortest way there.

use std::rc::Rc;

use pagelock_protocol::message::LimitsView;
use pagelock_protocol::view::{CoverageView, ProgressView, ReportView, VerdictView};
use yew::{Html, Properties, classes, component, html};

use super::ends::Ends;
use super::expectation::Expectation;
use super::icon::{Icon, Shape};
use super::search_progress::SearchProgress;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::model::engine::Searching;
use crate::words::{self, Tone};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the search found.
    pub(crate) report: Option<Rc<ReportView>>,
    /// How far a cancelled search had come.
    pub(crate) stopped: Option<ProgressView>,
    /// How far a search has come.
    pub(crate) searching: Searching,
    /// Limits of the search.
    pub(crate) limits: LimitsView,
}

fn headline(text: &str, tone: Tone, kind: &str, notation: &str) -> Html {
    html! {
        <p class="p-verdict__headline">
            <Icon shape={Shape::Tone(tone)} />
            <strong class="p-verdict__word" data-testid="verdict">{text.to_owned()}</strong>
            if !kind.is_empty() {
                <span class="p-verdict__kind" data-testid="verdict-kind">{kind.to_owned()}</span>
            }
            if !notation.is_empty() {
                <code class="p-verdict__notation" data-testid="verdict-notation">{notation.to_owned()}</code>
            }
        </p>
    }
}

fn shortest(report: &ReportView, dispatch: &Dispatch) -> Html {
    let steps = words::counted(report.schedule.len() as u64, "step", "steps");
    let text = match report.verdict {
        VerdictView::Ok => format!("A schedule to an ok end: {steps}"),
        VerdictView::Unknown => return Html::default(),
        VerdictView::Deadlock | VerdictView::Livelock | VerdictView::Hazard => {
            format!("Shortest schedule: {steps}")
        }
    };
    html! {
        <p class="p-verdict__shortest">
            <span data-testid="shortest">{text}</span>
            <button
                type="button"
                class="p-button"
                data-testid="replay-shortest"
                onclick={on_click(dispatch, Action::ReplayShortest)}
            >
                {"Show it"}
            </button>
        </p>
    }
}

fn found(report: &Rc<ReportView>, dispatch: &Dispatch) -> Html {
    let is_bounded = matches!(report.coverage, CoverageView::Bounded { .. });
    let tone = words::headline_tone(report);
    let states = words::counted(report.states, "state", "states");
    let transitions = words::counted(report.transitions, "transition", "transitions");
    let deadlocks = words::counted(report.deadlocks, "final state deadlocks", "final states deadlock");
    html! {
        <>
            <div class="p-verdict__part">
                {headline(&words::headline(report), tone, &report.kind, &report.notation)}
                <p class="p-verdict__counts">
                    <span data-testid="coverage">{words::coverage_words(&report.coverage)}</span>
                    {" "}
                    <span data-testid="states-count">{states}</span>
                    {format!(", {transitions}, depth {}; {deadlocks}.", report.depth)}
                </p>
                if is_bounded {
                    <button
                        type="button"
                        class="p-button"
                        data-testid="search-further"
                        onclick={on_click(dispatch, Action::SearchFurther)}
                    >
                        {"Search again with four times the limits"}
                    </button>
                }
            </div>
            <div class="p-verdict__part">
                {shortest(report, dispatch)}
                <Expectation expect={report.expect.clone()} as_expected={report.as_expected} />
            </div>
            <Ends report={Rc::clone(report)} />
        </>
    }
}

/// The band at the top of a scenario.
#[component]
pub(crate) fn Verdict(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let limits = props.limits;
    let running = |progress| html! { <SearchProgress {progress} {limits} /> };
    let (tone, content) = match (props.searching, &props.report) {
        (Searching::Started, _) => (Tone::Unknown, running(None)),
        (Searching::At(progress), _) => (Tone::Unknown, running(Some(progress))),
        (Searching::Not, Some(report)) => (words::headline_tone(report), found(report, &dispatch)),
        (Searching::Not, None) => (Tone::Unknown, none_yet(props.stopped)),
    };
    let announcement = match (props.searching, &props.report) {
        (Searching::Not, Some(report)) => words::announcement(report),
        (Searching::Not, None) => String::new(),
        (Searching::Started | Searching::At(_), _) => "Searching".to_owned(),
    };
    html! {
        <section class={classes!("p-verdict", format!("p-verdict--{}", tone.name()))} aria-label="Verdict">
            <p class="p-hidden" role="status">{announcement}</p>
            {content}
        </section>
    }
}

fn none_yet(stopped: Option<ProgressView>) -> Html {
    let text = match stopped {
        None => "Nothing has been searched yet: one run proves nothing about the others.".to_owned(),
        Some(progress) => format!(
            "The search was cancelled after {}; what was not visited may deadlock.",
            words::counted(progress.states, "state", "states")
        ),
    };
    html! {
        <div class="p-verdict__part">
            {headline("No verdict yet", Tone::Unknown, "", "")}
            <p class="p-verdict__counts"><span data-testid="coverage">{text}</span></p>
        </div>
    }
}
