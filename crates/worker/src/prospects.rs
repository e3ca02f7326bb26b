//! What can still be saved along a run: the backward analysis of a setup, kept for the next question about it.
//!
//! Arrow: setup + schedule -> `Knowledge` -> **`ProspectsView`**. The analysis takes a moment, a question about a run
//! does not: while the visitor steps, the graph is the same. What is kept makes answers faster, and never other ones.

use std::cell::RefCell;

use pagelock_engine::{
    Backward, CountedBackward, CountedProspects, Coverage, Goal, Limits, Machine, Prospects, Trace,
};
use pagelock_protocol::message::{self, LimitsView};
use pagelock_protocol::view::{CoverageView, GoalView, LimitView, ProspectsView, ReachView};

use crate::built::Built;
use crate::compiler::{Compiler, Mistakes};
use crate::drive::{Driven, drive};
use crate::knowledge::Knowledge;
use crate::port::Port;
use crate::report::coverage_view;
use crate::session::{limits_of, steps_max};

/// The last analysis, for the next question.
#[derive(Debug, Default)]
pub(crate) struct Kept(RefCell<Option<Analysis>>);

/// An analysis with what it is of.
#[derive(Debug)]
struct Analysis {
    built: Built,
    limits: LimitsView,
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
    asked: message::Setup,
    compiler: &impl Compiler,
    schedule: &[u16],
    limits: LimitsView,
    id: u32,
    port: &mut impl Port,
    kept: &Kept,
) -> Result<ProspectsView, Mistakes> {
    let known = kept.0.take().filter(|known| known.built.asked == asked);
    let mut analysis = match known {
        Some(known) if known.answers(limits) => known,
        known => {
            let built = compiler.build(asked)?;
            let counted = known.and_then(|known| known.knowledge.into_counted());
            analysis(built, counted, limits, id, port).await
        }
    };
    let Analysis { built, knowledge, coverage, par, .. } = &mut analysis;
    let shown = schedule.len().min(steps_max(&built.machine));
    let trace = Trace::replay(&built.machine, &schedule[..shown]);
    let view = knowledge.view(&built.machine, coverage.clone(), &trace);
    let view = ProspectsView { par: *par, ..view };
    kept.0.replace(Some(analysis));
    Ok(view)
}

/// Searches a setup; what an earlier counted search knows of it need not be searched again.
async fn analysis(
    built: Built,
    before: Option<CountedProspects>,
    limits: LimitsView,
    id: u32,
    port: &mut impl Port,
) -> Analysis {
    let allowed = limits_of(limits);
    let mut backward = Backward::new(&built.machine, allowed);
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
        (Coverage::Bounded { .. }, None, Driven::Over) => counted(&built.machine, allowed, id, port).await,
    };
    let par = built.goal.as_ref().and_then(|goal| par(&built.machine, goal, &named));
    let knowledge = Knowledge::new(named, counted);
    Analysis { built, limits, knowledge, coverage, par }
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
fn par(machine: &Machine, played: &GoalView, prospects: &Prospects) -> Option<u32> {
    let goal = match played.reach {
        ReachView::Deadlock => Goal::Deadlock,
        ReachView::Ok | ReachView::Proof => Goal::Ok,
    };
    let start = Trace::replay(machine, &played.start);
    let is_exact = prospects.coverage() == Coverage::Exhaustive;
    let fewest = prospects.fewest_from(start.last(), goal).filter(|_| is_exact)?;
    Some(fewest.switches + 1)
}
