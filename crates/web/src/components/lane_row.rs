//! One lane of the picture: blocked time, held resources, ticks. A click on a tick goes there.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use yew::{Html, Properties, classes, component, html};

use super::lights::use_lit;
use super::task_badge::hue;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::lanes::{Hold, Lane, Span, columns, tick_label, ticks_in};
use crate::model::action::{Action, Move};
use crate::model::zoom::Zoom;
use crate::ties::Tie;

/// Height of a lane without its rows of held resources.
pub(super) const LANE: usize = 36;
/// Height of a row of held resources.
pub(super) const ROW: usize = 14;
/// Where the first column begins.
pub(super) const LEFT: usize = 4;

/// Width of a letter of its name, about.
const LETTER: usize = 6;

/// A held resource is named again after so many pixels: the picture shows a part of a long run.
const NAMED_EVERY: usize = 264;

/// Columns after which something is named again.
pub(super) fn named_every(zoom: Zoom) -> usize {
    (NAMED_EVERY / zoom.column()).max(1)
}

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
    /// Width of a step.
    pub(crate) zoom: Zoom,
}

fn extent(span: Span, zoom: Zoom) -> (String, String) {
    ((LEFT + span.from * zoom.column()).to_string(), ((span.to - span.from) * zoom.column()).to_string())
}

fn blocked(span: Span, top: usize, zoom: Zoom) -> Html {
    let (x, width) = extent(span, zoom);
    let y = (top + 6).to_string();
    html! {
        <rect key={span.from} class="p-lane__blocked" fill="url(#blocked)" {x} {y} {width} height="24">
            <title>{"blocked"}</title>
        </rect>
    }
}

fn hold(hold: &Hold, seen: Span, top: usize, zoom: Zoom) -> Html {
    let (x, width) = extent(seen, zoom);
    let y = (top + LANE + hold.row * ROW).to_string();
    let columns = seen.to - seen.from;
    // Words that have no room are left out: the picture's title and the table of tasks have them.
    let room = |column: &usize| (columns - column) * zoom.column() >= 8 + hold.what.len() * LETTER;
    let words = (0..columns).step_by(named_every(zoom)).filter(room).map(|column| {
        let x = (4 + column * zoom.column()).to_string();
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

fn tick(props: &Props, step: usize, dispatch: &Dispatch) -> Html {
    let (trace, top, cursor, column) = (&props.trace, props.top, props.cursor, props.zoom.column());
    let (x, done) = (LEFT + step * column, &trace.steps[step]);
    let class = classes!(
        "p-tick",
        (step + 1 == cursor).then_some("p-tick--current"),
        (step >= cursor).then_some("p-tick--future"),
        (!props.zoom.has_labels()).then_some("p-tick--narrow"),
    );
    let gap = if column > 30 { 4 } else { 1 };
    let onclick = on_click(dispatch, Action::Go(Move::To(step + 1)));
    let label = tick_label(trace.place(done));
    html! {
        <g key={step} {class} {onclick}>
            <title>{format!("step {}: {}", step + 1, done.text)}</title>
            <rect
                x={(x + gap).to_string()}
                y={(top + 6).to_string()}
                width={(column - 2 * gap).to_string()}
                height="24"
                rx={(column / 4).min(12).to_string()}
            />
            if props.zoom.has_labels() {
                <text x={(x + column / 2).to_string()} y={(top + 22).to_string()} text-anchor="middle">
                    {label}
                </text>
            }
        </g>
    }
}

/// The lane.
#[component]
pub(crate) fn LaneRow(props: &Props) -> Html {
    let lit = use_lit();
    let dispatch = use_dispatch();
    let (top, lane, trace, zoom) = (props.top, &props.lanes[props.task], &props.trace, props.zoom);
    let task = u32::try_from(props.task).unwrap_or(u32::MAX);
    let tie = Tie::Task(task);
    let end = LEFT + columns(trace) * zoom.column();
    let line = format!("M{LEFT} {y}H{end}", y = top + LANE / 2);
    html! {
        <g
            class={classes!("p-lane", hue(&props.trace, task), lit.class(&tie))}
            data-tie={tie.attribute()}
        >
            <path class="p-lane__line" d={line} />
            for &seen in props.seen.iter() {
                {for lane.blocked.iter().filter_map(|span| Some(blocked(span.common(seen)?, top, zoom)))}
                {for lane.holds.iter().filter_map(|one| Some(hold(one, one.span.common(seen)?, top, zoom)))}
                {for ticks_in(&lane.ticks, seen).iter().map(|&one| tick(props, one, &dispatch))}
            }
        </g>
    }
}
