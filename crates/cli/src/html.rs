//! The matrix as HTML, for the page before its wasm has arrived, or without it: one table, then the stories.
//!
//! A fragment for inside `<main>`, below an `<h1>`. All text is escaped; no styles and no scripts.

use std::collections::BTreeSet;
use std::io::{self, Write};

use pagelock_protocol::view::{CatalogView, ScenarioView, VerdictView};

use crate::matrix::{Cell, Row};
use crate::words;

/// Writes the fragment.
pub(crate) fn write(out: &mut dyn Write, catalog: &CatalogView, rows: &[Row]) -> io::Result<()> {
    write_table(out, catalog, rows)?;
    let mut seen = BTreeSet::new();
    let groups = catalog.scenarios.iter().map(|scenario| scenario.group.as_str());
    for group in groups.filter(|group| seen.insert(*group)) {
        let scenarios = catalog.scenarios.iter().filter(|scenario| scenario.group == group);
        write_group(out, group, scenarios)?;
    }
    Ok(())
}

fn write_group<'a>(
    out: &mut dyn Write,
    group: &str,
    scenarios: impl Iterator<Item = &'a ScenarioView>,
) -> io::Result<()> {
    writeln!(out, "<section class=\"p-static__group\">")?;
    writeln!(out, "<h2>{}</h2>", escape(&capitalised(group)))?;
    for scenario in scenarios {
        let mail = scenario.mail.iter().map(|mail| format!(" <code>{}</code>", escape(mail)));
        writeln!(out, "<section class=\"p-static__story\">")?;
        writeln!(out, "<h3>{}{}</h3>", escape(&capitalised(&scenario.title)), mail.collect::<String>())?;
        writeln!(out, "<p class=\"p-static__name\"><code>{}</code></p>", escape(&scenario.name))?;
        writeln!(out, "<p>{}</p>", escape(&scenario.story))?;
        writeln!(out, "</section>")?;
    }
    writeln!(out, "</section>")
}

fn write_table(out: &mut dyn Write, catalog: &CatalogView, rows: &[Row]) -> io::Result<()> {
    writeln!(out, "<table class=\"p-static__matrix\">")?;
    let caption =
        "What an exhaustive search of every interleaving finds, for each scenario under each kernel";
    writeln!(out, "<caption>{caption}</caption>")?;
    writeln!(out, "<thead>\n<tr>\n<th scope=\"col\">Scenario</th>")?;
    for listing in &catalog.listings {
        writeln!(out, "<th scope=\"col\">{}</th>", escape(&listing.name))?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody>")?;
    for row in rows {
        writeln!(out, "<tr>\n<th scope=\"row\">{}</th>", escape(&row.label))?;
        for cell in &row.cells {
            write_cell(out, cell)?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")
}

/// A verdict by word and by shape, never by colour alone.
fn write_cell(out: &mut dyn Write, cell: &Cell) -> io::Result<()> {
    let (word, text) = (words::verdict(cell.verdict), escape(&cell.summary));
    let shape =
        format!("<span class=\"p-static__shape\" aria-hidden=\"true\">{}</span>", shape(cell.verdict));
    writeln!(out, "<td class=\"p-static__verdict p-static__verdict--{word}\">{shape} {text}</td>")
}

fn shape(verdict: VerdictView) -> char {
    match verdict {
        VerdictView::Ok => '✓',
        VerdictView::Deadlock => '✗',
        VerdictView::Livelock => '↻',
        VerdictView::Hazard => '!',
        VerdictView::Unknown => '?',
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Text for between tags and inside quotes.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        assert_eq!(escape("a < b && \"c\" > 'd'"), "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
    }
}
