//! Which key does what. Pure; `hooks::keys` listens.

use crate::model::action::{Action, Move};
use crate::model::time::TimeAction;

/// What has the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Focus {
    /// Nothing that uses keys.
    #[default]
    Page,
    /// A control that uses Space and Enter itself.
    Control,
    /// A field, which uses all keys itself but those with Ctrl or Cmd.
    Field,
}

/// A key press, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Press {
    /// The key's name in the browser's words.
    pub(crate) key: String,
    /// Ctrl or Cmd.
    pub(crate) command: bool,
    /// Alt, or anything else that makes it somebody else's shortcut.
    pub(crate) other: bool,
    /// Where it goes.
    pub(crate) focus: Focus,
}

/// What the page does on a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// An action of the model.
    Act(Action),
    /// Open the sheet of keys.
    Help,
    /// Go to the field with which something is found.
    Find,
}

/// Where an arrow key leads in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The cell before.
    Left,
    /// The cell after.
    Right,
    /// The cell above.
    Up,
    /// The cell below.
    Down,
    /// The first cell of the row.
    First,
    /// The last cell of the row.
    Last,
}

/// The direction of a key.
pub(crate) fn direction(key: &str) -> Option<Direction> {
    match key {
        "ArrowLeft" => Some(Direction::Left),
        "ArrowRight" => Some(Direction::Right),
        "ArrowUp" => Some(Direction::Up),
        "ArrowDown" => Some(Direction::Down),
        "Home" => Some(Direction::First),
        "End" => Some(Direction::Last),
        _ => None,
    }
}

/// Keys and what they do, for the sheet.
pub(crate) const SHEET: [(&str, &str); 20] = [
    ("Space", "play or pause"),
    ("← →", "one step back or forward along the known run"),
    ("Home End", "first or last state of the run"),
    ("1 – 9", "take the choice with this number"),
    ("Backspace", "undo the last choice, and forget what came after"),
    ("r", "reset to the initial state; the run stays in the list of runs"),
    (", .", "to the lock event before or after: a lock taken or given back, a wait begun or over"),
    ("f", "fork: keep this run and begin another one at the cursor"),
    ("g", "go to the next run that was kept"),
    ("c", "compare with the run that was left last, or stop comparing"),
    ("b", "run until the task and step that are set in the zone of the code"),
    ("p", "keep the lane of the task that the code shows on top, or not any more"),
    ("+ −", "wider or narrower steps in the lanes"),
    ("Ctrl Enter", "search all interleavings"),
    ("Esc", "cancel the search, close a dialog"),
    ("/", "go to the list of scenarios, or of rows of the table"),
    ("?", "this sheet"),
    ("← ↑ → ↓", "in the table of scenarios and in grids: from cell to cell"),
    (
        "← ↑ → ↓",
        "on the name of a lane: from lane to lane, and along the steps of its task; Enter shows it in the code",
    ),
    ("Tab", "from control to control"),
];

/// Whether a stroke moves along the run. In a frame no other does anything: keys are the other page's first.
pub(crate) fn is_of_transport(stroke: &Stroke) -> bool {
    matches!(
        stroke,
        Stroke::Act(
            Action::Go(_)
                | Action::TogglePlay
                | Action::Time(TimeAction::PreviousEvent | TimeAction::NextEvent)
        )
    )
}

/// What a key does. With `single` off, only those with Ctrl or Cmd, and Escape, do anything.
pub(crate) fn stroke(press: &Press, single: bool) -> Option<Stroke> {
    let act = |action| Some(Stroke::Act(action));
    let time = |action| act(Action::Time(action));
    if press.other || (press.focus == Focus::Field && !press.command) {
        return None;
    }
    match (press.command, press.key.as_str()) {
        (true, "Enter") => act(Action::Search),
        (false, "Escape") => act(Action::CancelSearch),
        (true, _) => None,
        (false, _) if !single => None,
        (false, " ") if press.focus == Focus::Control => None,
        (false, " ") => act(Action::TogglePlay),
        (false, "ArrowLeft") => act(Action::Go(Move::Back)),
        (false, "ArrowRight") => act(Action::Go(Move::Forward)),
        (false, "Home") => act(Action::Go(Move::First)),
        (false, "End") => act(Action::Go(Move::Last)),
        (false, "Backspace") => act(Action::Undo),
        (false, "r") => act(Action::Reset),
        (false, "/") => Some(Stroke::Find),
        (false, ",") => time(TimeAction::PreviousEvent),
        (false, ".") => time(TimeAction::NextEvent),
        (false, "f") => time(TimeAction::Fork),
        (false, "g") => time(TimeAction::NextRun),
        (false, "c") => time(TimeAction::ToggleCompare),
        (false, "b") => time(TimeAction::RunUntil),
        (false, "p") => time(TimeAction::TogglePin),
        (false, "+" | "=") => time(TimeAction::Nearer),
        (false, "-") => time(TimeAction::Farther),
        (false, "?") => Some(Stroke::Help),
        (false, key) => match key.parse() {
            Ok(number @ 1..=9) => act(Action::Take(number - 1)),
            Ok(_) | Err(_) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press {
        Press { key: key.into(), ..Press::default() }
    }

    #[test]
    fn digits_take_choices_counted_from_one() {
        assert_eq!(stroke(&press("1"), true), Some(Stroke::Act(Action::Take(0))));
        assert_eq!(stroke(&press("9"), true), Some(Stroke::Act(Action::Take(8))));
        assert_eq!(stroke(&press("0"), true), None);
        assert_eq!(stroke(&press("F1"), true), None);
    }

    #[test]
    fn a_slash_finds_and_a_question_mark_helps() {
        assert_eq!(stroke(&press("/"), true), Some(Stroke::Find));
        assert_eq!(stroke(&press("?"), true), Some(Stroke::Help));
        assert_eq!(stroke(&press("/"), false), None);
    }

    #[test]
    fn space_is_left_to_the_control_that_has_the_focus() {
        let on_button = Press { focus: Focus::Control, ..press(" ") };
        assert_eq!(stroke(&press(" "), true), Some(Stroke::Act(Action::TogglePlay)));
        assert_eq!(stroke(&on_button, true), None);
    }

    #[test]
    fn single_keys_can_be_turned_off() {
        let enter = Press { command: true, ..press("Enter") };
        assert_eq!(stroke(&press("r"), false), None);
        assert_eq!(stroke(&press("?"), false), None);
        assert_eq!(stroke(&enter, false), Some(Stroke::Act(Action::Search)));
        assert_eq!(stroke(&press("Escape"), false), Some(Stroke::Act(Action::CancelSearch)));
    }

    #[test]
    fn fields_keep_their_keys_but_a_search_starts_from_them_too() {
        let enter = Press { command: true, focus: Focus::Field, ..press("Enter") };
        assert_eq!(stroke(&enter, true), Some(Stroke::Act(Action::Search)));
        for key in ["1", "r", " ", "Home", "Backspace", "Escape", "?"] {
            assert_eq!(stroke(&Press { focus: Focus::Field, ..press(key) }, true), None, "{key}");
        }
    }

    #[test]
    fn keys_of_the_transport_are_told_apart() {
        let all =
            [" ", "ArrowLeft", "ArrowRight", "Home", "End", ",", ".", "Backspace", "r", "/", "f", "1", "?"];
        let is_one = |key: &&str| stroke(&press(key), true).is_some_and(|found| is_of_transport(&found));
        let found: Vec<&str> = all.into_iter().filter(is_one).collect();
        assert_eq!(found, [" ", "ArrowLeft", "ArrowRight", "Home", "End", ",", "."]);
    }

    #[test]
    fn other_programs_keep_their_shortcuts() {
        let reload = Press { command: true, ..press("r") };
        let alt = Press { other: true, ..press("ArrowLeft") };
        assert_eq!((stroke(&reload, true), stroke(&alt, true)), (None, None));
    }
}
