//! Where the page stands: in a window of its own, or in a frame of somebody else's page, where it shows one run and
//! leaves everything else to the whole page.
//!
//! Arrow: `Place` -> **what is asked for**, and the query of a frame's address -> **that of the whole page**. The place
//! itself is read by `bootstrap.js`, before anything is drawn.

use pagelock_protocol::message::RequestBody;

use super::Model;
use super::engine::{EngineName, Purpose};

/// The part of the query that says that the page stands in a frame: `embed=1`.
const EMBED: &str = "embed";

/// Where the page stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a window of its own.
    #[default]
    Window,
    /// In a frame of another page: verdict, lanes and machine of one run, and the way to the whole page.
    Frame,
}

/// The query of the whole page's address, from that of a frame: everything but what says that it is one. Both begin
/// with `?` or are empty.
pub(crate) fn whole_query(query: &str) -> String {
    let parts = query.strip_prefix('?').unwrap_or(query).split('&');
    let is_kept = |part: &&str| !part.is_empty() && part.split('=').next() != Some(EMBED);
    let kept: Vec<&str> = parts.filter(is_kept).collect();
    if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) }
}

impl Model {
    /// The page before anything has happened.
    pub(crate) fn at(place: Place) -> Self {
        Self { place, ..Self::default() }
    }

    /// Asks for what is shown beside the run, or instead of one; in a frame nothing is.
    pub(super) fn ask_rest(&mut self) {
        if self.place == Place::Frame {
            return;
        }
        if self.scene.is_none() && self.costs.is_none() {
            self.launch(EngineName::Step, RequestBody::Costs, Purpose::Costs);
        } else if let Some(scene) = self.scene.as_ref().filter(|scene| !scene.is_compared()) {
            let listing = scene.wanted.listing.clone();
            let body = RequestBody::Difference { listing: listing.clone() };
            self.launch(EngineName::Step, body, Purpose::Difference { listing });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_page_has_the_rest_of_the_query() {
        let check = |query, whole: &str| assert_eq!(whole_query(query), whole, "{query}");
        check("", "");
        check("?", "");
        check("?embed=1", "");
        check("?embed", "");
        check("?v=3&embed=1", "?v=3");
        check("?embed=1&v=3&embed=1&w", "?v=3&w");
        check("?embedded=1", "?embedded=1");
    }
}
