//! What all requests have in common: how they are served, their limits, and the setups they are about.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pagelock_engine::{Limits, Machine, Reductions, Switch, Visible};
use pagelock_protocol::message::{LimitsView, Reply, Request, SwitchView};

use crate::memory::attainable;
use crate::part::{Whole, serve_by};
use crate::port::{Listener, Port};

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

/// Steps a run of this machine may have.
pub(crate) fn steps_max(machine: &Machine) -> usize {
    (TASK_STEPS_MAX / machine.all_tasks().count()).min(STEPS_MAX)
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
    serve_by(&Whole::default(), request, port).await;
}
