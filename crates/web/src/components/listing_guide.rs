//! What each listing is, by group: the heads of the matrix have room for names only.

use std::rc::Rc;

use pagelock_protocol::view::CatalogView;
use yew::{Html, Properties, component, html};

use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
}

/// The list, closed at first.
#[component]
pub(crate) fn ListingGuide(props: &Props) -> Html {
    html! {
        <details class="p-guide" data-testid="listing-guide">
            <summary>{"What the listings are"}</summary>
            for members in props.catalog.listings.chunk_by(|a, b| a.group == b.group) {
                <section key={members[0].group.clone()}>
                    <h2 class="p-guide__group">{words::capitalised(&members[0].group)}</h2>
                    <dl class="p-guide__list">
                        for info in members {
                            <div key={info.name.clone()} class="p-guide__entry">
                                <dt><code>{info.name.clone()}</code></dt>
                                <dd>{info.title.clone()}</dd>
                            </div>
                        }
                    </dl>
                </section>
            }
        </details>
    }
}
