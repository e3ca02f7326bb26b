//! One request at a time: what each kind of request does, and in which order its replies come.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pagelock_engine::{
    Limits, Random, Reductions, Replay, RoundRobin, Scheduler, Search, Switch, Trace, Visible,
};
use pagelock_lang::{Density, Diagnostic, Setup, build};
use pagelock_protocol::message::{self, LimitsView, Reply, ReplyBody, Request, RequestBody, SwitchView};
use pagelock_protocol::view::{CoverageView, CutView, FormatView, LimitView, NoWayView, SearchedView};

use crate::catalog::catalog;
use crate::costs::costs;
use crate::difference::difference;
use crate::drive::{Driven, drive};
use crate::frontier::frontier;
use crate::lower::{setup_of, trace_view};
use crate::mail::mail_view;
use crate::memory::attainable;
use crate::order::order;
use crate::packed::{open_link, write_link};
use crate::port::{Listener, Port};
use crate::prospects::{Kept, prospects};
use crate::report::{diagnostic_view, report_view};
use crate::sweep::{SweepAsk, sweep};
use crate::until::{Goal, until};
use crate::window::window_view;

/// The limits of a request, as the engine wants them.
pub(crate) fn limits_of(limits: LimitsView) -> Limits {
    let LimitsView { states_max, memory_max, symmetry, partial_order } = limits.clamped();
    let switch = |switch| match switch {
        SwitchView::On => Switch::On,
        SwitchView::Off => Switch::Off,
    };
    let reductions = Reductions { symmetry: switch(symmetry), partial_order: switch(partial_order) };
    Limits { states_max, memory_max: attainable(memory_max as usize), reductions, visible: Visible::Nothing }
}

/// Tasks times steps of a run, whatever a request asks for: about a second of work.
const TASK_STEPS_MAX: usize = 20_000_000;

/// Steps of a run that anybody would look at.
const STEPS_MAX: usize = 20_000;

/// Steps a run of this setup may have.
pub(crate) fn steps_max(setup: &Setup) -> usize {
    (TASK_STEPS_MAX / setup.machine.all_tasks().count()).min(STEPS_MAX)
}

/// Serves a request without a rest: any number of replies that are not terminal, then exactly one that is.
pub fn serve(request: Request, send: &mut dyn FnMut(Reply)) {
    let mut port = Listener(send);
    at_once(serve_at(request, &mut port));
}

/// The result of work whose port never makes it wait.
///
/// # Panics
/// If it has to wait: a mistake of the caller.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("this port does not make anybody wait"),
    }
}

/// Serves a request: any number of replies that are not terminal, then exactly one that is.
pub async fn serve_at(request: Request, port: &mut impl Port) {
    serve_with(request, port, &Kept::default()).await;
}

/// As [`serve_at`], with what earlier requests have left to make this one faster.
pub async fn serve_with(request: Request, port: &mut impl Port, kept: &Kept) {
    let id = request.id;
    let body = match request.body {
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
        RequestBody::Until { setup, schedule, task, label } => {
            with(&setup, |built| run_until(&built, &schedule, task, &label))
        }
        RequestBody::Frontier { setup } => match built(&setup) {
            Ok(built) => ReplyBody::Frontier(Box::new(frontier(&built.machine, id, port).await)),
            Err(invalid) => invalid,
        },
        RequestBody::Order { setup } => match built(&setup) {
            Ok(built) => {
                let limits = limits_of(LimitsView::default());
                ReplyBody::Order(Box::new(order(&built.machine, limits, id, port).await))
            }
            Err(invalid) => invalid,
        },
        RequestBody::Mail { setup, schedule, searched } => with(&setup, |built| {
            let trace = Trace::replay(&built.machine, &schedule[..schedule.len().min(steps_max(&built))]);
            ReplyBody::Mail(Box::new(mail_view(&built, &setup, &trace, searched.as_ref())))
        }),
        RequestBody::Pack { link } => ReplyBody::Packed(write_link(&link)),
        RequestBody::Unpack { fragment } => ReplyBody::Unpacked(open_link(&fragment).map(Box::new)),
        RequestBody::Prospects { setup, schedule, limits } => {
            prospects(&setup, &schedule, limits, id, port, kept).await
        }
        RequestBody::Search { setup, limits } => match built(&setup) {
            Ok(built) => search(&built, &setup, limits, id, port).await,
            Err(invalid) => invalid,
        },
        RequestBody::Sweep { setup, key, first, last, limits } => {
            let limits = Limits { reductions: Reductions::ON, ..limits_of(limits) };
            let ask = SweepAsk { setup: &setup, key: &key, first, last, density: Density::Sparse, limits };
            let swept = sweep(&ask, id, port).await;
            swept.map_or_else(|problems| invalid(&problems, &setup), |end| ReplyBody::Swept(Box::new(end)))
        }
        RequestBody::Export { setup, schedule, step, format, searched } => {
            with(&setup, |built| export(&built, &setup, &schedule, step, format, searched.as_ref()))
        }
        // There is no search to stop, or it would have heard of it at a rest.
        RequestBody::Stop => return,
    };
    port.send(Reply { id, body });
}

/// Builds the setup and answers with it, or with what is wrong with it.
fn with(setup: &message::Setup, answer: impl FnOnce(Setup) -> ReplyBody) -> ReplyBody {
    built(setup).map_or_else(|invalid| invalid, answer)
}

/// Builds the setup, or says what is wrong with it.
pub(crate) fn built(setup: &message::Setup) -> Result<Setup, ReplyBody> {
    let (scenario, listing) = setup_of(setup);
    build(scenario, listing, &setup.options).map_err(|diagnostics| invalid(&diagnostics, setup))
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

/// A file for another program.
#[cfg(feature = "exports")]
fn export(
    built: &Setup,
    asked: &message::Setup,
    schedule: &[u16],
    step: u32,
    format: FormatView,
    searched: Option<&SearchedView>,
) -> ReplyBody {
    let trace = Trace::replay(&built.machine, &schedule[..schedule.len().min(steps_max(built))]);
    let made = crate::exports::export(built, asked, &trace, step as usize, format, searched);
    ReplyBody::Export(made.map(Box::new))
}

/// This build makes no files.
#[cfg(not(feature = "exports"))]
fn export(
    _: &Setup,
    _: &message::Setup,
    _: &[u16],
    _: u32,
    _: FormatView,
    _: Option<&SearchedView>,
) -> ReplyBody {
    ReplyBody::Export(Err("this engine was built without exports".to_owned()))
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

/// Searches until it is over, or the port has had enough: then what was found so far is the report.
async fn search(
    setup: &Setup,
    asked: &message::Setup,
    limits: LimitsView,
    id: u32,
    port: &mut impl Port,
) -> ReplyBody {
    let mut search = Search::new(&setup.machine, limits_of(limits));
    let driven = drive(&mut search, id, port).await;
    let frontier = search.progress().frontier;
    let mut report = report_view(setup, asked, &search.report());
    if driven == Driven::Stopped {
        report.coverage = CoverageView::Bounded { limit: LimitView::Cancelled, frontier };
    }
    ReplyBody::Report(Box::new(report))
}
