//! One request at a time: what each kind of request does, and in which order its replies come.

use pagelock_engine::{Limits, Progress, Random, Reductions, Replay, RoundRobin, Scheduler, Search, Trace};
use pagelock_lang::{Density, Diagnostic, Setup, build};
use pagelock_protocol::message::{self, LimitsView, Reply, ReplyBody, Request, RequestBody};
use pagelock_protocol::view::ProgressView;

use crate::catalog::catalog;
use crate::costs::costs;
use crate::difference::difference;
use crate::lower::{setup_of, trace_view};
use crate::report::{diagnostic_view, report_view};
use crate::sweep::{Clock, SweepAsk, SweepNews, sweep};

/// States a search expands between two progress replies: some tens of milliseconds.
pub const SLICE_STATES: u32 = 10_000;

/// Tasks times steps of a trace, whatever a request asks for: every state goes to the page in full.
const TASK_STEPS_MAX: usize = 400_000;

/// Steps a trace of this setup may have.
fn steps_max(setup: &Setup) -> usize {
    (TASK_STEPS_MAX / setup.machine.all_tasks().count()).min(10_000)
}

/// As [`serve_timed`], where there is no clock: every time is 0.
pub fn serve(request: Request, send: &mut dyn FnMut(Reply)) {
    serve_timed(request, &Default::default, send);
}

/// Serves a request: any number of replies that are not terminal, then exactly one that is.
pub fn serve_timed(request: Request, clock: &Clock, send: &mut dyn FnMut(Reply)) {
    let id = request.id;
    let mut send = |body| send(Reply { id, body });
    let last = match request.body {
        RequestBody::Catalog => ReplyBody::Catalog(catalog()),
        RequestBody::Costs => ReplyBody::Costs(costs()),
        RequestBody::Difference { listing } => compare(listing),
        RequestBody::Replay { setup, schedule } => with(&setup, |built| {
            let shown = schedule.len().min(steps_max(&built));
            let trace = Trace::replay(&built.machine, &schedule[..shown]);
            ReplyBody::Trace(Box::new(trace_view(&built, &trace, schedule.len())))
        }),
        RequestBody::Random { setup, schedule, seed, steps_max } => {
            with(&setup, |built| go_on(&built, &schedule, &mut Random::new(seed), steps_max))
        }
        RequestBody::RoundRobin { setup, schedule, steps_max } => {
            with(&setup, |built| go_on(&built, &schedule, &mut RoundRobin::default(), steps_max))
        }
        RequestBody::Search { setup, limits } => {
            with(&setup, |built| search(&built, &setup, limits, &mut send))
        }
        RequestBody::Sweep { setup, key, first, last, limits } => {
            let limits = Limits { reductions: Reductions::ON, ..limits_of(limits) };
            let ask = SweepAsk { setup: &setup, key: &key, first, last, density: Density::Sparse, limits };
            let swept = sweep(&ask, clock, &mut |news| {
                send(match news {
                    SweepNews::Progress(progress) => ReplyBody::Progress(progress_view(progress)),
                    SweepNews::Point { point, changes } => {
                        ReplyBody::SweepPoint { point: Box::new(point), changes }
                    }
                });
            });
            swept.map_or_else(|problems| invalid(&problems, &setup), |end| ReplyBody::Swept(Box::new(end)))
        }
    };
    send(last);
}

/// Builds the setup and answers with it, or with what is wrong with it.
fn with(setup: &message::Setup, answer: impl FnOnce(Setup) -> ReplyBody) -> ReplyBody {
    let (scenario, listing) = setup_of(setup);
    match build(scenario, listing, &setup.options) {
        Ok(built) => answer(built),
        Err(diagnostics) => invalid(&diagnostics, setup),
    }
}

fn invalid(diagnostics: &[Diagnostic], setup: &message::Setup) -> ReplyBody {
    ReplyBody::Invalid(diagnostics.iter().map(|diagnostic| diagnostic_view(diagnostic, setup)).collect())
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

fn go_on(setup: &Setup, schedule: &[u16], scheduler: &mut dyn Scheduler, steps_max: u32) -> ReplyBody {
    let (machine, limit) = (&setup.machine, self::steps_max(setup));
    let mut trace = Trace::run(machine, &mut Replay::new(schedule), schedule.len().min(limit));
    trace.go_on(machine, scheduler, (steps_max as usize).min(limit));
    let asked = trace.steps().len();
    ReplyBody::Trace(Box::new(trace_view(setup, &trace, asked)))
}

fn search(
    setup: &Setup,
    asked: &message::Setup,
    limits: LimitsView,
    send: &mut dyn FnMut(ReplyBody),
) -> ReplyBody {
    let mut search = Search::new(&setup.machine, limits_of(limits));
    while !search.slice(SLICE_STATES) {
        send(ReplyBody::Progress(progress_view(search.progress())));
    }
    ReplyBody::Report(Box::new(report_view(setup, asked, &search.report())))
}

fn limits_of(limits: LimitsView) -> Limits {
    Limits { states_max: limits.states_max, memory_max: limits.memory_max as usize, ..Limits::default() }
}

fn progress_view(progress: Progress) -> ProgressView {
    ProgressView {
        states: progress.states,
        transitions: progress.transitions,
        depth: progress.depth,
        frontier: progress.frontier,
        memory: progress.memory,
    }
}
