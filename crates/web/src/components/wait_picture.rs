//! The wait-for graph in a picture: tasks left, what they wait for right, each cycle in a box, and the same as a table.

use std::rc::Rc;

use pagelock_protocol::picture::{Edge, Picture, Way};
use pagelock_protocol::view::{TraceView, WaitKindView};
use yew::{Classes, Html, Properties, classes, component, html, use_memo};

use super::shapes::{arrow, disc, rect, text};
use super::table::{table, twin};
use crate::model::sight::Sight;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// What is seen.
    pub(crate) sight: Sight,
}

/// Rows that are drawn and told on each side.
const ROWS_MAX: usize = 16;

/// Sizes, in units of the picture.
const ROW: usize = 50;
const BOX_HEIGHT: usize = 30;
const TASK_WIDTH: usize = 96;
const LOCK_WIDTH: usize = 164;
const LOCK_LEFT: usize = 212;
const WIDTH: usize = LOCK_LEFT + LOCK_WIDTH + MARGIN;
const MARGIN: usize = 8;

/// Letters that fit into the boxes.
const TASK_LETTERS: usize = 11;
const LOCK_LETTERS: usize = 22;

fn task_words(trace: &TraceView, tasks: &[u32]) -> String {
    match tasks {
        [first, .., last] => {
            let (first, last) = (words::task_name(trace, *first), words::task_name(trace, *last));
            format!("{first} to {last}, {}", words::counted(tasks.len() as u64, "task", "tasks"))
        }
        _ => words::task_names(trace, tasks),
    }
}

fn task_label(trace: &TraceView, tasks: &[u32]) -> String {
    match tasks {
        [_, _, ..] => {
            let name = trace.group_of(tasks[0]).map_or("tasks", |group| group.name.as_str());
            format!("{} × {name}", tasks.len())
        }
        _ => words::task_names(trace, tasks),
    }
}

/// The start of a name.
fn short(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    name.chars().take(letters - 1).chain(['…']).collect()
}

fn edge_class(edge: &Edge) -> &'static str {
    match edge.kind {
        WaitKindView::All => "p-wait__edge--all",
        WaitKindView::Any => "p-wait__edge--any",
        WaitKindView::Queue => "p-wait__edge--queue",
    }
}

/// What stands below a lock whose release is not one task's to give.
fn lock_word(picture: &Picture, lock: usize) -> &'static str {
    match picture.edges.iter().find(|edge| edge.lock == lock).map(|edge| edge.kind) {
        Some(WaitKindView::Any) => "any slot will do",
        Some(WaitKindView::Queue) => "in line behind a writer",
        Some(WaitKindView::All) | None => "",
    }
}

/// The middle of a row.
fn middle(row: usize) -> usize {
    MARGIN + row * ROW + ROW / 2
}

/// Where an edge begins and ends: to what is waited for above, back from it below.
fn ends(edge: &Edge) -> ((usize, usize), (usize, usize)) {
    let (left, right) = (MARGIN + TASK_WIDTH, LOCK_LEFT);
    match edge.way {
        Way::Waits => ((left, middle(edge.task) - 7), (right - 2, middle(edge.lock) - 7)),
        Way::Held => ((right, middle(edge.lock) + 7), (left + 2, middle(edge.task) + 7)),
    }
}

fn edge_classes(edge: &Edge) -> Classes {
    classes!("p-wait__edge", edge_class(edge), edge.number.is_some().then_some("p-wait__edge--cycle"))
}

fn line(edge: &Edge) -> Html {
    let ((x1, y1), (x2, y2)) = ends(edge);
    let back = if edge.way == Way::Waits { -7 } else { 7 };
    let paths = [format!("M{x1} {y1}L{x2} {y2}"), format!("M{x2} {y2}l{back} -4v8z")];
    arrow(edge_classes(edge), ["p-wait__line", "p-wait__tip"], paths)
}

/// The number of an edge: in the middle of one that waits, beside the task of one that is held. There no two come near
/// each other.
fn number(edge: &Edge) -> Option<Html> {
    let (from, to) = ends(edge);
    let percent = match edge.way {
        Way::Waits => 50,
        Way::Held => 100 - 14 / edge.task.abs_diff(edge.lock).max(1),
    };
    let at = |from: usize, to: usize| (from * (100 - percent) + to * percent) / 100;
    let (x, y) = (at(from.0, to.0), at(from.1, to.1));
    let number = edge.number?;
    Some(html! {
        <g>
            {disc("p-wait__disc", (x, y))}
            {text("p-wait__number", (x, y + 4), number.to_string())}
        </g>
    })
}

fn node(x: usize, width: usize, row: usize, class: &'static str, label: String, title: String) -> Html {
    let top = middle(row) - BOX_HEIGHT / 2;
    html! {
        <g {class}>
            <title>{title}</title>
            {rect("", [x, top, width, BOX_HEIGHT])}
            {text("", (x + width / 2, middle(row) + 4), label)}
        </g>
    }
}

/// The boxes around the cycles.
fn cycles(picture: &Picture) -> Vec<Html> {
    let (mut tasks, mut locks, mut boxes) = (0, 0, Vec::new());
    for cycle in &picture.cycles {
        let first = tasks.min(locks);
        (tasks, locks) = (tasks + cycle.tasks, locks + cycle.locks);
        let last = tasks.max(locks).min(ROWS_MAX);
        if first < last {
            let (y, height) = (MARGIN / 2 + first * ROW + 2, (last - first) * ROW + MARGIN - 4);
            boxes.push(html! {
                <rect
                    class="p-wait__cycle"
                    x="2"
                    y={y.to_string()}
                    width={(WIDTH - 4).to_string()}
                    height={height.to_string()}
                    rx="6"
                />
            });
        }
    }
    boxes
}

fn drawing(trace: &TraceView, picture: &Picture) -> Html {
    let rows = picture.tasks.len().max(picture.locks.len()).min(ROWS_MAX);
    let height = rows * ROW + 2 * MARGIN;
    let is_drawn = |edge: &&Edge| edge.task < ROWS_MAX && edge.lock < ROWS_MAX;
    let label = format!(
        "Who waits for what: {}, {}, {}",
        words::counted(picture.tasks.len() as u64, "row of tasks", "rows of tasks"),
        words::counted(picture.locks.len() as u64, "lock", "locks"),
        words::counted(picture.cycles.len() as u64, "cycle", "cycles"),
    );
    html! {
        <svg
            class="p-wait__picture"
            viewBox={format!("0 0 {WIDTH} {height}")}
            role="img"
            aria-label={label}
            data-testid="wait-picture"
        >
            {for cycles(picture)}
            {for picture.edges.iter().filter(is_drawn).map(line)}
            {for picture.edges.iter().filter(is_drawn).filter_map(number)}
            for (row, tasks) in picture.tasks.iter().take(ROWS_MAX).enumerate() {
                {node(
                    MARGIN,
                    TASK_WIDTH,
                    row,
                    "p-wait__node p-wait__node--task",
                    short(&task_label(trace, tasks), TASK_LETTERS),
                    task_words(trace, tasks),
                )}
            }
            for (row, lock) in picture.locks.iter().take(ROWS_MAX).enumerate() {
                {node(LOCK_LEFT, LOCK_WIDTH, row, "p-wait__node", short(lock, LOCK_LETTERS), lock.clone())}
                {text(
                    "p-wait__word",
                    (LOCK_LEFT + LOCK_WIDTH / 2, middle(row) + BOX_HEIGHT / 2 + 9),
                    lock_word(picture, row),
                )}
            }
        </svg>
    }
}

/// An edge in words: its number, from what, how, to what.
fn edge_words(trace: &TraceView, picture: &Picture, edge: &Edge) -> [String; 4] {
    let number = edge.number.map(|number| number.to_string()).unwrap_or_default();
    let (tasks, lock) = (task_words(trace, &picture.tasks[edge.task]), picture.locks[edge.lock].clone());
    let how = match (edge.way, edge.kind) {
        (Way::Waits, _) => "waits for",
        (Way::Held, WaitKindView::All) => "is held by",
        (Way::Held, WaitKindView::Any) => "any will do; one is held by",
        (Way::Held, WaitKindView::Queue) => "stands behind",
    };
    match edge.way {
        Way::Waits => [number, tasks, how.to_owned(), lock],
        Way::Held => [number, lock, how.to_owned(), tasks],
    }
}

fn edges_table(trace: &TraceView, picture: &Picture) -> Html {
    let row = |edge: &Edge| {
        let [number, from, how, to] = edge_words(trace, picture, edge);
        html! {
            <tr key={format!("{from}{how}{to}")}>
                <td>{number}</td>
                <th scope="row">{from}</th>
                <td>{how}</td>
                <td>{to}</td>
            </tr>
        }
    };
    let rows = html! { {for picture.edges.iter().take(8 * ROWS_MAX).map(row)} };
    let table = table("Table: who waits for what", None, &["In the cycle", "From", "How", "To"], rows);
    twin("The picture as a table".to_owned(), "wait-table", table, Html::default())
}

/// The picture, where anybody waits.
#[component]
pub(crate) fn WaitPicture(props: &Props) -> Html {
    let waits = props.sight.state.waits.clone();
    let picture = use_memo(waits, |waits| Picture::new(waits));
    if picture.edges.is_empty() {
        return Html::default();
    }
    let left_out = picture.tasks.len().max(picture.locks.len()).saturating_sub(ROWS_MAX);
    html! {
        <figure class="p-wait">
            {drawing(&props.trace, &picture)}
            if left_out > 0 {
                <figcaption>{format!("{left_out} more rows are not drawn.")}</figcaption>
            }
            {edges_table(&props.trace, &picture)}
        </figure>
    }
}
