//! Everything that goes through all interleavings of what is set.
//!
//! Arrow: `RequestBody` -> setup -> search -> report -> view -> **`ReplyBody`**.

use pagelock_engine::{Limits, Reductions, Search};
use pagelock_lang::{Density, Setup};
use pagelock_protocol::message::{self, LimitsView, ReplyBody, RequestBody};
use pagelock_protocol::view::{CoverageView, LimitView};

use super::{Answers, elsewhere};
use crate::drive::{Driven, drive};
use crate::frontier::frontier;
use crate::order::order;
use crate::port::Port;
use crate::prospects::{Kept, prospects};
use crate::report::report_view;
use crate::session::{built, invalid, limits_of};
use crate::sweep::{SweepAsk, sweep};

/// The part that searches.
#[derive(Debug, Default)]
pub struct Searches {
    kept: Kept,
}

impl Answers for Searches {
    async fn answer(&self, id: u32, body: RequestBody, port: &mut impl Port) -> ReplyBody {
        match body {
            RequestBody::Frontier { setup } => match built(&setup) {
                Ok(built) => ReplyBody::Frontier(Box::new(frontier(&built.machine, id, port).await)),
                Err(invalid) => invalid,
            },
            RequestBody::Order { setup } => match built(&setup) {
                Ok(built) => {
                    let limits = limits_of(LimitsView::default());
                    ReplyBody::Order(Box::new(order(&built.machine, limits, id, port).await))
                }
                Err(invalid) => invalid,
            },
            RequestBody::Prospects { setup, schedule, limits } => {
                prospects(&setup, &schedule, limits, id, port, &self.kept).await
            }
            RequestBody::Search { setup, limits } => match built(&setup) {
                Ok(built) => search(&built, &setup, limits, id, port).await,
                Err(invalid) => invalid,
            },
            RequestBody::Sweep { setup, key, first, last, limits } => {
                let limits = Limits { reductions: Reductions::ON, ..limits_of(limits) };
                let ask =
                    SweepAsk { setup: &setup, key: &key, first, last, density: Density::Sparse, limits };
                let swept = sweep(&ask, id, port).await;
                swept
                    .map_or_else(|problems| invalid(&problems, &setup), |end| ReplyBody::Swept(Box::new(end)))
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
        }
    }
}

/// Searches until it is over, or the port has had enough: then what was found so far is the report.
async fn search(
    setup: &Setup,
    asked: &message::Setup,
    limits: LimitsView,
    id: u32,
    port: &mut impl Port,
) -> ReplyBody {
    let mut search = Search::new(&setup.machine, limits_of(limits));
    let driven = drive(&mut search, id, port).await;
    let frontier = search.progress().frontier;
    let mut report = report_view(setup, asked, &search.report());
    if driven == Driven::Stopped {
        report.coverage = CoverageView::Bounded { limit: LimitView::Cancelled, frontier };
    }
    ReplyBody::Report(Box::new(report))
}
