//! What can still be saved along a run: the backward analysis of a setup, kept for the next question about it.
//!
//! Arrow: setup + schedule -> `Prospects` -> **`ProspectsView`**. The analysis takes a moment, a question about a run
//! does not: while the visitor steps, the graph is the same. What is kept makes answers faster, and never other ones.

use std::cell::RefCell;

use pagelock_engine::{
    Backward, Coverage, Fewest, Goal, Machine, Outlook, Prospects, Share, State, Trace, Verdict,
};
use pagelock_lang::{Reach, Setup};
use pagelock_protocol::message::{self, LimitsView, ReplyBody};
use pagelock_protocol::view::{
    CoverageView, CrossroadsView, FewestView, LimitView, OutlookView, ProspectView, ProspectsView, ShareView,
};

use crate::drive::{Driven, drive};
use crate::port::Port;
use crate::report::{coverage_view, verdict_view};
use crate::session::{built, limits_of, steps_max};

/// Choices of a run that are looked at: about a second of work.
const CHOICES_MAX: usize = 200_000;

/// The last analysis, for the next question.
#[derive(Debug, Default)]
pub struct Kept(RefCell<Option<Analysis>>);

/// An analysis with what it is of.
#[derive(Debug)]
struct Analysis {
    asked: message::Setup,
    limits: LimitsView,
    setup: Setup,
    prospects: Prospects,
    coverage: CoverageView,
    /// fewest turns of its game
    par: Option<u32>,
}

impl Analysis {
    /// Whether it is about this, and another one with these limits would know no more.
    fn answers(&self, asked: &message::Setup, limits: LimitsView) -> bool {
        let is_enough =
            self.limits.states_max >= limits.states_max && self.limits.memory_max >= limits.memory_max;
        self.asked == *asked && (is_enough || self.coverage == CoverageView::Exhaustive)
    }
}

/// What can still be saved along a run of a setup.
pub(crate) async fn prospects(
    asked: &message::Setup,
    schedule: &[u16],
    limits: LimitsView,
    id: u32,
    port: &mut impl Port,
    kept: &Kept,
) -> ReplyBody {
    let known = kept.0.take().filter(|known| known.answers(asked, limits));
    let analysis = match known {
        Some(known) => known,
        None => match built(asked) {
            Ok(setup) => analysis(asked, setup, limits, id, port).await,
            Err(invalid) => return invalid,
        },
    };
    let Analysis { setup, prospects, coverage, par, .. } = &analysis;
    let shown = schedule.len().min(steps_max(setup));
    let trace = Trace::replay(&setup.machine, &schedule[..shown]);
    let view =
        ProspectsView { par: *par, ..prospects_view(&setup.machine, prospects, coverage.clone(), &trace) };
    kept.0.replace(Some(analysis));
    ReplyBody::Prospects(Box::new(view))
}

async fn analysis(
    asked: &message::Setup,
    setup: Setup,
    limits: LimitsView,
    id: u32,
    port: &mut impl Port,
) -> Analysis {
    let mut backward = Backward::new(&setup.machine, limits_of(limits));
    let driven = drive(&mut backward, id, port).await;
    let frontier = backward.progress().frontier;
    if driven == Driven::Stopped {
        backward.stop();
    }
    let prospects = backward.finish();
    let coverage = match driven {
        Driven::Stopped if frontier > 0 => CoverageView::Bounded { limit: LimitView::Cancelled, frontier },
        Driven::Stopped | Driven::Over => coverage_view(prospects.coverage()),
    };
    let par = setup.goal.as_ref().and_then(|goal| par(&setup.machine, goal, &prospects));
    Analysis { asked: asked.clone(), limits, setup, prospects, coverage, par }
}

/// Fewest turns of a game, if everything was seen. To claim something takes a run that was brought to its end.
fn par(machine: &Machine, played: &pagelock_lang::Goal, prospects: &Prospects) -> Option<u32> {
    let goal = match played.reach {
        Reach::Deadlock => Goal::Deadlock,
        Reach::Ok | Reach::Proof => Goal::Ok,
    };
    let start = Trace::replay(machine, &played.start);
    let is_exact = prospects.coverage() == Coverage::Exhaustive;
    let fewest = prospects.fewest_from(start.last(), goal).filter(|_| is_exact)?;
    Some(fewest.switches + 1)
}

/// What is known of every state of a run, and of the states that its choices lead to.
pub fn prospects_view(
    machine: &Machine,
    prospects: &Prospects,
    coverage: CoverageView,
    trace: &Trace,
) -> ProspectsView {
    let mut choices_left = CHOICES_MAX;
    let crossroads = |state: State| {
        let here = prospect(prospects, &state);
        let view = machine.view(&state);
        let mut choices = Vec::new();
        if view.end().is_none() && prospects.knows(&state) {
            choices = view.choices();
            choices.truncate(choices_left);
            choices_left -= choices.len();
        }
        let choices =
            choices.into_iter().map(|choice| prospect(prospects, &machine.advance(&state, choice).next));
        CrossroadsView { here, choices: choices.collect() }
    };
    ProspectsView {
        coverage,
        states: prospects.states(),
        share: share_view(prospects.share()),
        fewest: prospects.fewest().map(fewest_view),
        par: None,
        run: trace.states().map(crossroads).collect(),
    }
}

fn prospect(prospects: &Prospects, state: &State) -> ProspectView {
    let ways = prospects.ways(state);
    ProspectView {
        outlook: match ways.outlook() {
            Outlook::ReachesOk => OutlookView::ReachesOk,
            Outlook::MayFail => OutlookView::MayFail,
            Outlook::Doomed => OutlookView::Doomed,
            Outlook::Unknown => OutlookView::Unknown,
        },
        worst: verdict_view(ways.worst()),
        steps_to_ok: prospects.steps_to_ok(state),
        steps_to_deadlock: prospects.steps_to_deadlock(state),
    }
}

fn fewest_view(fewest: &Fewest) -> FewestView {
    FewestView { switches: fewest.switches, schedule: fewest.schedule.clone() }
}

fn share_view(share: &Share) -> ShareView {
    match (share, share.all(), share.of(Verdict::Deadlock), share.of(Verdict::Hazard)) {
        (Share::Counted(_), Some(all), Some(deadlock), Some(hazard)) => ShareView::Counted {
            thousandths: deadlock.thousandths_of(&all).unwrap_or(0),
            all: all.to_string(),
            deadlock: deadlock.to_string(),
            hazard: hazard.to_string(),
        },
        (Share::Endless, ..) => ShareView::Endless,
        (Share::Memory, ..) => ShareView::Memory,
        (Share::Unseen | Share::Counted(_), ..) => ShareView::Unseen,
    }
}
