//! What the page knows about a worker: which instance runs, and the one request it is asked.
//!
//! The model only *declares* the request in flight; `hooks::engine` posts it when it changes. A worker that is not
//! waited for is replaced by one of a new generation: replies of older generations are dropped.

use std::rc::Rc;

use pagelock_protocol::link::FullLink;
use pagelock_protocol::message::{LimitsView, Part, Request, RequestBody, Setup, Source};
use pagelock_protocol::view::{FormatView, ProgressView};

use super::Model;
use super::mail::About;
use super::matrix::CellId;
use super::stop::Stop;

/// The workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EngineName {
    /// Catalog and runs: short answers.
    Step,
    /// Searches: long answers.
    Search,
    /// What can still be saved: a long answer first, and short ones while the setup is the same.
    Judge,
    /// Reports and files of a run: short answers, by code that is not loaded before.
    Study,
}

impl EngineName {
    /// The part of the engine that its workers run.
    pub(crate) fn part(self) -> Part {
        match self {
            Self::Step => Part::Core,
            Self::Search | Self::Judge => Part::Search,
            Self::Study => Part::Study,
        }
    }
}

/// A worker, as far as the page cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Engine {
    /// Which instance runs; 0 before the first.
    pub(crate) generation: u32,
    /// Whether it has said that it is ready.
    pub(crate) ready: bool,
    /// What it is asked.
    pub(crate) flight: Option<Flight>,
    /// How many workers have died since one has answered.
    pub(crate) deaths: u32,
}

/// A request without its terminal reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flight {
    /// The request.
    pub(crate) request: Rc<Request>,
    /// What for.
    pub(crate) purpose: Purpose,
    /// How far it has come.
    pub(crate) progress: Option<ProgressView>,
    /// How far it had come when that was last said aloud.
    pub(crate) told: Option<ProgressView>,
    /// Whether it is to end.
    pub(crate) cancel: Cancel,
}

/// Whether a search is to end with what it has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cancel {
    /// It may go on.
    Not,
    /// Its worker is asked to end it, and replaced if it does not soon.
    Asked,
}

/// What a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The catalog.
    Catalog,
    /// What the listings cost.
    Costs,
    /// A run to show.
    Run {
        /// What runs.
        setup: Rc<Setup>,
        /// Where the cursor goes when it is here.
        land: Land,
    },
    /// A run to where a task comes to a step.
    Until {
        /// What runs.
        setup: Rc<Setup>,
        /// The step, and who is to come to it.
        stop: Stop,
    },
    /// States around the one the visitor looks at.
    Look {
        /// What runs.
        setup: Rc<Setup>,
        /// The state.
        at: usize,
    },
    /// The frontier map.
    Frontier {
        /// What runs.
        setup: Rc<Setup>,
    },
    /// The lock order.
    Order {
        /// What runs.
        setup: Rc<Setup>,
    },
    /// A run as plain text.
    Mail {
        /// What it is about.
        about: About,
    },
    /// A file.
    Export {
        /// Which.
        format: FormatView,
    },
    /// The link to an edited scene.
    Pack {
        /// What it says.
        link: FullLink,
    },
    /// What a packed link says.
    Unpack,
    /// What a listing changes.
    Difference {
        /// The listing.
        listing: Source,
    },
    /// A search the visitor asked for.
    Search {
        /// What runs.
        setup: Rc<Setup>,
    },
    /// What can still be saved along a run.
    Prospects {
        /// What runs.
        setup: Rc<Setup>,
        /// The run.
        schedule: Rc<Vec<u16>>,
        /// What may be searched for it.
        limits: LimitsView,
    },
    /// The sweep of an option.
    Sweep,
    /// A search of the page's own, for a cell of the matrix.
    Check(CellId),
}

/// Where the cursor goes in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Land {
    /// After the last step.
    End,
    /// After this many steps, or the last.
    At(usize),
}

impl Land {
    /// The cursor in a run of `len` steps.
    pub(crate) fn cursor(self, len: usize) -> usize {
        match self {
            Self::End => len,
            Self::At(step) => step.min(len),
        }
    }
}

impl Engine {
    /// An engine whose first worker is started at once.
    pub(crate) fn started() -> Self {
        Self { generation: 1, ..Self::asleep() }
    }

    /// An engine without a worker.
    pub(crate) fn asleep() -> Self {
        Self { generation: 0, ready: false, flight: None, deaths: 0 }
    }

    /// A new worker in place of the old one.
    pub(crate) fn restart(&mut self) {
        self.generation += 1;
        self.ready = false;
    }

    /// Forgets the request. A worker that has been busy with it for a while is replaced rather than waited
    /// for.
    pub(crate) fn drop_flight(&mut self) {
        if self.flight.take().is_some_and(|flight| flight.progress.is_some()) {
            self.restart();
        }
    }

    /// Takes the request that `id` answers, if it is the current one.
    pub(crate) fn land(&mut self, id: u32) -> Option<Flight> {
        self.deaths = 0;
        self.flight.take_if(|flight| flight.request.id == id)
    }
}

impl Model {
    /// Asks `name` for something, in place of whatever it was asked before.
    pub(crate) fn launch(&mut self, name: EngineName, body: RequestBody, purpose: Purpose) {
        debug_assert_eq!(body.part(), Some(name.part()), "{name:?} does not answer this");
        self.last_id += 1;
        let request = Rc::new(Request { id: self.last_id, body });
        let engine = self.engine_mut(name);
        engine.drop_flight();
        if engine.generation == 0 {
            engine.restart();
        }
        engine.flight = Some(Flight { request, purpose, progress: None, told: None, cancel: Cancel::Not });
    }
}
