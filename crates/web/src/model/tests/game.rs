//! The game: levels and scenarios with a goal, how a game stands, hints, and what is kept.

use pagelock_lists as lists;
use std::rc::Rc;

use pagelock_protocol::message::{ReplyBody, Setup};
use pagelock_protocol::view::{
    BasisView, CoverageView, CrossroadsView, EndView, OutlookView, ProspectView, ProspectsView, ReachView,
    ShareView, StateView, TraceView,
};

use super::*;
use crate::model::game::{Game, GameAction, Phase};
use crate::model::keep::KeepAction;

fn act(model: &mut Model, action: GameAction) {
    model.apply(Action::Game(action));
}

/// The run in which these tasks moved, with a goal, is here; its last state is an end of this verdict.
fn played(model: &mut Model, movers: &[u32], (reach, start): (ReachView, &[u16]), end: Option<VerdictView>) {
    let goal = Some(fixtures::goal(reach, start.to_vec()));
    let trace = TraceView { goal, ..fixtures::trace(movers) };
    let mut window = fixtures::window(0..=movers.len());
    if let (Some(verdict), Some(last)) = (end, window.states.last_mut()) {
        let end = EndView { verdict, kind: String::new(), notation: String::new(), explanation: Vec::new() };
        *last = Rc::new(StateView { choices: Vec::new(), end: Some(end), ..StateView::clone(last) });
    }
    answer(model, EngineName::Step, ReplyBody::Trace(Box::new(trace), Box::new(window)));
}

/// What is asked about the run is answered: the same of every state, and of what each of two choices leads to.
fn judged(model: &mut Model, here: ProspectView, choices: [ProspectView; 2]) {
    ready(model, EngineName::Judge);
    let state = CrossroadsView { here, choices: choices.to_vec() };
    let view = ProspectsView {
        coverage: CoverageView::Exhaustive,
        states: 9,
        basis: BasisView::Named,
        share: ShareView::Unseen,
        fewest: None,
        par: Some(2),
        run: vec![state; 9],
    };
    answer(model, EngineName::Judge, ReplyBody::Prospects(Box::new(view)));
}

fn prospect(outlook: OutlookView) -> ProspectView {
    ProspectView { outlook, ..ProspectView::UNKNOWN }
}

fn game(model: &Model) -> Game {
    model.scene.as_ref().and_then(crate::model::scene::Scene::game).expect("it is a game")
}

const DEADLOCK: (ReachView, &[u16]) = (ReachView::Deadlock, &[]);

/// The first level, opened from the start page, where nobody has moved.
fn first_level() -> Model {
    let mut model = opened("");
    act(&mut model, GameAction::Open("first".into()));
    assert_eq!(asked(&model), Some(Vec::new()));
    played(&mut model, &[], DEADLOCK, None);
    model
}

#[test]
fn a_level_opens_with_its_kernel_where_it_begins() {
    let mut model = opened("");
    act(&mut model, GameAction::Open("second".into()));
    assert_eq!(asked(&model), Some(vec![0]), "one step was made before");
    assert_eq!(fragment(&model).as_deref(), Some("#1/second/2.6.20/-/a@1"));
    assert!(model.search.flight.is_none(), "the verdict is not told");
    played(&mut model, &[0], (ReachView::Ok, &[0]), None);
    let game = game(&model);
    assert_eq!((game.phase, game.turns, game.par), (Phase::Playing, 0, None));
    // What was made before the game cannot be undone in it.
    model.apply(Action::Undo);
    assert_eq!(cursor(&model), 1);
    act(&mut model, GameAction::Open("third".into()));
    assert_eq!(cursor(&model), 1, "there is no such level");
}

#[test]
fn a_link_to_a_level_begins_where_the_level_does() {
    let model = opened("#1/second/2.6.20/-/-@0");
    assert_eq!((asked(&model), model.search.flight.is_none()), (Some(vec![0]), true));
    let model = opened("#1/second/2.6.20/-/ab@2");
    assert_eq!(asked(&model), Some(vec![0, 1]));
    let model = opened("#1/second/pin-source/-/-@0");
    assert_eq!(asked(&model), Some(Vec::new()), "that is not how it is meant to be played");
}

#[test]
fn turns_are_counted_and_the_best_are_kept() {
    let mut model = first_level();
    judged(&mut model, prospect(OutlookView::MayFail), [prospect(OutlookView::MayFail); 2]);
    model.apply(Action::Take(0));
    played(&mut model, &[0, 0, 1, 0], DEADLOCK, Some(VerdictView::Deadlock));
    let won = game(&model);
    assert_eq!((won.phase, won.turns, won.par), (Phase::Won, 3, Some(2)));
    assert_eq!(*model.progress, lists::map([("first".to_owned(), 3)]));
    model.apply(Action::Go(Move::Back));
    assert_eq!((game(&model).phase, game(&model).turns), (Phase::Playing, 2));
    model.apply(Action::Take(1));
    played(&mut model, &[0, 1], DEADLOCK, Some(VerdictView::Deadlock));
    assert_eq!(model.progress.get("first"), Some(&2));
    // What was kept from an earlier visit does not spoil it.
    let kept = [("pagelock.level.first", "9"), ("pagelock.level.second", "4")];
    let kept = lists::map(kept.map(|(level, turns)| (level.to_owned(), Rc::from(turns))));
    model.apply(Action::Keep(KeepAction::Found(kept)));
    assert_eq!(model.progress.values().copied().collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn a_run_that_ends_otherwise_is_lost_and_one_that_must_is_hopeless() {
    let mut model = first_level();
    judged(&mut model, prospect(OutlookView::ReachesOk), [prospect(OutlookView::ReachesOk); 2]);
    assert_eq!(game(&model).phase, Phase::Hopeless);
    model.apply(Action::Take(0));
    played(&mut model, &[0], DEADLOCK, Some(VerdictView::Ok));
    assert_eq!((game(&model).phase, model.progress.len()), (Phase::Lost, 0));
    model.apply(Action::Reset);
    assert_eq!((game(&model).phase, game(&model).turns), (Phase::Hopeless, 0));
}

#[test]
fn getting_home_is_hopeless_once_everybody_is_doomed() {
    let mut model = opened("");
    act(&mut model, GameAction::Open("second".into()));
    played(&mut model, &[0], (ReachView::Ok, &[0]), None);
    judged(&mut model, prospect(OutlookView::Doomed), [prospect(OutlookView::Doomed); 2]);
    assert_eq!(game(&model).phase, Phase::Hopeless);
}

#[test]
fn a_hint_names_the_choice_that_comes_nearest_and_lets_the_same_task_go_on() {
    let mut model = first_level();
    let nearer = |steps| ProspectView { steps_to_deadlock: Some(steps), ..prospect(OutlookView::MayFail) };
    judged(&mut model, nearer(4), [nearer(5), nearer(3)]);
    assert_eq!((game(&model).is_hint_wanted, game(&model).hint), (false, None));
    act(&mut model, GameAction::Hint);
    assert_eq!((game(&model).is_hint_wanted, game(&model).hint), (true, Some(1)));
    model.apply(Action::Take(1));
    played(&mut model, &[1], DEADLOCK, None);
    assert!(!game(&model).is_hint_wanted, "it was for the state before");
    judged(&mut model, nearer(3), [nearer(2), nearer(2)]);
    act(&mut model, GameAction::Hint);
    assert_eq!(game(&model).hint, Some(1), "B has moved, and goes on");
}

#[test]
fn a_claim_is_made_after_a_run_and_decided_by_the_search() {
    let proof: (ReachView, &[u16]) = (ReachView::Proof, &[]);
    for (outlook, phase) in [
        (OutlookView::ReachesOk, Phase::Won),
        (OutlookView::MayFail, Phase::Lost),
        (OutlookView::Unknown, Phase::Claimed),
    ] {
        let mut model = opened("");
        act(&mut model, GameAction::Open("first".into()));
        played(&mut model, &[], proof, None);
        judged(&mut model, prospect(outlook), [prospect(outlook); 2]);
        assert_eq!((game(&model).phase, game(&model).can_claim), (Phase::Playing, false));
        model.apply(Action::Take(0));
        played(&mut model, &[0], proof, Some(VerdictView::Ok));
        judged(&mut model, prospect(outlook), [prospect(outlook); 2]);
        assert_eq!((game(&model).phase, game(&model).can_claim), (Phase::Playing, true));
        act(&mut model, GameAction::Claim);
        assert_eq!((game(&model).phase, game(&model).can_claim), (phase, false));
        assert_eq!(model.progress.is_empty(), phase != Phase::Won);
    }
    let mut model = opened("");
    act(&mut model, GameAction::Open("first".into()));
    played(&mut model, &[0], proof, Some(VerdictView::Deadlock));
    assert_eq!(game(&model).phase, Phase::Won, "it can, which is as good a proof");
}

#[test]
fn a_goal_of_ones_own_is_played_and_not_kept_and_can_be_left() {
    let mut model = running(&[]);
    let setup =
        Setup { scenario: Source::Text { name: "abba".into(), text: "x".into() }, ..setup_of(&model) };
    Rc::make_mut(&mut model.drafts).insert((EditTarget::Scenario, "abba".into()), "x".into());
    model.apply(Action::Apply(EditTarget::Scenario));
    assert_eq!(setup_of(&model), setup);
    played(&mut model, &[], (ReachView::Deadlock, &[0]), None);
    assert_eq!(game(&model).phase, Phase::NotBegun);
    act(&mut model, GameAction::Begin);
    assert_eq!(asked(&model), Some(vec![0]));
    played(&mut model, &[0, 1], (ReachView::Deadlock, &[0]), Some(VerdictView::Deadlock));
    assert_eq!((game(&model).phase, game(&model).turns), (Phase::Won, 1));
    assert!(model.progress.is_empty(), "it is no level");
    act(&mut model, GameAction::Leave);
    assert!(model.scene.as_ref().unwrap().game().is_none());
}

fn setup_of(model: &Model) -> Setup {
    Setup::clone(&model.scene.as_ref().unwrap().wanted)
}
