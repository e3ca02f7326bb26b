//! Forks: runs that are left, returned to, compared and forgotten.

use super::*;
use crate::model::history::KEPT_MAX;
use crate::model::time::TimeAction;

fn time(model: &mut Model, action: TimeAction) {
    model.apply(Action::Time(action));
}

/// A model that shows the last state of the run in which these tasks moved.
fn at_end(movers: &[u32]) -> Model {
    let mut model = running(movers);
    model.apply(Action::Go(Move::Last));
    model
}

/// Number of the run that is shown with its choices, and of the others with theirs.
type Runs = ((u32, Vec<u16>), Vec<(u32, Vec<u16>)>);

fn runs(model: &Model) -> Runs {
    let scene = model.scene.as_ref().unwrap();
    let kept = scene.history.kept.iter().map(|kept| (kept.id, kept.trace.schedule.clone()));
    let shown = scene.trace.as_ref().unwrap().schedule.clone();
    ((scene.history.here, shown), kept.collect())
}

/// Goes to a state and takes a choice there, which the engine answers.
fn takes(model: &mut Model, at: usize, choice: u16, movers: &[u32]) {
    model.apply(Action::Go(Move::To(at)));
    model.apply(Action::Take(choice));
    shows(model, movers);
}

#[test]
fn another_choice_in_the_middle_keeps_the_run_that_was_there() {
    let mut model = at_end(&[0, 0, 0]);
    takes(&mut model, 1, 1, &[0, 1]);
    assert_eq!(runs(&model), ((2, vec![0, 1]), vec![(1, vec![0, 0, 0])]));
    // Going on from the end is the same run.
    takes(&mut model, 2, 0, &[0, 1, 0]);
    assert_eq!(runs(&model), ((2, vec![0, 1, 0]), vec![(1, vec![0, 0, 0])]));
    // The run that was left is shown again where it was looked at.
    time(&mut model, TimeAction::Return(1));
    assert_eq!(runs(&model), ((1, vec![0, 0, 0]), vec![(2, vec![0, 1, 0])]));
    assert_eq!((cursor(&model), asked(&model)), (1, None), "nothing is asked for");
    assert_eq!(fragment(&model).as_deref(), Some("#1/abba/2.6.20/-/a3@1"));
    time(&mut model, TimeAction::NextRun);
    assert_eq!(runs(&model).0.0, 2);
    time(&mut model, TimeAction::NextRun);
    assert_eq!(runs(&model).0.0, 1, "after the last comes the first");
}

#[test]
fn the_known_choice_is_gone_to_and_what_comes_after_it_stays() {
    let mut model = at_end(&[0, 1, 0]);
    model.apply(Action::Go(Move::To(1)));
    model.apply(Action::Take(1));
    assert_eq!((cursor(&model), asked(&model)), (2, None));
    assert_eq!(runs(&model), ((1, vec![0, 1, 0]), vec![]));
}

#[test]
fn a_fork_begins_another_run_at_the_cursor() {
    let mut model = at_end(&[0, 0, 1]);
    time(&mut model, TimeAction::Fork);
    assert_eq!(runs(&model).1, [], "at the end there is nothing to fork from");
    model.apply(Action::Go(Move::To(2)));
    time(&mut model, TimeAction::Fork);
    assert_eq!(runs(&model), ((2, vec![0, 0]), vec![(1, vec![0, 0, 1])]));
    // The same choices again are the run that was left, not a third one.
    takes(&mut model, 2, 1, &[0, 0, 1]);
    assert_eq!(runs(&model), ((1, vec![0, 0, 1]), vec![]));
}

#[test]
fn what_if_somebody_else_had_gone_first() {
    let mut model = at_end(&[0, 0, 0]);
    model.apply(Action::Go(Move::To(2)));
    time(&mut model, TimeAction::Instead(1));
    assert_eq!(asked(&model), Some(vec![0, 1]), "in place of the second step");
    shows(&mut model, &[0, 1]);
    assert_eq!(runs(&model), ((2, vec![0, 1]), vec![(1, vec![0, 0, 0])]));
    model.apply(Action::Go(Move::First));
    time(&mut model, TimeAction::Instead(1));
    assert_eq!(asked(&model), None, "there is no step before the first state");
}

#[test]
fn a_reset_run_can_be_returned_to_and_an_undone_step_cannot() {
    let mut model = at_end(&[0, 1]);
    model.apply(Action::Undo);
    assert_eq!(runs(&model), ((1, vec![0]), vec![]));
    model.apply(Action::Reset);
    assert_eq!(runs(&model), ((2, vec![]), vec![(1, vec![0])]));
    time(&mut model, TimeAction::Return(1));
    assert_eq!(runs(&model), ((1, vec![0]), vec![]));
}

#[test]
fn of_too_many_runs_the_one_that_was_left_first_is_forgotten() {
    let mut model = at_end(&[0; 12]);
    for at in 0..=KEPT_MAX {
        // Leaves the first run after `at` steps, and is left for it again.
        takes(&mut model, at, 1, &[vec![0; at], vec![1]].concat());
        let kept = runs(&model).1;
        assert_eq!(kept.last().map(|(id, _)| *id), Some(1), "it was left last");
        // The others are those of the turns before this one, as far as there is room.
        assert_eq!(kept.len(), (at + 1).min(KEPT_MAX));
        assert_eq!(kept.iter().any(|(_, schedule)| *schedule == [1]), (1..KEPT_MAX).contains(&at));
        time(&mut model, TimeAction::Return(1));
    }
}

#[test]
fn two_runs_are_compared_also_after_they_have_changed_places() {
    let mut model = at_end(&[0, 0]);
    let compared = |model: &Model| model.scene.as_ref().unwrap().history.compared;
    time(&mut model, TimeAction::ToggleCompare);
    assert_eq!(compared(&model), None, "there is one run");
    takes(&mut model, 1, 1, &[0, 1]);
    time(&mut model, TimeAction::ToggleCompare);
    assert_eq!(compared(&model), Some(1));
    time(&mut model, TimeAction::Return(1));
    assert_eq!(compared(&model), Some(2));
    time(&mut model, TimeAction::Forget(2));
    assert_eq!((compared(&model), runs(&model).1.len()), (None, 0));
    time(&mut model, TimeAction::Compare(Some(7)));
    assert_eq!(compared(&model), None, "there is no such run");
}

#[test]
fn runs_of_something_else_are_not_kept() {
    let mut model = at_end(&[0, 0]);
    takes(&mut model, 1, 1, &[0, 1]);
    model.apply(Action::PickListing("pin-source".into()));
    shows(&mut model, &[]);
    assert_eq!(runs(&model), ((1, vec![]), vec![]));
}

#[test]
fn the_lane_of_the_task_in_the_code_is_pinned_and_unpinned() {
    let mut model = at_end(&[0, 1]);
    let pinned = |model: &Model| model.scene.as_ref().unwrap().pinned.to_vec();
    time(&mut model, TimeAction::TogglePin);
    assert_eq!(pinned(&model), [1], "B moved last");
    model.apply(Action::Follow(Some(0)));
    time(&mut model, TimeAction::TogglePin);
    assert_eq!(pinned(&model), [1, 0]);
    time(&mut model, TimeAction::TogglePin);
    assert_eq!(pinned(&model), [1]);
}
