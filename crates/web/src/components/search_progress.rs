//! A search that is running: how far it has come, and Cancel.

use pagelock_protocol::message::LimitsView;
use pagelock_protocol::view::ProgressView;
use yew::{Html, html};

use super::button::{Weight, button_unless};
use crate::hooks::{Dispatch, on_click};
use crate::model::action::Action;
use crate::model::search::Searching;
use crate::{search_words, words};

fn counts(progress: Option<ProgressView>) -> Html {
    let Some(progress) = progress else { return html! { <p>{"Just started."}</p> } };
    html! {
        <dl class="p-progress__counts">
            for (what, amount) in search_words::progress(progress) {
                <div key={what} class="p-progress__count">
                    <dt>{what}</dt>
                    <dd data-testid={format!("progress-{}", words::slug(what))}>{amount}</dd>
                </div>
            }
        </dl>
    }
}

/// The running search.
pub(super) fn search_progress(searching: Searching, limits: LimitsView, dispatch: &Dispatch) -> Html {
    let (word, now, is_ending) = match searching {
        Searching::Not => return Html::default(),
        Searching::At { now, .. } => ("Searching…", now, false),
        Searching::Ending { now } => ("Ending the search…", now, true),
    };
    let attempt = now.map_or("", |progress| search_words::attempt(progress.attempt));
    html! {
        <div class="p-progress" data-testid="progress">
            <p class="p-verdict__headline">
                <strong class="p-verdict__word" data-testid="verdict">{word}</strong>
                {button_unless(
                    is_ending,
                    Weight::Plain,
                    "cancel",
                    "Cancel",
                    on_click(dispatch, Action::CancelSearch),
                )}
            </p>
            {counts(now)}
            <p>
                {format!("{attempt}It gives up at {}.", search_words::bounds(limits))}
            </p>
        </div>
    }
}
