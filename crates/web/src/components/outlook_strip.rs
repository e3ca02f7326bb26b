//! The run as a strip of what can still be saved in each state, with the point of no return and the cursor.
//!
//! Its text twin is the list in `outlook`.

use std::rc::Rc;

use pagelock_protocol::view::{OutlookView, ProspectsView};
use yew::{Html, Properties, component, html};

use crate::outlook_words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is known of the run.
    pub(crate) view: Rc<ProspectsView>,
    /// Its steps.
    pub(crate) len: usize,
    /// Steps done.
    pub(crate) cursor: usize,
}

/// A part has its word in it if it has so many thousandths of the width.
const WORD_MIN: usize = 380;

/// Height of the bar in a part, from the bottom, in pixels of 24: a shape beside the colour.
fn height(outlook: OutlookView) -> usize {
    match outlook {
        OutlookView::Unknown => 2,
        OutlookView::ReachesOk => 5,
        OutlookView::MayFail => 12,
        OutlookView::Doomed => 24,
    }
}

/// A place along the run, in percent of the width.
fn percent(at: usize, states: usize) -> String {
    let thousandths = at * 100_000 / states;
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

/// The drawing.
#[component]
pub(crate) fn OutlookStrip(props: &Props) -> Html {
    let states = props.len + 1;
    let parts = outlook_words::parts(&props.view, props.len);
    let no_return = props.view.point_of_no_return().filter(|&at| at <= props.len);
    let label: Vec<String> =
        parts.iter().map(|&(first, last, _, words)| outlook_words::part(first, last, words)).collect();
    let cursor = percent(2 * props.cursor + 1, 2 * states);
    html! {
        <svg
            class="p-strip"
            width="100%"
            height="30"
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
                    height="24"
                    class={format!("p-strip__part p-strip__part--{}", outlook_words::tone(outlook).name())}
                >
                    <rect class="p-strip__ground" width="100%" height="24" />
                    <rect
                        class="p-strip__bar"
                        width="100%"
                        y={(24 - height(outlook)).to_string()}
                        height={height(outlook).to_string()}
                    />
                    if (last + 1 - first) * 1000 / states >= WORD_MIN {
                        <text x="50%" y="16" text-anchor="middle">{words}</text>
                    }
                </svg>
            }
            if let Some(at) = no_return {
                <line
                    class="p-strip__no-return"
                    x1={percent(at, states)}
                    x2={percent(at, states)}
                    y1="0"
                    y2="30"
                />
            }
            <line class="p-strip__cursor" x1={cursor.clone()} x2={cursor} y1="24" y2="30" />
        </svg>
    }
}
