//! What can still be saved: along the run, and of all interleavings together.

use std::rc::Rc;

use pagelock_protocol::view::{CoverageView, LimitView, ProspectsView, ShareView, rounded};
use yew::{Html, Properties, component, html};

use super::button::act;
use crate::hooks::{Dispatch, use_dispatch};
use crate::model::action::{Action, Move};
use crate::model::prospects::{Judging, ProspectsAction};
use crate::model::scene::Scene;
use crate::{outlook_words, words};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is open.
    pub(crate) scene: Rc<Scene>,
    /// Whether the graph is being searched.
    pub(crate) judging: Judging,
}

/// The point of no return, and what is so along the run.
fn along(scene: &Scene, view: &Rc<ProspectsView>, dispatch: &Dispatch) -> Html {
    let len = scene.len();
    let no_return = view.point_of_no_return().filter(|&at| 0 < at && at <= len);
    html! {
        <>
            <p class="p-outlook__line">
                <span data-testid="no-return">{outlook_words::point_of_no_return(view, len)}</span>
                if let Some(at) = no_return {
                    {act(dispatch, "go-no-return", "Look before it", Action::Go(Move::To(at - 1)))}
                }
            </p>
            if len > 0 {
                <details class="p-outlook__details">
                    <summary data-testid="outlook-words">{"Along the run, in words"}</summary>
                    <ol data-testid="outlook-parts">
                        for (first, last, _, words) in outlook_words::parts(view, len) {
                            <li key={first}>{outlook_words::part(first, last, words)}</li>
                        }
                    </ol>
                </details>
            }
        </>
    }
}

/// All interleavings together.
fn share(view: &ProspectsView, dispatch: &Dispatch) -> Html {
    let exact = match &view.share {
        ShareView::Counted { all, deadlock, .. } if rounded(all).split_once('×').is_some() => {
            Some(format!("Exactly: {deadlock} of {all}."))
        }
        ShareView::Counted { .. } | ShareView::Endless | ShareView::Unseen | ShareView::Memory => None,
    };
    html! {
        <>
            <p class="p-outlook__line">
                <span data-testid="outlook-share">{view.share.sentence()}</span>
            </p>
            if let Some(exact) = exact {
                <details class="p-outlook__details">
                    <summary>{"The exact numbers"}</summary>
                    <p class="p-outlook__exact">{exact}</p>
                </details>
            }
            if let Some(fewest) = &view.fewest {
                <p class="p-outlook__line">
                    <span data-testid="fewest">{outlook_words::fewest(fewest.switches)}</span>
                    {act(dispatch, "show-fewest", "Show it", Action::Prospects(ProspectsAction::ShowFewest))}
                </p>
            }
        </>
    }
}

/// How far a search of the graph has come, or how to have one.
fn search(props: &Props, dispatch: &Dispatch) -> Html {
    let judgement = &props.scene.judgement;
    let further = |text| act(dispatch, "judge-further", text, Action::Prospects(ProspectsAction::Further));
    match (props.judging, judgement.view(), &judgement.died) {
        (Judging::At(Some(progress)), ..) => html! {
            <p class="p-outlook__line">
                <span data-testid="judging">
                    {format!("Searching every way on: {} so far.", words::counted(progress.states, "state", "states"))}
                </span>
                {act(dispatch, "cancel-judging", "Cancel", Action::Prospects(ProspectsAction::Cancel))}
            </p>
        },
        (Judging::Ending, ..) => html! { <p>{"Ending the search…"}</p> },
        (_, _, Some(text)) => html! {
            <p class="p-outlook__line">
                <span data-testid="judge-died">{format!("The engine for this has stopped: {text}.")}</span>
                {further("Try again")}
            </p>
        },
        (_, Some(view), None) => {
            let Some(bounded) = outlook_words::bounded(view) else { return Html::default() };
            let text = match view.coverage {
                CoverageView::Bounded { limit: LimitView::Cancelled, .. } | CoverageView::Exhaustive => {
                    "Search again"
                }
                CoverageView::Bounded { limit: LimitView::States | LimitView::Memory, .. } => {
                    "Search further"
                }
            };
            html! {
                <p class="p-outlook__line">
                    <span data-testid="judge-bounded">{bounded}</span>
                    {further(text)}
                </p>
            }
        }
        (Judging::Not | Judging::At(None), None, None) => {
            html! { <p>{"Going back from the ends of all runs…"}</p> }
        }
    }
}

/// The panel.
#[component]
pub(crate) fn Outlook(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let scene = &props.scene;
    if scene.current_trace().is_none() {
        return Html::default();
    }
    html! {
        <section class="p-outlook" aria-labelledby="outlook" data-testid="outlook">
            <h3 id="outlook">{"What can still be saved"}</h3>
            if let Some(view) = scene.run_prospects() {
                {along(scene, view, &dispatch)}
            }
            if let Some(view) = scene.judgement.view() {
                {share(view, &dispatch)}
            }
            {search(props, &dispatch)}
        </section>
    }
}
