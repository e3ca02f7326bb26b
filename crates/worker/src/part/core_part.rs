//! What the page cannot be used without: the catalog, runs, links.
//!
//! Arrow: `RequestBody` -> setup -> trace -> view -> **`ReplyBody`**.

use pagelock_engine::{Random, Replay, RoundRobin, Scheduler, Trace};
use pagelock_protocol::message::{self, ReplyBody, RequestBody};
use pagelock_protocol::view::{CutView, ListingDiffView, NoWayView};

use super::{Answers, elsewhere};
use crate::built::Built;
use crate::catalog::catalog;
use crate::compiler::{Compiler as _, Here, Mistakes, mistakes};
use crate::costs::costs;
use crate::difference::difference;
use crate::lower::trace_view;
use crate::packed::{open_link, write_link};
use crate::port::Port;
use crate::session::steps_max;
use crate::until::{Goal, until};
use crate::window::window_view;

/// The part that answers from the first moment on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Core;

impl Core {
    fn try_answer(body: RequestBody) -> Result<ReplyBody, Mistakes> {
        Ok(match body {
            RequestBody::Catalog => ReplyBody::Catalog(catalog()),
            RequestBody::Costs => ReplyBody::Costs(costs()),
            RequestBody::Difference { listing } => ReplyBody::Difference(compare(listing)?),
            RequestBody::Replay { setup, schedule, look } => {
                replay(&Here.build(setup)?, &schedule, look as usize)
            }
            RequestBody::Window { setup, schedule, look } => {
                let window = window_view(&Here.build(setup)?.machine, &schedule, look as usize);
                ReplyBody::Window(Box::new(window))
            }
            RequestBody::Random { setup, schedule, seed, steps_max } => {
                go_on(&Here.build(setup)?, &schedule, &mut Random::new(seed), steps_max)
            }
            RequestBody::RoundRobin { setup, schedule, steps_max } => {
                go_on(&Here.build(setup)?, &schedule, &mut RoundRobin::default(), steps_max)
            }
            RequestBody::Until { setup, schedule, task, label } => {
                run_until(&Here.build(setup)?, &schedule, task, &label)
            }
            RequestBody::Pack { link } => ReplyBody::Packed(write_link(&link)),
            RequestBody::Unpack { fragment } => ReplyBody::Unpacked(open_link(&fragment).map(Box::new)),
            RequestBody::Frontier { .. }
            | RequestBody::Order { .. }
            | RequestBody::Prospects { .. }
            | RequestBody::Search { .. }
            | RequestBody::Sweep { .. }
            | RequestBody::Mail { .. }
            | RequestBody::Export { .. }
            | RequestBody::Stop => elsewhere(),
        })
    }
}

impl Answers for Core {
    async fn answer(&self, _: u32, body: RequestBody, _: &mut impl Port) -> ReplyBody {
        Self::try_answer(body).unwrap_or_else(ReplyBody::Invalid)
    }
}

/// Compares a listing with its base.
fn compare(listing: message::Source) -> Result<Option<Box<ListingDiffView>>, Mistakes> {
    difference(&listing).map(|view| view.map(Box::new)).map_err(|diagnostics| {
        let scenario = message::Source::Builtin(String::new());
        mistakes(&diagnostics, &message::Setup { scenario, listing, options: Vec::new() })
    })
}

fn replay(built: &Built, schedule: &[u16], look: usize) -> ReplyBody {
    let shown = schedule.len().min(steps_max(&built.machine));
    let trace = Trace::replay(&built.machine, &schedule[..shown]);
    let cut = match trace.steps().len() {
        made if made == schedule.len() => CutView::No,
        made if made == shown => CutView::TooLong,
        _ => CutView::Illegal,
    };
    run(built, &trace, (schedule.len(), cut), look)
}

fn go_on(built: &Built, schedule: &[u16], scheduler: &mut dyn Scheduler, steps_max: u32) -> ReplyBody {
    let (machine, limit) = (&built.machine, self::steps_max(&built.machine));
    let mut trace = Trace::run(machine, &mut Replay::new(schedule), schedule.len().min(limit));
    trace.go_on(machine, scheduler, (steps_max as usize).min(limit));
    let made = trace.steps().len();
    run(built, &trace, (made, CutView::No), made)
}

/// Goes on until a task comes to a step.
fn run_until(built: &Built, schedule: &[u16], task: u32, label: &str) -> ReplyBody {
    let machine = &built.machine;
    let Some(task) = machine.all_tasks().find(|known| u32::from(known.0) == task) else {
        return ReplyBody::NoWay(NoWayView { states: 0, is_exhaustive: true });
    };
    let shown = &schedule[..schedule.len().min(steps_max(&built.machine))];
    match until(machine, shown, Goal { task, label }) {
        Ok(trace) => run(built, &trace, (trace.steps().len(), CutView::No), trace.steps().len()),
        Err(why) => ReplyBody::NoWay(why),
    }
}

fn run(built: &Built, trace: &Trace, asked: (usize, CutView), look: usize) -> ReplyBody {
    let (trace, window) = trace_view(built, trace, asked, look);
    ReplyBody::Trace(Box::new(trace), Box::new(window))
}
