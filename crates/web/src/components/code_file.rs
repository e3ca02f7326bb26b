//! A file of the listing: numbered lines, a band on each line where a task stands.

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::view::TraceView;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};
use yew::{
    Callback, Html, NodeRef, Properties, TargetCast as _, classes, component, html, use_effect_with,
    use_node_ref,
};

use super::line_note::Line;
use super::task_badge::{badge, hue};
use crate::model::stop::labels_of;

/// Badges on a line; the rest is a number.
const BADGES_MAX: usize = 4;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Which file of the listing.
    pub(crate) index: usize,
    /// Who stands there, by line: a file in which nobody moves is not drawn again.
    pub(crate) tasks: Map<u32, Vec<u32>>,
    /// The line of the followed task, if it is in this file.
    pub(crate) focus: Option<u32>,
    /// The label at which runs stop.
    pub(crate) stop: Option<String>,
    /// The line under the cursor, if it is in this file.
    pub(crate) under_cursor: Option<u32>,
    /// Hears of another line under the cursor.
    pub(crate) on_line: Callback<Line>,
}

/// Tasks by the line of this file they stand at.
pub(super) fn standing(trace: &TraceView, cursor: usize, file: usize) -> Map<u32, Vec<u32>> {
    let mut lines: Map<u32, Vec<u32>> = Map::new_vec();
    for (task, index) in (0..).zip(0..trace.tasks.len()) {
        let place = trace.course.place(index, cursor);
        if let Some(place) = place.filter(|place| place.file as usize == file) {
            lines.entry(place.line).or_default().push(task);
        }
    }
    lines
}

/// How a line stands out.
struct Marks<'a> {
    /// who stands there
    tasks: &'a [u32],
    /// for the one that is scrolled to
    node: Option<NodeRef>,
    is_stop: bool,
    is_under_cursor: bool,
}

fn line(props: &Props, number: u32, text: &str, marks: Marks<'_>) -> Html {
    let (trace, tasks) = (&props.trace, marks.tasks);
    let first = tasks.first().map(|&task| hue(trace, task));
    let more = tasks.len().saturating_sub(BADGES_MAX);
    let class = classes!(
        "p-code__line",
        first.map(|_| "p-code__line--here"),
        marks.is_under_cursor.then_some("p-code__line--cursor"),
        first,
    );
    html! {
        <li key={number} {class} ref={marks.node.unwrap_or_default()}>
            if !tasks.is_empty() {
                <span class="p-code__bands" aria-hidden="true">
                    for &task in tasks.iter().take(BADGES_MAX) { <span class={hue(trace, task)} /> }
                </span>
            }
            <span class="p-code__number">
                if marks.is_stop { <span class="p-code__stop" title="runs stop here">{"●"}</span> }
                {number}
            </span>
            <code class="p-code__text">{text.to_owned()}</code>
            if !tasks.is_empty() {
                <span class="p-code__tasks">
                    for &task in tasks.iter().take(BADGES_MAX) { {badge(trace, task)} }
                    if more > 0 { {format!(" +{more}")} }
                </span>
            }
        </li>
    }
}

/// The number of the line under a click. One listener for all lines: there are hundreds.
fn clicked(event: &MouseEvent) -> Option<u32> {
    let line = event.target_dyn_into::<Element>()?.closest("li").ok()??;
    let above = std::iter::successors(Some(line), Element::previous_element_sibling);
    u32::try_from(above.count()).ok()
}

/// The line above or below another one; the first one if there is none yet.
fn neighbour(key: &str, here: Option<u32>, len: usize) -> Option<u32> {
    let last = u32::try_from(len).ok()?;
    match (key, here) {
        ("ArrowUp" | "ArrowDown", None) => Some(1),
        ("ArrowUp", Some(line)) => Some(line - 1),
        ("ArrowDown", Some(line)) => Some(line + 1),
        _ => None,
    }
    .filter(|line| (1..=last).contains(line))
}

/// Scrolls `list` so that `mark` stands in its middle. The page itself stays where it is.
fn centre(list: &NodeRef, mark: &NodeRef) {
    if let (Some(list), Some(mark)) = (list.cast::<HtmlElement>(), mark.cast::<HtmlElement>()) {
        list.set_scroll_top(mark.offset_top() - list.client_height() / 2);
    }
}

/// The file, open when somebody stands in it.
#[component]
pub(crate) fn CodeFile(props: &Props) -> Html {
    let (list, mark) = (use_node_ref(), use_node_ref());
    let trace = &props.trace;
    let file = &trace.code.files[props.index];
    let (tasks, focus) = (&props.tasks, props.focus);
    {
        let (list, mark) = (list.clone(), mark.clone());
        use_effect_with(focus, move |_| centre(&list, &mark));
    }
    let onkeydown = {
        let (here, len) = (props.under_cursor.or(focus), file.lines.len());
        let (file, on_line) = (props.index, props.on_line.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(number) = neighbour(&event.key(), here, len) else { return };
            event.prevent_default();
            on_line.emit(Line { file, number });
        })
    };
    let onclick = {
        let (file, on_line) = (props.index, props.on_line.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(number) = clicked(&event) {
                on_line.emit(Line { file, number });
            }
        })
    };
    let rows = (1..).zip(&file.lines).map(|(number, text)| {
        let here = tasks.get(&number).map(Vec::as_slice).unwrap_or_default();
        let marks = Marks {
            tasks: here,
            node: (focus == Some(number)).then(|| mark.clone()),
            is_stop: props.stop.as_ref().is_some_and(|stop| labels_of(text).any(|label| label == stop)),
            is_under_cursor: props.under_cursor == Some(number),
        };
        line(props, number, text, marks)
    });
    html! {
        <details class="p-code" open={props.index == 0 || !tasks.is_empty()}>
            <summary>
                <span class="p-code__name">{file.name.clone()}</span>
                for &task in tasks.values().flatten().take(BADGES_MAX) { {badge(trace, task)} }
            </summary>
            <ol
                class="p-code__lines"
                ref={list}
                tabindex="0"
                aria-label={format!("Listing {}; up and down explain the lines", file.name)}
                data-testid={format!("code-{}", file.name)}
                {onkeydown}
                {onclick}
            >
                {for rows}
            </ol>
        </details>
    }
}
