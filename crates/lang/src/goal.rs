//! The goal of a scenario that is played as a game.
//!
//! Arrows: `[goal]` -> [`RawGoal`]; with a machine -> [`Goal`]. What has happened when the game begins is written as
//! who moves how often, and becomes a schedule. It does not know whether the goal can be reached.

use pagelock_engine::{Choice, Machine, Trace};

use crate::builtin::{self, LISTINGS};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::START_STEPS_MAX;
use crate::similar::similar;
use crate::span::Spanned;
use crate::wire::{self, Reach};

/// A goal as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawGoal {
    /// What is to be reached.
    pub reach: Spanned<Reach>,
    /// The listing that it is played with.
    pub kernel: Spanned<String>,
    /// The goal in a sentence.
    pub text: Spanned<String>,
    /// What there is to learn from it, said when it is reached.
    pub lesson: Option<Spanned<String>>,
    /// Who has moved, and how often, before the game begins; in order.
    pub start: Vec<RawMoves>,
}

/// Steps of one task, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMoves {
    /// Who moves.
    pub task: Spanned<String>,
    /// How often.
    pub times: u16,
}

/// A goal of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What is to be reached.
    pub reach: Reach,
    /// The listing that it is played with.
    pub kernel: String,
    /// The goal in a sentence.
    pub text: String,
    /// What there is to learn from it; empty if nothing is said.
    pub lesson: String,
    /// The choices that are made before the game begins.
    pub start: Vec<u16>,
}

/// Checks the small texts of a goal. What is wrong is reported and left out.
pub(crate) fn raw_goal(goal: wire::Goal, diagnostics: &mut Diagnostics) -> RawGoal {
    let mut steps = 0;
    let mut start = Vec::new();
    for moves in goal.start {
        let (task, times) = moves.value.split_once('*').unwrap_or((&moves.value, "1"));
        match times.trim().parse::<u16>() {
            Ok(times @ 1..) if !task.trim().is_empty() => {
                steps += usize::from(times);
                let task = Spanned { value: task.trim().to_owned(), span: moves.span };
                start.push(RawMoves { task, times });
            }
            Ok(_) | Err(_) => {
                let message = "this does not say who moves how often";
                let hint = "write a name, and how many steps behind `*`: \"A*12\"";
                diagnostics.error_hint(Code::BadStart, moves.span, message, hint);
            }
        }
        if steps > START_STEPS_MAX {
            let message = format!("a game begins after at most {START_STEPS_MAX} steps");
            diagnostics.error(Code::TooMany, moves.span, message);
            break;
        }
    }
    RawGoal { reach: goal.reach, kernel: goal.kernel, text: goal.text, lesson: goal.lesson, start }
}

/// Whether a scenario runs as its goal says, or with another listing or other options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    /// As it is meant to be played.
    AsMeant,
    /// Otherwise: it may be that the game cannot begin as it says, and then there is nothing to be played.
    Otherwise,
}

/// The goal of a scenario on its machine under this listing.
pub(crate) fn goal(
    raw: &RawGoal,
    (listing, options): (&str, Run),
    machine: &Machine,
    diagnostics: &mut Diagnostics,
) -> Option<Goal> {
    let kernel = raw.kernel.value.as_str();
    if kernel != listing && builtin::listing(kernel).is_none() {
        let message = format!("there is no listing `{kernel}`");
        let near = similar(kernel, LISTINGS.iter().map(|text| text.name));
        let hint = near.map_or_else(
            || "a goal names the listing that it is played with".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        diagnostics.error_hint(Code::UnknownListing, raw.kernel.span, message, hint);
        return None;
    }
    let mut start: Vec<u16> = Vec::new();
    for moves in &raw.start {
        for made in 0..moves.times {
            let trace = Trace::replay(machine, &start);
            match position(machine, &trace, &moves.task.value) {
                Ok(position) => start.push(position),
                Err(_) if kernel != listing || options == Run::Otherwise => return None,
                Err(why) => {
                    let message = match made {
                        0 => format!("`{}` {why}", moves.task.value),
                        made => format!("`{}` {why} after {made} of these steps", moves.task.value),
                    };
                    diagnostics.error(Code::BadStart, moves.task.span, message);
                    return None;
                }
            }
        }
    }
    Some(Goal {
        reach: raw.reach.value,
        kernel: kernel.to_owned(),
        text: raw.text.value.clone(),
        lesson: raw.lesson.as_ref().map(|lesson| lesson.value.clone()).unwrap_or_default(),
        start,
    })
}

/// Position of the first choice of a task where a run has come to, or why there is none.
fn position(machine: &Machine, trace: &Trace, name: &str) -> Result<u16, &'static str> {
    let Some(task) = machine.all_tasks().find(|&task| machine.task_name(task) == name) else {
        return Err("is no task and nothing of the environment");
    };
    let view = machine.view(trace.last());
    if view.end().is_some() {
        return Err("cannot move: the run is over");
    }
    let is_its = |choice: &Choice| choice.task == task;
    let position = view.choices().iter().position(is_its).ok_or("cannot move")?;
    Ok(u16::try_from(position).expect("choices are limited"))
}
