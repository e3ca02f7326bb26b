//! What each listing is, by group: the heads of the matrix have room for names only.

use pagelock_protocol::view::CatalogView;
use yew::{Html, html};

use crate::words;

/// The list, closed at first.
pub(super) fn listing_guide(catalog: &CatalogView) -> Html {
    html! {
        <details class="p-guide" data-testid="listing-guide">
            <summary>{"What the listings are"}</summary>
            for members in catalog.listings.chunk_by(|a, b| a.group == b.group) {
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
