//! The row of a group: a tick for every step of its tasks, and how many of them are blocked or hold something.

use std::fmt::Write as _;
use std::rc::Rc;

use pagelock_protocol::view::{GroupView, TraceView};
use yew::{Html, Properties, classes, component, html};

use super::lane_row::{LANE, LEFT, named_every};
use super::lights::use_lit;
use super::task_badge::hue;
use crate::crowd::{Crowd, Series};
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::lanes::{Span, tick_label, ticks_in};
use crate::model::action::{Action, Move};
use crate::model::zoom::Zoom;
use crate::words;

/// Height of the picture of a number.
pub(super) const AREA: usize = 22;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Which group.
    pub(crate) group: GroupView,
    /// The group along the run.
    pub(crate) crowd: Rc<Crowd>,
    /// Where the row begins.
    pub(crate) top: usize,
    /// Columns that are drawn.
    pub(crate) seen: Vec<Span>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// Width of a step.
    pub(crate) zoom: Zoom,
}

/// Height of the row of a group.
pub(super) fn height(crowd: &Crowd) -> usize {
    LANE + areas(crowd).len() * AREA
}

/// The numbers that are drawn, each with what it counts and the kind of its area.
fn areas(crowd: &Crowd) -> Vec<(&'static str, &'static str, &Series)> {
    let blocked = (!crowd.blocked.is_zero()).then_some(("blocked", "p-crowd__area--blocked", &crowd.blocked));
    let holds = crowd.holds.iter().map(|(kind, series)| (kind.name(), "p-crowd__area--held", series));
    blocked.into_iter().chain(holds).collect()
}

/// What the numbers of a group count, for beside its row.
pub(super) fn area_names(crowd: &Crowd) -> Vec<String> {
    areas(crowd).into_iter().map(|(what, ..)| short(what)).collect()
}

/// `mmap_sem w` for `mmap_sem (write)`.
fn short(what: &str) -> String {
    match what.split_once('(') {
        Some((lock, "write)")) => format!("{lock}w"),
        Some((lock, "read)")) => format!("{lock}r"),
        _ => what.to_owned(),
    }
}

/// The outline of a number from column to column: its height is its share of the group.
fn outline(pieces: &[(Span, u32)], len: u32, bottom: usize, zoom: Zoom) -> String {
    let column = zoom.column();
    let room = u32::try_from(AREA - 4).unwrap_or(0);
    let height = |value: u32| (value * room).div_ceil(len.max(1)) as usize;
    let mut path = String::new();
    for (i, (span, value)) in pieces.iter().enumerate() {
        let y = bottom.saturating_sub(height(*value));
        let start = if i == 0 { format!("M{} {bottom}", LEFT + span.from * column) } else { String::new() };
        let _ = write!(path, "{start}V{y}H{}", LEFT + span.to * column);
    }
    if path.is_empty() { path } else { format!("{path}V{bottom}Z") }
}

fn area(props: &Props, index: usize, (what, class, series): (&str, &'static str, &Series)) -> Html {
    let bottom = props.top + LANE + (index + 1) * AREA - 2;
    let every = named_every(props.zoom);
    let drawn = props.seen.iter().map(|&seen| {
        let pieces = series.within(seen);
        let is_named = |column: &usize| {
            let is_at_cursor = *column == props.cursor && props.zoom.has_labels();
            let is_in_turn = column.is_multiple_of(every) && column.abs_diff(props.cursor) * props.zoom.column() > 100;
            is_at_cursor || (is_in_turn && series.at(*column) > 0)
        };
        let names = (seen.from..seen.to).filter(is_named);
        let names = names.map(|column| {
            let x = (LEFT + column * props.zoom.column() + 4).to_string();
            let text = words::grouped(u64::from(series.at(column)));
            html! { <text key={column} class="p-lane__what" {x} y={(bottom - 5).to_string()}>{text}</text> }
        });
        html! {
            <g key={seen.from}>
                <path {class} fill="url(#blocked)" d={outline(&pieces, props.group.len, bottom, props.zoom)} />
                {for names}
            </g>
        }
    });
    html! { <g key={what.to_owned()}>{for drawn}</g> }
}

fn tick(props: &Props, step: usize, dispatch: &Dispatch) -> Html {
    let (trace, column) = (&props.trace, props.zoom.column());
    let x = LEFT + step * column;
    let done = &trace.steps[step];
    let class = classes!(
        "p-tick",
        hue(trace, done.task),
        (step + 1 == props.cursor).then_some("p-tick--current"),
        (step >= props.cursor).then_some("p-tick--future"),
        (!props.zoom.has_labels()).then_some("p-tick--narrow"),
    );
    let name = words::task_name(trace, done.task).to_owned();
    let title = format!("step {}: {} {}", step + 1, words::member_name(trace, done.task), done.text);
    let middle = (x + column / 2).to_string();
    // The name of the task has no room in narrow columns.
    let is_named = column > 30;
    html! {
        <g key={step} {class} onclick={on_click(dispatch, Action::Go(Move::To(step + 1)))}>
            <title>{title}</title>
            <rect
                x={(x + 1).to_string()}
                y={(props.top + 2).to_string()}
                width={(column - 2).to_string()}
                height="32"
                rx={(column / 5).min(8).to_string()}
            />
            if props.zoom.has_labels() {
                <text
                    x={middle.clone()}
                    y={(props.top + if is_named { 16 } else { 22 }).to_string()}
                    text-anchor="middle"
                >
                    {tick_label(trace.place(done))}
                </text>
            }
            if is_named {
                <text
                    class="p-crowd__who"
                    x={middle}
                    y={(props.top + 29).to_string()}
                    text-anchor="middle"
                >
                    {name}
                </text>
            }
        </g>
    }
}

/// The row.
#[component]
pub(crate) fn CrowdRow(props: &Props) -> Html {
    let lit = use_lit();
    let dispatch = use_dispatch();
    let areas = areas(&props.crowd).into_iter().enumerate();
    let steps = props.seen.iter().flat_map(|&seen| ticks_in(&props.crowd.ticks, seen));
    html! {
        <g
            class={classes!(
                "p-lane",
                hue(&props.trace, props.group.first),
                lit.class_of_tasks(props.group.range()),
            )}
        >
            {for areas.map(|(index, one)| area(props, index, one))}
            {for steps.map(|&step| tick(props, step, &dispatch))}
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_drawn_as_its_share_of_the_group() {
        let piece = |from, to, value| (Span { from, to }, value);
        let path = outline(&[piece(0, 1, 0), piece(1, 3, 512)], 512, 100, Zoom::Near);
        // 18 of the 22 high, from the second column to the fourth.
        assert_eq!(path, "M4 100V100H48V82H136V100Z");
        assert_eq!(
            outline(&[piece(0, 1, 1)], 512, 100, Zoom::Near),
            "M4 100V99H48V100Z",
            "one of many is seen"
        );
        assert_eq!(outline(&[], 512, 100, Zoom::Near), "");
    }
}
