//! What can still be saved at the cursor, and below the scrubber the run as a strip of it, with the point of no return.
//!
//! The text twin of the strip is the list in `outlook`.

use pagelock_protocol::view::{OutlookView, ProspectView, ProspectsView};
use yew::{Html, classes, html};

use super::icon::{Shape, icon};
use crate::{outlook_words, words};

/// A part has its word in it if it has so many thousandths of the width.
const WORD_MIN: usize = 380;

/// Height of the bar in a part, in pixels, below its word: a shape beside the colour.
fn height(outlook: OutlookView) -> usize {
    match outlook {
        OutlookView::Unknown => 2,
        OutlookView::ReachesOk => 4,
        OutlookView::MayFail => 8,
        OutlookView::Doomed => 14,
    }
}

/// A place along the run, in percent of the width.
fn percent(at: usize, states: usize) -> String {
    let thousandths = at * 100_000 / states;
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

/// What is so at the cursor.
fn here(here: ProspectView) -> Html {
    let tone = outlook_words::tone(here.outlook).name();
    html! {
        <p class={classes!("p-outlook__here", format!("p-outlook__here--{tone}"))} data-testid="outlook-here">
            {icon(Shape::Outlook(here.outlook))}
            <strong>{words::capitalised(here.words())}</strong>
            <span>{format!("from here on: {}.", outlook_words::meaning(here.outlook))}</span>
        </p>
    }
}

/// The strip with what is so at the cursor.
pub(super) fn outlook_strip(
    view: Option<&ProspectsView>,
    state: Option<ProspectView>,
    len: usize,
    cursor: usize,
) -> Html {
    let strip = view.filter(|_| len > 0).map(|view| strip(view, len, cursor));
    html! {
        <>
            {strip.unwrap_or_default()}
            if let Some(state) = state {
                {here(state)}
            }
        </>
    }
}

fn strip(view: &ProspectsView, len: usize, cursor: usize) -> Html {
    let states = len + 1;
    let parts = outlook_words::parts(view, len);
    let no_return = view.point_of_no_return().filter(|&at| at <= len);
    let label: Vec<String> =
        parts.iter().map(|&(first, last, _, words)| outlook_words::part(first, last, words)).collect();
    let cursor = percent(2 * cursor + 1, 2 * states);
    html! {
        <svg
            class="p-strip"
            width="100%"
            height="36"
            role="img"
            aria-label={format!("What can still be saved along the run: {}", label.join("; "))}
            data-testid="outlook-strip"
        >
            for (first, last, outlook, words) in parts {
                <svg
                    key={first}
                    x={percent(first, states)}
                    y="0"
                    width={percent(last + 1 - first, states)}
                    height="30"
                    class={format!("p-strip__part p-strip__part--{}", outlook_words::tone(outlook).name())}
                >
                    <rect class="p-strip__ground" width="100%" height="30" />
                    <rect
                        class="p-strip__bar"
                        width="100%"
                        y={(30 - height(outlook)).to_string()}
                        height={height(outlook).to_string()}
                    />
                    if (last + 1 - first) * 1000 / states >= WORD_MIN {
                        <text x="50%" y="12" text-anchor="middle">{words}</text>
                    }
                </svg>
            }
            if let Some(at) = no_return {
                <line
                    class="p-strip__no-return"
                    x1={percent(at, states)}
                    x2={percent(at, states)}
                    y1="0"
                    y2="36"
                />
            }
            <line class="p-strip__cursor" x1={cursor.clone()} x2={cursor} y1="30" y2="36" />
        </svg>
    }
}
