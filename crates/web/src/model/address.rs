//! The address bar: which link says what is shown, and what a link from outside opens.

use std::rc::Rc;

use pagelock_protocol::link::{FullLink, LINK_MAX, Link, LinkError, PackedError, Seen, is_packed};
use pagelock_protocol::message::{RequestBody, Setup, Source};
use pagelock_protocol::view::{CatalogView, ReportView};

use super::Model;
use super::engine::{EngineName, Land, Purpose};
use super::packed::PackedLink;
use super::place::Place;
use super::scene::Scene;
use super::stamp::{Opened, texts_of};

/// What was wrong with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkNote {
    /// It cannot be read.
    Damaged {
        /// Why.
        error: LinkError,
        /// A link to the beginning of what it still names, if that exists.
        beginning: Option<Beginning>,
    },
    /// It is of the packed form and cannot be opened.
    Packed(PackedError),
    /// It names a scenario that is not built in.
    UnknownScenario(String),
    /// It names a listing that is not built in.
    UnknownListing(String),
}

/// Where a damaged link may have been meant to lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beginning {
    /// Scenario and listing, in words.
    pub(crate) words: String,
    /// The link.
    pub(crate) fragment: Rc<str>,
}

/// What the address bar should say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// Whatever it says now: it has not been opened yet, or could not be.
    Keep,
    /// Nothing: the start view.
    Start,
    /// This link.
    Link {
        /// The fragment with its `#`.
        fragment: String,
        /// What makes a new entry in the history: scenario and listing; in a frame nothing does.
        entry: String,
    },
}

/// The beginning of what a damaged link names.
fn beginning(catalog: &CatalogView, fragment: &str) -> Option<Beginning> {
    let (scenario, listing) = Link::names(fragment)?;
    catalog.scenario(scenario)?;
    catalog.listings.iter().find(|known| known.name == listing)?;
    let link = Link { scenario: scenario.to_owned(), listing: listing.to_owned(), ..Link::default() };
    Some(Beginning { words: format!("{scenario} under {listing}"), fragment: link.encode().into() })
}

/// A fragment as [`Model::open`] wants it: without its `#`.
fn bare(fragment: &str) -> &str {
    fragment.strip_prefix('#').unwrap_or(fragment)
}

impl Model {
    /// The link to what is shown, or to what has been asked for and is not here yet, with what is known of it here.
    pub(crate) fn link(&self) -> Option<Link> {
        let scene = self.scene.as_ref()?;
        let (schedule, step) = self.link_position(scene);
        let mut link = Link {
            scenario: scene.wanted.scenario.name().to_owned(),
            listing: scene.wanted.listing.name().to_owned(),
            options: scene.wanted.options.clone(),
            step: u32::try_from(step).unwrap_or(0),
            schedule,
            seen: self.seen(scene),
        };
        if link.encode().len() > LINK_MAX {
            // A run that does not fit is left out rather than cut: a prefix would show something else.
            link.schedule.clear();
            link.step = 0;
        }
        Some(link)
    }

    /// What whoever makes a link now sees.
    fn seen(&self, scene: &Scene) -> Seen {
        let texts =
            self.catalog.as_deref().map(|catalog| texts_of(catalog, &scene.wanted)).unwrap_or_default();
        let verdict = scene.report.as_deref().map_or(0, ReportView::fingerprint);
        Seen { verdict, ..texts }
    }

    pub(super) fn link_position(&self, scene: &Scene) -> (Vec<u16>, usize) {
        if let Some(flight) = &self.step.flight
            && let (Purpose::Run { land, .. }, RequestBody::Replay { schedule, .. }) =
                (&flight.purpose, &flight.request.body)
        {
            return (schedule.clone(), land.cursor(schedule.len()));
        }
        match scene.current_trace() {
            Some(trace) => (trace.schedule.clone(), scene.cursor),
            None => (Vec::new(), 0),
        }
    }

    /// What makes a new entry in the history. The button Back is the other page's, where this one is a frame.
    fn entry(&self, link: &Link) -> String {
        match self.place {
            Place::Window => format!("{}/{}", link.scenario, link.listing),
            Place::Frame => String::new(),
        }
    }

    /// Whether the run was too long for the address.
    pub(crate) fn is_too_long_for_link(&self) -> bool {
        let shown = self.scene.as_ref().and_then(Scene::current_trace);
        let is_left_out = |link: Link| link.schedule.is_empty() && self.step.flight.is_none();
        shown.is_some_and(|trace| !trace.schedule.is_empty()) && self.link().is_some_and(is_left_out)
    }

    /// The fragment to share: of either form, empty where nothing is open.
    pub(crate) fn fragment(&self) -> String {
        match (self.packed_link(), self.link()) {
            (Some(PackedLink::Fragment(fragment)), _) => fragment.to_string(),
            (_, link) => link.map(|link| link.encode()).unwrap_or_default(),
        }
    }

    /// What the address bar should say.
    pub(crate) fn address(&self) -> Address {
        let is_refused = self.link_note.is_some() && self.scene.is_none();
        if self.catalog.is_none() || is_refused {
            return Address::Keep;
        }
        if self.is_unpacking() {
            return Address::Keep;
        }
        match (self.packed_link(), self.link()) {
            (_, None) => Address::Start,
            (Some(PackedLink::Waiting), Some(_)) => Address::Keep,
            (Some(PackedLink::Fragment(fragment)), Some(link)) => {
                Address::Link { fragment: fragment.to_string(), entry: self.entry(&link) }
            }
            // What does not fit is left out: the built-in texts of the same names.
            (None | Some(PackedLink::TooLong), Some(link)) => {
                // What the maker of an opened link saw stays in the address: it is checked again after a reload.
                let opened = self.scene.as_ref().and_then(|scene| scene.opened);
                let link = Link { seen: opened.map_or(link.seen, |opened| opened.seen), ..link };
                Address::Link { fragment: link.encode(), entry: self.entry(&link) }
            }
        }
    }

    /// Opens what the address bar says.
    pub(super) fn open(&mut self, fragment: Rc<str>) {
        let Some(catalog) = self.catalog.clone() else {
            self.waiting_link = Some(fragment);
            return;
        };
        self.waiting_link = None;
        if bare(&fragment).is_empty() {
            return self.close();
        }
        if is_packed(&fragment) {
            return self.unpack(&fragment);
        }
        match Link::decode(&fragment) {
            Err(error) => self.refuse(LinkNote::Damaged { error, beginning: beginning(&catalog, &fragment) }),
            Ok(link) if catalog.scenario(&link.scenario).is_none() => {
                self.refuse(LinkNote::UnknownScenario(link.scenario));
            }
            Ok(link) if !catalog.listings.iter().any(|known| known.name == link.listing) => {
                self.refuse(LinkNote::UnknownListing(link.listing));
            }
            Ok(link) if self.is_shown(&link) => self.link_note = None,
            Ok(link) => self.open_link(link),
        }
    }

    /// Whether a link leads to what is shown already.
    fn is_shown(&self, link: &Link) -> bool {
        let shown = self.link().map(|shown| Link { seen: link.seen, ..shown });
        shown.as_ref() == Some(link) && self.scene.as_ref().is_some_and(|scene| !scene.is_edited())
    }

    pub(super) fn refuse(&mut self, note: LinkNote) {
        self.close();
        self.link_note = Some(note);
    }

    fn open_link(&mut self, link: Link) {
        let setup = Setup {
            scenario: Source::Builtin(link.scenario),
            listing: Source::Builtin(link.listing),
            options: link.options,
        };
        let here = self.catalog.as_deref().map(|catalog| texts_of(catalog, &setup));
        self.open_full(FullLink { setup, schedule: link.schedule, step: link.step, seen: link.seen }, here);
    }

    /// Opens what a link of either form says; `here` is what its texts are here.
    pub(super) fn open_full(&mut self, link: FullLink, here: Option<Seen>) {
        let setup = link.setup;
        let step = link.step as usize;
        let opened = Opened::new(link.seen, here);
        let is_here = |scene: &Scene| {
            *scene.wanted == setup
                && scene.current_trace().is_some_and(|trace| trace.schedule == link.schedule)
        };
        self.link_note = None;
        if let Some(scene) = self.scene.as_mut().filter(|scene| is_here(scene)) {
            scene.cursor = step;
            scene.opened = opened;
            return;
        }
        let is_same_setup = self.scene.as_ref().is_some_and(|scene| *scene.wanted == setup);
        if !is_same_setup {
            self.enter(setup.clone());
        }
        if let Some(scene) = &mut self.scene {
            scene.opened = opened;
        }
        if link.schedule.is_empty() && self.begin_level() {
            return;
        }
        let is_level = self.is_level(&setup);
        let body = RequestBody::Replay { setup, schedule: link.schedule, look: link.step };
        self.run(body, Land::At(step));
        if !is_level && !is_same_setup && self.scene.as_ref().is_some_and(|scene| scene.report.is_none()) {
            self.start_search_of_link();
        }
    }

    /// Opens a scene for `setup`, with what the matrix already knows about it.
    pub(super) fn enter(&mut self, setup: Setup) {
        self.search.drop_flight();
        self.judge.drop_flight();
        let mut scene = Scene::new(setup);
        scene.report = self.known_report(&scene.wanted);
        scene.limits = self.limits_of(&scene.wanted);
        self.scene = Some(scene);
        self.link_note = None;
    }

    /// Asks for a run of what the visitor has set.
    pub(super) fn run(&mut self, body: RequestBody, land: Land) {
        let Some(scene) = &mut self.scene else { return };
        scene.playing = false;
        let setup = Rc::clone(&scene.wanted);
        self.launch(EngineName::Step, body, Purpose::Run { setup, land });
    }
}
