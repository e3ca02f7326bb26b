//! The game: a scenario with a goal, played by hand. Whether it is won is read off the run and the backward analysis.
//!
//! Arrow: `Scene` -> **[`Game`]** -> components. A turn begins whenever somebody else moves than before; par is the
//! fewest turns there are, and the machine's own.

use std::rc::Rc;

use pagelock_protocol::message::{Setup, Source};
use pagelock_protocol::view::{GoalView, OutlookView, ProspectView, ReachView, VerdictView};

use super::Model;
use super::engine::Land;
use super::place::Place;
use super::scene::Scene;

/// What the visitor does in the game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GameAction {
    /// Opens a level.
    Open(String),
    /// Begins where the goal says.
    Begin,
    /// Claims that nothing can go wrong.
    Claim,
    /// Asks for a hint for the state at the cursor.
    Hint,
    /// Looks at the scenario without playing.
    Leave,
}

/// What the visitor has said in the game.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Play {
    /// That nothing can go wrong.
    claimed: bool,
    /// That a hint is wanted, in the state after so many steps.
    hint_at: Option<usize>,
    /// That it is not to be played.
    left: bool,
}

/// How a game stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The run does not begin as the goal says.
    NotBegun,
    /// It can still be won.
    Playing,
    /// It cannot be won from here.
    Hopeless,
    /// The claim that nothing can go wrong is being searched.
    Claimed,
    /// It is won.
    Won,
    /// It is lost.
    Lost,
}

/// A game, as it stands at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Game {
    /// What it is played for.
    pub(crate) goal: GoalView,
    /// How it stands.
    pub(crate) phase: Phase,
    /// Turns made.
    pub(crate) turns: usize,
    /// The fewest there are, once known.
    pub(crate) par: Option<u32>,
    /// How the run has ended here.
    pub(crate) end: Option<VerdictView>,
    /// Whether a claim may be made here.
    pub(crate) can_claim: bool,
    /// The choice that a hint names; `None` if no hint is wanted or none can be given.
    pub(crate) hint: Option<usize>,
    /// Whether a hint is wanted.
    pub(crate) is_hint_wanted: bool,
}

/// The choice that comes nearest to the goal; the task that has just moved goes on if it can.
fn best(reach: ReachView, choices: &[ProspectView], is_mover: impl Fn(usize) -> bool) -> Option<usize> {
    let cost = |(at, after): (usize, &ProspectView)| {
        let (class, steps) = match reach {
            ReachView::Deadlock => (0, after.steps_to_deadlock?),
            ReachView::Ok | ReachView::Proof => {
                (u32::from(after.outlook != OutlookView::ReachesOk), after.steps_to_ok?)
            }
        };
        Some((class, steps, !is_mover(at), at))
    };
    choices.iter().enumerate().filter_map(cost).min().map(|(.., at)| at)
}

impl Scene {
    /// What the shown run is played for.
    pub(crate) fn goal(&self) -> Option<&GoalView> {
        self.current_trace()?.goal.as_ref().filter(|_| !self.play.left)
    }

    /// Steps that were made before the game began.
    pub(crate) fn begun(&self) -> usize {
        let begun = |goal: &GoalView| self.has_begun(goal).then_some(goal.start.len());
        self.goal().and_then(begun).unwrap_or(0)
    }

    fn has_begun(&self, goal: &GoalView) -> bool {
        let is_there = self.cursor >= goal.start.len();
        is_there && self.current_trace().is_some_and(|trace| trace.schedule.starts_with(&goal.start))
    }

    /// Turns up to the cursor.
    fn turns(&self, begun: usize) -> usize {
        let steps = self.trace.as_deref().and_then(|trace| trace.steps.get(begun..self.cursor));
        let steps = steps.unwrap_or_default();
        let switches = steps.windows(2).filter(|pair| pair[0].task != pair[1].task).count();
        switches + usize::from(!steps.is_empty())
    }

    /// The game, if the shown run is one.
    pub(crate) fn game(&self) -> Option<Game> {
        let goal = self.goal()?.clone();
        let begun = goal.start.len();
        let end = self.state().and_then(|state| state.end.as_ref()).map(|end| end.verdict);
        let here = self.crossroads(self.cursor);
        let phase = match (self.has_begun(&goal), end) {
            (false, _) => Phase::NotBegun,
            (true, None) if here.is_some_and(|state| is_hopeless(goal.reach, state.here)) => Phase::Hopeless,
            (true, None) => Phase::Playing,
            (true, Some(end)) => self.ended(goal.reach, end, begun),
        };
        let is_hint_wanted = self.play.hint_at == Some(self.cursor);
        let choices = here.map_or(&[][..], |state| &state.choices);
        let mover = self.last_step().map(|step| step.task);
        let is_mover = |at: usize| {
            let choice = self.state().and_then(|state| state.choices.get(at));
            choice.map(|choice| choice.task) == mover
        };
        Some(Game {
            phase,
            turns: self.turns(begun.min(self.cursor)),
            par: self.judgement.view().and_then(|view| view.par),
            end,
            can_claim: goal.reach == ReachView::Proof
                && phase == Phase::Playing
                && end == Some(VerdictView::Ok),
            hint: is_hint_wanted.then(|| best(goal.reach, choices, is_mover)).flatten(),
            is_hint_wanted,
            goal,
        })
    }

    /// How a game stands whose run has ended.
    fn ended(&self, reach: ReachView, end: VerdictView, begun: usize) -> Phase {
        match (reach, end) {
            (ReachView::Deadlock, VerdictView::Deadlock) | (ReachView::Ok, VerdictView::Ok) => Phase::Won,
            (ReachView::Deadlock | ReachView::Ok, _) => Phase::Lost,
            (ReachView::Proof, VerdictView::Ok) if !self.play.claimed => Phase::Playing,
            (ReachView::Proof, VerdictView::Ok) => {
                match self.crossroads(begun).map(|state| state.here.outlook) {
                    Some(OutlookView::ReachesOk) => Phase::Won,
                    Some(OutlookView::MayFail | OutlookView::Doomed) => Phase::Lost,
                    Some(OutlookView::Unknown) | None => Phase::Claimed,
                }
            }
            // What is to be proved is not so, and this run shows it.
            (ReachView::Proof, _) => Phase::Won,
        }
    }
}

/// Whether a game is certain not to be won from a state.
fn is_hopeless(reach: ReachView, here: ProspectView) -> bool {
    match reach {
        ReachView::Deadlock => here.outlook == OutlookView::ReachesOk,
        ReachView::Ok => here.outlook == OutlookView::Doomed,
        ReachView::Proof => false,
    }
}

impl Model {
    pub(super) fn on_game(&mut self, action: GameAction) {
        match action {
            GameAction::Open(name) => self.open_level(&name),
            GameAction::Begin => {
                let start = self.scene.as_ref().and_then(Scene::goal).map(|goal| goal.start.clone());
                if let Some(start) = start {
                    self.replay(start, Land::End);
                }
            }
            GameAction::Claim => self.play(|play, _| play.claimed = true),
            GameAction::Hint => self.play(|play, cursor| play.hint_at = Some(cursor)),
            GameAction::Leave => self.play(|play, _| play.left = true),
        }
    }

    fn play(&mut self, say: impl FnOnce(&mut Play, usize)) {
        if let Some(scene) = &mut self.scene {
            say(&mut scene.play, scene.cursor);
        }
    }

    fn open_level(&mut self, name: &str) {
        let Some((level, _)) = self.catalog.as_deref().and_then(|catalog| catalog.level(name)) else {
            return;
        };
        let setup = Setup {
            scenario: Source::Builtin(name.to_owned()),
            listing: Source::Builtin(level.goal.kernel.clone()),
            options: Vec::new(),
        };
        let start = level.goal.start.clone();
        self.enter(setup);
        self.replay(start, Land::End);
    }

    /// Whether it is a built-in level as it is meant to be played; in a frame nothing is.
    pub(super) fn is_level(&self, setup: &Setup) -> bool {
        let catalog = self.catalog.as_deref();
        let level = catalog.and_then(|catalog| catalog.level(setup.scenario.name()));
        level.is_some_and(|(level, _)| {
            let own = [level.scenario.name.clone(), level.goal.kernel.clone()].map(Source::Builtin);
            self.place == Place::Window
                && setup.options.is_empty()
                && [&setup.scenario, &setup.listing] == [&own[0], &own[1]]
        })
    }

    /// Goes to where the game of the open scenario begins, if it is a level. Says whether it is.
    pub(super) fn begin_level(&mut self) -> bool {
        let Some(setup) = self.scene.as_ref().map(|scene| Rc::clone(&scene.wanted)) else { return false };
        if !self.is_level(&setup) {
            return false;
        }
        self.open_level(setup.scenario.name());
        true
    }

    /// Notes that a level is won.
    pub(super) fn note_progress(&mut self) {
        let Some(scene) = &self.scene else { return };
        let won = scene.game().filter(|game| game.phase == Phase::Won);
        if let Some(game) = won.filter(|_| self.is_level(&scene.wanted)) {
            let (level, turns) = (scene.wanted.scenario.name().to_owned(), game.turns);
            self.note_won(&level, u32::try_from(turns).unwrap_or(u32::MAX));
        }
    }

    /// A level was won in so many turns, now or in an earlier visit.
    pub(super) fn note_won(&mut self, level: &str, turns: u32) {
        if self.progress.get(level).is_none_or(|&best| turns < best) {
            Rc::make_mut(&mut self.progress).insert(level.to_owned(), turns);
        }
    }
}
