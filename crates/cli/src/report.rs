//! `pagelock report`: a deadlock as plain text for a mail; the nearest one that a search finds, or the end of a run.
//!
//! Arrow: setup -> search -> `Trace` -> **text**. The text is the one that the page shows.

use std::io::Write;

use pagelock_engine::{Search, Trace};
use pagelock_plain::{decode, replay};
use pagelock_protocol::view::{ReportView, VerdictView};
use pagelock_worker::{Here, last_state, mail_view, report_view};

use crate::Exit;
use crate::args::ReportArgs;
use crate::complaint::Failure;
use crate::{input, words};

/// Writes the text.
pub(crate) fn report(args: &ReportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input = input::read(&args.scenario, &args.kernel, &args.set)?;
    let (trace, searched) = if let Some(text) = &args.schedule {
        (replay(&input.machine, &decode(text)?)?, None)
    } else {
        let report = Search::new(&input.machine, args.limits.limits()).finish();
        let trace = Trace::replay(&input.machine, &report.schedule);
        (trace, Some(report_view(&input, &report)))
    };
    let view = mail_view(&Here, &input, &trace, searched.as_ref().map(ReportView::searched).as_ref());
    out.write_all(view.text.as_bytes())?;
    let verdict = match searched {
        Some(report) => report.verdict,
        None => last_state(&input.machine, &trace).end.map_or(VerdictView::Unknown, |end| end.verdict),
    };
    Ok(words::exit(verdict))
}
