//! The whole state of the page: what was asked, what was answered, where the visitor looks.
//!
//! Arrow: reply / event -> **`Model`** -> props -> HTML. Everything here is plain data without web types, so
//! the reducer is tested natively. Nothing derived is stored: lanes, words and addresses are computed from
//! this.

pub(crate) mod action;
pub(crate) mod address;
pub(crate) mod build;
pub(crate) mod engine;
pub(crate) mod export;
pub(crate) mod filter;
pub(crate) mod frontier;
pub(crate) mod game;
pub(crate) mod history;
pub(crate) mod keep;
mod look;
pub(crate) mod mail;
pub(crate) mod matrix;
pub(crate) mod once;
pub(crate) mod order;
pub(crate) mod packed;
pub(crate) mod place;
pub(crate) mod prospects;
mod reduce;
mod replies;
pub(crate) mod scene;
pub(crate) mod search;
pub(crate) mod sight;
pub(crate) mod stamp;
pub(crate) mod stop;
pub(crate) mod sweep;
#[cfg(test)]
mod tests;
pub(crate) mod time;
pub(crate) mod zoom;

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::message::LimitsView;
use pagelock_protocol::view::{CatalogView, CostsView, ListingInfoView, ScenarioView};

use self::action::EditTarget;
use self::address::LinkNote;
use self::build::Builds;
use self::engine::{Engine, EngineName};
use self::filter::Filter;
use self::keep::{Keeping, Theme};
use self::matrix::Checks;
use self::packed::Packed;
use self::place::Place;
pub(crate) use self::reduce::TEXT_MAX;
use self::scene::{Scene, Speed};
use self::zoom::Zoom;

/// Why the engine does not answer, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Which engine.
    pub(crate) engine: EngineName,
    /// What it said.
    pub(crate) text: Rc<str>,
}

/// Everything the page knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Model {
    /// Where the page stands; it stays there.
    pub(crate) place: Place,
    /// The worker that replays runs.
    pub(crate) step: Engine,
    /// The worker that searches; started when it is first needed. Apart from `step`, so that stepping never
    /// waits.
    pub(crate) search: Engine,
    /// The worker that says what can still be saved; started when it is first needed.
    pub(crate) judge: Engine,
    /// The worker that tells of runs; started when it is first needed.
    pub(crate) study: Engine,
    /// Id of the newest request.
    pub(crate) last_id: u32,
    /// Built-in scenarios and listings, once known.
    pub(crate) catalog: Option<Rc<CatalogView>>,
    /// What the listings cost, once known.
    pub(crate) costs: Option<Rc<CostsView>>,
    /// Which part of the matrix is shown.
    pub(crate) filter: Rc<Filter>,
    /// What the page found out about the cells of the matrix.
    pub(crate) checks: Rc<Checks>,
    /// The open scenario; `None` is the start view.
    pub(crate) scene: Option<Scene>,
    /// Edited texts that were typed but perhaps not applied, by kind and built-in name.
    pub(crate) drafts: Rc<Map<(EditTarget, String), Rc<str>>>,
    /// Fewest turns in which each level was won, by its name.
    pub(crate) progress: Rc<Map<String, u32>>,
    /// What searches may use, by the scenario for which it was set.
    pub(crate) limits: Rc<Map<String, LimitsView>>,
    /// An address to open when the catalog is known.
    pub(crate) waiting_link: Option<Rc<str>>,
    /// The last link of an edited scene.
    pub(crate) packed: Option<Packed>,
    /// What was wrong with the address.
    pub(crate) link_note: Option<LinkNote>,
    /// Why the engine does not answer.
    pub(crate) failure: Option<Failure>,
    /// What the engine said when it died, after which it was started again.
    pub(crate) revived: Option<Rc<str>>,
    /// What is known of other builds.
    pub(crate) builds: Builds,
    /// Speed of playing.
    pub(crate) speed: Speed,
    /// Width of a step in the lanes.
    pub(crate) zoom: Zoom,
    /// Whether single keys are shortcuts.
    pub(crate) shortcuts: bool,
    /// Light on dark, or dark on light.
    pub(crate) theme: Theme,
    /// Whether the browser keeps what is to be kept.
    pub(crate) keeping: Keeping,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            place: Place::Window,
            step: Engine::started(),
            search: Engine::asleep(),
            judge: Engine::asleep(),
            study: Engine::asleep(),
            last_id: 0,
            catalog: None,
            costs: None,
            filter: Rc::default(),
            checks: Rc::default(),
            scene: None,
            drafts: Rc::default(),
            progress: Rc::default(),
            limits: Rc::default(),
            waiting_link: None,
            packed: None,
            link_note: None,
            failure: None,
            revived: None,
            builds: Builds::default(),
            speed: Speed::Normal,
            zoom: Zoom::default(),
            shortcuts: true,
            theme: Theme::System,
            keeping: Keeping::Unknown,
        }
    }
}

impl Model {
    /// The engine of this name.
    pub(crate) fn engine(&self, name: EngineName) -> &Engine {
        match name {
            EngineName::Step => &self.step,
            EngineName::Search => &self.search,
            EngineName::Judge => &self.judge,
            EngineName::Study => &self.study,
        }
    }

    fn engine_mut(&mut self, name: EngineName) -> &mut Engine {
        match name {
            EngineName::Step => &mut self.step,
            EngineName::Search => &mut self.search,
            EngineName::Judge => &mut self.judge,
            EngineName::Study => &mut self.study,
        }
    }

    /// The built-in scenario of this name.
    pub(crate) fn scenario(&self, name: &str) -> Option<&ScenarioView> {
        self.catalog.as_deref()?.scenario(name)
    }

    /// The built-in listing of this name.
    pub(crate) fn listing(&self, name: &str) -> Option<&ListingInfoView> {
        self.catalog.as_deref()?.listings.iter().find(|listing| listing.name == name)
    }

    /// The built-in text of this kind and name.
    pub(crate) fn builtin_text(&self, target: EditTarget, name: &str) -> Option<&str> {
        match target {
            EditTarget::Scenario => self.scenario(name).map(|scenario| scenario.text.as_str()),
            EditTarget::Listing => self.listing(name).map(|listing| listing.text.as_str()),
        }
    }
}
