//! A file: its kind, size, and its `i_mutex` and cluster lock with holders and waiters.

use std::rc::Rc;

use pagelock_protocol::view::{FileView, TraceView};
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
    /// The file.
    pub(crate) file: Rc<FileView>,
    /// Its position among the files.
    pub(crate) position: u32,
    /// Whether the last step changed it.
    pub(crate) is_changed: bool,
}

/// The card.
#[component]
pub(crate) fn FileCard(props: &Props) -> Html {
    let lit = use_lit();
    let file = &props.file;
    let tie = Tie::File(props.position);
    let class = classes!("p-card", props.is_changed.then_some("p-changed"), lit.class(&tie));
    html! {
        <article
            {class}
            tabindex="0"
            aria-label={format!("file {}", file.name)}
            data-tie={tie.attribute()}
            data-testid={format!("file-{}", file.name)}
        >
            <h4><span>{file.name.clone()}</span><small>{file.kind.clone()}</small></h4>
            <p>
                if let Some(task) = file.i_mutex {
                    {icon(Shape::Locked)}{" i_mutex: "}{badge(&props.trace, task)}
                } else {
                    {icon(Shape::Unlocked)}{" i_mutex free"}
                }
            </p>
            if let Some(task) = file.glock {
                <p>{icon(Shape::Locked)}{" glock: "}{badge(&props.trace, task)}</p>
            }
            if !file.waiters.is_empty() {
                <p>
                    {"waiting: "}
                    for &task in file.waiters.iter() { {badge(&props.trace, task)} {" "} }
                </p>
            }
            <p>{format!("size {}", words::counted(u64::from(file.size), "sector", "sectors"))}</p>
        </article>
    }
}
