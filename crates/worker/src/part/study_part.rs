//! What is made of a run that is there already: reports and files.
//!
//! Arrow: `RequestBody` -> setup -> trace -> view -> **`ReplyBody`**.

use pagelock_engine::{Machine, Trace};
use pagelock_protocol::message::{ReplyBody, RequestBody};
use pagelock_protocol::view::{FormatView, SearchedView};

use super::{Answers, elsewhere};
use crate::built::Built;
use crate::compiler::{Compiler, Here, Mistakes};
use crate::mail::mail_view;
use crate::port::Port;
use crate::session::steps_max;

/// The part that tells of runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Study<C = Here> {
    compiler: C,
}

impl<C: Compiler> Study<C> {
    /// With somebody who makes texts ready to run.
    pub fn new(compiler: C) -> Self {
        Self { compiler }
    }

    fn try_answer(&self, body: RequestBody) -> Result<ReplyBody, Mistakes> {
        Ok(match body {
            RequestBody::Mail { setup, schedule, searched } => {
                let built = self.compiler.build(setup)?;
                let trace = past(&built.machine, &schedule);
                ReplyBody::Mail(Box::new(mail_view(&self.compiler, &built, &trace, searched.as_ref())))
            }
            RequestBody::Export { setup, schedule, step, format, searched } => export(
                &self.compiler,
                &self.compiler.build(setup)?,
                &schedule,
                step,
                format,
                searched.as_ref(),
            ),
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
        })
    }
}

impl<C: Compiler> Answers for Study<C> {
    async fn answer(&self, _: u32, body: RequestBody, _: &mut impl Port) -> ReplyBody {
        self.try_answer(body).unwrap_or_else(ReplyBody::Invalid)
    }
}

/// A run, as long as runs may be.
fn past(machine: &Machine, schedule: &[u16]) -> Trace {
    Trace::replay(machine, &schedule[..schedule.len().min(steps_max(machine))])
}

/// A file for another program.
#[cfg(feature = "exports")]
fn export(
    compiler: &impl Compiler,
    built: &Built,
    schedule: &[u16],
    step: u32,
    format: FormatView,
    searched: Option<&SearchedView>,
) -> ReplyBody {
    let trace = past(&built.machine, schedule);
    let made = crate::exports::export(compiler, built, &trace, step as usize, format, searched);
    ReplyBody::Export(made.map(Box::new))
}

/// This build makes no files.
#[cfg(not(feature = "exports"))]
fn export(
    _: &impl Compiler,
    _: &Built,
    _: &[u16],
    _: u32,
    _: FormatView,
    _: Option<&SearchedView>,
) -> ReplyBody {
    ReplyBody::Export(Err("this engine was built without exports".to_owned()))
}
