//! `pagelock list`: what is built in, by the names that the other commands take.

use std::collections::BTreeSet;
use std::io::Write;

use pagelock_protocol::view::{OptionValuesView, OptionView};
use pagelock_worker::catalog;

use crate::Exit;
use crate::complaint::Failure;
use crate::table::{Align, Table};

/// Prints scenarios by group, options and kernels.
pub(crate) fn list(out: &mut dyn Write) -> Result<Exit, Failure> {
    let catalog = catalog();
    let columns = |first| [(first, Align::Left), ("mail", Align::Left), ("title", Align::Left)];
    let mut table = Table::new(&columns("scenario"));
    for scenario in &catalog.scenarios {
        let mail = scenario.mail.clone().unwrap_or_default();
        table.row(vec![scenario.name.clone(), mail, scenario.title.clone()]);
    }
    table.write(out)?;
    writeln!(out)?;
    let mut table = Table::new(&[("kernel", Align::Left), ("group", Align::Left), ("title", Align::Left)]);
    for listing in &catalog.listings {
        table.row(vec![listing.name.clone(), listing.group.clone(), listing.title.clone()]);
    }
    table.write(out)?;
    writeln!(out)?;
    let mut table =
        Table::new(&[("option", Align::Left), ("values", Align::Left), ("what it changes", Align::Left)]);
    let mut seen = BTreeSet::new();
    for option in catalog.scenarios.iter().flat_map(|scenario| &scenario.options) {
        if seen.insert(&option.key) {
            table.row(vec![option.key.clone(), values(option), option.hint.clone()]);
        }
    }
    table.write(out)?;
    Ok(Exit::Clean)
}

fn values(option: &OptionView) -> String {
    match &option.values {
        OptionValuesView::Number { min, max } => format!("{min} to {max}"),
        OptionValuesView::Choice(words) => words.join(", "),
    }
}
