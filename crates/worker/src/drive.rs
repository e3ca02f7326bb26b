//! A search, slice by slice, so that its port hears how far it has come and can stop it.
//!
//! Arrow: `Search` or `Backward` -> **slices** -> `ReplyBody::Progress`. It knows neither what is searched nor what
//! for.

use pagelock_engine::{Backward, CountedBackward, Progress, Search};
use pagelock_protocol::message::{Reply, ReplyBody};

use crate::port::{Pace, Port, Rest};

/// States a search expands between two rests: some milliseconds.
pub const SLICE_STATES: u32 = 1_000;

/// How a search came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Driven {
    /// There is nothing left to search, or a limit was reached.
    Over,
    /// The port has had enough.
    Stopped,
}

/// Work that is done in slices.
pub(crate) trait Sliced {
    /// Expands up to so many states. Returns whether it is over.
    fn slice(&mut self, states: u32) -> bool;

    /// How far it has come.
    fn progress(&self) -> Progress;
}

impl Sliced for Search<'_> {
    fn slice(&mut self, states: u32) -> bool {
        self.slice(states)
    }

    fn progress(&self) -> Progress {
        self.progress()
    }
}

impl Sliced for Backward<'_> {
    fn slice(&mut self, states: u32) -> bool {
        self.slice(states)
    }

    fn progress(&self) -> Progress {
        self.progress()
    }
}

impl Sliced for CountedBackward<'_> {
    fn slice(&mut self, states: u32) -> bool {
        self.slice(states)
    }

    fn progress(&self) -> Progress {
        self.progress()
    }
}

/// Searches until it is over, or the port has had enough.
pub(crate) async fn drive(search: &mut dyn Sliced, id: u32, port: &mut impl Port) -> Driven {
    let mut pace = Pace::new();
    while !search.slice(SLICE_STATES) {
        let progress = search.progress();
        pace.note(progress.states);
        match port.rest().await {
            Rest::GoOn => {}
            Rest::Tell { millis } => {
                port.send(Reply { id, body: ReplyBody::Progress(pace.tell(progress, millis)) });
            }
            Rest::Stop => return Driven::Stopped,
        }
    }
    Driven::Over
}
