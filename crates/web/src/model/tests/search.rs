//! The visitor's search: its options, its progress, and what is kept when it is cancelled or its worker dies.

use pagelock_protocol::message::{LimitsView, SwitchView};
use pagelock_protocol::view::{CoverageView, LimitView};

use super::*;
use crate::model::engine::Cancel;
use crate::model::scene::Scene;
use crate::model::search::{Searching, Stopped};

/// A model whose search has been posted and has told how far it is.
fn searching() -> Model {
    let mut model = running(&[0]);
    model.apply(Action::Go(Move::Last));
    ready(&mut model, EngineName::Search);
    model.apply(Action::Search);
    answer(&mut model, EngineName::Search, ReplyBody::Progress(PROGRESS));
    model
}

fn scene(model: &Model) -> &Scene {
    model.scene.as_ref().expect("a scenario is open")
}

fn requested(model: &Model) -> Option<LimitsView> {
    let flight = model.search.flight.as_ref()?;
    let RequestBody::Search { limits, .. } = flight.request.body else { return None };
    Some(limits)
}

#[test]
fn cancelling_asks_the_worker_and_keeps_what_it_found() {
    let mut model = searching();
    let generation = model.search.generation;
    model.apply(Action::CancelSearch);
    assert_eq!(model.searching(), Searching::Ending { now: Some(PROGRESS) });
    assert_eq!(model.search.flight.as_ref().map(|flight| flight.cancel), Some(Cancel::Asked));
    let mut report = fixtures::report(VerdictView::Deadlock);
    report.coverage = CoverageView::Bounded { limit: LimitView::Cancelled, frontier: 3 };
    answer(&mut model, EngineName::Search, ReplyBody::Report(Box::new(report.clone())));
    assert_eq!(scene(&model).report.as_deref(), Some(&report));
    assert_eq!((model.search.generation, model.searching()), (generation, Searching::Not));
    assert_eq!((asked(&model), cursor(&model)), (None, 1), "the visitor stays where they are");
}

#[test]
fn a_worker_that_does_not_answer_is_replaced_and_its_late_replies_are_dropped() {
    let mut model = searching();
    let generation = model.search.generation;
    model.apply(Action::CancelOverdue { engine: EngineName::Search, generation });
    assert!(matches!(model.searching(), Searching::At { .. }), "it was not asked to end");
    model.apply(Action::CancelSearch);
    model.apply(Action::CancelOverdue { engine: EngineName::Search, generation: generation - 1 });
    assert_eq!(model.search.generation, generation, "that was another one");
    let id = model.search.flight.as_ref().map_or(0, |flight| flight.request.id);
    model.apply(Action::CancelOverdue { engine: EngineName::Search, generation });
    assert_eq!((model.search.generation, model.searching()), (generation + 1, Searching::Not));
    let body = ReplyBody::Report(Box::new(fixtures::report(VerdictView::Ok)));
    let reply = Once::new(Box::new(Reply { id, body }));
    model.apply(Action::Reply { engine: EngineName::Search, generation, reply });
    assert_eq!(scene(&model).report, None);
    assert_eq!(scene(&model).stopped, Some(Stopped::Cancelled(Some(PROGRESS))));
}

#[test]
fn a_search_whose_worker_is_not_there_yet_is_cancelled_at_once() {
    let mut model = running(&[]);
    model.apply(Action::Search);
    model.apply(Action::CancelSearch);
    assert_eq!(
        (model.searching(), &scene(&model).stopped),
        (Searching::Not, &Some(Stopped::Cancelled(None)))
    );
}

#[test]
fn options_are_those_of_the_next_search_and_of_this_scenario() {
    let mut model = running(&[0]);
    let limits = LimitsView { states_max: 10_000, symmetry: SwitchView::Off, ..LimitsView::default() };
    model.apply(Action::SetLimits(limits));
    assert_eq!((cursor(&model), asked(&model)), (0, None), "nothing else changes");
    model.apply(Action::Search);
    assert_eq!((requested(&model), scene(&model).searched), (Some(limits), limits));
    reports(&mut model, VerdictView::Unknown);
    model.apply(Action::SetLimits(LimitsView { states_max: 7, ..limits }));
    assert_eq!(scene(&model).searched, limits, "the report is of what was set then");
    model.apply(Action::SearchFurther);
    let further = LimitsView { states_max: 40_000, memory_max: 1536 << 20, ..limits };
    assert_eq!((requested(&model), scene(&model).limits), (Some(further), further));

    model.apply(Action::PickListing("pin-source".into()));
    assert_eq!(scene(&model).limits, further, "another listing, the same scenario");
    model.apply(Action::PickScenario("self".into()));
    assert_eq!(scene(&model).limits, LimitsView::default());
    model.apply(open("#1/abba/2.6.20/-/-@0"));
    assert_eq!((scene(&model).limits, requested(&model)), (further, Some(further)));
    model.apply(Action::SetLimits(LimitsView { states_max: 0, memory_max: u32::MAX, ..limits }));
    let bounds = (scene(&model).limits.states_max, scene(&model).limits.memory_max);
    assert_eq!(bounds, (*LimitsView::STATES.start(), *LimitsView::MEMORY.end()));
}

#[test]
fn progress_is_said_aloud_every_five_seconds() {
    let mut model = searching();
    let mut told = Vec::new();
    for quarter in 1..=48 {
        let progress = ProgressView { states: quarter, millis: quarter * 250, ..PROGRESS };
        answer(&mut model, EngineName::Search, ReplyBody::Progress(progress));
        let Searching::At { now, told: last } = model.searching() else { panic!("it is running") };
        assert_eq!(now, Some(progress), "what is shown is the newest");
        told.extend(last.map(|last| last.millis));
    }
    told.dedup();
    assert_eq!(told, [5_000, 10_000], "in twelve seconds");
}

#[test]
fn a_search_whose_worker_dies_is_told_in_place_and_can_be_started_again() {
    let mut model = searching();
    model.apply(Action::Draft(EditTarget::Listing, "kernel".into()));
    let (before, generation) = (model.clone(), model.search.generation);
    let text: Rc<str> = "unreachable".into();
    model.apply(Action::Crashed { engine: EngineName::Search, generation, text: Rc::clone(&text) });
    let died = Stopped::Died { text, progress: Some(PROGRESS) };
    assert_eq!((scene(&model).stopped.as_ref(), model.searching()), (Some(&died), Searching::Not));
    assert_eq!((model.search.generation, model.failure.is_none()), (generation + 1, true));
    assert_eq!((fragment(&model), cursor(&model)), (fragment(&before), 1));
    assert_eq!(model.drafts, before.drafts);
    ready(&mut model, EngineName::Search);
    model.apply(Action::Search);
    reports(&mut model, VerdictView::Ok);
    assert!(scene(&model).report.is_some() && scene(&model).stopped.is_none());
}
