//! An address space: its `mmap_sem` with holders and queue, and its user pages.

use std::rc::Rc;

use pagelock_protocol::view::{MmView, TraceView};
use yew::{Html, Properties, classes, component, html};

use super::icon::{Shape, icon};
use super::lights::use_lit;
use super::task_badge::badge;
use crate::ties::Tie;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run, for the names of tasks.
    pub(crate) trace: Rc<TraceView>,
    /// The address space.
    pub(crate) mm: Rc<MmView>,
    /// Its position among the address spaces.
    pub(crate) position: u32,
    /// Whether the last step changed it.
    pub(crate) is_changed: bool,
}

fn holders(props: &Props) -> Html {
    let trace = &props.trace;
    match (props.mm.writer, props.mm.readers.as_slice()) {
        (Some(writer), _) => html! { <>{icon(Shape::Locked)}{" write: "}{badge(trace, writer)}</> },
        (None, []) => html! { <>{icon(Shape::Unlocked)}{" free"}</> },
        (None, readers) => html! {
            <>
                {icon(Shape::Locked)}
                {" read: "}
                for &reader in readers.iter() { {badge(trace, reader)} {" "} }
            </>
        },
    }
}

/// The card.
#[component]
pub(crate) fn MmCard(props: &Props) -> Html {
    let lit = use_lit();
    let mm = &props.mm;
    let tie = Tie::Mm(props.position);
    let class = classes!("p-card", props.is_changed.then_some("p-changed"), lit.class(&tie));
    html! {
        <article
            {class}
            tabindex="0"
            aria-label={format!("address space {}", mm.name)}
            data-tie={tie.attribute()}
            data-testid={format!("mm-{}", mm.name)}
        >
            <h4><span>{mm.name.clone()}</span><small>{"mmap_sem"}</small></h4>
            <p>{holders(props)}</p>
            if !mm.queue.is_empty() {
                <p>{"queue, head first:"}</p>
                <ol class="p-queue">
                    for &(task, is_write) in mm.queue.iter() {
                        <li key={task}>
                            {badge(&props.trace, task)}
                            {if is_write { " write" } else { " read" }}
                        </li>
                    }
                </ol>
            }
            <ul class="p-card__list">
                for pte in mm.ptes.iter() {
                    <li key={pte.name.clone()}>{words::pte_words(pte)}</li>
                }
            </ul>
        </article>
    }
}
