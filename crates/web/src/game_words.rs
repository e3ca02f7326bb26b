//! Words for the game. Pure.

use pagelock_protocol::view::{ReachView, VerdictView};

use crate::model::game::{Game, Phase};
use crate::words::counted;

fn turns(n: usize) -> String {
    counted(n as u64, "turn", "turns")
}

/// Turns made, against par.
pub(crate) fn score(game: &Game) -> String {
    let par = game.par.map_or_else(|| "par is being computed".to_owned(), |par| format!("par {par}"));
    format!("{}, {par}", turns(game.turns))
}

/// How the game stands, in a sentence or two.
pub(crate) fn status(game: &Game) -> String {
    match game.phase {
        Phase::NotBegun => "This run does not begin where the game does.".to_owned(),
        Phase::Playing if game.can_claim => {
            "Everybody is home. Is that so in every run? Claim it, or go back and try to break it.".to_owned()
        }
        Phase::Playing if game.turns == 0 => "Choose who moves first.".to_owned(),
        Phase::Playing => "It can still be won.".to_owned(),
        Phase::Hopeless => hopeless(game.goal.reach).to_owned(),
        Phase::Claimed => "Your claim is being searched…".to_owned(),
        Phase::Won => won(game),
        Phase::Lost => lost(game).to_owned(),
    }
}

fn hopeless(reach: ReachView) -> &'static str {
    match reach {
        ReachView::Deadlock => "Lost: from here on every run ends well. Undo, or start again.",
        ReachView::Ok => "Lost: from here on nobody can be saved. Undo, or start again.",
        ReachView::Proof => "",
    }
}

fn won(game: &Game) -> String {
    let what = match (game.goal.reach, game.end) {
        (ReachView::Deadlock, _) => "Won: it is deadlocked",
        (ReachView::Ok, _) => "Won: everybody is home",
        (ReachView::Proof, Some(VerdictView::Ok)) => "Won: it cannot, every interleaving was searched",
        (ReachView::Proof, _) => "Won: it can, and this run shows it",
    };
    let turns = turns(game.turns);
    match game.par {
        Some(par) if game.turns as u64 <= u64::from(par) => {
            format!("{what}. {turns}: nobody can do it in fewer.")
        }
        Some(par) => format!("{what}. {turns}: it can be done in {par}."),
        None => format!("{what}. {turns}."),
    }
}

fn lost(game: &Game) -> &'static str {
    match (game.goal.reach, game.end) {
        (ReachView::Deadlock, Some(VerdictView::Hazard)) => {
            "Lost: the run has ended, with damage and no deadlock."
        }
        (ReachView::Deadlock, _) => "Lost: everybody has finished.",
        (ReachView::Ok, Some(VerdictView::Deadlock)) => "Lost: nobody can move any more.",
        (ReachView::Ok, _) => "Lost: the run has ended, and the data are damaged.",
        (ReachView::Proof, _) => "Lost: it can. Some run ends badly.",
    }
}

/// A hint: what to do here.
pub(crate) fn hint(game: &Game, choice: Option<&str>) -> String {
    match (game.hint.and(choice), game.goal.reach, game.phase) {
        (_, _, Phase::Won | Phase::Lost | Phase::Claimed | Phase::NotBegun) => String::new(),
        (_, _, Phase::Hopeless) => "Hint: undo until it can be won again.".to_owned(),
        (None, ReachView::Proof, _) if game.can_claim => {
            "Hint: say what you think. If it is wrong, you can go on.".to_owned()
        }
        (Some(choice), ReachView::Proof, _) => format!("Hint: bring a run to its end first, with {choice}."),
        (Some(choice), ReachView::Deadlock | ReachView::Ok, _) => format!("Hint: {choice}."),
        (None, ..) => "No hint yet: the ways on are still being searched.".to_owned(),
    }
}
