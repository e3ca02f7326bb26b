//! The lanes: time to the right, a lane for each task or for a group of tasks that are alike. The step list, the list
//! of groups and the task table say the same in words.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use web_sys::{Event, HtmlElement};
use yew::{
    Callback, Html, NodeRef, Properties, TargetCast as _, component, hook, html, use_effect_with, use_memo,
    use_node_ref, use_state, use_state_eq,
};

use super::arrows::Arrows;
use super::crowd_row::{self, CrowdRow};
use super::group_list::group_list;
use super::lane_names::LaneNames;
use super::lane_row::{LANE, LEFT, LaneRow, ROW};
use super::lane_tools::lane_tools;
use super::more::use_capped;
use crate::crowd::{Crowd, crowd};
use crate::hooks::{use_dispatch, use_width};
use crate::lanes::{Lane, Span, columns, lanes};
use crate::model::place::Place;
use crate::model::sight::Sight;
use crate::model::zoom::Zoom;
use crate::rows::{Row, rows};

/// Rows that are drawn unasked.
const ROWS_MAX: usize = 12;

/// Columns that are drawn around where the box is scrolled to; more than fit into a wide window.
fn seen_max(zoom: Zoom) -> usize {
    (1800 / zoom.column()).max(100)
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// What is seen.
    pub(crate) sight: Sight,
    /// The task whose line is followed.
    pub(crate) followed: Option<u32>,
    /// The task that the code shows.
    pub(crate) focus: Option<usize>,
    /// Width of a step.
    pub(crate) zoom: Zoom,
    /// Tasks whose lanes come first.
    pub(crate) pinned: Rc<Vec<u32>>,
    /// The step that is the first one to differ from the run it is compared with.
    pub(crate) difference: Option<usize>,
    /// Where the page stands: in a frame, lanes are shown as they are.
    pub(crate) place: Place,
}

/// Everything that is computed once for a run.
#[derive(PartialEq)]
pub(super) struct Geometry {
    lanes: Rc<Vec<Lane>>,
    /// the groups that are drawn as one
    pub(super) crowds: Vec<Rc<Crowd>>,
    /// whether anybody ever waits
    has_waits: bool,
}

impl Geometry {
    /// The steps of a task.
    pub(super) fn ticks(&self, task: usize) -> Option<&[usize]> {
        Some(&self.lanes.get(task)?.ticks)
    }

    /// The top of each row, and the bottom of the last.
    fn tops(&self, rows: &[Row]) -> Vec<usize> {
        let mut tops = vec![0];
        for row in rows {
            let height = match *row {
                Row::Task(task) => LANE + self.lanes[task].rows() * ROW,
                Row::Crowd(group) => crowd_row::height(&self.crowds[group]),
            };
            tops.push(tops.last().copied().unwrap_or(0) + height);
        }
        tops
    }
}

/// The columns around one.
fn around(column: usize, trace: &TraceView, zoom: Zoom) -> Span {
    // In steps of a few columns, so that scrolling draws anew only now and then.
    let from = (column / 20 * 20).saturating_sub(seen_max(zoom) / 2);
    Span { from, to: (from + seen_max(zoom) + 20).min(columns(trace)) }
}

/// What is drawn: the columns that the box is scrolled to, and those around the cursor, to which it will be.
fn seen(scrolled: usize, cursor: usize, trace: &TraceView, zoom: Zoom) -> Vec<Span> {
    let (a, b) = (around(scrolled, trace, zoom), around(cursor, trace, zoom));
    let (first, second) = if a.from <= b.from { (a, b) } else { (b, a) };
    if second.from <= first.to {
        vec![Span { from: first.from, to: second.to.max(first.to) }]
    } else {
        [first, second].into_iter().filter(|span| span.from < span.to).collect()
    }
}

/// A mark across all lanes where the run begins to differ from the one it is compared with.
fn difference(column: usize, height: &str, zoom: Zoom) -> Html {
    let x = LEFT + column * zoom.column();
    html! {
        <g class="p-timeline__difference">
            <title>{"the first difference"}</title>
            <path d={format!("M{x} 0V{height}")} />
            <path class="p-timeline__rhombus" d={format!("M{x} 0l6 6l-6 6l-6 -6z")} />
        </g>
    }
}

fn picture(props: &Props, geometry: &Geometry, rows: &[Row], tops: &[usize], seen: &[Span]) -> Html {
    let (trace, cursor, zoom) = (&props.trace, props.cursor, props.zoom);
    let height = tops.last().copied().unwrap_or(0).to_string();
    let width = (LEFT + columns(trace) * zoom.column()).to_string();
    let row = |(position, row): (usize, &Row)| match *row {
        Row::Task(task) => html! {
            <LaneRow
                key={format!("task-{task}")}
                trace={Rc::clone(trace)}
                {task}
                lanes={Rc::clone(&geometry.lanes)}
                seen={seen.to_vec()}
                top={tops[position]}
                {cursor}
                {zoom}
            />
        },
        Row::Crowd(group) => html! {
            <CrowdRow
                key={format!("group-{group}")}
                trace={Rc::clone(trace)}
                group={trace.groups[group].clone()}
                crowd={Rc::clone(&geometry.crowds[group])}
                seen={seen.to_vec()}
                top={tops[position]}
                {cursor}
                {zoom}
            />
        },
    };
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
                x={(LEFT + cursor * zoom.column()).to_string()}
                y="0"
                width={zoom.column().to_string()}
                height={height.clone()}
            />
            {for rows.iter().enumerate().map(row)}
            if let Some(column) = props.difference { {difference(column, &height, zoom)} }
        </svg>
    }
}

/// Scrolls the box to the cursor when that or the window changes; gives the box, the column it is scrolled to, and what
/// to do when it is scrolled.
#[hook]
fn use_scrolled(cursor: usize, len: usize, column: usize) -> (NodeRef, usize, Callback<Event>) {
    let view = use_node_ref();
    let scrolled = use_state_eq(|| 0);
    {
        let (view, width) = (view.clone(), use_width());
        use_effect_with((cursor, len, column, width), move |&(cursor, _, column, _)| {
            if let Some(view) = view.cast::<HtmlElement>() {
                let x = i32::try_from(LEFT + cursor * column + column / 2).unwrap_or(0);
                view.set_scroll_left(x - view.client_width() / 2);
            }
        });
    }
    let on_scroll = {
        let scrolled = scrolled.setter();
        Callback::from(move |event: Event| {
            if let Some(view) = event.target_dyn_into::<HtmlElement>() {
                let middle = view.scroll_left() + view.client_width() / 2;
                let seen = usize::try_from(middle).unwrap_or(0) / column;
                scrolled.set(seen / 20 * 20);
            }
        })
    };
    (view, *scrolled, on_scroll)
}

/// The picture, in a box that scrolls sideways on its own, and the groups above it.
#[component]
pub(crate) fn Timeline(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let trace = &props.trace;
    let open = use_state(Vec::new);
    let geometry = use_memo(Rc::clone(trace), |trace| {
        let lanes = Rc::new(lanes(trace));
        let has_waits = lanes.iter().any(|lane| !lane.blocked.is_empty());
        let crowds = trace.groups.iter().map(|group| Rc::new(crowd(trace, group))).collect();
        Geometry { lanes, crowds, has_waits }
    });
    let rows = rows(trace, &open, &props.pinned);
    let (shown, more) = use_capped(rows.len(), ROWS_MAX, "lanes");
    let rows = Rc::new(rows[..shown].to_vec());
    let (view, scrolled, onscroll) = use_scrolled(props.cursor, trace.steps.len(), props.zoom.column());
    let seen = seen(scrolled, props.cursor, trace, props.zoom);
    let tops = Rc::new(geometry.tops(&rows));
    let on_fold = {
        let open = open.clone();
        Callback::from(move |group: usize| {
            let mut changed = Vec::clone(&open);
            match changed.iter().position(|&other| other == group) {
                Some(place) => drop(changed.remove(place)),
                None => changed.push(group),
            }
            open.set(changed);
        })
    };
    html! {
        <>
            {group_list(trace, props.cursor, &open, &on_fold)}
            if props.place == Place::Window {
                {lane_tools(trace, props.zoom, &props.pinned, props.focus, &dispatch)}
            }
            <div class="p-timeline">
                <LaneNames
                    trace={Rc::clone(trace)}
                    cursor={props.cursor}
                    geometry={Rc::clone(&geometry)}
                    rows={Rc::clone(&rows)}
                    tops={Rc::clone(&tops)}
                    followed={props.followed}
                    pinned={Rc::clone(&props.pinned)}
                    place={props.place}
                />
                <div
                    class="p-timeline__box"
                    ref={view}
                    role="region"
                    aria-label="Time lanes"
                    tabindex="0"
                    data-testid="lanes"
                    {onscroll}
                >
                    {picture(props, &geometry, &rows, &tops, &seen)}
                </div>
                if geometry.has_waits {
                    <Arrows
                        trace={Rc::clone(trace)}
                        state={props.sight.is_here().then(|| Rc::clone(&props.sight.state))}
                        rows={rows.to_vec()}
                        tops={tops.to_vec()}
                    />
                }
            </div>
            {more}
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn columns_far_from_cursor_and_scroll_are_not_drawn() {
        let trace = fixtures::trace(&vec![0; 5000]);
        let drawn = |scrolled, cursor| seen(scrolled, cursor, &trace, Zoom::Near);
        assert_eq!(drawn(0, 10), [Span { from: 0, to: 120 }]);
        let [first, second] = drawn(0, 5000)[..] else { panic!("two places are drawn") };
        assert_eq!((first, second), (Span { from: 0, to: 120 }, Span { from: 4950, to: 5001 }));
    }
}
