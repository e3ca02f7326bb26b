//! The reducer, driven as the page drives it: actions in, requests and shown state out.

use std::rc::Rc;

use pagelock_protocol::PROTOCOL_VERSION;
use pagelock_protocol::link::Link;
use pagelock_protocol::message::{Reply, ReplyBody, RequestBody, Source};
use pagelock_protocol::view::{AttemptView, DiagnosticView, ProgressView, VerdictView};

use super::Model;
use super::action::{Action, EditTarget, Move};
use super::address::Address;
use super::engine::{EngineName, Purpose};
use super::filter::RowFilter;
use super::matrix::{CellId, Check};
use super::once::Once;
use crate::fixtures;

mod address;
mod crashes;
mod embed;
mod export;
mod frontier;
mod game;
mod history;
mod look;
mod packed;
mod prospects;
mod reports;
mod search;
mod stop;
mod sweep;

const PROGRESS: ProgressView = ProgressView {
    states: 1,
    transitions: 1,
    depth: 1,
    frontier: 1,
    memory: 1,
    millis: 250,
    rate: 4,
    attempt: AttemptView::First,
};

/// Opens a link that is written without its check.
fn open(fragment: &str) -> Action {
    let link = fragment.strip_prefix('#').and_then(|body| Link::decode_body(body).ok());
    Action::Open(link.map_or_else(|| fragment.to_owned(), |link| link.encode()).into())
}

/// A model that has opened `fragment` and knows the catalog.
fn opened(fragment: &str) -> Model {
    let mut model = Model::default();
    model.apply(open(fragment));
    ready(&mut model, EngineName::Step);
    answer(&mut model, EngineName::Step, ReplyBody::Catalog(fixtures::catalog()));
    model
}

/// A model that shows the run in which these tasks moved, in scenario `abba`.
fn running(movers: &[u32]) -> Model {
    let mut model = opened("#1/abba/2.6.20/-/-@0");
    shows(&mut model, movers);
    model.apply(Action::CancelSearch);
    model
}

fn ready(model: &mut Model, engine: EngineName) {
    let generation = model.engine(engine).generation;
    let body = ReplyBody::Ready { protocol: PROTOCOL_VERSION, build: String::new() };
    model.apply(Action::Reply { engine, generation, reply: Once::new(Box::new(Reply { id: 0, body })) });
}

/// Answers the request in flight.
fn answer(model: &mut Model, engine: EngineName, body: ReplyBody) {
    let generation = model.engine(engine).generation;
    let id = model.engine(engine).flight.as_ref().map_or(0, |flight| flight.request.id);
    model.apply(Action::Reply { engine, generation, reply: Once::new(Box::new(Reply { id, body })) });
}

fn shows(model: &mut Model, movers: &[u32]) {
    let (trace, window) = (fixtures::trace(movers), fixtures::window(0..=movers.len()));
    answer(model, EngineName::Step, ReplyBody::Trace(Box::new(trace), Box::new(window)));
}

fn reports(model: &mut Model, verdict: VerdictView) {
    answer(model, EngineName::Search, ReplyBody::Report(Box::new(fixtures::report(verdict))));
}

/// The schedule that is asked for.
fn asked(model: &Model) -> Option<Vec<u16>> {
    match &model.step.flight.as_ref()?.request.body {
        RequestBody::Replay { schedule, .. } => Some(schedule.clone()),
        RequestBody::Catalog
        | RequestBody::Costs
        | RequestBody::Difference { .. }
        | RequestBody::Random { .. }
        | RequestBody::RoundRobin { .. }
        | RequestBody::Until { .. }
        | RequestBody::Window { .. }
        | RequestBody::Frontier { .. }
        | RequestBody::Order { .. }
        | RequestBody::Mail { .. }
        | RequestBody::Export { .. }
        | RequestBody::Pack { .. }
        | RequestBody::Unpack { .. }
        | RequestBody::Prospects { .. }
        | RequestBody::Search { .. }
        | RequestBody::Sweep { .. }
        | RequestBody::Stop => None,
    }
}

fn cursor(model: &Model) -> usize {
    model.scene.as_ref().map_or(usize::MAX, |scene| scene.cursor)
}

fn fragment(model: &Model) -> Option<String> {
    Some(model.link()?.encode().split('~').next()?.to_owned())
}

#[test]
fn the_catalog_is_asked_for_first_and_the_address_waits_for_it() {
    let mut model = Model::default();
    assert_eq!(model.address(), Address::Keep, "it has not been read yet");
    model.apply(open("#1/abba/2.6.20/-/ab@1"));
    assert_eq!(model.address(), Address::Keep);
    assert_eq!(model.step.flight.as_ref().map(|flight| &flight.purpose), Some(&Purpose::Catalog));
    answer(&mut model, EngineName::Step, ReplyBody::Catalog(fixtures::catalog()));
    assert_eq!(asked(&model), Some(vec![0, 1]));
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/-/ab@1"));
    shows(&mut model, &[0, 1]);
    assert_eq!((cursor(&model), fragment(&model).as_deref()), (1, Some("#1/abba/2.6.20/-/ab@1")));
}

#[test]
fn the_start_view_asks_for_the_costs_once() {
    let mut model = opened("");
    assert_eq!(model.step.flight.as_ref().map(|flight| &flight.purpose), Some(&Purpose::Costs));
    answer(&mut model, EngineName::Step, ReplyBody::Costs(fixtures::costs()));
    assert_eq!((model.costs.as_deref(), model.step.flight.is_none()), (Some(&fixtures::costs()), true));
}

#[test]
fn the_start_view_verifies_the_matrix_cell_by_cell() {
    let mut model = opened("");
    let first = CellId { row: 0, listing: 0 };
    assert_eq!((model.checking(), model.address()), (Some(first), Address::Start));
    reports(&mut model, VerdictView::Deadlock);
    assert!(matches!(model.checks.get(&first), Some(Check::Done(_))));
    assert_eq!(model.checking(), Some(CellId { row: 0, listing: 1 }));
    answer(&mut model, EngineName::Search, ReplyBody::Failed("oops".into()));
    assert_eq!(model.checks.get(&CellId { row: 0, listing: 1 }), Some(&Check::Failed));
    assert_eq!((model.checking(), model.failure.is_none()), (Some(CellId { row: 1, listing: 0 }), true));
    reports(&mut model, VerdictView::Deadlock);
    reports(&mut model, VerdictView::Ok);
    assert_eq!((model.checking(), model.checks.len()), (None, 4));
}

#[test]
fn a_cell_opens_its_scenario_and_lands_on_the_shortest_counterexample() {
    let mut model = opened("");
    model.apply(Action::OpenCell(CellId { row: 1, listing: 0 }));
    assert_eq!(asked(&model), Some(vec![]));
    assert!(model.searching().is_running());
    shows(&mut model, &[]);
    reports(&mut model, VerdictView::Deadlock);
    assert_eq!(asked(&model), Some(vec![0, 0, 1]));
    shows(&mut model, &[0, 0, 1]);
    assert_eq!(cursor(&model), 3);
}

#[test]
fn each_way_in_which_runs_end_can_be_shown() {
    let mut model = running(&[]);
    model.apply(Action::Search);
    reports(&mut model, VerdictView::Deadlock);
    model.apply(Action::ReplayEnd(2));
    assert_eq!(asked(&model), None, "the report has two");
    model.apply(Action::ReplayEnd(1));
    assert_eq!(asked(&model), Some(vec![1, 1]));
    shows(&mut model, &[1, 1]);
    assert_eq!(cursor(&model), 2);
}

#[test]
fn a_cell_that_is_ok_lands_at_the_end_of_a_shortest_run() {
    let mut model = opened("");
    model.apply(Action::OpenCell(CellId { row: 1, listing: 1 }));
    shows(&mut model, &[]);
    reports(&mut model, VerdictView::Ok);
    assert_eq!(asked(&model), Some(vec![0, 0, 1]));
}

#[test]
fn only_shown_cells_are_verified() {
    let mut model = opened("");
    model.apply(Action::ShowFirstGroup);
    reports(&mut model, VerdictView::Deadlock);
    assert_eq!(model.checking(), Some(CellId { row: 1, listing: 0 }));
    reports(&mut model, VerdictView::Deadlock);
    assert_eq!(model.checking(), None);
    model.apply(Action::ShowGroup { group: "the patch".into(), is_shown: true });
    assert_eq!(model.checking(), Some(CellId { row: 0, listing: 1 }));
    model.apply(Action::ShowRows(RowFilter::Wrong));
    assert_eq!((model.filter.rows, model.checks.len()), (RowFilter::Wrong, 2));
}

#[test]
fn a_verified_cell_needs_no_second_search() {
    let mut model = opened("");
    reports(&mut model, VerdictView::Deadlock);
    model.apply(Action::OpenCell(CellId { row: 0, listing: 0 }));
    assert!(!model.searching().is_running());
    assert_eq!(asked(&model), Some(vec![0, 0, 1]));
}

#[test]
fn a_long_search_of_the_matrix_makes_way_for_the_visitor() {
    let mut model = opened("");
    answer(&mut model, EngineName::Search, ReplyBody::Progress(PROGRESS));
    let generation = model.search.generation;
    model.apply(Action::OpenCell(CellId { row: 1, listing: 1 }));
    assert_eq!(model.search.generation, generation + 1);
    assert!(model.searching().is_running());
}

#[test]
fn a_visitor_who_moves_on_is_not_carried_away_by_a_late_report() {
    let mut model = opened("");
    model.apply(Action::OpenCell(CellId { row: 1, listing: 0 }));
    shows(&mut model, &[]);
    model.apply(Action::Take(1));
    shows(&mut model, &[1]);
    reports(&mut model, VerdictView::Deadlock);
    assert_eq!((asked(&model), cursor(&model)), (None, 1));
}

#[test]
fn a_choice_in_the_past_replaces_the_future() {
    let mut model = running(&[0, 0, 0]);
    model.apply(Action::Go(Move::To(1)));
    model.apply(Action::Take(1));
    assert_eq!(asked(&model), Some(vec![0, 1]));
    model.apply(Action::Take(0));
    assert_eq!(asked(&model), Some(vec![0, 1, 0]), "a second press follows the first");
    shows(&mut model, &[0, 1, 0]);
    assert_eq!(cursor(&model), 3);
}

#[test]
fn a_choice_that_is_not_there_does_nothing() {
    let mut model = running(&[0]);
    let before = model.clone();
    model.apply(Action::Take(2));
    assert_eq!(model, before);
}

#[test]
fn the_cursor_moves_without_the_engine_and_stays_inside_the_run() {
    let mut model = running(&[0, 1]);
    let last_id = model.last_id;
    let expected =
        [(Move::First, 0), (Move::Back, 0), (Move::Forward, 1), (Move::Last, 2), (Move::Forward, 2)];
    for (to, cursor_after) in expected {
        model.apply(Action::Go(to));
        assert_eq!(cursor(&model), cursor_after);
    }
    assert_eq!(model.last_id, last_id);
    model.apply(Action::Undo);
    assert_eq!((cursor(&model), fragment(&model).as_deref()), (1, Some("#1/abba/2.6.20/-/a@1")));
    model.apply(Action::Reset);
    assert_eq!((cursor(&model), fragment(&model).as_deref()), (0, Some("#1/abba/2.6.20/-/-@0")));
}

#[test]
fn playing_starts_over_at_the_end_and_stops_there() {
    let mut model = running(&[0, 1]);
    model.apply(Action::Go(Move::Last));
    model.apply(Action::TogglePlay);
    assert_eq!(cursor(&model), 0);
    model.apply(Action::Tick);
    model.apply(Action::Tick);
    model.apply(Action::Tick);
    assert_eq!(cursor(&model), 2);
    assert!(!model.scene.as_ref().is_some_and(|scene| scene.playing));
}

#[test]
fn what_a_search_said_is_forgotten_when_the_setup_changes() {
    let mut model = running(&[0]);
    model.apply(Action::Search);
    reports(&mut model, VerdictView::Ok);
    model.apply(Action::SetOption { key: "tasks".into(), value: "4".into() });
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/tasks=4/-@0"));
    assert!(model.scene.as_ref().is_some_and(|scene| scene.report.is_none()));
    model.apply(Action::SetOption { key: "tasks".into(), value: "2".into() });
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/-/-@0"));
}

#[test]
fn a_wrong_text_keeps_the_last_run_and_lists_its_mistakes() {
    let mut model = running(&[0]);
    model.apply(Action::Draft(EditTarget::Listing, "kernel".into()));
    model.apply(Action::Apply(EditTarget::Listing));
    let mistake = DiagnosticView {
        code: "PL0103".into(),
        file: "2.6.20".into(),
        line: 1,
        column: 7,
        message: "a name is missing".into(),
        hint: None,
        rendered: String::new(),
    };
    answer(&mut model, EngineName::Step, ReplyBody::Invalid(vec![mistake]));
    let scene = model.scene.as_ref().map(|scene| {
        (scene.diagnostics.len(), scene.trace.is_some(), scene.current_trace().is_some(), scene.is_edited())
    });
    assert_eq!(scene, Some((1, true, false, true)));
    assert_eq!(asked(&model), None, "it is not asked again and again");
    model.apply(Action::Revert(EditTarget::Listing));
    shows(&mut model, &[]);
    let scene = model.scene.as_ref().map(|scene| (scene.diagnostics.len(), scene.is_edited()));
    assert_eq!((scene, model.drafts.len()), (Some((0, false)), 0));
}

#[test]
fn what_a_listing_changes_is_asked_for_once_nothing_else_is() {
    let mut model = running(&[0]);
    let listing = |model: &Model| match model.step.flight.as_ref().map(|flight| &flight.request.body) {
        Some(RequestBody::Difference { listing }) => Some(listing.name().to_owned()),
        _ => None,
    };
    assert_eq!(listing(&model).as_deref(), Some("2.6.20"));
    model.apply(Action::Take(1));
    assert_eq!(asked(&model), Some(vec![1]), "a choice does not wait for it");
    shows(&mut model, &[1]);
    answer(&mut model, EngineName::Step, ReplyBody::Difference(None));
    assert_eq!(listing(&model), None);
    let shown = |model: &Model| model.scene.as_ref().and_then(|scene| scene.difference().cloned());
    model.apply(Action::PickListing("pin-source".into()));
    shows(&mut model, &[]);
    assert_eq!((listing(&model).as_deref(), shown(&model)), (Some("pin-source"), None));
    let diff = fixtures::diff();
    answer(&mut model, EngineName::Step, ReplyBody::Difference(Some(Box::new(diff.clone()))));
    assert_eq!(shown(&model).as_deref(), Some(&diff));
    model.apply(Action::PickListing("2.6.20".into()));
    assert_eq!(shown(&model), None, "that was another listing");
}

#[test]
fn an_edited_text_is_sent_whole_and_an_unchanged_one_by_name() {
    let mut model = running(&[]);
    let builtin: Rc<str> = fixtures::catalog().listings[0].text.as_str().into();
    model.apply(Action::Draft(EditTarget::Listing, "kernel \"x\" {}".into()));
    model.apply(Action::Apply(EditTarget::Listing));
    let source = |model: &Model| model.scene.as_ref().map(|scene| scene.wanted.listing.clone());
    let text = Source::Text { name: "2.6.20".into(), text: "kernel \"x\" {}".into() };
    assert_eq!(source(&model), Some(text));
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/-/-@0"));
    model.apply(Action::Draft(EditTarget::Listing, builtin));
    model.apply(Action::Apply(EditTarget::Listing));
    assert_eq!(source(&model), Some(Source::Builtin("2.6.20".into())));
    let long = "#".repeat(super::reduce::TEXT_MAX + 1);
    model.apply(Action::Draft(EditTarget::Listing, long.into()));
    model.apply(Action::Apply(EditTarget::Listing));
    assert_eq!(source(&model), Some(Source::Builtin("2.6.20".into())), "too long to be sent");
}

#[test]
fn random_runs_have_seeds_of_their_own() {
    let mut model = running(&[0, 1]);
    model.apply(Action::Go(Move::To(1)));
    let seed = |model: &Model| match model.step.flight.as_ref().map(|flight| &flight.request.body) {
        Some(RequestBody::Random { seed, schedule, .. }) => Some((*seed, schedule.clone())),
        _ => None,
    };
    model.apply(Action::Random);
    assert_eq!(seed(&model), Some((1, vec![0])));
    model.apply(Action::Random);
    assert_eq!(seed(&model), Some((2, vec![0])));
}
