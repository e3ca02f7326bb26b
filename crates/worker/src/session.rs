//! One request at a time: what each kind of request does, and in which order its replies come.

use pagelock_engine::{Limits, Random, Replay, RoundRobin, Scheduler, Search, Trace};
use pagelock_lang::{Setup, build};
use pagelock_protocol::message::{self, LimitsView, Reply, ReplyBody, Request, RequestBody};
use pagelock_protocol::view::{CutView, ProgressView};

use crate::catalog::catalog;
use crate::costs::costs;
use crate::difference::difference;
use crate::frontier::frontier;
use crate::lower::{setup_of, trace_view};
use crate::report::{diagnostic_view, report_view};
use crate::window::window_view;

/// States a search expands between two progress replies: some tens of milliseconds.
pub const SLICE_STATES: u32 = 10_000;

/// Tasks times steps of a run, whatever a request asks for: about a second of work.
const TASK_STEPS_MAX: usize = 20_000_000;

/// Steps of a run that anybody would look at.
const STEPS_MAX: usize = 20_000;

/// Steps a run of this setup may have.
fn steps_max(setup: &Setup) -> usize {
    (TASK_STEPS_MAX / setup.machine.all_tasks().count()).min(STEPS_MAX)
}

/// Serves a request: any number of progress replies, then exactly one other.
pub fn serve(request: Request, send: &mut dyn FnMut(Reply)) {
    let id = request.id;
    let mut send = |body| send(Reply { id, body });
    let last = match request.body {
        RequestBody::Catalog => ReplyBody::Catalog(catalog()),
        RequestBody::Costs => ReplyBody::Costs(costs()),
        RequestBody::Difference { listing } => compare(listing),
        RequestBody::Replay { setup, schedule, look } => with(&setup, |built| {
            let shown = schedule.len().min(steps_max(&built));
            let trace = Trace::replay(&built.machine, &schedule[..shown]);
            let cut = match trace.steps().len() {
                made if made == schedule.len() => CutView::No,
                made if made == shown => CutView::TooLong,
                _ => CutView::Illegal,
            };
            run(&built, &trace, (schedule.len(), cut), look as usize)
        }),
        RequestBody::Window { setup, schedule, look } => {
            with(&setup, |built| ReplyBody::Window(Box::new(window_view(&built, &schedule, look as usize))))
        }
        RequestBody::Random { setup, schedule, seed, steps_max } => {
            with(&setup, |built| go_on(&built, &schedule, &mut Random::new(seed), steps_max))
        }
        RequestBody::RoundRobin { setup, schedule, steps_max } => {
            with(&setup, |built| go_on(&built, &schedule, &mut RoundRobin::default(), steps_max))
        }
        RequestBody::Frontier { setup } => {
            with(&setup, |built| ReplyBody::Frontier(Box::new(frontier(&built.machine))))
        }
        RequestBody::Search { setup, limits } => {
            with(&setup, |built| search(&built, &setup, limits, &mut send))
        }
    };
    send(last);
}

/// Builds the setup and answers with it, or with what is wrong with it.
fn with(setup: &message::Setup, answer: impl FnOnce(Setup) -> ReplyBody) -> ReplyBody {
    let (scenario, listing) = setup_of(setup);
    match build(scenario, listing, &setup.options) {
        Ok(built) => answer(built),
        Err(diagnostics) => ReplyBody::Invalid(
            diagnostics.iter().map(|diagnostic| diagnostic_view(diagnostic, setup)).collect(),
        ),
    }
}

/// Compares a listing with its base, or says what is wrong with it.
fn compare(listing: message::Source) -> ReplyBody {
    match difference(&listing) {
        Ok(view) => ReplyBody::Difference(view.map(Box::new)),
        Err(diagnostics) => {
            let scenario = message::Source::Builtin(String::new());
            let setup = message::Setup { scenario, listing, options: Vec::new() };
            ReplyBody::Invalid(
                diagnostics.iter().map(|diagnostic| diagnostic_view(diagnostic, &setup)).collect(),
            )
        }
    }
}

fn go_on(setup: &Setup, schedule: &[u16], scheduler: &mut dyn Scheduler, steps_max: u32) -> ReplyBody {
    let (machine, limit) = (&setup.machine, self::steps_max(setup));
    let mut trace = Trace::run(machine, &mut Replay::new(schedule), schedule.len().min(limit));
    trace.go_on(machine, scheduler, (steps_max as usize).min(limit));
    let made = trace.steps().len();
    run(setup, &trace, (made, CutView::No), made)
}

fn run(setup: &Setup, trace: &Trace, asked: (usize, CutView), look: usize) -> ReplyBody {
    let (trace, window) = trace_view(setup, trace, asked, look);
    ReplyBody::Trace(Box::new(trace), Box::new(window))
}

fn search(
    setup: &Setup,
    asked: &message::Setup,
    limits: LimitsView,
    send: &mut dyn FnMut(ReplyBody),
) -> ReplyBody {
    let limits = Limits {
        states_max: limits.states_max,
        memory_max: limits.memory_max as usize,
        reductions: pagelock_engine::Reductions::ON,
    };
    let mut search = Search::new(&setup.machine, limits);
    while !search.slice(SLICE_STATES) {
        let progress = search.progress();
        send(ReplyBody::Progress(ProgressView {
            states: progress.states,
            transitions: progress.transitions,
            depth: progress.depth,
            frontier: progress.frontier,
            memory: progress.memory,
        }));
    }
    ReplyBody::Report(Box::new(report_view(setup, asked, &search.report())))
}
