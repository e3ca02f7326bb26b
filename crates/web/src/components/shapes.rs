//! Shapes of drawings whose places are numbers.

use yew::{AttrValue, Classes, Html, html};

/// A box: left edge, top, width and height.
pub(super) fn rect(class: &'static str, [x, y, width, height]: [usize; 4]) -> Html {
    html! {
        <rect
            {class}
            x={x.to_string()}
            y={y.to_string()}
            width={width.to_string()}
            height={height.to_string()}
            rx="4"
        />
    }
}

/// A disc around a middle, with the radius of a letter.
pub(super) fn disc(class: &'static str, (x, y): (usize, usize)) -> Html {
    html! { <circle {class} cx={x.to_string()} cy={y.to_string()} r="8" /> }
}

/// Words at a place.
pub(super) fn text(class: &'static str, (x, y): (usize, usize), words: impl Into<AttrValue>) -> Html {
    let words = words.into();
    html! { <text {class} x={x.to_string()} y={y.to_string()}>{words}</text> }
}

/// A line with its tip, in a group of this class.
pub(super) fn arrow(class: Classes, [line, tip]: [&'static str; 2], [along, head]: [String; 2]) -> Html {
    html! {
        <g {class}>
            <path class={line} d={along} />
            <path class={tip} d={head} />
        </g>
    }
}
