//! What a session is connected with: where its replies go, and what it hears while a search rests.
//!
//! The session knows no clock and no messages. A port does: the browser's says when it is time for news and when the
//! page has had enough; the native one never interrupts.

use std::future::{Future, ready};
use std::time::Duration;

use pagelock_engine::Progress;
use pagelock_protocol::message::Reply;
use pagelock_protocol::view::{AttemptView, ProgressView};

/// What a search does after a rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It goes on.
    GoOn,
    /// It says how far it has come, so many milliseconds after the request, and goes on.
    Tell {
        /// By the port's clock.
        millis: u64,
    },
    /// It ends with what it has found.
    Stop,
}

/// The other side of a session.
pub trait Port {
    /// Takes a reply.
    fn send(&mut self, reply: Reply);

    /// Called between two slices of a search: lets messages in.
    fn rest(&mut self) -> impl Future<Output = Rest>;

    /// Time since some moment, by the port's clock.
    fn now(&self) -> Duration;
}

/// A port that only takes replies, and wants to hear of every slice.
pub(crate) struct Listener<'a>(pub(crate) &'a mut dyn FnMut(Reply));

impl Port for Listener<'_> {
    fn send(&mut self, reply: Reply) {
        (self.0)(reply);
    }

    fn rest(&mut self) -> impl Future<Output = Rest> {
        ready(Rest::Tell { millis: 0 })
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

/// How fast a search goes, and whether it has begun again.
#[derive(Debug)]
pub(crate) struct Pace {
    attempt: AttemptView,
    /// when this attempt began
    since: u64,
    /// when it was last told
    told: u64,
    /// states at the last rest
    states: u64,
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self { attempt: AttemptView::First, since: 0, told: 0, states: 0 }
    }

    /// A search with fewer states than before has begun again.
    pub(crate) fn note(&mut self, states: u64) {
        if states < self.states {
            self.attempt = AttemptView::Again;
            self.since = self.told;
        }
        self.states = states;
    }

    /// How far it has come after so many milliseconds.
    pub(crate) fn tell(&mut self, progress: Progress, millis: u64) -> ProgressView {
        self.told = millis;
        ProgressView {
            states: progress.states,
            transitions: progress.transitions,
            depth: progress.depth,
            frontier: progress.frontier,
            memory: progress.memory,
            millis,
            rate: (progress.states * 1000).checked_div(millis.saturating_sub(self.since)).unwrap_or(0),
            attempt: self.attempt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(states: u64) -> Progress {
        Progress { states, transitions: 0, depth: 0, frontier: 0, memory: 0 }
    }

    #[test]
    fn the_rate_is_of_the_attempt_that_is_under_way() {
        let mut pace = Pace::new();
        pace.note(500);
        let told = pace.tell(progress(500), 250);
        assert_eq!((told.rate, told.attempt), (2000, AttemptView::First));
        pace.note(900);
        pace.note(10);
        pace.note(300);
        let told = pace.tell(progress(300), 350);
        assert_eq!((told.rate, told.attempt), (3000, AttemptView::Again), "300 states in 100 ms");
        assert_eq!(Pace::new().tell(progress(7), 0).rate, 0, "no time has passed");
    }
}
