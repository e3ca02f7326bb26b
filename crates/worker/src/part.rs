//! The parts of the engine, each of which answers some kinds of requests.
//!
//! Arrow: `Request` -> **a part** -> `Reply`s. In a browser each is a WebAssembly file of its own, so that the page can
//! be used before all of the engine has come; programs of their own have all in one.

mod core_part;
mod search_part;
mod study_part;

use std::future::Future;

use pagelock_protocol::message::{Part, Reply, ReplyBody, Request, RequestBody};

pub use self::core_part::Core;
pub use self::search_part::Searches;
pub use self::study_part::Study;
use crate::port::Port;

/// Whoever answers requests, with what is kept between them to make later ones faster.
pub trait Answers {
    /// The terminal reply to a request of this part. What is not terminal goes through the port.
    fn answer(&self, id: u32, body: RequestBody, port: &mut impl Port) -> impl Future<Output = ReplyBody>;
}

/// All parts in one.
#[derive(Debug, Default)]
pub struct Whole {
    core: Core,
    searches: Searches,
    study: Study,
}

impl Answers for Whole {
    async fn answer(&self, id: u32, body: RequestBody, port: &mut impl Port) -> ReplyBody {
        match body.part() {
            Some(Part::Core) => self.core.answer(id, body, port).await,
            Some(Part::Search) => self.searches.answer(id, body, port).await,
            Some(Part::Study) => self.study.answer(id, body, port).await,
            None => elsewhere(),
        }
    }
}

/// Serves a request: any number of replies that are not terminal, then exactly one that is.
pub async fn serve_by(answers: &impl Answers, request: Request, port: &mut impl Port) {
    let Request { id, body } = request;
    // There is no search to stop, or it would have heard of it at a rest.
    if body != RequestBody::Stop {
        let body = answers.answer(id, body, port).await;
        port.send(Reply { id, body });
    }
}

/// What a part says to a request of another one: a mistake of whoever has sent it.
fn elsewhere() -> ReplyBody {
    ReplyBody::Failed("this part of the engine does not answer such a request".to_owned())
}
