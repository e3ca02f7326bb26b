//! Groups of tasks that are alike, in words: how many stand where, who moved last, and a button that unfolds them. The
//! twin of their rows in the lanes.

use pagelock_protocol::view::{GroupView, TaskStatusView, TraceView};
use yew::{Callback, Html, html};

use crate::crowd::standing;
use crate::rows::foldable;
use crate::words;

fn blocked(trace: &TraceView, group: &GroupView, cursor: usize) -> usize {
    let stands = group.range().filter_map(|task| trace.course.stand(task as usize, cursor));
    stands.filter(|stand| stand.status == TaskStatusView::Blocked).count()
}

fn group(
    trace: &TraceView,
    cursor: usize,
    position: usize,
    is_open: bool,
    on_fold: &Callback<usize>,
) -> Html {
    let group = &trace.groups[position];
    let at = standing(trace, group, cursor).join(", ");
    let waiting = match blocked(trace, group, cursor) {
        0 => String::new(),
        n => format!("; {} blocked", words::grouped(n as u64)),
    };
    let last = cursor.checked_sub(1).and_then(|step| trace.steps.get(step));
    let last = last.filter(|step| group.range().contains(&step.task));
    let onclick = on_fold.reform(move |_| position);
    let (verb, mark) = if is_open { ("Fold", "▾") } else { ("Unfold", "▸") };
    html! {
        <li key={position} class="p-groups__group" data-testid={format!("group-{}", group.name)}>
            <button
                type="button"
                class="p-button"
                aria-expanded={is_open.to_string()}
                aria-label={format!("{verb} {}, {} tasks", group.name, group.len)}
                data-testid={format!("fold-{}", group.name)}
                {onclick}
            >
                {format!("{mark} {} × {}", group.name, words::grouped(u64::from(group.len)))}
            </button>
            <span data-testid={format!("standing-{}", group.name)}>{format!("{at}{waiting}")}</span>
            if let Some(step) = last {
                <span class="p-groups__last">
                    {format!("last step: {}", words::member_name(trace, step.task))}
                </span>
            }
        </li>
    }
}

/// The groups that can be folded; `open` has the positions of those that are unfolded.
pub(super) fn group_list(
    trace: &TraceView,
    cursor: usize,
    open: &[usize],
    on_fold: &Callback<usize>,
) -> Html {
    let groups = foldable(trace);
    if groups.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="p-groups" aria-label="Tasks that are alike">
            {for groups.into_iter().map(|at| group(trace, cursor, at, open.contains(&at), on_fold))}
        </ul>
    }
}
