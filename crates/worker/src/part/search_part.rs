//! Everything that goes through all interleavings of what is set.
//!
//! Arrow: `RequestBody` -> setup -> search -> report -> view -> **`ReplyBody`**.

use pagelock_engine::{Limits, Reductions, Search};
use pagelock_lang::Density;
use pagelock_protocol::message::{LimitsView, ReplyBody, RequestBody};
use pagelock_protocol::view::{CoverageView, LimitView};

use super::{Answers, elsewhere};
use crate::built::Built;
use crate::compiler::{Compiler, Here, Mistakes};
use crate::drive::{Driven, drive};
use crate::frontier::frontier;
use crate::order::order;
use crate::port::Port;
use crate::prospects::{Kept, prospects};
use crate::report::report_view;
use crate::session::limits_of;
use crate::sweep::{SweepAsk, sweep};

/// The part that searches.
#[derive(Debug, Default)]
pub struct Searches<C = Here> {
    compiler: C,
    kept: Kept,
}

impl<C: Compiler> Searches<C> {
    /// With somebody who makes texts ready to run.
    pub fn new(compiler: C) -> Self {
        Self { compiler, kept: Kept::default() }
    }

    async fn try_answer(
        &self,
        id: u32,
        body: RequestBody,
        port: &mut impl Port,
    ) -> Result<ReplyBody, Mistakes> {
        let compiler = &self.compiler;
        Ok(match body {
            RequestBody::Frontier { setup } => {
                ReplyBody::Frontier(Box::new(frontier(&compiler.build(setup)?.machine, id, port).await))
            }
            RequestBody::Order { setup } => {
                let limits = limits_of(LimitsView::default());
                ReplyBody::Order(Box::new(order(&compiler.build(setup)?.machine, limits, id, port).await))
            }
            RequestBody::Prospects { setup, schedule, limits } => {
                let view = prospects(setup, compiler, &schedule, limits, id, port, &self.kept).await?;
                ReplyBody::Prospects(Box::new(view))
            }
            RequestBody::Search { setup, limits } => search(&compiler.build(setup)?, limits, id, port).await,
            RequestBody::Sweep { setup, key, first, last, limits } => {
                let ask = SweepAsk {
                    key: &key,
                    range: compiler.range(&setup, &key, first, last)?,
                    density: Density::Sparse,
                    limits: Limits { reductions: Reductions::ON, ..limits_of(limits) },
                };
                let machine = |value| compiler.build(setup.with(&key, value)).map(|built| built.machine);
                ReplyBody::Swept(Box::new(sweep(&ask, machine, id, port).await?))
            }
            RequestBody::Catalog
            | RequestBody::Costs
            | RequestBody::Difference { .. }
            | RequestBody::Replay { .. }
            | RequestBody::Window { .. }
            | RequestBody::Random { .. }
            | RequestBody::RoundRobin { .. }
            | RequestBody::Until { .. }
            | RequestBody::Pack { .. }
            | RequestBody::Unpack { .. }
            | RequestBody::Mail { .. }
            | RequestBody::Export { .. }
            | RequestBody::Stop => elsewhere(),
        })
    }
}

impl<C: Compiler> Answers for Searches<C> {
    async fn answer(&self, id: u32, body: RequestBody, port: &mut impl Port) -> ReplyBody {
        self.try_answer(id, body, port).await.unwrap_or_else(ReplyBody::Invalid)
    }
}

/// Searches until it is over, or the port has had enough: then what was found so far is the report.
async fn search(built: &Built, limits: LimitsView, id: u32, port: &mut impl Port) -> ReplyBody {
    let mut search = Search::new(&built.machine, limits_of(limits));
    let driven = drive(&mut search, id, port).await;
    let frontier = search.progress().frontier;
    let mut report = report_view(built, &search.report());
    if driven == Driven::Stopped {
        report.coverage = CoverageView::Bounded { limit: LimitView::Cancelled, frontier };
    }
    ReplyBody::Report(Box::new(report))
}
