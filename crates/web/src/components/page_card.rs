//! A struct page at a glance: locked, up to date, pinned, dirty, mapped, each with a shape and a word whether it is so
//! or not, and what its sectors hold. Below: who refers to it.

use std::rc::Rc;

use pagelock_protocol::view::{PageView, TraceView};
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
    /// The page.
    pub(crate) page: Rc<PageView>,
    /// The page in the state before, if it was there and the last step changed it.
    pub(crate) before: Option<Rc<PageView>>,
    /// Whether the last step changed it.
    pub(crate) is_changed: bool,
}

/// References of tasks: what keeps the page beside the page cache and ptes.
fn pins(page: &PageView) -> usize {
    let is_task = |reference: &&String| *reference != "page cache" && !reference.starts_with("pte ");
    let named = page.references.iter().filter(is_task).count();
    named + (page.count as usize).saturating_sub(page.references.len())
}

/// A flag: set or not, which shape, which word.
struct Flag {
    is_set: bool,
    shape: Shape,
    word: String,
}

/// The five flags, in fixed order; the lock has its holder beside it.
fn flags(page: &PageView) -> [Flag; 5] {
    let flag = |is_set: bool, shape, on: String, off: &str| Flag {
        is_set,
        shape,
        word: if is_set { on } else { off.to_owned() },
    };
    let (pins, maps) = (pins(page), page.mapped.len());
    let lock = if page.locked_by.is_some() { Shape::Locked } else { Shape::Unlocked };
    let content = if page.uptodate { Shape::Uptodate } else { Shape::NotUptodate };
    [
        flag(page.locked_by.is_some(), lock, "locked by".to_owned(), "not locked"),
        flag(page.uptodate, content, "up to date".to_owned(), "not up to date"),
        flag(pins > 0, Shape::Pinned, format!("pinned × {pins}"), "not pinned"),
        flag(page.dirty, Shape::Dirty, "dirty".to_owned(), "clean"),
        flag(maps > 0, Shape::Mapped, format!("mapped × {maps}"), "not mapped"),
    ]
}

fn flag_list(props: &Props) -> Html {
    let before = props.before.as_deref().map(flags);
    let flag = |(nr, flag): (usize, Flag)| {
        let is_new = before.as_ref().is_some_and(|before| before[nr].word != flag.word)
            || (nr == 0
                && props.before.as_ref().is_some_and(|before| before.locked_by != props.page.locked_by));
        let class =
            classes!("p-flag", (!flag.is_set).then_some("p-flag--off"), is_new.then_some("p-flag--new"),);
        html! {
            <li key={nr} {class}>
                {icon(flag.shape)}
                {" "}
                <span class="p-flag__word">{flag.word}</span>
                if let (0, Some(task)) = (nr, props.page.locked_by) { {" "}{badge(&props.trace, task)} }
            </li>
        }
    };
    html! { <ul class="p-page__flags">{for flags(&props.page).into_iter().enumerate().map(flag)}</ul> }
}

fn sectors(page: &PageView) -> Html {
    let cells = page.sectors.iter().enumerate().map(|(index, sector)| {
        let word = words::sector_word(*sector);
        html! { <li key={index} class={classes!("p-sector", format!("p-sector--{word}"))}>{word}</li> }
    });
    html! { <ol class="p-page__sectors" aria-label="Sectors">{for cells}</ol> }
}

/// What the count is made of, and what else is rarely asked.
fn details(page: &PageView) -> String {
    let mut parts = vec![format!("count {}: {}", page.count, page.references.join(", "))];
    parts.extend(page.kmap.as_ref().map(|kmap| format!("kmap {kmap}")));
    parts.extend(page.highmem.then(|| "highmem".to_owned()));
    parts.join("; ")
}

/// The card.
#[component]
pub(crate) fn PageCard(props: &Props) -> Html {
    let lit = use_lit();
    let page = &props.page;
    let tie = Tie::Page(page.id);
    let class = classes!(
        "p-card",
        "p-page",
        page.locked_by.map(|_| "p-page--locked"),
        (!page.uptodate).then_some("p-page--stale"),
        props.is_changed.then_some("p-changed"),
        lit.class(&tie),
    );
    html! {
        <article
            {class}
            tabindex="0"
            aria-label={format!("page {}", page.name)}
            data-tie={tie.attribute()}
            data-testid={format!("page-{}", page.name.replace(':', "-"))}
        >
            <h4>
                <span>{page.name.clone()}</span>
                <small>{format!("frame {}", page.id)}</small>
            </h4>
            if !page.in_cache { <p>{"not in the page cache"}</p> }
            {sectors(page)}
            {flag_list(props)}
            <p class="p-page__details">{details(page)}</p>
        </article>
    }
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::SectorView;

    use super::*;

    #[test]
    fn pins_are_references_of_tasks() {
        let references = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let page = |count, names: &[&str]| PageView {
            id: 0,
            name: "a:0".into(),
            locked_by: None,
            uptodate: true,
            dirty: false,
            in_cache: true,
            highmem: true,
            count,
            references: references(names),
            mapped: Vec::new(),
            kmap: None,
            sectors: vec![SectorView::Old],
        };
        assert_eq!(pins(&page(2, &["page cache", "pte m:x"])), 0);
        assert_eq!(pins(&page(4, &["page cache", "pagevec of T", "T (page)"])), 3, "one has no name");
    }
}
