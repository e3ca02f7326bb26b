//! The matrix as HTML, for the page before its wasm has arrived, or without it: one table, then the stories.
//!
//! A fragment for inside `<main>`, below an `<h1>`. All text is escaped; no styles and no scripts.

use std::io::{self, Write};

use pagelock_protocol::view::{CatalogView, ListingInfoView, ScenarioView, VerdictView};

use crate::matrix::{Cell, Row};

/// Writes the fragment.
pub(crate) fn write(out: &mut dyn Write, catalog: &CatalogView, rows: &[Row]) -> io::Result<()> {
    write_table(out, catalog, rows)?;
    for scenarios in catalog.scenarios.chunk_by(|a, b| a.group == b.group) {
        write_group(out, &scenarios[0].group, scenarios)?;
    }
    write_listings(out, &catalog.listings)
}

fn write_group(out: &mut dyn Write, group: &str, scenarios: &[ScenarioView]) -> io::Result<()> {
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
    // Wider than most windows: a box that scrolls, and that the keyboard comes to.
    writeln!(
        out,
        "<div class=\"p-static__box\" role=\"region\" aria-label=\"Table of verdicts\" tabindex=\"0\">"
    )?;
    writeln!(out, "<table class=\"p-static__matrix\">")?;
    let caption =
        "What an exhaustive search of every interleaving finds, for each scenario under each kernel";
    writeln!(out, "<caption>{caption}</caption>")?;
    write_heads(out, &catalog.listings)?;
    let width = catalog.listings.len() + 1;
    for rows in rows.chunk_by(|a, b| a.group == b.group) {
        let group = escape(&capitalised(&rows[0].group));
        writeln!(out, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"{width}\">{group}</th></tr>")?;
        for row in rows {
            let (name, label) = (escape(row.scenario()), escape(&row.label));
            writeln!(out, "<tr>\n<th scope=\"row\"><a href=\"scenarios/{name}.html\">{label}</a></th>")?;
            for cell in &row.cells {
                write_cell(out, cell)?;
            }
            writeln!(out, "</tr>")?;
        }
        writeln!(out, "</tbody>")?;
    }
    writeln!(out, "</table>\n</div>")
}

/// The groups of the listings, and below each its listings.
fn write_heads(out: &mut dyn Write, listings: &[ListingInfoView]) -> io::Result<()> {
    let groups = || listings.chunk_by(|a, b| a.group == b.group);
    writeln!(out, "<colgroup></colgroup>")?;
    for members in groups() {
        writeln!(out, "<colgroup span=\"{}\"></colgroup>", members.len())?;
    }
    writeln!(out, "<thead>\n<tr>\n<th scope=\"col\" rowspan=\"2\">Scenario</th>")?;
    for members in groups() {
        let (group, span) = (escape(&capitalised(&members[0].group)), members.len());
        writeln!(out, "<th scope=\"colgroup\" colspan=\"{span}\">{group}</th>")?;
    }
    writeln!(out, "</tr>\n<tr>")?;
    for listing in listings {
        writeln!(out, "<th scope=\"col\">{}</th>", escape(&listing.name))?;
    }
    writeln!(out, "</tr>\n</thead>")
}

/// What each listing is, by group.
fn write_listings(out: &mut dyn Write, listings: &[ListingInfoView]) -> io::Result<()> {
    writeln!(out, "<section class=\"p-static__group\">\n<h2>Kernels and patches</h2>")?;
    for members in listings.chunk_by(|a, b| a.group == b.group) {
        writeln!(out, "<h3>{}</h3>\n<dl>", escape(&capitalised(&members[0].group)))?;
        for listing in members {
            let (name, title) = (escape(&listing.name), escape(&listing.title));
            writeln!(out, "<dt><code>{name}</code></dt>\n<dd>{title}</dd>")?;
        }
        writeln!(out, "</dl>")?;
    }
    writeln!(out, "</section>")
}

/// A verdict by word and by shape, never by colour alone.
fn write_cell(out: &mut dyn Write, cell: &Cell) -> io::Result<()> {
    let (word, text) = (cell.verdict.word(), escape(&cell.summary));
    let shape =
        format!("<span class=\"p-static__shape\" aria-hidden=\"true\">{}</span>", shape(cell.verdict));
    writeln!(out, "<td class=\"p-static__verdict p-static__verdict--{word}\">{shape} {text}</td>")
}

/// A shape for each verdict.
pub(crate) fn shape(verdict: VerdictView) -> char {
    match verdict {
        VerdictView::Ok => '✓',
        VerdictView::Deadlock => '✗',
        VerdictView::Livelock => '↻',
        VerdictView::Hazard => '!',
        VerdictView::Unknown => '?',
    }
}

/// With a capital at the start.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Text for between tags and inside quotes.
pub(crate) fn escape(text: &str) -> String {
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
