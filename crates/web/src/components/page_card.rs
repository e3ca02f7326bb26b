//! A struct page: who locked it, whether it is up to date, who has it pinned, and what is in it.

use std::rc::Rc;

use pagelock_protocol::view::{PageView, TraceView};
use yew::{Html, Properties, classes, component, html};

use super::icon::{Icon, Shape};
use super::task_badge::badge;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run, for the names of tasks.
    pub(crate) trace: Rc<TraceView>,
    /// The page.
    pub(crate) page: Rc<PageView>,
    /// Whether the last step changed it.
    pub(crate) is_changed: bool,
}

/// What the page's flags say, in words.
fn flags(page: &PageView) -> Vec<&'static str> {
    let mut flags = vec![if page.uptodate { "up to date" } else { "not up to date" }];
    let rest = [(page.dirty, "dirty"), (page.highmem, "highmem"), (!page.in_cache, "not in the page cache")];
    flags.extend(rest.into_iter().filter(|(is_set, _)| *is_set).map(|(_, word)| word));
    flags
}

fn sectors(page: &PageView) -> Html {
    let cells = page.sectors.iter().enumerate().map(|(index, sector)| {
        let word = words::sector_word(*sector);
        html! { <li key={index} class={classes!("p-sector", format!("p-sector--{word}"))}>{word}</li> }
    });
    html! { <ol class="p-page__sectors" aria-label="Sectors">{for cells}</ol> }
}

/// The card.
#[component]
pub(crate) fn PageCard(props: &Props) -> Html {
    let page = &props.page;
    let class = classes!(
        "p-card",
        "p-page",
        page.locked_by.map(|_| "p-page--locked"),
        (!page.uptodate).then_some("p-page--stale"),
        props.is_changed.then_some("p-changed"),
    );
    html! {
        <article {class} data-testid={format!("page-{}", page.name.replace(':', "-"))}>
            <h4>
                <span>{page.name.clone()}</span>
                <small>{format!("frame {}", page.id)}</small>
            </h4>
            <p class="p-page__lock">
                if let Some(task) = page.locked_by {
                    <Icon shape={Shape::Locked} />{" locked by "}{badge(&props.trace, task)}
                } else {
                    <Icon shape={Shape::Unlocked} />{" not locked"}
                }
            </p>
            <ul class="p-page__flags">
                for flag in flags(page) { <li key={flag}>{flag}</li> }
            </ul>
            {sectors(page)}
            <p>
                <Icon shape={Shape::Pinned} />
                {format!(" count {}: {}", page.count, page.references.join(", "))}
            </p>
            if !page.mapped.is_empty() {
                <p>{format!("mapped by {}", page.mapped.join(", "))}</p>
            }
            if let Some(kmap) = &page.kmap {
                <p>{format!("kmap: {kmap}")}</p>
            }
        </article>
    }
}
