//! What the page cannot be used without: the catalog, runs, links.
//!
//! Arrow: `RequestBody` -> setup -> trace -> view -> **`ReplyBody`**.

use pagelock_engine::{Random, Replay, RoundRobin, Scheduler, Trace};
use pagelock_lang::Setup;
use pagelock_protocol::message::{self, ReplyBody, RequestBody};
use pagelock_protocol::view::{CutView, NoWayView};

use super::{Answers, elsewhere};
use crate::catalog::catalog;
use crate::costs::costs;
use crate::difference::difference;
use crate::lower::trace_view;
use crate::packed::{open_link, write_link};
use crate::port::Port;
use crate::session::{invalid, steps_max, with};
use crate::until::{Goal, until};
use crate::window::window_view;

/// The part that answers from the first moment on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Core;

impl Answers for Core {
    async fn answer(&self, _: u32, body: RequestBody, _: &mut impl Port) -> ReplyBody {
        match body {
            RequestBody::Catalog => ReplyBody::Catalog(catalog()),
            RequestBody::Costs => ReplyBody::Costs(costs()),
            RequestBody::Difference { listing } => compare(listing),
            RequestBody::Replay { setup, schedule, look } => {
                with(&setup, |built| replay(&built, &schedule, look as usize))
            }
            RequestBody::Window { setup, schedule, look } => with(&setup, |built| {
                ReplyBody::Window(Box::new(window_view(&built, &schedule, look as usize)))
            }),
            RequestBody::Random { setup, schedule, seed, steps_max } => {
                with(&setup, |built| go_on(&built, &schedule, &mut Random::new(seed), steps_max))
            }
            RequestBody::RoundRobin { setup, schedule, steps_max } => {
                with(&setup, |built| go_on(&built, &schedule, &mut RoundRobin::default(), steps_max))
            }
            RequestBody::Until { setup, schedule, task, label } => {
                with(&setup, |built| run_until(&built, &schedule, task, &label))
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
        }
    }
}

/// Compares a listing with its base, or says what is wrong with it.
fn compare(listing: message::Source) -> ReplyBody {
    match difference(&listing) {
        Ok(view) => ReplyBody::Difference(view.map(Box::new)),
        Err(diagnostics) => {
            let scenario = message::Source::Builtin(String::new());
            let setup = message::Setup { scenario, listing, options: Vec::new() };
            invalid(&diagnostics, &setup)
        }
    }
}

fn replay(setup: &Setup, schedule: &[u16], look: usize) -> ReplyBody {
    let shown = schedule.len().min(steps_max(setup));
    let trace = Trace::replay(&setup.machine, &schedule[..shown]);
    let cut = match trace.steps().len() {
        made if made == schedule.len() => CutView::No,
        made if made == shown => CutView::TooLong,
        _ => CutView::Illegal,
    };
    run(setup, &trace, (schedule.len(), cut), look)
}

fn go_on(setup: &Setup, schedule: &[u16], scheduler: &mut dyn Scheduler, steps_max: u32) -> ReplyBody {
    let (machine, limit) = (&setup.machine, self::steps_max(setup));
    let mut trace = Trace::run(machine, &mut Replay::new(schedule), schedule.len().min(limit));
    trace.go_on(machine, scheduler, (steps_max as usize).min(limit));
    let made = trace.steps().len();
    run(setup, &trace, (made, CutView::No), made)
}

/// Goes on until a task comes to a step.
fn run_until(setup: &Setup, schedule: &[u16], task: u32, label: &str) -> ReplyBody {
    let machine = &setup.machine;
    let Some(task) = machine.all_tasks().find(|known| u32::from(known.0) == task) else {
        return ReplyBody::NoWay(NoWayView { states: 0, is_exhaustive: true });
    };
    let shown = &schedule[..schedule.len().min(steps_max(setup))];
    match until(machine, shown, Goal { task, label }) {
        Ok(trace) => run(setup, &trace, (trace.steps().len(), CutView::No), trace.steps().len()),
        Err(why) => ReplyBody::NoWay(why),
    }
}

fn run(setup: &Setup, trace: &Trace, asked: (usize, CutView), look: usize) -> ReplyBody {
    let (trace, window) = trace_view(setup, trace, asked, look);
    ReplyBody::Trace(Box::new(trace), Box::new(window))
}
