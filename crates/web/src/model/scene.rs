//! An open scenario: what runs, the run that is shown, the cursor in it, and what a search said.

use std::rc::Rc;

use pagelock_protocol::message::{LimitsView, Setup, Source};
use pagelock_protocol::view::{
    DiagnosticView, ListingDiffView, ReportView, StateView, StepView, TaskStatusView, TraceView, WindowView,
};

use super::action::{EditTarget, Move};
use super::export::Export;
use super::frontier::Frontier;
use super::game::Play;
use super::history::History;
use super::mail::Mail;
use super::order::Order;
use super::prospects::Judgement;
use super::search::Stopped;
use super::stamp::Opened;
use super::stop::{Missed, Stop};
use super::sweep::SweepRun;

/// An open scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scene {
    /// What the visitor has set.
    pub(crate) wanted: Rc<Setup>,
    /// The link that has set it, if it says what its maker saw.
    pub(crate) opened: Option<Opened>,
    /// What the shown run ran: `wanted`, or what was set before when `wanted` is wrong or not answered yet.
    pub(crate) shown: Option<Rc<Setup>>,
    /// The run.
    pub(crate) trace: Option<Rc<TraceView>>,
    /// Some of its states in full.
    pub(crate) window: Rc<WindowView>,
    /// Steps of the run that are done where the visitor looks; at most its length.
    pub(crate) cursor: usize,
    /// What a listing changes, once asked for: of `wanted`, or of what was set before.
    pub(crate) compared: Option<Compared>,
    /// What a search of `wanted` found.
    pub(crate) report: Option<Rc<ReportView>>,
    /// The frontier map of `wanted`.
    pub(crate) frontier: Frontier,
    /// The lock order of `wanted`.
    pub(crate) order: Order,
    /// Files of what is seen.
    pub(crate) export: Export,
    /// The plain text of what is seen.
    pub(crate) mail: Mail,
    /// What the visitor has said in the game, if it is played.
    pub(crate) play: Play,
    /// What can still be saved, of `wanted`.
    pub(crate) judgement: Judgement,
    /// What the search that found it was allowed.
    pub(crate) searched: LimitsView,
    /// Why a search of `wanted` has ended without a report.
    pub(crate) stopped: Option<Stopped>,
    /// What the next search is allowed.
    pub(crate) limits: LimitsView,
    /// The last sweep, of what is set or was set before.
    pub(crate) sweep: Option<Rc<SweepRun>>,
    /// What is wrong with `wanted`.
    pub(crate) diagnostics: Rc<Vec<DiagnosticView>>,
    /// Whether the report's shortest schedule is shown as soon as it is here.
    pub(crate) land_on_report: bool,
    /// Whether the cursor moves by itself.
    pub(crate) playing: bool,
    /// The task whose line is followed; the one that moved last when `None`.
    pub(crate) followed: Option<u32>,
    /// The other runs.
    pub(crate) history: History,
    /// Tasks whose lanes come first.
    pub(crate) pinned: Rc<Vec<u32>>,
    /// Where running and playing stops.
    pub(crate) stop: Option<Stop>,
    /// What came of running there last, if it was not reached.
    pub(crate) missed: Option<Missed>,
    /// The text that is edited.
    pub(crate) editing: Option<EditTarget>,
    /// Seed of the next random run.
    pub(crate) seed: u64,
}

/// What the engine said about a listing and its base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compared {
    /// The listing.
    pub(crate) listing: Source,
    /// What it changes; `None` if it changes nothing else, or cannot be read.
    pub(crate) diff: Option<Rc<ListingDiffView>>,
}

/// How fast playing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speed {
    /// Time to read each step.
    Slow,
    /// A step in a bit less than a second.
    Normal,
    /// Several steps a second.
    Fast,
}

impl Speed {
    /// All of them, slowest first.
    pub(crate) const ALL: [Self; 3] = [Self::Slow, Self::Normal, Self::Fast];

    /// Milliseconds between two steps.
    pub(crate) fn millis(self) -> i32 {
        match self {
            Self::Slow => 1800,
            Self::Normal => 800,
            Self::Fast => 250,
        }
    }

    /// What it is called.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Normal => "normal",
            Self::Fast => "fast",
        }
    }
}

impl Scene {
    /// A scene that has asked nothing yet.
    pub(crate) fn new(wanted: Setup) -> Self {
        Self {
            wanted: Rc::new(wanted),
            opened: None,
            shown: None,
            trace: None,
            window: Rc::default(),
            cursor: 0,
            compared: None,
            report: None,
            frontier: Frontier::Closed,
            order: Order::Closed,
            export: Export::default(),
            mail: Mail::default(),
            play: Play::default(),
            judgement: Judgement::default(),
            searched: LimitsView::default(),
            stopped: None,
            limits: LimitsView::default(),
            sweep: None,
            diagnostics: Rc::default(),
            land_on_report: false,
            playing: false,
            followed: None,
            history: History::default(),
            pinned: Rc::default(),
            stop: None,
            missed: None,
            editing: None,
            seed: 1,
        }
    }

    /// The run, if it is one of what the visitor has set.
    pub(crate) fn current_trace(&self) -> Option<&Rc<TraceView>> {
        self.trace.as_ref().filter(|_| self.shown.as_ref() == Some(&self.wanted))
    }

    /// Whether it has been asked what the listing changes.
    pub(crate) fn is_compared(&self) -> bool {
        self.compared.as_ref().is_some_and(|compared| compared.listing == self.wanted.listing)
    }

    /// What the listing changes.
    pub(crate) fn difference(&self) -> Option<&Rc<ListingDiffView>> {
        self.compared.as_ref().filter(|_| self.is_compared())?.diff.as_ref()
    }

    /// The state the visitor looks at, if it is here.
    pub(crate) fn state(&self) -> Option<&StateView> {
        self.window.state(self.cursor).map(Rc::as_ref)
    }

    /// The step that led to the state the visitor looks at.
    pub(crate) fn last_step(&self) -> Option<&StepView> {
        self.trace.as_deref()?.steps.get(self.cursor.checked_sub(1)?)
    }

    /// Steps of the run.
    pub(crate) fn len(&self) -> usize {
        self.trace.as_deref().map_or(0, |trace| trace.steps.len())
    }

    /// Moves the cursor and stays inside the run.
    pub(crate) fn go(&mut self, to: Move) {
        self.cursor = match to {
            Move::First => 0,
            Move::Back => self.cursor.saturating_sub(1),
            Move::Forward => (self.cursor + 1).min(self.len()),
            Move::Last => self.len(),
            Move::To(step) => step.min(self.len()),
        };
    }

    /// Forgets the steps after the first `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        let Some(trace) = &self.trace else { return };
        if len < trace.steps.len() {
            let mut shorter = TraceView::clone(trace);
            shorter.truncate(len);
            self.trace = Some(Rc::new(shorter));
            Rc::make_mut(&mut self.window).truncate(len);
        }
        self.cursor = self.cursor.min(len);
        self.playing = false;
    }

    /// Whether the run is to stop where the visitor looks.
    pub(crate) fn is_at_stop(&self) -> bool {
        let trace = self.trace.as_deref();
        self.stop.as_ref().zip(trace).is_some_and(|(stop, trace)| stop.is_reached(trace, self.cursor))
    }

    /// Choices up to the cursor.
    pub(crate) fn past(&self) -> Vec<u16> {
        self.trace.as_deref().map_or_else(Vec::new, |trace| trace.schedule[..self.cursor].to_vec())
    }

    /// Whether a text has been edited, so that the address does not say all.
    pub(crate) fn is_edited(&self) -> bool {
        let is_text = |source: &Source| matches!(source, Source::Text { .. });
        is_text(&self.wanted.scenario) || is_text(&self.wanted.listing)
    }

    /// The source of one kind of text.
    pub(crate) fn source(&self, target: EditTarget) -> &Source {
        match target {
            EditTarget::Scenario => &self.wanted.scenario,
            EditTarget::Listing => &self.wanted.listing,
        }
    }

    /// The task whose line the code shows: the followed one, else the one that moved last, else one that can
    /// move, else one that stands somewhere.
    pub(crate) fn focus(&self) -> Option<usize> {
        let trace = self.trace.as_deref()?;
        let status = |task: usize| trace.course.stand(task, self.cursor).map(|stand| stand.status);
        let first = || (0..trace.tasks.len()).find(|&task| status(task) == Some(TaskStatusView::Runnable));
        let moved = || self.last_step().map(|step| step.task as usize);
        let is_placed = |task: &usize| trace.course.place(*task, self.cursor).is_some();
        let followed = self.followed.map(|task| task as usize).or_else(moved).filter(is_placed);
        let anybody = || (0..trace.tasks.len()).find(is_placed);
        followed.or_else(|| first().filter(is_placed)).or_else(anybody)
    }
}
