//! Runs as tables: what is printed of steps and pages.
//!
//! Arrow: rows of `plain` -> **text**.

use pagelock_plain::{DoneStep, ScheduledStep};

use crate::table::{Align, Table};
use crate::words::count;

/// Steps that a table shows at most; of more, so many at the start and at the end.
const STEPS_MAX: usize = 200;
const STEPS_AT_START: usize = 60;
const STEPS_AT_END: usize = 20;

/// What `pages` of `plain` writes, explained.
pub(crate) const PAGES_LEGEND: &str = "\
pages: name[L=task with the page lock, utd or !utd = up to date or not, d = dirty, rc = references,
       k = kmaps, sectors: o old, N new, z zeroes, j junk, s stale];
       `page #n` has been taken off its file";

/// The steps of a schedule as a table; the middle of a long one is left out.
pub(crate) fn schedule_table(steps: &[DoneStep]) -> Table {
    let columns = [
        ("step", Align::Right),
        ("task", Align::Left),
        ("label", Align::Left),
        ("primitive", Align::Left),
        ("what happened", Align::Left),
    ];
    let mut table = Table::new(&columns);
    let left_out = if steps.len() > STEPS_MAX { STEPS_AT_START..steps.len() - STEPS_AT_END } else { 0..0 };
    for (i, step) in steps.iter().enumerate() {
        if i == left_out.start && !left_out.is_empty() {
            let what = format!("... {} steps are left out", count(left_out.len() as u64));
            table.row(["...", "", "", "", &what].map(str::to_owned).to_vec());
        }
        if left_out.contains(&i) {
            continue;
        }
        let ScheduledStep { task, label, step: primitive, .. } = &step.scheduled;
        let number = (i + 1).to_string();
        table.row(vec![number, task.clone(), label.clone(), primitive.clone(), step.happened.join("; ")]);
    }
    table
}
