//! The kmap pool: small pools slot by slot in words, large ones as counts; their slots are in `crowd_grids`.

use std::rc::Rc;

use pagelock_protocol::view::{PageView, PoolView, SlotView, TraceView};
use yew::{Html, Properties, classes, component, html};

use super::lights::use_lit;
use crate::ties::Tie;
use crate::words;

/// Slots that are shown in words.
pub(super) const WORDS_MAX: usize = 16;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// The pool.
    pub(crate) pool: Rc<PoolView>,
    /// Pages that exist.
    pub(crate) pages: Vec<Rc<PageView>>,
    /// Whether the last step changed the pool.
    pub(crate) is_changed: bool,
}

/// State of a slot as a word and as the last part of its class.
fn slot_word(slot: &SlotView) -> &'static str {
    match slot.count {
        0 => "free",
        1 => "unused",
        2.. => "used",
    }
}

fn slot(pages: &[Rc<PageView>], index: usize, slot: &SlotView) -> Html {
    let page = slot.page.map(|id| {
        let page = pages.iter().find(|page| page.id == id);
        page.map_or_else(|| format!("frame {id}"), |page| page.name.clone())
    });
    let class = classes!("p-slot", format!("p-slot--{}", slot_word(slot)));
    html! {
        <li key={index} {class}>
            {format!("{index}: {} ({})", slot.count, slot_word(slot))}
            if let Some(page) = page { {format!(" {page}")} }
        </li>
    }
}

fn counts(pool: &PoolView) -> String {
    let of = |word: &str| pool.slots.iter().filter(|slot| slot_word(slot) == word).count() as u64;
    format!(
        "{}: {} free, {} unused until the next flush, {} used",
        words::counted(pool.slots.len() as u64, "slot", "slots"),
        words::grouped(of("free")),
        words::grouped(of("unused")),
        words::grouped(of("used")),
    )
}

/// The pool.
#[component]
pub(crate) fn Pool(props: &Props) -> Html {
    let lit = use_lit();
    let pool = &props.pool;
    // Those of a large pool are cells of a grid.
    let slots = (pool.slots.len() <= WORDS_MAX).then(|| {
        let cells = pool.slots.iter().enumerate().map(|(index, one)| slot(&props.pages, index, one));
        html! { <ol class="p-pool__slots" aria-label="Slots, each with its pkmap_count">{for cells}</ol> }
    });
    let tie = Tie::Pool.attribute();
    let class = classes!("p-card", props.is_changed.then_some("p-changed"), lit.class(&Tie::Pool));
    let flushes = words::counted(u64::from(pool.flushes), "time", "times");
    html! {
        <section aria-label="kmap pool">
            <h3>{"kmap pool"}</h3>
            <div {class} tabindex="0" role="group" aria-label="kmap pool" data-tie={tie} data-testid="pool">
                <p>{counts(pool)}</p>
                {slots.unwrap_or_default()}
                <p>{format!("last_pkmap_nr {}, flushed {flushes}", pool.last)}</p>
                if !pool.waiters.is_empty() {
                    <p>
                        {format!("waiting for a slot ({}): ", pool.waiters.len())}
                        {words::task_names(&props.trace, &pool.waiters)}
                    </p>
                }
            </div>
        </section>
    }
}
