//! Who waits for whom, in a picture and in words. Alike waits are one line: 512 tasks may wait for a slot.

use std::rc::Rc;

use pagelock_protocol::view::{TraceView, WaitKindView, WaitView};
use yew::{Html, classes, html};

use super::task_badge::badge;
use super::wait_picture::WaitPicture;
use crate::model::sight::Sight;
use crate::wait_arrows::cycle_numbers;
use crate::words;

/// Badges on a line.
const BADGES_MAX: usize = 8;

fn line(trace: &TraceView, wait: &WaitView, number: Option<usize>) -> Html {
    let tasks = &wait.tasks;
    let holders = words::task_names(trace, &wait.holders);
    let whose = match (wait.kind, wait.holders.len()) {
        (WaitKindView::Any, 2..) if tasks.len() > 1 => format!("each for any one of {holders} to let go"),
        (WaitKindView::Any, 2..) => format!("any one of {holders} may let go"),
        (WaitKindView::All | WaitKindView::Any, _) => format!("held by {holders}"),
        (WaitKindView::Queue, _) => format!("queued behind {holders}"),
    };
    let verb = if tasks.len() == 1 { "waits for" } else { "wait for" };
    let more = tasks.len().saturating_sub(BADGES_MAX);
    html! {
        <li key={tasks[0]} class={classes!("p-waits__wait", wait.in_cycle.then_some("p-waits__wait--cycle"))}>
            for &task in tasks.iter().take(BADGES_MAX) { {badge(trace, task)} {" "} }
            if more > 0 { {format!("and {more} more ")} }
            {format!("{verb} {}, {whose}", wait.resource)}
            if let Some(number) = number { <strong>{format!(" (wait {number} of the cycle)")}</strong> }
        </li>
    }
}

/// The waits at the cursor.
pub(super) fn waits(trace: &Rc<TraceView>, sight: &Sight) -> Html {
    let waits = &sight.state.waits;
    let numbers = cycle_numbers(waits);
    html! {
        <section class="p-waits" aria-label="Who waits for whom">
            <h3>{"Who waits for whom"}</h3>
            <WaitPicture trace={Rc::clone(trace)} sight={sight.clone()} />
            <ul data-testid="waits">
                if waits.is_empty() {
                    <li>{"Nobody waits."}</li>
                }
                {for waits.iter().zip(numbers).map(|(wait, number)| line(trace, wait, number))}
            </ul>
        </section>
    }
}
