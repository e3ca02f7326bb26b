//! Arrows from the lanes of tasks that wait to the lanes of those whom they wait for, each with what is waited for.
//! The list of waits says the same in words, with the same numbers.

use std::fmt::Write as _;
use std::rc::Rc;

use pagelock_lists as lists;
use pagelock_protocol::view::{StateView, TraceView, WaitKindView, WaitView};
use yew::{Html, Properties, classes, component, html};

use super::lane_row::LANE;
use super::shapes::{disc, text};
use crate::rows::Row;
use crate::wait_arrows::{WaitArrow, cycle_numbers, label, wait_arrows};

/// Width of a track.
const TRACK: usize = 12;

/// Width of the labels.
const LABELS: usize = 128;

/// Height of a label.
const LABEL: usize = 28;

/// An arrow leaves its lane so far above the middle, and comes in as far below.
const APART: usize = 7;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// The state at the cursor; `None` while it is on its way.
    pub(crate) state: Option<Rc<StateView>>,
    /// Rows of the lanes.
    pub(crate) rows: Vec<Row>,
    /// The top of each row, and the bottom of the last.
    pub(crate) tops: Vec<usize>,
}

fn middle(tops: &[usize], row: usize) -> usize {
    tops[row] + LANE / 2
}

/// The line of a wait, and the heads where it comes in.
fn line(arrow: &WaitArrow, tops: &[usize]) -> (String, Vec<String>) {
    let x = TRACK / 2 + 8 + arrow.track * TRACK;
    let outs = arrow.from.iter().map(|&row| middle(tops, row) - APART);
    let ins: Vec<usize> = arrow.to.iter().map(|&row| middle(tops, row) + APART).collect();
    let ends: Vec<usize> = outs.clone().chain(ins.iter().copied()).collect();
    let (top, bottom) = (ends.iter().min().copied().unwrap_or(0), ends.iter().max().copied().unwrap_or(0));
    let mut path = format!("M{x} {top}V{bottom}");
    for y in outs {
        let _ = write!(path, "M0 {y}H{x}");
    }
    for &y in &ins {
        let _ = write!(path, "M{x} {y}H7");
    }
    (path, ins.iter().map(|y| format!("0,{y} 8,{} 8,{}", y - 4, y + 4)).collect())
}

/// Where the label of an arrow stands in a row, counted from 0; `None` where the row has no room for one more.
fn place_of_label(arrows: &[WaitArrow], index: usize, row: usize, tops: &[usize]) -> Option<usize> {
    let before = arrows[..index].iter().filter(|other| other.from.contains(&row)).count();
    let room = tops[row + 1] - tops[row];
    (before == 0 || LANE + before * LABEL <= room).then_some(before)
}

fn one_label((what, whose): &(String, String), number: Option<usize>, x: usize, y: usize) -> Html {
    let words = x + number.map_or(0, |_| 20);
    html! {
        <g class="p-arrow__label">
            if let Some(number) = number {
                {disc("", (x + 8, y))}
                {text("p-arrow__number", (x + 8, y + 4), number.to_string())}
            }
            {text("", (words, y - 2), what.clone())}
            {text("p-arrow__whose", (words, y + 11), whose.clone())}
        </g>
    }
}

fn arrow(props: &Props, waits: &[WaitView], arrows: &[WaitArrow], index: usize, left: usize) -> Html {
    let arrow = &arrows[index];
    let wait = &waits[arrow.wait];
    let kind = match wait.kind {
        WaitKindView::All => "p-arrow--all",
        WaitKindView::Any => "p-arrow--any",
        WaitKindView::Queue => "p-arrow--queue",
    };
    let class = classes!("p-arrow", kind, wait.in_cycle.then_some("p-arrow--cycle"));
    let (path, heads) = line(arrow, &props.tops);
    let (words, number) = (label(&props.trace, wait), cycle_numbers(waits)[arrow.wait]);
    let labels = arrow.from.iter().filter_map(|&row| {
        let place = place_of_label(arrows, index, row, &props.tops)?;
        Some(one_label(&words, number, left, middle(&props.tops, row) + place * LABEL))
    });
    html! {
        <g key={arrow.wait} {class}>
            <path d={path} />
            for points in heads { <polygon key={points.clone()} {points} /> }
            {for labels}
        </g>
    }
}

/// The arrows, in a column of their own beside the lanes.
#[component]
pub(crate) fn Arrows(props: &Props) -> Html {
    let waits = props.state.as_ref().map(|state| state.waits.as_slice()).unwrap_or_default();
    // Edges of the cycle are drawn last, so that nothing lies over them.
    let mut arrows = wait_arrows(&props.trace, waits, &props.rows);
    lists::sort_by_key(&mut arrows, |arrow| waits[arrow.wait].in_cycle);
    // Room for two at least, so that labels seldom jump.
    let tracks = arrows.iter().map(|arrow| arrow.track + 1).max().unwrap_or(0).max(2);
    let left = 14 + tracks * TRACK;
    let height = props.tops.last().copied().unwrap_or(0).to_string();
    html! {
        <svg
            class="p-timeline__waits"
            width={(left + LABELS).to_string()}
            {height}
            aria-hidden="true"
            data-testid="wait-arrows"
        >
            {for (0..arrows.len()).map(|index| arrow(props, waits, &arrows, index, left))}
        </svg>
    }
}
