//! A file of the listing: numbered lines, a band on each line where a task stands.

use std::collections::BTreeMap;
use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use web_sys::HtmlElement;
use yew::{Html, NodeRef, Properties, classes, component, html, use_effect_with, use_node_ref};

use super::task_badge::{badge, hue};

/// Badges on a line; the rest is a number.
const BADGES_MAX: usize = 4;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// Which file of the listing.
    pub(crate) index: usize,
    /// The followed task.
    pub(crate) focus: Option<usize>,
}

/// Tasks by the line of this file they stand at.
fn standing(trace: &TraceView, cursor: usize, file: usize) -> BTreeMap<u32, Vec<u32>> {
    let mut lines: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (task, index) in (0..).zip(0..trace.tasks.len()) {
        let place = trace.course.place(index, cursor);
        if let Some(place) = place.filter(|place| place.file as usize == file) {
            lines.entry(place.line).or_default().push(task);
        }
    }
    lines
}

fn line(trace: &TraceView, number: u32, text: &str, tasks: &[u32], mark: Option<NodeRef>) -> Html {
    let first = tasks.first().map(|&task| hue(trace, task));
    let more = tasks.len().saturating_sub(BADGES_MAX);
    let class = classes!("p-code__line", first.map(|_| "p-code__line--here"), first);
    html! {
        <li key={number} {class} ref={mark.unwrap_or_default()}>
            <span class="p-code__number">{number}</span>
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
    let tasks = standing(trace, props.cursor, props.index);
    let focus = props.focus.and_then(|task| trace.course.place(task, props.cursor));
    let focus = focus.filter(|place| place.file as usize == props.index).map(|place| place.line);
    {
        let (list, mark) = (list.clone(), mark.clone());
        use_effect_with((focus, props.cursor), move |_| centre(&list, &mark));
    }
    let rows = (1..).zip(&file.lines).map(|(number, text)| {
        let here = tasks.get(&number).map(Vec::as_slice).unwrap_or_default();
        let mark = (focus == Some(number)).then(|| mark.clone());
        line(trace, number, text, here, mark)
    });
    html! {
        <details class="p-code" open={props.index == 0 || !tasks.is_empty()}>
            <summary>
                <span class="p-code__name">{file.name.clone()}</span>
                for &task in tasks.values().flatten().take(BADGES_MAX) { {badge(trace, task)} }
            </summary>
            <ol class="p-code__lines" ref={list} tabindex="0" aria-label={format!("Listing {}", file.name)}>
                {for rows}
            </ol>
        </details>
    }
}
