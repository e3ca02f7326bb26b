//! Links of edited texts: the worker makes and opens them, because it takes the built-in texts with all that they
//! include.
//!
//! Arrow: what is shown -> request -> **fragment**, and fragment -> request -> **what is opened**. Knows nothing of
//! how they are written.

use std::rc::Rc;

use pagelock_protocol::link::{FullLink, OpenedLink, PackedError, Seen};
use pagelock_protocol::message::RequestBody;

use super::Model;
use super::address::LinkNote;
use super::engine::{EngineName, Purpose};

/// The last link of an edited scene, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    /// What it says.
    link: FullLink,
    /// The fragment with its `#`; `None` if it would be too long.
    fragment: Option<Rc<str>>,
}

/// The link to an edited scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PackedLink {
    /// It is on its way.
    Waiting,
    /// This fragment.
    Fragment(Rc<str>),
    /// The texts or the run are too long for a link.
    TooLong,
}

impl Model {
    /// What a link to what is shown says, if a text of it is edited.
    fn full_link(&self) -> Option<FullLink> {
        let scene = self.scene.as_ref().filter(|scene| scene.is_edited())?;
        let (schedule, step) = self.link_position(scene);
        let opened = scene.opened.map(|opened| opened.seen);
        let verdict = scene.report.as_deref().map_or(0, pagelock_protocol::view::ReportView::fingerprint);
        Some(FullLink {
            setup: (*scene.wanted).clone(),
            step: u32::try_from(step).unwrap_or(0),
            schedule,
            seen: opened.unwrap_or(Seen { verdict, ..Seen::default() }),
        })
    }

    /// The link to what is shown, if a text of it is edited.
    pub(crate) fn packed_link(&self) -> Option<PackedLink> {
        let wanted = self.full_link()?;
        Some(match self.packed.as_ref().filter(|packed| packed.link == wanted) {
            None => PackedLink::Waiting,
            Some(Packed { fragment: Some(fragment), .. }) => PackedLink::Fragment(Rc::clone(fragment)),
            Some(Packed { fragment: None, .. }) => PackedLink::TooLong,
        })
    }

    /// Asks for the link to an edited scene, if it is not here. Returns whether it did.
    pub(super) fn ask_packed(&mut self) -> bool {
        if self.packed_link() != Some(PackedLink::Waiting)
            || self.scene.as_ref().is_some_and(|scene| scene.playing)
        {
            return false;
        }
        let Some(link) = self.full_link() else { return false };
        self.launch(EngineName::Step, RequestBody::Pack { link: link.clone() }, Purpose::Pack { link });
        true
    }

    /// A link has come, or the reason why there is none.
    pub(super) fn on_packed(&mut self, link: FullLink, made: Result<String, PackedError>) {
        self.packed = Some(Packed { link, fragment: made.ok().map(Into::into) });
    }

    /// Whether an address is being opened.
    pub(super) fn is_unpacking(&self) -> bool {
        self.step.flight.as_ref().is_some_and(|flight| flight.purpose == Purpose::Unpack)
    }

    /// Asks what an address says.
    pub(super) fn unpack(&mut self, fragment: &Rc<str>) {
        let is_shown = |shown: &PackedLink| match shown {
            PackedLink::Fragment(shown) => shown.trim_start_matches('#') == fragment.trim_start_matches('#'),
            PackedLink::Waiting | PackedLink::TooLong => false,
        };
        self.link_note = None;
        if !self.packed_link().as_ref().is_some_and(is_shown) {
            let body = RequestBody::Unpack { fragment: fragment.to_string() };
            self.launch(EngineName::Step, body, Purpose::Unpack);
        }
    }

    /// An address says this, or is wrong.
    pub(super) fn on_unpacked(&mut self, opened: Result<Box<OpenedLink>, PackedError>) {
        match opened {
            Ok(opened) => self.open_full(opened.link, Some(opened.here)),
            Err(error) => self.refuse(LinkNote::Packed(error)),
        }
    }
}
