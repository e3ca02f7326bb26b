//! What can still be saved along a run: the backward analysis of a setup, kept for the next question about it.
//!
//! Arrow: setup + schedule -> `Knowledge` -> **`ProspectsView`**. The analysis takes a moment, a question about a run
//! does not: while the visitor steps, the graph is the same. What is kept makes answers faster, and never other ones.

use std::cell::RefCell;

use pagelock_engine::{
    Backward, CountedBackward, CountedProspects, Coverage, Goal, Limits, Machine, Prospects, Trace,
};
use pagelock_lang::{Reach, Setup};
use pagelock_protocol::message::{self, LimitsView, ReplyBody};
use pagelock_protocol::view::{CoverageView, LimitView, ProspectsView};

use crate::drive::{Driven, drive};
use crate::knowledge::Knowledge;
use crate::port::Port;
use crate::report::coverage_view;
use crate::session::{built, limits_of, steps_max};

/// The last analysis, for the next question.
#[derive(Debug, Default)]
pub(crate) struct Kept(RefCell<Option<Analysis>>);

/// An analysis with what it is of.
#[derive(Debug)]
struct Analysis {
    asked: message::Setup,
    limits: LimitsView,
    setup: Setup,
    knowledge: Knowledge,
    coverage: CoverageView,
    /// fewest turns of its game
    par: Option<u32>,
}

impl Analysis {
    /// Whether another one with these limits would know no more.
    fn answers(&self, limits: LimitsView) -> bool {
        let is_enough =
            self.limits.states_max >= limits.states_max && self.limits.memory_max >= limits.memory_max;
        is_enough || self.coverage == CoverageView::Exhaustive
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
    let known = kept.0.take().filter(|known| known.asked == *asked);
    let mut analysis = match known {
        Some(known) if known.answers(limits) => known,
        known => match built(asked) {
            Ok(setup) => {
                let counted = known.and_then(|known| known.knowledge.into_counted());
                analysis((asked, setup, counted), limits, id, port).await
            }
            Err(invalid) => return invalid,
        },
    };
    let Analysis { setup, knowledge, coverage, par, .. } = &mut analysis;
    let shown = schedule.len().min(steps_max(setup));
    let trace = Trace::replay(&setup.machine, &schedule[..shown]);
    let view = knowledge.view(&setup.machine, coverage.clone(), &trace);
    let view = ProspectsView { par: *par, ..view };
    kept.0.replace(Some(analysis));
    ReplyBody::Prospects(Box::new(view))
}

/// Searches a setup; what an earlier counted search knows of it need not be searched again.
async fn analysis(
    (asked, setup, before): (&message::Setup, Setup, Option<CountedProspects>),
    limits: LimitsView,
    id: u32,
    port: &mut impl Port,
) -> Analysis {
    let allowed = limits_of(limits);
    let mut backward = Backward::new(&setup.machine, allowed);
    let driven = drive(&mut backward, id, port).await;
    let frontier = backward.progress().frontier;
    if driven == Driven::Stopped {
        backward.stop();
    }
    let named = backward.finish();
    let coverage = match driven {
        Driven::Stopped if frontier > 0 => CoverageView::Bounded { limit: LimitView::Cancelled, frontier },
        Driven::Stopped | Driven::Over => coverage_view(named.coverage()),
    };
    let counted = match (named.coverage(), before, driven) {
        (Coverage::Exhaustive, ..) | (Coverage::Bounded { .. }, None, Driven::Stopped) => None,
        (Coverage::Bounded { .. }, Some(before), _) => Some(before),
        (Coverage::Bounded { .. }, None, Driven::Over) => counted(&setup.machine, allowed, id, port).await,
    };
    let par = setup.goal.as_ref().and_then(|goal| par(&setup.machine, goal, &named));
    let knowledge = Knowledge::new(named, counted);
    Analysis { asked: asked.clone(), limits, setup, knowledge, coverage, par }
}

/// What a search that counts tasks that are alike knows, if it has come to its end.
async fn counted(
    machine: &Machine,
    limits: Limits,
    id: u32,
    port: &mut impl Port,
) -> Option<CountedProspects> {
    let mut backward = CountedBackward::new(machine, limits)?;
    match drive(&mut backward, id, port).await {
        Driven::Over => backward.finish(),
        Driven::Stopped => None,
    }
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
