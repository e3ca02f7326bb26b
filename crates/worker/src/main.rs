//! The worker's entry: messages of the page in, replies out, as bytes.
//!
//! It serves one request at a time, to its end. The page cancels by terminating the worker and starting another.

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Array, Uint8Array};
    use pagelock_protocol::PROTOCOL_VERSION;
    use pagelock_protocol::message::{Reply, ReplyBody, Request};
    use pagelock_protocol::wire;
    use wasm_bindgen::prelude::*;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    /// Listens, then says that it does.
    pub(crate) fn start() {
        console_error_panic_hook::set_once();
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let scope = scope.clone();
            move |event: MessageEvent| match wire::decode::<Request>(&Uint8Array::new(&event.data()).to_vec())
            {
                Ok(request) => pagelock_worker::serve(request, &mut |reply| send(&scope, &reply)),
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
        let bytes = Uint8Array::from(wire::encode(reply).as_slice());
        let transfer = Array::of1(&bytes.buffer());
        scope.post_message_with_transfer(&bytes, &transfer).expect("bytes can be sent");
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    browser::start();
}
