//! Plain text in aligned columns.

use std::io::{self, Write};

/// How the texts of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows of as many texts as there are columns. The name of a column may have several lines.
pub(crate) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: &[(&str, Align)]) -> Self {
        let columns = columns.iter().map(|(name, align)| ((*name).to_owned(), *align)).collect();
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row; it has as many texts as there are columns.
    pub(crate) fn row(&mut self, row: Vec<String>) {
        assert_eq!(row.len(), self.columns.len(), "a row fits its table");
        self.rows.push(row);
    }

    /// Header, of as many lines as its tallest name, and rows, two spaces apart, without spaces at the ends of lines.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let names: Vec<Vec<&str>> = self.columns.iter().map(|(name, _)| name.split('\n').collect()).collect();
        let height = names.iter().map(Vec::len).max().unwrap_or(0);
        // Names stand at the bottom of the header.
        let line = |names: &Vec<&str>, i: usize| {
            let above = height - names.len();
            i.checked_sub(above).map_or_else(String::new, |i| names[i].to_owned())
        };
        let header = (0..height).map(|i| names.iter().map(|names| line(names, i)).collect());
        let header: Vec<Vec<String>> = header.collect();
        let all = || header.iter().chain(&self.rows);
        let width = |i: usize| all().map(|row| row[i].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        for row in all() {
            let cells = row.iter().zip(&self.columns).zip(&widths);
            let cells = cells.map(|((text, (_, align)), width)| match align {
                Align::Left => format!("{text:<width$}"),
                Align::Right => format!("{text:>width$}"),
            });
            writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

/// Facts below each other, their values aligned; those without a value are left out.
pub(crate) fn facts(out: &mut dyn Write, facts: &[(&str, String)]) -> io::Result<()> {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "{name:<width$}  {value}")?;
    }
    Ok(())
}
