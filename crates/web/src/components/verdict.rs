//! The verdict: the largest text of the page, what it rests on, and the shortest way there.

use std::rc::Rc;

use pagelock_protocol::message::LimitsView;
use pagelock_protocol::view::{CoverageView, LimitView, ReportView, VerdictView};
use yew::{Html, Properties, classes, component, html};

use super::button::act;
use super::ends::Ends;
use super::expectation::expectation;
use super::icon::{Shape, icon};
use super::search_progress::search_progress;
use super::stamp::stamp;
use crate::hooks::{Dispatch, use_dispatch};
use crate::model::action::Action;
use crate::model::place::Place;
use crate::model::search::{Searching, Stopped};
use crate::model::stamp::Stamp;
use crate::search_words;
use crate::words::{self, Tone};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the search found.
    pub(crate) report: Option<Rc<ReportView>>,
    /// What the search that found it was allowed.
    pub(crate) searched: LimitsView,
    /// Why a search has ended without a report.
    pub(crate) stopped: Option<Stopped>,
    /// How far a search has come.
    pub(crate) searching: Searching,
    /// Whether the link that was opened is still right.
    pub(crate) stamp: Option<Stamp>,
    /// Where the page stands: in a frame, what it rests on is told in short.
    pub(crate) place: Place,
}

fn headline(text: &str, tone: Tone, kind: &str, notation: &str) -> Html {
    html! {
        <p class="p-verdict__headline">
            {icon(Shape::Tone(tone))}
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
            {act(dispatch, "replay-shortest", "Show it", Action::ReplayShortest)}
        </p>
    }
}

fn found(report: &Rc<ReportView>, limits: LimitsView, place: Place, dispatch: &Dispatch) -> Html {
    let is_whole = place == Place::Window;
    let may_go_further = match report.coverage {
        CoverageView::Exhaustive | CoverageView::Bounded { limit: LimitView::Cancelled, .. } => false,
        CoverageView::Bounded { limit: LimitView::States | LimitView::Memory, .. } => true,
    };
    let tone = words::headline_tone(report);
    let states = words::counted(report.states, "state", "states");
    let as_expected = report.as_expected.filter(|_| report.verdict != VerdictView::Unknown);
    html! {
        <>
            <div class="p-verdict__part">
                {headline(&words::headline(report), tone, &report.kind, &search_words::notation(&report.notation))}
                <p class="p-verdict__counts">
                    <span data-testid="coverage">{search_words::coverage(report, limits)}</span>
                    {" "}
                    <span data-testid="states-count">{states}</span>
                    if is_whole { {search_words::visited(report)} }
                </p>
                if is_whole && may_go_further {
                    {act(
                        dispatch,
                        "search-further",
                        "Search again with four times the limits",
                        Action::SearchFurther,
                    )}
                }
            </div>
            <div class="p-verdict__part">
                {shortest(report, dispatch)}
                if is_whole { {expectation(report.expect.as_deref(), as_expected)} }
            </div>
            if is_whole { <Ends report={Rc::clone(report)} /> }
        </>
    }
}

/// The band at the top of a scenario.
#[component]
pub(crate) fn Verdict(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let (searching, limits) = (props.searching, props.searched);
    let (tone, content) = match (searching, &props.report) {
        (Searching::At { .. } | Searching::Ending { .. }, _) => {
            (Tone::Unknown, search_progress(searching, limits, &dispatch))
        }
        (Searching::Not, Some(report)) => {
            (words::headline_tone(report), found(report, limits, props.place, &dispatch))
        }
        (Searching::Not, None) => (Tone::Unknown, none_yet(props.stopped.as_ref())),
    };
    let announcement = match (searching, &props.report) {
        (Searching::Not, Some(report)) => words::announcement(report, limits),
        (Searching::Not, None) => props.stopped.as_ref().map_or_else(String::new, stopped_words),
        (Searching::At { told, .. }, _) => search_words::told(told),
        (Searching::Ending { .. }, _) => "Ending the search".to_owned(),
    };
    html! {
        <section class={classes!("p-verdict", format!("p-verdict--{}", tone.name()))} aria-label="Verdict">
            <p class="p-hidden" role="status">{announcement}</p>
            {content}
            {props.stamp.as_ref().map(stamp).unwrap_or_default()}
        </section>
    }
}

fn stopped_words(stopped: &Stopped) -> String {
    match stopped {
        Stopped::Cancelled(progress) => search_words::cancelled(*progress),
        Stopped::Died { text, progress } => search_words::died(text, *progress),
    }
}

fn none_yet(stopped: Option<&Stopped>) -> Html {
    let text = stopped.map_or_else(
        || "Nothing has been searched yet: one run proves nothing about the others.".to_owned(),
        stopped_words,
    );
    html! {
        <div class="p-verdict__part">
            {headline("No verdict yet", Tone::Unknown, "", "")}
            <p class="p-verdict__counts"><span data-testid="coverage">{text}</span></p>
        </div>
    }
}
