//! The zone of the machine: pages, address spaces, files, the kmap pool, budgets and costs at the cursor.

use std::rc::Rc;

use pagelock_protocol::view::{PageView, StateView, TraceView};
use yew::{Html, Properties, component, html};

use super::budgets::{budgets, costs};
use super::crowd_grids::CrowdGrids;
use super::file_card::FileCard;
use super::mm_card::MmCard;
use super::more::use_capped;
use super::page_card::PageCard;
use super::pool::Pool;
use crate::model::sight::Sight;
use crate::rows::foldable;

/// Cards of a kind that are shown unasked.
const CARDS_MAX: usize = 12;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Steps done.
    pub(crate) cursor: usize,
    /// What is seen.
    pub(crate) sight: Sight,
    /// The task whose line is followed.
    pub(crate) followed: Option<u32>,
}

/// A page in the state before, if the last step changed it.
fn earlier(before: Option<&StateView>, page: &Rc<PageView>) -> Option<Rc<PageView>> {
    let same = before?.pages.iter().find(|known| known.id == page.id);
    same.filter(|known| *known != page).map(Rc::clone)
}

/// The machine. What the last step changed has a pale band.
#[component]
pub(crate) fn Machine(props: &Props) -> Html {
    let trace = &props.trace;
    let (state, before) = (&props.sight.state, props.sight.before.as_deref());
    let (pages, more_pages) = use_capped(state.pages.len(), CARDS_MAX, "pages");
    let (mms, more_mms) = use_capped(state.mms.len(), CARDS_MAX, "address spaces");
    let (files, more_files) = use_capped(state.files.len(), CARDS_MAX, "files");
    let (first, last) = grids(props);
    html! {
        <div class="p-machine">
            {first}
            <h3>{"Pages"}</h3>
            if state.pages.is_empty() { <p>{"None in memory."}</p> }
            <div class="p-machine__cards">
                for page in state.pages.iter().take(pages) {
                    <PageCard
                        key={page.id}
                        trace={Rc::clone(trace)}
                        page={Rc::clone(page)}
                        before={earlier(before, page)}
                        is_changed={before.is_some_and(|before| !before.pages.contains(page))}
                    />
                }
            </div>
            {more_pages}
            <h3>{"Address spaces"}</h3>
            <div class="p-machine__cards">
                for (position, mm) in (0..).zip(state.mms.iter().take(mms)) {
                    <MmCard
                        key={mm.name.clone()}
                        trace={Rc::clone(trace)}
                        mm={Rc::clone(mm)}
                        {position}
                        is_changed={before.is_some_and(|before| !before.mms.contains(mm))}
                    />
                }
            </div>
            {more_mms}
            <h3>{"Files"}</h3>
            <div class="p-machine__cards">
                for (position, file) in (0..).zip(state.files.iter().take(files)) {
                    <FileCard
                        key={file.name.clone()}
                        trace={Rc::clone(trace)}
                        file={Rc::clone(file)}
                        {position}
                        is_changed={before.is_some_and(|before| !before.files.contains(file))}
                    />
                }
            </div>
            {more_files}
            <Pool
                trace={Rc::clone(trace)}
                pool={Rc::clone(&state.pool)}
                pages={state.pages.clone()}
                is_changed={before.is_some_and(|before| before.pool != state.pool)}
            />
            {last}
            {budgets(trace, &state.budgets)}
            {costs(&state.costs)}
        </div>
    }
}

/// The grids, in front of everything or behind it: of a crowd they say most, of a few tasks the cards do.
fn grids(props: &Props) -> (Html, Html) {
    let grids = html! {
        <CrowdGrids
            trace={Rc::clone(&props.trace)}
            cursor={props.cursor}
            sight={props.sight.clone()}
            followed={props.followed}
        />
    };
    if foldable(&props.trace).is_empty() { (Html::default(), grids) } else { (grids, Html::default()) }
}
