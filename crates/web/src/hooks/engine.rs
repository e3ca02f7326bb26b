//! Keeps a worker as the model declares it: one instance for each generation, and the request in flight
//! posted to it.

use std::rc::Rc;

use yew::{Callback, hook, use_effect_with, use_mut_ref};

use super::Dispatch;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::engine::EngineName;
use crate::worker_client::{Said, WorkerClient};

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
                    Said::Reply(reply) => Action::Reply { engine: name, generation, reply },
                    Said::Crashed(text) => crashed(name, generation, &text),
                });
            });
            match WorkerClient::start(&on_said) {
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
    use_effect_with((generation, id), move |_| {
        let sent = match (&*client.borrow(), &request) {
            (Some(worker), Some(request)) => worker.send(request),
            _ => Ok(()),
        };
        if let Err(text) = sent {
            on_send.emit(crashed(name, generation, &text));
        }
    });
}
