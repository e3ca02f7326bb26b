//! Who takes which lock when, a column for each task: the table of lockdep, for any number of tasks.
//!
//! Arrow: columns -> **lines**. As many columns as fit stand side by side; further ones follow in blocks below, with
//! the same numbers of steps. It knows texts and numbers only.

use super::sheet::{Sheet, WIDTH, cut};

/// Width of the number of a step, with the space behind it.
const NUMBER: usize = 7;

/// Columns side by side.
const COLUMNS_MAX: usize = 3;

/// What one task does.
#[derive(Debug)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) head: String,
    /// What it takes, each with the step of the run.
    pub(crate) takes: Vec<(usize, String)>,
    /// What it waits for.
    pub(crate) wait: String,
}

/// Writes the columns.
pub(crate) fn columns(sheet: &mut Sheet, columns: &[Column]) {
    // Blocks of about the same size look better than a full one and a rest.
    let blocks = columns.len().div_ceil(COLUMNS_MAX).max(1);
    let size = columns.len().div_ceil(blocks).max(1);
    for (i, block) in columns.chunks(size).enumerate() {
        if i > 0 {
            sheet.blank();
        }
        write_block(sheet, block);
    }
}

fn write_block(sheet: &mut Sheet, block: &[Column]) {
    let width = (WIDTH - NUMBER) / block.len();
    let row = |number: &str, cells: &[(usize, &str)]| {
        let mut line = format!("{number:>5}  ");
        for &(place, text) in cells {
            let start = NUMBER + place * width;
            line = format!("{line:<start$}{text}");
        }
        line
    };
    // A head has the width of its column. Below, every line is one task's, and may go on over the next column.
    let heads: Vec<String> = block.iter().map(|column| cut(&column.head, width - 1)).collect();
    let heads: Vec<(usize, &str)> = heads.iter().map(String::as_str).enumerate().collect();
    sheet.line(&row("step", &heads));
    let rules: Vec<(usize, &str)> = block.iter().map(|_| "----").enumerate().collect();
    sheet.line(&row("", &rules));
    let takes = block.iter().enumerate().flat_map(|(place, column)| {
        column.takes.iter().map(move |(step, text)| (*step, place, text.as_str()))
    });
    let mut takes: Vec<(usize, usize, &str)> = takes.collect();
    takes.sort_unstable();
    for (step, place, text) in takes {
        sheet.line(&row(&step.to_string(), &[(place, text)]));
    }
    for (place, column) in block.iter().enumerate() {
        sheet.line(&row("", &[(place, column.wait.as_str())]));
    }
}
