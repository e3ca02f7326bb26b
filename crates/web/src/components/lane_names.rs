//! The names of the lanes, outside the box that scrolls. Tab comes to one of them; arrow keys go from lane to lane, and
//! to the steps of the task whose lane it is.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, FocusEvent, KeyboardEvent, SvgElement};
use yew::{
    Callback, Html, NodeRef, Properties, TargetCast as _, UseStateSetter, component, html, use_node_ref,
    use_state,
};

use super::crowd_row;
use super::lane_name::{LaneName, NAMES};
use super::timeline::Geometry;
use crate::hooks::{Dispatch, use_dispatch};
use crate::keys::{Direction, direction};
use crate::lane_words::{after_next, after_previous, lane_words};
use crate::model::action::{Action, Move};
use crate::model::place::Place;
use crate::rows::Row;
use crate::words;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// What is computed once for the run.
    pub(crate) geometry: Rc<Geometry>,
    /// The rows that have names.
    pub(crate) rows: Rc<Vec<Row>>,
    /// The top of each, and the bottom of the last.
    pub(crate) tops: Rc<Vec<usize>>,
    /// The task whose line is followed.
    pub(crate) followed: Option<u32>,
    /// Tasks whose lanes come first.
    pub(crate) pinned: Rc<Vec<u32>>,
    /// Where the page stands.
    pub(crate) place: Place,
}

/// The position of the name around an element.
fn position(target: Option<Element>) -> Option<usize> {
    target?.closest("[data-lane]").ok()??.get_attribute("data-lane")?.parse().ok()
}

fn focus(names: &NodeRef, position: usize) {
    let Some(names) = names.cast::<Element>() else { return };
    let found = names.query_selector(&format!("[data-lane='{position}']")).ok().flatten();
    if let Some(name) = found.and_then(|name| name.dyn_into::<SvgElement>().ok()) {
        let _ = name.focus();
    }
}

/// The task of a row; of a group, its first one.
fn task_of(trace: &TraceView, row: Row) -> u32 {
    match row {
        Row::Task(task) => u32::try_from(task).unwrap_or(u32::MAX),
        Row::Crowd(group) => trace.groups[group].first,
    }
}

/// Where a key leads.
enum Way {
    /// To the name of another lane.
    Lane(usize),
    /// To a state of the run.
    State(usize),
}

impl Props {
    fn way(&self, at: usize, direction: Direction) -> Option<Way> {
        let last = self.rows.len().saturating_sub(1);
        let ticks = match *self.rows.get(at)? {
            Row::Task(task) => self.geometry.ticks(task),
            Row::Crowd(_) => None,
        };
        match direction {
            Direction::Up => Some(Way::Lane(at.saturating_sub(1))),
            Direction::Down => Some(Way::Lane((at + 1).min(last))),
            Direction::First => Some(Way::Lane(0)),
            Direction::Last => Some(Way::Lane(last)),
            // The steps of a group are those of many tasks: there the keys do what they do everywhere.
            Direction::Left => Some(Way::State(after_previous(ticks?, self.cursor))),
            Direction::Right => Some(Way::State(after_next(ticks?, self.cursor).unwrap_or(self.cursor))),
        }
    }

    fn on_key(&self, event: &KeyboardEvent, names: &NodeRef, dispatch: &Dispatch) {
        let Some(at) = position(event.target_dyn_into()) else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
            return;
        }
        let follow = self.follow(self.rows[at]).filter(|_| matches!(event.key().as_str(), "Enter" | " "));
        if let Some(follow) = follow {
            event.prevent_default();
            dispatch.emit(follow);
        } else if let Some(way) = direction(&event.key()).and_then(|direction| self.way(at, direction)) {
            event.prevent_default();
            match way {
                Way::Lane(to) => focus(names, to),
                Way::State(state) => dispatch.emit(Action::Go(Move::To(state))),
            }
        }
    }

    fn is_followed(&self, row: Row) -> bool {
        matches!(row, Row::Task(_)) && self.followed == Some(task_of(&self.trace, row))
    }

    /// Shows the task in the code, or not any more; a frame has no code.
    fn follow(&self, row: Row) -> Option<Action> {
        let task = (!self.is_followed(row)).then(|| task_of(&self.trace, row));
        (self.place == Place::Window).then_some(Action::Follow(task))
    }

    fn name(&self, position: usize, row: Row, is_stop: bool) -> Html {
        let (trace, task) = (&self.trace, task_of(&self.trace, row));
        let (text, label, areas) = match row {
            Row::Task(_) => {
                (words::task_name(trace, task).to_owned(), lane_words(trace, task, self.cursor), Vec::new())
            }
            Row::Crowd(group) => {
                let (info, crowd) = (&trace.groups[group], &self.geometry.crowds[group]);
                let text = format!("{} × {}", info.name, info.len);
                (text.clone(), text, crowd_row::area_names(crowd))
            }
        };
        html! {
            <LaneName
                key={format!("{row:?}")}
                trace={Rc::clone(trace)}
                {task}
                {text}
                {label}
                {position}
                {is_stop}
                top={self.tops[position]}
                {areas}
                follow={self.follow(row)}
                is_followed={self.is_followed(row)}
                is_pinned={matches!(row, Row::Task(_)) && self.pinned.contains(&task)}
            />
        }
    }
}

fn on_focus(stop: UseStateSetter<usize>) -> Callback<FocusEvent> {
    Callback::from(move |event: FocusEvent| {
        if let Some(at) = position(event.target_dyn_into()) {
            stop.set(at);
        }
    })
}

/// The names.
#[component]
pub(crate) fn LaneNames(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let (names, stop) = (use_node_ref(), use_state(|| 0));
    let here = (*stop).min(props.rows.len().saturating_sub(1));
    let onkeydown = {
        let (names, dispatch) = (names.clone(), dispatch.clone());
        let props = props.clone();
        Callback::from(move |event: KeyboardEvent| props.on_key(&event, &names, &dispatch))
    };
    html! {
        <svg
            class="p-timeline__names"
            width={NAMES.to_string()}
            height={props.tops.last().copied().unwrap_or(0).to_string()}
            role="group"
            aria-label="Lanes: up and down from lane to lane, left and right along the steps of one task"
            data-testid="lane-names"
            ref={names}
            onfocusin={on_focus(stop.setter())}
            {onkeydown}
        >
            for (position, &row) in props.rows.iter().enumerate() {
                {props.name(position, row, position == here)}
            }
        </svg>
    }
}
