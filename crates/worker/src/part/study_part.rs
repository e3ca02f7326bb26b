//! What is made of a run that is there already: reports and files.
//!
//! Arrow: `RequestBody` -> setup -> trace -> view -> **`ReplyBody`**.

use pagelock_engine::Trace;
use pagelock_lang::Setup;
use pagelock_protocol::message::{self, ReplyBody, RequestBody};
use pagelock_protocol::view::{FormatView, SearchedView};

use super::{Answers, elsewhere};
use crate::mail::mail_view;
use crate::port::Port;
use crate::session::{steps_max, with};

/// The part that tells of runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Study;

impl Answers for Study {
    async fn answer(&self, _: u32, body: RequestBody, _: &mut impl Port) -> ReplyBody {
        match body {
            RequestBody::Mail { setup, schedule, searched } => with(&setup, |built| {
                let trace = past(&built, &schedule);
                ReplyBody::Mail(Box::new(mail_view(&built, &setup, &trace, searched.as_ref())))
            }),
            RequestBody::Export { setup, schedule, step, format, searched } => {
                with(&setup, |built| export(&built, &setup, &schedule, step, format, searched.as_ref()))
            }
            RequestBody::Catalog
            | RequestBody::Costs
            | RequestBody::Difference { .. }
            | RequestBody::Replay { .. }
            | RequestBody::Window { .. }
            | RequestBody::Random { .. }
            | RequestBody::RoundRobin { .. }
            | RequestBody::Until { .. }
            | RequestBody::Frontier { .. }
            | RequestBody::Order { .. }
            | RequestBody::Pack { .. }
            | RequestBody::Unpack { .. }
            | RequestBody::Search { .. }
            | RequestBody::Sweep { .. }
            | RequestBody::Prospects { .. }
            | RequestBody::Stop => elsewhere(),
        }
    }
}

/// A run, as long as runs may be.
fn past(built: &Setup, schedule: &[u16]) -> Trace {
    Trace::replay(&built.machine, &schedule[..schedule.len().min(steps_max(built))])
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
    let trace = past(built, schedule);
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
