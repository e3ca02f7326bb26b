//! Requests and replies between page and worker: closed enums, each message with the id of its request.
//!
//! Every request but [`RequestBody::Stop`] gets any number of [`ReplyBody::Progress`] and [`ReplyBody::SweepPoint`] and
//! exactly one terminal reply, in their order; a newer one stops the search that is under way. A request is
//! self-contained (a [`Setup`] and a schedule rebuild everything), so the worker needs nothing of what was before and
//! can be killed and started again at any time; what it keeps of a [`RequestBody::Prospects`] only makes the next one
//! faster. The page drops replies whose id is not the current one.

use serde::{Deserialize, Serialize};

pub use crate::limits::{LimitsView, ReductionsView, SwitchView};
use crate::link::{FullLink, OpenedLink, PackedError};
use crate::view::{
    CatalogView, CostsView, DiagnosticView, ExportView, FormatView, FrontierView, ListingDiffView, MailView,
    NoWayView, OrderView, ProgressView, ProspectsView, ReportView, SearchedView, SweepChangeView,
    SweepEndView, SweepPointView, TraceView, WindowView,
};

/// A question to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Chosen by the page, larger than every earlier one.
    pub id: u32,
    /// What is asked.
    pub body: RequestBody,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestBody {
    /// The built-in scenarios and listings. Answered by [`ReplyBody::Catalog`].
    Catalog,
    /// What the workloads cost under each listing. Answered by [`ReplyBody::Costs`].
    Costs,
    /// What a listing changes in the one it starts from. Answered by [`ReplyBody::Difference`].
    Difference {
        /// The listing.
        listing: Source,
    },
    /// Replays a schedule from the initial state. Answered by [`ReplyBody::Trace`].
    Replay {
        /// What runs.
        setup: Setup,
        /// Indices among the choices enabled at each state; the trace stops at the first one that is not legal.
        schedule: Vec<u16>,
        /// The state that is looked at first: the states around it come in full.
        look: u32,
    },
    /// Replays a schedule and gives the states around one of them in full. Answered by [`ReplyBody::Window`].
    Window {
        /// What runs.
        setup: Setup,
        /// A legal schedule.
        schedule: Vec<u16>,
        /// The state that is looked at.
        look: u32,
    },
    /// Replays a schedule, then goes on at random until nothing can move or `steps_max` is reached.
    /// Answered by [`ReplyBody::Trace`].
    Random {
        /// What runs.
        setup: Setup,
        /// Where the random part starts.
        schedule: Vec<u16>,
        /// Equal seeds give equal runs.
        seed: u64,
        /// Steps of the whole run at most.
        steps_max: u32,
    },
    /// Replays a schedule, then lets the tasks take turns. Answered by [`ReplyBody::Trace`].
    RoundRobin {
        /// What runs.
        setup: Setup,
        /// Where the turns start.
        schedule: Vec<u16>,
        /// Steps of the whole run at most.
        steps_max: u32,
    },
    /// Replays a schedule, then goes on until a task comes to a step. Answered by [`ReplyBody::Trace`], or by
    /// [`ReplyBody::NoWay`].
    Until {
        /// What runs.
        setup: Setup,
        /// Where to start.
        schedule: Vec<u16>,
        /// Who is to come there: index into [`TraceView::tasks`].
        task: u32,
        /// The label of the step.
        label: String,
    },
    /// Searches every interleaving for how many tasks hold how many kmap slots. Answered by [`ReplyBody::Frontier`].
    Frontier {
        /// What runs.
        setup: Setup,
    },
    /// Searches every interleaving for the order in which locks are taken. Answered by [`ReplyBody::Order`].
    Order {
        /// What runs.
        setup: Setup,
    },
    /// Replays a schedule and tells of its end in plain text. Answered by [`ReplyBody::Mail`].
    Mail {
        /// What runs.
        setup: Setup,
        /// A legal schedule.
        schedule: Vec<u16>,
        /// What a search has found, if there was one.
        searched: Option<SearchedView>,
    },
    /// Makes a link. Answered by [`ReplyBody::Packed`].
    Pack {
        /// What it is to say; what it says nothing of what is seen of the texts is filled in.
        link: FullLink,
    },
    /// Opens a packed link. Answered by [`ReplyBody::Unpacked`].
    Unpack {
        /// The fragment.
        fragment: String,
    },
    /// Searches every interleaving. Answered by [`ReplyBody::Report`] after [`ReplyBody::Progress`] messages.
    Search {
        /// What runs.
        setup: Setup,
        /// Where the search gives up, and what it leaves out.
        limits: LimitsView,
    },
    /// What can still be saved along a run, by going back from the ends of all runs. Answered by
    /// [`ReplyBody::Prospects`], after [`ReplyBody::Progress`] messages if the graph is not the one of the last such
    /// request.
    Prospects {
        /// What runs.
        setup: Setup,
        /// A legal schedule.
        schedule: Vec<u16>,
        /// Where the search of the graph gives up; it leaves nothing out.
        limits: LimitsView,
    },
    /// Searches values of an option, with reductions, for where the verdict changes. Answered by
    /// [`ReplyBody::Swept`] after [`ReplyBody::SweepPoint`] and [`ReplyBody::Progress`] messages.
    Sweep {
        /// What runs; its own value of the swept option does not matter.
        setup: Setup,
        /// The swept option.
        key: String,
        /// Its smallest value.
        first: u32,
        /// Its largest value.
        last: u32,
        /// Where the search of each value gives up.
        limits: LimitsView,
    },
    /// Makes a file of a run, or of what runs, for another program. Answered by [`ReplyBody::Export`].
    Export {
        /// What runs.
        setup: Setup,
        /// A legal schedule.
        schedule: Vec<u16>,
        /// The state that is looked at.
        step: u32,
        /// What is made.
        format: FormatView,
        /// What a search has found, if there was one.
        searched: Option<SearchedView>,
    },
    /// Ends the search or sweep of the request with this same id, which is then answered with what it has found so far.
    /// Not answered itself.
    Stop,
}

/// The parts of the engine, each of which is loaded when something of it is first asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The catalog, runs and links: what the page cannot be used without.
    Core,
    /// Everything that goes through all interleavings.
    Search,
    /// Reports and files of a run.
    Study,
}

impl RequestBody {
    /// Who answers it. Nobody answers [`RequestBody::Stop`]: it goes to whoever has the request that it stops.
    pub fn part(&self) -> Option<Part> {
        match self {
            Self::Catalog
            | Self::Costs
            | Self::Difference { .. }
            | Self::Replay { .. }
            | Self::Window { .. }
            | Self::Random { .. }
            | Self::RoundRobin { .. }
            | Self::Until { .. }
            | Self::Pack { .. }
            | Self::Unpack { .. } => Some(Part::Core),
            Self::Frontier { .. }
            | Self::Order { .. }
            | Self::Prospects { .. }
            | Self::Search { .. }
            | Self::Sweep { .. } => Some(Part::Search),
            Self::Mail { .. } | Self::Export { .. } => Some(Part::Study),
            Self::Stop => None,
        }
    }
}

/// Everything that says what runs: with a schedule it rebuilds any state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The scenario.
    pub scenario: Source,
    /// The listing.
    pub listing: Source,
    /// Option overrides as `(key, value)`, such as `("rwsem", "reader-preferring")`; later ones win.
    pub options: Vec<(String, String)>,
}

impl Setup {
    /// The same with an option set after all others: of settings of one option the last is in force.
    #[must_use]
    pub fn with(&self, key: &str, value: u16) -> Self {
        let mut options = self.options.clone();
        options.push((key.to_owned(), value.to_string()));
        Self { options, ..self.clone() }
    }
}

/// A text by name or in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// One of the built-in texts.
    Builtin(String),
    /// An edited text. At most 64 KiB.
    Text {
        /// What to call it.
        name: String,
        /// The text itself.
        text: String,
    },
}

impl Source {
    /// The name it is shown under.
    pub fn name(&self) -> &str {
        match self {
            Self::Builtin(name) | Self::Text { name, .. } => name,
        }
    }
}

/// An answer from the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Id of the request it answers; 0 for [`ReplyBody::Ready`].
    pub id: u32,
    /// The answer.
    pub body: ReplyBody,
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplyBody {
    /// The worker has started. Sent once, unasked.
    Ready {
        /// [`crate::PROTOCOL_VERSION`] the worker was built with.
        protocol: u32,
        /// The build of the site it is part of, as the page knows its own; empty if it is part of none.
        build: String,
    },
    /// Built-in scenarios and listings.
    Catalog(CatalogView),
    /// Costs of the workloads.
    Costs(CostsView),
    /// What a listing changes; `None` for one that stands on its own.
    Difference(Option<Box<ListingDiffView>>),
    /// A run, and some of its states in full: the last ones, or those around the one that is looked at first.
    Trace(Box<TraceView>, Box<WindowView>),
    /// Some states of a run in full.
    Window(Box<WindowView>),
    /// No run comes to where it was to stop, as far as was searched.
    NoWay(NoWayView),
    /// A search is still running. Not terminal.
    Progress(ProgressView),
    /// What a search for the frontier has found.
    Frontier(Box<FrontierView>),
    /// In which order locks are taken.
    Order(Box<OrderView>),
    /// A run as plain text.
    Mail(Box<MailView>),
    /// A fragment with its `#`, or why there is none.
    Packed(Result<String, PackedError>),
    /// What a link says, or why it was refused.
    Unpacked(Result<Box<OpenedLink>, PackedError>),
    /// What can still be saved along a run.
    Prospects(Box<ProspectsView>),
    /// A search has ended.
    Report(Box<ReportView>),
    /// A value of a sweep has been searched. Not terminal.
    SweepPoint {
        /// What was found there.
        point: Box<SweepPointView>,
        /// Where the verdict changes, as far as it is known.
        changes: Vec<SweepChangeView>,
    },
    /// A sweep has ended.
    Swept(Box<SweepEndView>),
    /// The texts or options of the setup are wrong; all mistakes found, in the order of the text.
    Invalid(Vec<DiagnosticView>),
    /// The worker could not serve the request because of a mistake of ours.
    Failed(String),
    /// A file, or why there is none.
    Export(Result<Box<ExportView>, String>),
}
