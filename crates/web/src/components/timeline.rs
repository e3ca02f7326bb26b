//! The lanes: time to the right, a lane for each task. The step list and the task table say the same in
//! words.

use std::rc::Rc;

use pagelock_protocol::view::{TraceView, WaitKindView, WaitView};
use web_sys::HtmlElement;
use yew::{Html, Properties, classes, component, html, use_effect_with, use_memo, use_node_ref};

use super::lane_name::{LaneName, NAMES};
use super::lane_row::{COLUMN, LANE, LEFT, LaneRow, ROW};
use super::more::use_capped;
use crate::lanes::{Lane, lane};

/// Lanes that are drawn unasked.
const LANES_MAX: usize = 12;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// The task whose line is followed.
    pub(crate) followed: Option<u32>,
}

/// The top of each lane, and the bottom of the last.
fn tops(lanes: &[Lane]) -> Vec<usize> {
    let mut tops = vec![0];
    for lane in lanes {
        tops.push(tops.last().copied().unwrap_or(0) + LANE + lane.rows() * ROW);
    }
    tops
}

/// The arrow from a blocked task's lane to a holder's.
fn arrow(wait: &WaitView, holder: u32, index: usize, cursor: usize, tops: &[usize]) -> Option<Html> {
    let middle = |task: u32| tops.get(task as usize).map(|top| top + LANE / 2);
    // The last entry is the bottom of the last lane, not a lane.
    let is_drawn = |task: u32| (task as usize) + 1 < tops.len();
    let (from, to) = (middle(wait.task)?, middle(holder)?);
    if !is_drawn(wait.task) || !is_drawn(holder) || wait.task == holder {
        return None;
    }
    let kind = match wait.kind {
        WaitKindView::All => "p-arrow--all",
        WaitKindView::Any => "p-arrow--any",
        WaitKindView::Queue => "p-arrow--queue",
    };
    let x = LEFT + cursor * COLUMN + 10 + 8 * (index % 4);
    let (head, tip) = if from < to { (to - 9, to - 1) } else { (to + 9, to + 1) };
    let class = classes!("p-arrow", kind, wait.in_cycle.then_some("p-arrow--cycle"));
    let points = format!("{x},{tip} {},{head} {},{head}", x - 4, x + 4);
    Some(html! {
        <g {class}>
            <path d={format!("M{x} {from}V{head}")} />
            <polygon {points} />
        </g>
    })
}

fn picture(props: &Props, lanes: &[Lane], tops: &[usize]) -> Html {
    let (trace, cursor) = (&props.trace, props.cursor);
    let height = tops.last().copied().unwrap_or(0).to_string();
    let width = (LEFT + trace.states.len() * COLUMN).to_string();
    let waits = trace.states.get(cursor).map(|state| state.waits.as_slice()).unwrap_or_default();
    let arrows = waits.iter().enumerate().flat_map(|(index, wait)| {
        wait.holders.iter().filter_map(move |&holder| arrow(wait, holder, index, cursor, tops))
    });
    html! {
        <svg
            class="p-timeline__picture"
            viewBox={format!("0 0 {width} {height}")}
            {width}
            height={height.clone()}
            aria-hidden="true"
        >
            <defs>
                <pattern id="blocked" width="7" height="7" patternUnits="userSpaceOnUse">
                    <path class="p-timeline__hatch" d="M-1 8L8 -1M-1 1L1 -1M6 8L8 6" />
                </pattern>
            </defs>
            <rect
                class="p-timeline__now"
                x={(LEFT + cursor * COLUMN).to_string()}
                y="0"
                width={COLUMN.to_string()}
                {height}
            />
            for (task, lane) in lanes.iter().enumerate() {
                <LaneRow
                    key={task}
                    trace={Rc::clone(trace)}
                    {task}
                    lane={lane.clone()}
                    top={tops[task]}
                    {cursor}
                />
            }
            <g>{for arrows}</g>
        </svg>
    }
}

/// The picture, in a box that scrolls sideways on its own.
#[component]
pub(crate) fn Timeline(props: &Props) -> Html {
    let trace = &props.trace;
    let (shown, more) = use_capped(trace.tasks.len(), LANES_MAX, "lanes");
    let lanes = use_memo((Rc::clone(trace), shown), |(trace, shown)| {
        (0..*shown).map(|task| lane(trace, task)).collect::<Vec<_>>()
    });
    let view = use_node_ref();
    {
        let view = view.clone();
        use_effect_with((props.cursor, trace.steps.len()), move |&(cursor, _)| {
            if let Some(view) = view.cast::<HtmlElement>() {
                let x = i32::try_from(LEFT + cursor * COLUMN).unwrap_or(0);
                view.set_scroll_left(x - view.client_width() / 2);
            }
        });
    }
    let tops = tops(&lanes);
    let height = tops.last().copied().unwrap_or(0).to_string();
    let is_followed = |task| props.followed.is_some_and(|followed| followed as usize == task);
    html! {
        <>
            <div class="p-timeline">
                <svg class="p-timeline__names" width={NAMES.to_string()} {height} aria-hidden="true">
                    for task in 0..lanes.len() {
                        <LaneName
                            key={task}
                            trace={Rc::clone(trace)}
                            {task}
                            top={tops[task]}
                            is_followed={is_followed(task)}
                        />
                    }
                </svg>
                <div
                    class="p-timeline__box"
                    ref={view}
                    role="region"
                    aria-label="Time lanes"
                    tabindex="0"
                    data-testid="lanes"
                >
                    {picture(props, &lanes, &tops)}
                </div>
            </div>
            {more}
        </>
    }
}
