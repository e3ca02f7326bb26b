//! The game that is played: goal, turns against par, how it stands, and what can be done.

use std::rc::Rc;

use pagelock_protocol::view::{CatalogView, ReachView};
use yew::{Html, Properties, classes, component, html};

use super::button::{Weight, act, button, button_unless};
use super::choices::Choices;
use super::icon::{Shape, icon};
use crate::game_words;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::Action;
use crate::model::game::{Game, GameAction, Phase};
use crate::model::scene::Scene;
use crate::words::Tone;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// What is open.
    pub(crate) scene: Rc<Scene>,
    /// The game.
    pub(crate) game: Game,
}

fn tone(phase: Phase) -> Tone {
    match phase {
        Phase::NotBegun | Phase::Playing | Phase::Claimed => Tone::Unknown,
        Phase::Won => Tone::Ok,
        Phase::Lost | Phase::Hopeless => Tone::Deadlock,
    }
}

/// The choice that a hint names, with who makes it.
fn hinted(props: &Props) -> Option<String> {
    let (trace, state) = (props.scene.trace.as_ref()?, props.scene.state()?);
    let choice = state.choices.get(props.game.hint?)?;
    let task = trace.tasks.get(choice.task as usize)?;
    Some(format!("let {} go on, {}", task.name, choice.text))
}

fn actions(props: &Props, dispatch: &Dispatch) -> Html {
    let game = &props.game;
    let is_over = matches!(game.phase, Phase::Won | Phase::Lost);
    let next = props.catalog.level(props.scene.wanted.scenario.name()).and_then(|(_, next)| next);
    let begin = if game.phase == Phase::NotBegun { "Begin" } else { "Start again" };
    let claim = Action::Game(GameAction::Claim);
    html! {
        <div class="p-game__actions">
            if game.can_claim {
                {button(Weight::Primary, "game-claim", "It cannot go wrong", on_click(dispatch, claim))}
            }
            if let (Phase::Won, Some(next)) = (game.phase, next) {
                {button(
                    Weight::Primary,
                    "game-next",
                    format!("Next level: {}", next.scenario.title),
                    on_click(dispatch, Action::Game(GameAction::Open(next.scenario.name.clone()))),
                )}
            }
            if game.phase != Phase::NotBegun {
                {button_unless(
                    props.scene.cursor <= game.goal.start.len(),
                    Weight::Plain,
                    "game-undo",
                    "Undo",
                    on_click(dispatch, Action::Undo),
                )}
            }
            {act(dispatch, "game-begin", begin, Action::Game(GameAction::Begin))}
            if !is_over && game.phase != Phase::NotBegun {
                {act(dispatch, "game-hint", "Hint", Action::Game(GameAction::Hint))}
            }
            {act(dispatch, "game-leave", "Look at it without playing", Action::Game(GameAction::Leave))}
        </div>
    }
}

/// What the goal is and, in a level, which one it is.
fn goal(props: &Props) -> Html {
    let game = &props.game;
    let name = props.scene.wanted.scenario.name();
    let at = props.catalog.levels.iter().position(|level| level.scenario.name == name);
    let level = at.map(|at| format!("Level {} of {}. ", at + 1, props.catalog.levels.len()));
    let rule = match game.goal.reach {
        ReachView::Deadlock | ReachView::Ok => "",
        ReachView::Proof => " A claim counts once you have brought a run to its end.",
    };
    html! {
        <>
            <p class="p-game__reach">
                {level.unwrap_or_default()}
                <strong data-testid="game-reach">{game.goal.reach.words()}</strong>
            </p>
            <p data-testid="game-goal">{format!("{}{rule}", game.goal.text)}</p>
        </>
    }
}

/// The bar, in place of verdict and controls.
#[component]
pub(crate) fn GameBar(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let game = &props.game;
    let tone = tone(game.phase);
    html! {
        <section class={classes!("p-game", format!("p-game--{}", tone.name()))} aria-label="Game" data-testid="game">
            {goal(props)}
            <p class="p-game__status" role="status">
                if tone != Tone::Unknown {
                    {icon(Shape::Tone(tone))}
                }
                <strong data-testid="game-status">{game_words::status(game)}</strong>
                <span class="p-game__score" data-testid="game-score">{game_words::score(game)}</span>
            </p>
            if game.phase == Phase::Won && !game.goal.lesson.is_empty() {
                <p data-testid="game-lesson">{game.goal.lesson.clone()}</p>
            }
            if game.is_hint_wanted {
                <p role="status" data-testid="game-hint-text">
                    {game_words::hint(game, hinted(props).as_deref())}
                </p>
            }
            if let (Some(trace), Some(sight)) = (&props.scene.trace, props.scene.sight()) {
                <Choices trace={Rc::clone(trace)} {sight} can_take=true prospects={Rc::default()} />
            }
            {actions(props, &dispatch)}
        </section>
    }
}
