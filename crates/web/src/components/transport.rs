//! Moving along the known run: scrubber, first, back, play, forward, last, and how fast.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use web_sys::{HtmlInputElement, InputEvent};
use yew::{Html, Properties, TargetCast as _, component, html, use_memo};

use super::button::{Weight, button_unless};
use super::icon::{Shape, icon};
use super::select::Select;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::lock_events::{lock_events, next, previous};
use crate::model::action::{Action, Move};
use crate::model::place::Place;
use crate::model::scene::Speed;
use crate::model::time::TimeAction;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// Whether the cursor moves by itself.
    pub(crate) playing: bool,
    /// How fast.
    pub(crate) speed: Speed,
    /// Where the page stands: in a frame, the run stays as it is.
    pub(crate) place: Place,
}

fn speed_of(word: &str) -> Speed {
    Speed::ALL.into_iter().find(|speed| speed.word() == word).unwrap_or(Speed::Normal)
}

/// The row of buttons.
#[component]
pub(crate) fn Transport(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let len = props.trace.steps.len();
    let events = use_memo(Rc::clone(&props.trace), |trace| lock_events(trace));
    let (at_start, at_end) = (props.cursor == 0, props.cursor == len);
    let button = |shape: Shape, name: &'static str, testid: &'static str, disabled: bool, action: Action| {
        html! {
            <button
                type="button"
                class="p-button"
                aria-label={name}
                title={name}
                data-testid={testid}
                {disabled}
                onclick={on_click(&dispatch, action)}
            >
                {icon(shape)}
            </button>
        }
    };
    let (play, play_name) = if props.playing { (Shape::Pause, "Pause") } else { (Shape::Play, "Play") };
    html! {
        <div class="p-transport" role="group" aria-label="Moving along the run">
            {scrubber(props.cursor, len, &dispatch)}
            <div class="p-transport__buttons">
                {button(Shape::First, "First state", "first", at_start, Action::Go(Move::First))}
                {button(Shape::Back, "Back", "back", at_start, Action::Go(Move::Back))}
                {button(play, play_name, "play", len == 0, Action::TogglePlay)}
                {button(Shape::Forward, "Forward", "forward", at_end, Action::Go(Move::Forward))}
                {button(Shape::Last, "Last state", "last", at_end, Action::Go(Move::Last))}
                {button(
                    Shape::EventBefore,
                    "Lock event before",
                    "event-before",
                    previous(&events, props.cursor).is_none(),
                    Action::Time(TimeAction::PreviousEvent),
                )}
                {button(
                    Shape::EventAfter,
                    "Next lock event",
                    "event-after",
                    next(&events, props.cursor).is_none(),
                    Action::Time(TimeAction::NextEvent),
                )}
                if props.place == Place::Window { {changes(at_start, at_end, &dispatch)} }
                {speed_choice(props.speed, &dispatch)}
            </div>
        </div>
    }
}

fn changes(at_start: bool, at_end: bool, dispatch: &Dispatch) -> Html {
    html! {
        <>
            <button
                type="button"
                class="p-button"
                title="keep this run, and begin another one here"
                data-testid="fork"
                disabled={at_end}
                onclick={on_click(dispatch, Action::Time(TimeAction::Fork))}
            >
                {"Fork here"}
            </button>
            {button_unless(at_start, Weight::Plain, "undo", "Undo", on_click(dispatch, Action::Undo))}
        </>
    }
}

fn scrubber(cursor: usize, len: usize, dispatch: &Dispatch) -> Html {
    let on_scrub = dispatch.reform(|event: InputEvent| {
        let step = event.target_unchecked_into::<HtmlInputElement>().value();
        Action::Go(Move::To(step.parse().unwrap_or(0)))
    });
    html! {
        <label class="p-transport__scrubber">
            <span>{format!("Step {} of {}", cursor, len)}</span>
            <input
                type="range"
                min="0"
                max={len.to_string()}
                step="1"
                value={cursor.to_string()}
                disabled={len == 0}
                data-testid="scrubber"
                oninput={on_scrub}
            />
        </label>
    }
}

fn speed_choice(speed: Speed, dispatch: &Dispatch) -> Html {
    let on_speed = dispatch.reform(|word: String| Action::SetSpeed(speed_of(&word)));
    html! {
        <label class="p-transport__speed">
            <span class="p-hidden">{"Speed"}</span>
            <Select value={speed.word()} on_pick={on_speed} testid="speed">
                for speed in Speed::ALL {
                    <option key={speed.word()} value={speed.word()}>{speed.word()}</option>
                }
            </Select>
        </label>
    }
}
