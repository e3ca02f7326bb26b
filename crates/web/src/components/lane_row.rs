//! One lane of the picture: blocked time, held resources, ticks. A click on a tick goes there.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use yew::{Html, Properties, classes, component, html};

use super::task_badge::hue;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::lanes::{Hold, Lane, Span, columns, tick_label, ticks_in};
use crate::model::action::{Action, Move};

/// Width of a column.
pub(super) const COLUMN: usize = 44;
/// Height of a lane without its rows of held resources.
pub(super) const LANE: usize = 36;
/// Height of a row of held resources.
pub(super) const ROW: usize = 14;
/// Where the first column begins.
pub(super) const LEFT: usize = 4;

/// Columns after which a held resource is named again: the picture shows a part of a long run.
pub(super) const NAMED_EVERY: usize = 6;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Whose lane.
    pub(crate) task: usize,
    /// The lanes of all tasks.
    pub(crate) lanes: Rc<Vec<Lane>>,
    /// Columns that are drawn.
    pub(crate) seen: Vec<Span>,
    /// Where it begins.
    pub(crate) top: usize,
    /// Steps done.
    pub(crate) cursor: usize,
}

fn extent(span: Span) -> (String, String) {
    ((LEFT + span.from * COLUMN).to_string(), ((span.to - span.from) * COLUMN).to_string())
}

fn blocked(span: Span, top: usize) -> Html {
    let (x, width) = extent(span);
    let y = (top + 6).to_string();
    html! {
        <rect key={span.from} class="p-lane__blocked" fill="url(#blocked)" {x} {y} {width} height="24">
            <title>{"blocked"}</title>
        </rect>
    }
}

fn hold(hold: &Hold, seen: Span, top: usize) -> Html {
    let (x, width) = extent(seen);
    let y = (top + LANE + hold.row * ROW).to_string();
    let columns = seen.to - seen.from;
    let words = (0..columns).step_by(NAMED_EVERY).map(|column| {
        let x = (4 + column * COLUMN).to_string();
        html! { <text key={column} class="p-lane__what" {x} y="9.500">{hold.what.clone()}</text> }
    });
    html! {
        <svg key={format!("{}/{}", hold.row, seen.from)} {x} {y} {width} height="12">
            <title>{format!("holds {}", hold.what)}</title>
            <rect class="p-lane__hold" x="0" y="0" width="100%" height="12" />
            {for words}
        </svg>
    }
}

fn tick(trace: &TraceView, step: usize, top: usize, cursor: usize, dispatch: &Dispatch) -> Html {
    let (x, done) = (LEFT + step * COLUMN, &trace.steps[step]);
    let class = classes!(
        "p-tick",
        (step + 1 == cursor).then_some("p-tick--current"),
        (step >= cursor).then_some("p-tick--future"),
    );
    let onclick = on_click(dispatch, Action::Go(Move::To(step + 1)));
    html! {
        <g key={step} {class} {onclick}>
            <title>{format!("step {}: {}", step + 1, done.text)}</title>
            <rect x={(x + 4).to_string()} y={(top + 6).to_string()} width="36" height="24" rx="12" />
            <text x={(x + COLUMN / 2).to_string()} y={(top + 22).to_string()} text-anchor="middle">
                {tick_label(trace.place(done))}
            </text>
        </g>
    }
}

/// The lane.
#[component]
pub(crate) fn LaneRow(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let (top, lane, trace) = (props.top, &props.lanes[props.task], &props.trace);
    let task = u32::try_from(props.task).unwrap_or(u32::MAX);
    let end = LEFT + columns(trace) * COLUMN;
    let line = format!("M{LEFT} {y}H{end}", y = top + LANE / 2);
    html! {
        <g class={classes!("p-lane", hue(&props.trace, task))}>
            <path class="p-lane__line" d={line} />
            for &seen in props.seen.iter() {
                {for lane.blocked.iter().filter_map(|span| Some(blocked(span.common(seen)?, top)))}
                {for lane.holds.iter().filter_map(|one| Some(hold(one, one.span.common(seen)?, top)))}
                {for ticks_in(&lane.ticks, seen).iter().map(|&one| tick(trace, one, top, props.cursor, &dispatch))}
            }
        </g>
    }
}
