//! A table in a box that scrolls on its own.

use yew::{Html, html};

/// The table of these rows. `label` names it to those who cannot see it.
pub(super) fn table(label: &str, testid: Option<&'static str>, heads: &[&str], rows: Html) -> Html {
    html! {
        <div class="p-tasks__box" role="region" aria-label={label.to_owned()} tabindex="0">
            <table data-testid={testid}>
                <thead>
                    <tr>
                        for &head in heads {
                            <th scope="col" key={head}>{head.to_owned()}</th>
                        }
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The table folded away below a picture that says the same.
pub(super) fn twin(summary: String, testid: &'static str, table: Html, more: Html) -> Html {
    html! {
        <details class="p-tiles__table" data-testid={testid}>
            <summary>{summary}</summary>
            {table}
            {more}
        </details>
    }
}
