//! A list that may be very long: shows some, and the rest on demand. 512 tasks must not make 512 cards at
//! once.

use yew::{Callback, Html, hook, html, use_state};

/// How many items are shown, and a button for the rest.
#[hook]
pub(crate) fn use_capped(len: usize, max: usize, what: &str) -> (usize, Html) {
    let all = use_state(|| false);
    if len <= max {
        return (len, Html::default());
    }
    let toggle = {
        let all = all.clone();
        Callback::from(move |()| all.set(!*all))
    };
    let text = if *all { format!("Show only {max} {what}") } else { format!("Show all {len} {what}") };
    let shown = if *all { len } else { max };
    (shown, more(text, &toggle))
}

/// The button under a long list.
fn more(text: String, on_toggle: &Callback<()>) -> Html {
    html! {
        <button type="button" class="p-button p-more" onclick={on_toggle.reform(|_| ())}>
            {text}
        </button>
    }
}
