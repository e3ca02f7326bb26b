//! Everything that can happen to the page: one closed enum, made by components, keys, timers and workers.

use std::rc::Rc;

use pagelock_protocol::message::{LimitsView, Reply};

use super::build::BuildAction;
use super::engine::EngineName;
use super::export::ExportAction;
use super::filter::RowFilter;
use super::game::GameAction;
use super::keep::KeepAction;
use super::matrix::CellId;
use super::once::Once;
use super::prospects::ProspectsAction;
use super::scene::Speed;
use super::sweep::SweepAction;
use super::time::TimeAction;

/// Which text is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EditTarget {
    /// The listing's own file.
    Listing,
    /// The scenario's TOML.
    Scenario,
}

/// Where the cursor goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// Before the first step.
    First,
    /// One step towards the start.
    Back,
    /// One step along the known schedule.
    Forward,
    /// After the last known step.
    Last,
    /// After this many steps.
    To(usize),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The address bar holds this fragment; an empty one is the start view.
    Open(Rc<str>),
    /// A cell of the matrix was picked.
    OpenCell(CellId),
    /// A group of listings in the matrix is shown, or not.
    ShowGroup {
        /// Its heading.
        group: String,
        /// Whether it is shown.
        is_shown: bool,
    },
    /// The window is narrow: only the first group of listings is shown.
    ShowFirstGroup,
    /// These rows of the matrix are shown.
    ShowRows(RowFilter),
    /// Back to the start view.
    Close,
    /// Another built-in scenario.
    PickScenario(String),
    /// Another built-in listing.
    PickListing(String),
    /// An option of the scenario got a value.
    SetOption {
        /// Its key.
        key: String,
        /// Its value, as text.
        value: String,
    },
    /// All options as the scenario has them.
    DefaultOptions,
    /// A choice at the cursor.
    Take(u16),
    /// Forget the last choice before the cursor and all after it.
    Undo,
    /// Forget all choices.
    Reset,
    /// Go on at random from the cursor.
    Random,
    /// Let the tasks take turns from the cursor.
    RoundRobin,
    /// Replay the shortest schedule of the report.
    ReplayShortest,
    /// Replay the nearest run to the way of ending that has this position in the report.
    ReplayEnd(usize),
    /// Move the cursor.
    Go(Move),
    /// Something about forks, lanes, or where a run is to stop.
    Time(TimeAction),
    /// Play or pause.
    TogglePlay,
    /// Time for the next step of playing.
    Tick,
    /// Speed of playing.
    SetSpeed(Speed),
    /// Search every interleaving.
    Search,
    /// Search again with larger limits.
    SearchFurther,
    /// Show the frontier map.
    Frontier,
    /// Show the lock order.
    Order,
    /// Show the run that shows the dependency with this position in the lock order.
    ShowDependency(usize),
    /// Something about files of what is seen.
    Export(ExportAction),
    /// The plain text is wanted, or not.
    Mail(bool),
    /// The dialog in which what is shown is shared is opened or closed.
    Share(bool),
    /// End the search with what it has found.
    CancelSearch,
    /// The worker of this generation was asked to end its search, and has not answered.
    CancelOverdue {
        /// Of which engine.
        engine: EngineName,
        /// Which one.
        generation: u32,
    },
    /// What the next search may use and leave out.
    SetLimits(LimitsView),
    /// Something about the game.
    Game(GameAction),
    /// Something about what can still be saved.
    Prospects(ProspectsAction),
    /// Something about the sweep of an option.
    Sweep(SweepAction),
    /// Open the editor of a text, or close it with `None`.
    Edit(Option<EditTarget>),
    /// The edited text is now this.
    Draft(EditTarget, Rc<str>),
    /// Run the edited text.
    Apply(EditTarget),
    /// Back to the built-in text.
    Revert(EditTarget),
    /// Follow this task in the code, or the one that moved last with `None`.
    Follow(Option<u32>),
    /// A worker has answered.
    Reply {
        /// Which worker.
        engine: EngineName,
        /// Its generation: older ones have been stopped.
        generation: u32,
        /// What it says.
        reply: Once<Reply>,
    },
    /// A worker could not start or has crashed.
    Crashed {
        /// Which worker.
        engine: EngineName,
        /// Its generation.
        generation: u32,
        /// What the browser says.
        text: Rc<str>,
    },
    /// Start the workers again.
    Restart,
    /// It has been read that the engine was started again.
    Dismiss,
    /// Something about builds.
    Build(BuildAction),
    /// Something about what the browser keeps.
    Keep(KeepAction),
    /// Turn single-key shortcuts on or off.
    Shortcuts(bool),
}
