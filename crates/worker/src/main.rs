//! The worker's entry: messages of the page in, replies out, as JavaScript values.
//!
//! It serves one request at a time, to its end. The page cancels by terminating the worker and starting another.

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::time::Duration;

    use pagelock_protocol::PROTOCOL_VERSION;
    use pagelock_protocol::message::{Reply, ReplyBody, Request};
    use serde::Serialize as _;
    use wasm_bindgen::prelude::*;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    /// Listens, then says that it does.
    pub(crate) fn start() {
        console_error_panic_hook::set_once();
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let performance = scope.performance().expect("workers have a clock");
        let clock = move || Duration::from_secs_f64(performance.now() / 1000.0);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let scope = scope.clone();
            move |event: MessageEvent| match serde_wasm_bindgen::from_value::<Request>(event.data()) {
                Ok(request) => {
                    pagelock_worker::serve_timed(request, &clock, &mut |reply| send(&scope, &reply))
                }
                Err(error) => {
                    send(&scope, &Reply { id: 0, body: ReplyBody::Failed(format!("bad request: {error}")) });
                }
            }
        });
        // Through the listener list, not `onmessage`: the loader delivers early messages as events.
        let listen = scope.add_event_listener_with_callback("message", on_message.as_ref().unchecked_ref());
        listen.expect("a worker can listen to messages");
        on_message.forget();
        send(&scope, &Reply { id: 0, body: ReplyBody::Ready { protocol: PROTOCOL_VERSION } });
    }

    fn send(scope: &DedicatedWorkerGlobalScope, reply: &Reply) {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true);
        let message = reply.serialize(&serializer).expect("replies are plain data");
        scope.post_message(&message).expect("plain data can be sent");
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    browser::start();
}
