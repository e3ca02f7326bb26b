//! Icons: a shape for each verdict and state, so that none is told by colour alone. Always beside its word.

use pagelock_protocol::view::OutlookView;
use yew::{Html, classes, html};

use crate::outlook_words;
use crate::words::Tone;

/// What an icon stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A verdict.
    Tone(Tone),
    /// What can still be saved.
    Outlook(OutlookView),
    /// A closed padlock.
    Locked,
    /// An open padlock.
    Unlocked,
    /// A pin: more references than the page cache's.
    Pinned,
    /// A full page with a tick.
    Uptodate,
    /// A page with a gap.
    NotUptodate,
    /// A filled drop: it must be written back.
    Dirty,
    /// A page and an arrow to it.
    Mapped,
    /// To the first state.
    First,
    /// One step back.
    Back,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// One step forward.
    Forward,
    /// To the last state.
    Last,
    /// To the lock event before.
    EventBefore,
    /// To the next lock event.
    EventAfter,
}

/// The outline of a shape, in a square of 24.
pub(super) fn outline(shape: Shape) -> &'static str {
    match shape {
        Shape::Tone(Tone::Deadlock) => "M7 2h10l5 5v10l-5 5H7l-5-5V7zM6 10.5v3h12v-3z",
        Shape::Tone(Tone::Livelock) => {
            "M12 3a9 9 0 0 1 8.5 6H23l-4 5-4-5h2.3A6 6 0 0 0 7 8.700L4.9 6.500A9 9 0 0 1 12 3z\
             M12 21a9 9 0 0 1-8.5-6H1l4-5 4 5H6.700A6 6 0 0 0 17 15.300l2.1 2.200A9 9 0 0 1 12 21z"
        }
        Shape::Tone(Tone::Hazard) => "M12 2l11 20H1zM10.7 9v6h2.600V9zM10.7 16.700v2.600h2.600v-2.600z",
        Shape::Tone(Tone::Ok) | Shape::Outlook(OutlookView::ReachesOk) => {
            "M12 1.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z\
             M17.2 7l-7 7.3-3.3-3.2-1.9 2 5.2 5L19.2 8.9z"
        }
        Shape::Tone(Tone::Unknown) | Shape::Outlook(OutlookView::Unknown) => {
            "M3 3h18v18H3z\
             M9 9.5h2.4c0-2 3-1.9 3-.2 0 1.3-2.6 1.7-2.6 4.7h2.3c0-2 2.8-2.5 2.8-4.9C16.9 5.2 9 5 9 9.5z\
             M11.7 15.5v2.5h2.5v-2.5z"
        }
        Shape::Outlook(OutlookView::MayFail) => {
            "M10 22.5V14L4.5 8.5v4H1V2h10.5v3.5H7l5 5 5-5h-4.500V2H23v10.500h-3.500v-4L14 14v8.500z"
        }
        Shape::Outlook(OutlookView::Doomed) => "M5 2l7 7 7-7 3 3-7 7 7 7-3 3-7-7-7 7-3-3 7-7-7-7z",
        Shape::Locked => "M6 10V8a6 6 0 0 1 12 0v2h2v12H4V10zM9 10h6V8a3 3 0 0 0-6 0z",
        Shape::Unlocked => "M6 10V6a5 5 0 0 1 10 0h-3a2 2 0 0 0-4 0v4h11v12H4V10z",
        Shape::Uptodate => "M4 2h16v20H4zM17 7l-6.500 7-3-3-1.800 1.900 4.900 4.900L18.900 9z",
        Shape::NotUptodate => {
            "M4 2h5v3H7v14h2v3H4zM15 2h5v20h-5v-3h2V5h-2zM10.500 8h3v3h-3zM10.500 13h3v3h-3z"
        }
        Shape::Dirty => "M12 1.500c4 5.500 7 9 7 13a7 7 0 0 1-14 0c0-4 3-7.500 7-13z",
        Shape::Mapped => "M12 2h10v20H12v-6h3v3h4V5h-4v3h-3zM2 10.500h8V7l6 5-6 5v-3.500H2z",
        Shape::First => "M4 4h3v16H4zM20 4v16L8 12z",
        Shape::Back => "M15 4h4v16h-4L5 12zM15 8.2v7.6L10.2 12z",
        Shape::Play => "M6 3l15 9-15 9z",
        Shape::Pause => "M5 3h5v18H5zM14 3h5v18h-5z",
        Shape::Forward => "M9 4H5v16h4l10-8zM9 8.2v7.6l4.8-3.800z",
        Shape::Last => "M17 4h3v16h-3zM4 4v16l12-8z",
        Shape::EventBefore => "M8 5v14L1 12zM12 11V9a4 4 0 0 1 8 0v2h2v9H10v-9zM14 11h4V9a2 2 0 0 0-4 0z",
        Shape::EventAfter => "M16 5v14l7-7zM4 11V9a4 4 0 0 1 8 0v2h2v9H2v-9zM6 11h4V9a2 2 0 0 0-4 0z",
        Shape::Pinned => "M8 2h8v2l-1 1v5l4 4v2h-6v5l-1 2-1-2v-5H5v-2l4-4V5L8 4z",
    }
}

/// A shape of the height of the text beside it.
pub(super) fn icon(shape: Shape) -> Html {
    let path = outline(shape);
    let tone = match shape {
        Shape::Tone(tone) => Some(tone),
        Shape::Outlook(outlook) => Some(outlook_words::tone(outlook)),
        Shape::Locked
        | Shape::Unlocked
        | Shape::Uptodate
        | Shape::NotUptodate
        | Shape::Dirty
        | Shape::Mapped
        | Shape::Pinned
        | Shape::First
        | Shape::Back
        | Shape::Play
        | Shape::Pause
        | Shape::Forward
        | Shape::Last
        | Shape::EventBefore
        | Shape::EventAfter => None,
    };
    let class = classes!("p-icon", tone.map(|tone| format!("p-icon--{}", tone.name())));
    html! {
        <svg {class} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path fill-rule="evenodd" d={path} />
        </svg>
    }
}
