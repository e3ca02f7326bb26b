//! The worker in a browser: messages of the page in, replies out, as bytes.
//!
//! Arrow: message -> `Request` -> **a part** -> `Reply` -> message. Requests are served in their order. While a search
//! goes on, the worker hears the page at every rest: it rings a bell of its own and goes on when the ringing comes
//! back, behind all messages that were there before. A newer request, or one to stop it, ends a search with what it
//! has found. The page terminates a worker that does not answer.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use js_sys::{Array, Reflect, Uint8Array};
use pagelock_protocol::PROTOCOL_VERSION;
use pagelock_protocol::message::{Reply, ReplyBody, Request, RequestBody};
use pagelock_protocol::wire;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort, Performance};

use crate::part::{Answers, serve_by};
use crate::port::{Port, Rest};

/// Milliseconds of work between two rests. Steps of the visitor are taken by another worker, so only a request to stop
/// waits this long.
const WORK_MILLIS: f64 = 20.0;

/// Milliseconds between two pieces of news: a few times a second.
const NEWS_MILLIS: f64 = 250.0;

#[wasm_bindgen]
extern "C" {
    /// Where the languages are: what [`run_errand`](crate::run_errand) does, in the program that has them.
    #[wasm_bindgen(js_name = pagelockCompile)]
    pub fn compile_elsewhere(errand: &[u8]) -> Vec<u8>;
}

/// Takes the built-in texts from the script around this, before anything needs them.
pub fn take_texts() {
    console_error_panic_hook::set_once();
    pagelock_lang::builtin::give(|| said("pagelockTexts"));
}

/// Listens, then says that it does.
pub fn listen(part: impl Answers + 'static) {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let desk = Rc::new(RefCell::new(Desk::new(part, scope.clone())));
    let on_bell = Closure::<dyn FnMut()>::new({
        let desk = Rc::clone(&desk);
        move || desk.borrow_mut().work()
    });
    desk.borrow().hears.set_onmessage(Some(on_bell.as_ref().unchecked_ref()));
    on_bell.forget();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        desk.borrow_mut().on_message(&event.data());
    });
    // Through the listener list, not `onmessage`: the loader delivers early messages as events.
    let listen = scope.add_event_listener_with_callback("message", on_message.as_ref().unchecked_ref());
    listen.expect("a worker can listen to messages");
    on_message.forget();
    let body = ReplyBody::Ready { protocol: PROTOCOL_VERSION, build: said("pagelockBuild") };
    send(&scope, &Reply { id: 0, body });
}

/// What the script around this says under a name: of which build it is, and the built-in texts.
fn said(name: &str) -> String {
    let said = Reflect::get(&js_sys::global(), &name.into()).ok();
    said.and_then(|said| said.as_string()).unwrap_or_default()
}

fn send(scope: &DedicatedWorkerGlobalScope, reply: &Reply) {
    let bytes = Uint8Array::from(wire::encode(reply).as_slice());
    let transfer = Array::of1(&bytes.buffer());
    scope.post_message_with_transfer(&bytes, &transfer).expect("bytes can be sent");
}

/// Whether a job may go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    GoOn,
    Stop,
}

/// A request on its way to its answer.
struct Job {
    id: u32,
    order: Rc<Cell<Order>>,
    work: Pin<Box<dyn Future<Output = ()>>>,
}

/// The requests that are not answered yet, oldest first.
struct Desk<P> {
    scope: DedicatedWorkerGlobalScope,
    /// invariant: it has been rung once, and not been heard, if and only if there are jobs
    rings: MessagePort,
    hears: MessagePort,
    jobs: VecDeque<Job>,
    part: Rc<P>,
}

impl<P: Answers + 'static> Desk<P> {
    fn new(part: P, scope: DedicatedWorkerGlobalScope) -> Self {
        let bell = MessageChannel::new().expect("workers have message channels");
        let (rings, hears) = (bell.port1(), bell.port2());
        Self { scope, rings, hears, jobs: VecDeque::new(), part: Rc::new(part) }
    }

    fn on_message(&mut self, data: &JsValue) {
        let request: Request = wire::decode(&Uint8Array::new(data).to_vec());
        if request.body == RequestBody::Stop {
            let asked = self.jobs.iter().filter(|job| job.id == request.id);
            return asked.for_each(|job| job.order.set(Order::Stop));
        }
        self.jobs.iter().for_each(|job| job.order.set(Order::Stop));
        let is_idle = self.jobs.is_empty();
        self.jobs.push_back(self.job(request));
        if is_idle {
            self.ring();
        }
    }

    fn job(&self, request: Request) -> Job {
        let order = Rc::new(Cell::new(Order::GoOn));
        let id = request.id;
        let clock = self.scope.performance().expect("workers have a clock");
        let begun = clock.now();
        let mut line = Line {
            scope: self.scope.clone(),
            order: Rc::clone(&order),
            clock,
            begun,
            rested: begun,
            told: begun,
        };
        let part = Rc::clone(&self.part);
        Job { id, order, work: Box::pin(async move { serve_by(&*part, request, &mut line).await }) }
    }

    /// Goes on with the oldest job up to its next rest.
    fn work(&mut self) {
        if let Some(job) = self.jobs.front_mut()
            && job.work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
        {
            self.jobs.pop_front();
        }
        if !self.jobs.is_empty() {
            self.ring();
        }
    }

    fn ring(&self) {
        self.rings.post_message(&JsValue::NULL).expect("nothing can be sent");
    }
}

/// What connects a job with the page.
struct Line {
    scope: DedicatedWorkerGlobalScope,
    order: Rc<Cell<Order>>,
    clock: Performance,
    /// when the request came
    begun: f64,
    /// when it last let messages in
    rested: f64,
    /// when there was last news
    told: f64,
}

impl Port for Line {
    fn send(&mut self, reply: Reply) {
        send(&self.scope, &reply);
    }

    async fn rest(&mut self) -> Rest {
        if self.clock.now() - self.rested < WORK_MILLIS {
            return Rest::GoOn;
        }
        until_the_bell().await;
        let now = self.clock.now();
        self.rested = now;
        if self.order.get() == Order::Stop {
            return Rest::Stop;
        }
        if now - self.told < NEWS_MILLIS {
            return Rest::GoOn;
        }
        self.told = now;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clocks go forward, and nobody waits for that long"
        )]
        let millis = (now - self.begun) as u64;
        Rest::Tell { millis }
    }

    fn now(&self) -> Duration {
        Duration::from_secs_f64(self.clock.now() / 1000.0)
    }
}

/// Gives way once; [`Desk::work`] comes back.
async fn until_the_bell() {
    let mut was_here = false;
    poll_fn(|_| if std::mem::replace(&mut was_here, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}
