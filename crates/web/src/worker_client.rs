//! One web worker: starts `./worker.js` under the name of the part that it is to load, sends requests, turns replies
//! and failures into actions, stops on drop.
//!
//! Arrow: `Request` -> **worker** -> `Reply`. Messages are bytes, made by `protocol::wire`.

use std::cell::Cell;

use js_sys::{Array, Uint8Array};
use pagelock_protocol::message::{Part, Reply, Request};
use pagelock_protocol::wire;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

/// Where the worker's script is, seen from the page, unless the page says otherwise. A published one does.
const SCRIPT: &str = "./worker.js";

/// What the page says of itself under this name.
pub(crate) fn told(name: &str) -> Option<String> {
    let selector = format!("meta[name=pagelock-{name}]");
    web_sys::window()?.document()?.query_selector(&selector).ok()??.get_attribute("content")
}

/// What a worker says.
pub(crate) enum Said {
    /// A reply.
    Reply(Box<Reply>),
    /// It could not start, or has crashed.
    Crashed(String),
    /// It is of another build than the page, which a cache has kept: what it says may mean something else.
    Foreign(String),
}

/// A running worker.
pub(crate) struct WorkerClient {
    worker: Worker,
    // Called by the worker as long as it lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl WorkerClient {
    /// Starts a worker that runs a part of the engine.
    ///
    /// # Errors
    /// What the browser says when it refuses.
    pub(crate) fn start(part: Part, on_said: &Callback<Said>) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(match part {
            Part::Core => "worker",
            Part::Search => "search",
            Part::Study => "study",
        });
        let script = told("worker").unwrap_or_else(|| SCRIPT.to_owned());
        let build = told("build").unwrap_or_default();
        let worker = Worker::new_with_options(&script, &options).map_err(|error| format!("{error:?}"))?;
        let say = on_said.clone();
        let is_known = Cell::new(false);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = Uint8Array::new(&event.data()).to_vec();
            say.emit(match wire::greeting(&bytes) {
                Some(other) if other != build => {
                    Said::Foreign(format!("the page is build {build}, its engine {other}"))
                }
                // Nothing is read of whoever has not said who they are.
                None if !is_known.get() => {
                    Said::Foreign("its engine does not say of which build it is".to_owned())
                }
                Some(_) | None => {
                    is_known.set(true);
                    Said::Reply(Box::new(wire::decode(&bytes)))
                }
            });
        });
        let say = on_said.clone();
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // The page says it; the console need not.
            event.prevent_default();
            let text = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|text| !text.is_empty());
            say.emit(Said::Crashed(text.unwrap_or_else(|| format!("{script} could not be loaded"))));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a request.
    ///
    /// # Errors
    /// What the browser says when it refuses.
    pub(crate) fn send(&self, request: &Request) -> Result<(), String> {
        let bytes = Uint8Array::from(wire::encode(request).as_slice());
        let transfer = Array::of1(&bytes.buffer());
        self.worker.post_message_with_transfer(&bytes, &transfer).map_err(|error| format!("{error:?}"))
    }
}

impl Drop for WorkerClient {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
