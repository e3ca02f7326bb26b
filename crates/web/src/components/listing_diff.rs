//! What the listing changes: its functions against those of its base, old and new lines with their signs.

use pagelock_protocol::view::{ChangeView, DiffLineView, FunctionDiffView, ListingDiffView};
use yew::{Html, classes, html};

use crate::words;

fn line(index: usize, line: &DiffLineView) -> Html {
    let (name, sign, word, old, new, text) = match line {
        DiffLineView::Same { old, new, text } => ("same", "", "", Some(old), Some(new), text),
        DiffLineView::Removed { old, text } => ("removed", "−", "removed: ", Some(old), None, text),
        DiffLineView::Added { new, text } => ("added", "+", "added: ", None, Some(new), text),
    };
    html! {
        <li key={index} class={classes!("p-diff__line", format!("p-diff__line--{name}"))}>
            <span class="p-diff__number" aria-hidden="true">{old.copied()}</span>
            <span class="p-diff__number" aria-hidden="true">{new.copied()}</span>
            <span class="p-diff__sign" aria-hidden="true">{sign}</span>
            <span class="p-hidden">{word}</span>
            <code class="p-diff__text">{text.clone()}</code>
        </li>
    }
}

/// Old and new lines of a function, and what has become of it. One that both have is open at first.
fn function(function: &FunctionDiffView) -> Html {
    let count = |is_counted: fn(&DiffLineView) -> bool| {
        function.lines.iter().filter(|line| is_counted(line)).count() as u64
    };
    let added = count(|line| matches!(line, DiffLineView::Added { .. }));
    let removed = count(|line| matches!(line, DiffLineView::Removed { .. }));
    let about = match function.change {
        ChangeView::Changed => {
            format!("changed, {} removed, {} added", words::counted(removed, "line", "lines"), added)
        }
        ChangeView::Added => format!("new, {}", words::counted(added, "line", "lines")),
        ChangeView::Removed => format!("gone, {}", words::counted(removed, "line", "lines")),
    };
    html! {
        <details key={function.name.clone()} class="p-diff__function" open={function.change == ChangeView::Changed}>
            <summary>
                <code>{function.name.clone()}</code>
                <span class="p-diff__about">{format!(": {about}")}</span>
            </summary>
            <ol
                class="p-diff__lines"
                tabindex="0"
                aria-label={format!("Old and new lines of {}", function.name)}
            >
                {for function.lines.iter().enumerate().map(|(index, one)| line(index, one))}
            </ol>
        </details>
    }
}

/// The difference, closed at first.
pub(super) fn listing_diff(diff: &ListingDiffView) -> Html {
    let functions = &diff.functions;
    let base =
        if diff.base == diff.listing { format!("the built-in {}", diff.base) } else { diff.base.clone() };
    let about = match functions.len() {
        0 => format!("nothing of {base}"),
        n => format!("{} of {base}", words::counted(n as u64, "function", "functions")),
    };
    html! {
        <details class="p-diff" data-testid="listing-diff">
            <summary data-testid="listing-diff-toggle">{format!("What it changes: {about}")}</summary>
            {for functions.iter().map(function)}
        </details>
    }
}
