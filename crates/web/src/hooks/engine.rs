//! Keeps a worker as the model declares it: one instance for each generation, and the request in flight
//! posted to it.

use std::rc::Rc;

use pagelock_protocol::message::{Request, RequestBody};
use yew::{Callback, hook, use_effect_with, use_mut_ref};

use super::Dispatch;
use super::builds::{STOPPED, say};
use super::timer::Timeout;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::build::BuildAction;
use crate::model::engine::{Cancel, EngineName, Flight};
use crate::model::once::Once;
use crate::worker_client::{Said, WorkerClient};

/// Milliseconds in which a worker that was asked to end a search must have said what it has found.
const ANSWER_MILLIS: i32 = 2_000;

fn crashed(engine: EngineName, generation: u32, text: &str) -> Action {
    Action::Crashed { engine, generation, text: text.into() }
}

/// Runs the worker of one engine.
#[hook]
pub(crate) fn use_engine(name: EngineName, model: &Model, dispatch: &Dispatch) {
    let engine = model.engine(name);
    let client = use_mut_ref(|| None::<WorkerClient>);

    let slot = Rc::clone(&client);
    let on_start = dispatch.clone();
    use_effect_with(engine.generation, move |&generation| {
        if generation > 0 {
            let dispatch = on_start.clone();
            let on_said = Callback::from(move |said| {
                dispatch.emit(match said {
                    Said::Reply(reply) => Action::Reply { engine: name, generation, reply: Once::new(reply) },
                    Said::Crashed(text) => {
                        say(STOPPED);
                        crashed(name, generation, &text)
                    }
                    Said::Foreign(text) => {
                        Action::Build(BuildAction::Foreign { engine: name, generation, text: text.into() })
                    }
                });
            });
            match WorkerClient::start(name.part(), &on_said) {
                Ok(worker) => *slot.borrow_mut() = Some(worker),
                Err(text) => on_start.emit(crashed(name, generation, &text)),
            }
        }
        move || drop(slot.borrow_mut().take())
    });

    let request = engine.flight.as_ref().filter(|_| engine.ready).map(|flight| Rc::clone(&flight.request));
    let generation = engine.generation;
    let id = request.as_ref().map(|request| request.id);
    let on_send = dispatch.clone();
    let slot = Rc::clone(&client);
    use_effect_with((generation, id), move |_| {
        let sent = match (&*slot.borrow(), &request) {
            (Some(worker), Some(request)) => worker.send(request),
            _ => Ok(()),
        };
        if let Err(text) = sent {
            on_send.emit(crashed(name, generation, &text));
        }
    });

    let is_asked = |flight: &&Flight| flight.cancel == Cancel::Asked;
    let stop = engine.flight.as_ref().filter(is_asked).map(|flight| flight.request.id);
    let on_overdue = dispatch.clone();
    use_effect_with((generation, stop), move |&(generation, stop)| {
        let sent = match (&*client.borrow(), stop) {
            (Some(worker), Some(id)) => worker.send(&Request { id, body: RequestBody::Stop }),
            _ => Ok(()),
        };
        // A worker that cannot be told is one that does not answer.
        let patience = if sent.is_ok() { ANSWER_MILLIS } else { 0 };
        let timeout = stop.and_then(|_| {
            let overdue = Action::CancelOverdue { engine: name, generation };
            Timeout::start(patience, move || on_overdue.emit(overdue))
        });
        move || drop(timeout)
    });
}
