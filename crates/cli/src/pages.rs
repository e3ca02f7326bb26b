//! A plain page for each scenario, for readers and search engines without scripts: story, verdicts, shortest ways.
//!
//! Arrow: catalog -> searches -> cells -> **JSON of HTML fragments**, which the build of the site frames. All text is
//! escaped; no styles and no scripts. Verdicts and steps are those of `check`.

use std::io::{self, Write};

use pagelock_engine::Trace;
use pagelock_protocol::link::{FullLink, Seen, encode_schedule};
use pagelock_protocol::view::{CatalogView, ListingInfoView, ScenarioView, VerdictView};
use pagelock_worker::write_link;
use serde::Serialize;

use crate::complaint::Failure;
use crate::html::{self, capitalised, escape, shape};
use crate::matrix::{Cell, Row, setup};
use crate::words::counted;
use crate::{output, replay};

/// Characters of a description at most: search engines show no more.
const DESCRIPTION_MAX: usize = 160;

/// What is printed.
#[derive(Serialize)]
struct Site {
    /// As `--html` prints it.
    table: String,
    pages: Vec<Page>,
}

/// A page. All but its name is HTML.
#[derive(Serialize)]
struct Page {
    name: String,
    title: String,
    description: String,
    html: String,
}

/// Prints the table, and a page for each scenario that was searched.
pub(crate) fn write(out: &mut dyn Write, catalog: &CatalogView, rows: &[Row]) -> Result<(), Failure> {
    let mut table = Vec::new();
    html::write(&mut table, catalog, rows)?;
    let mut pages = vec![index(catalog, rows)?];
    for scenario in &catalog.scenarios {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.scenario() == scenario.name).collect();
        if !rows.is_empty() {
            pages.push(page(scenario, &catalog.listings, &rows)?);
        }
    }
    output::json(out, &Site { table: text(table), pages })
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("only text is written")
}

/// The list of all pages.
fn index(catalog: &CatalogView, rows: &[Row]) -> Result<Page, Failure> {
    let mut out = Vec::new();
    let intro = "Every scenario with its story, what an exhaustive search of every interleaving finds under each \
                 kernel and patch, and the shortest way there.";
    writeln!(out, "<p><a href=\"../\">Pagelock</a></p>\n<h1>All scenarios</h1>\n<p>{intro}</p>")?;
    for members in catalog.scenarios.chunk_by(|a, b| a.group == b.group) {
        writeln!(out, "<h2>{}</h2>\n<ul>", escape(&capitalised(&members[0].group)))?;
        for scenario in members {
            let Some(row) = rows.iter().find(|row| row.scenario() == scenario.name) else { continue };
            let (name, title) = (escape(&scenario.name), escape(&capitalised(&scenario.title)));
            writeln!(out, "<li><a href=\"{name}.html\">{title}</a>: {}</li>", escape(&gist(row)))?;
        }
        writeln!(out, "</ul>")?;
    }
    Ok(Page {
        name: "index".to_owned(),
        title: "All scenarios".to_owned(),
        description: escape(intro),
        html: text(out),
    })
}

/// The worst verdict of a row, and how often there is another one than `ok`.
fn gist(row: &Row) -> String {
    let bad = row.cells.iter().filter(|cell| cell.verdict != VerdictView::Ok);
    let worst = row.cells.iter().min_by_key(|cell| cell.verdict).map_or("ok", |cell| &cell.summary);
    match bad.count() {
        0 => format!("{worst} under all {} listings", row.cells.len()),
        bad => format!("{worst} at worst; not ok under {bad} of {} listings", row.cells.len()),
    }
}

fn page(scenario: &ScenarioView, listings: &[ListingInfoView], rows: &[&Row]) -> Result<Page, Failure> {
    let mut out = Vec::new();
    let title = capitalised(&scenario.title);
    write_head(&mut out, scenario, &title)?;
    write_table(&mut out, listings, rows)?;
    writeln!(out, "<h2>The shortest ways</h2>")?;
    for cell in shown(rows) {
        write_way(&mut out, cell)?;
    }
    Ok(Page {
        name: scenario.name.clone(),
        title: escape(&title),
        description: escape(&description(&scenario.story)),
        html: text(out),
    })
}

fn write_head(out: &mut dyn Write, scenario: &ScenarioView, title: &str) -> io::Result<()> {
    writeln!(out, "<p><a href=\"../\">Pagelock</a>, <a href=\"index.html\">all scenarios</a></p>")?;
    writeln!(out, "<h1>{}</h1>", escape(title))?;
    let mail = scenario.mail.iter().map(|mail| format!(", in the mail <code>{}</code>", escape(mail)));
    let (name, mail) = (escape(&scenario.name), mail.collect::<String>());
    writeln!(out, "<p class=\"p-static__name\"><code>{name}</code>{mail}</p>")?;
    writeln!(out, "<p data-testid=\"story\">{}</p>", escape(&scenario.story))
}

/// Kernels downwards; the scenario and its variants sideways.
fn write_table(out: &mut dyn Write, listings: &[ListingInfoView], rows: &[&Row]) -> Result<(), Failure> {
    writeln!(out, "<h2>What an exhaustive search finds</h2>")?;
    let label = "role=\"region\" aria-label=\"Table of verdicts\" tabindex=\"0\"";
    writeln!(out, "<div class=\"p-static__box\" {label}>\n<table class=\"p-static__matrix\">")?;
    writeln!(out, "<caption>The worst of all interleavings, under each kernel and patch</caption>")?;
    writeln!(out, "<thead>\n<tr>\n<th scope=\"col\">Kernel or patch</th>")?;
    for row in rows {
        writeln!(out, "<th scope=\"col\">{}</th>", escape(&row.label))?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody>")?;
    for (i, listing) in listings.iter().enumerate() {
        writeln!(out, "<tr>\n<th scope=\"row\"><code>{}</code></th>", escape(&listing.name))?;
        for cell in rows.iter().map(|row| &row.cells[i]) {
            let (word, summary) = (cell.verdict.word(), escape(&cell.summary));
            let shape = format!("<span aria-hidden=\"true\">{}</span>", shape(cell.verdict));
            let link = format!("<a href=\"../{}\">play</a>", escape(&fragment(cell)?));
            writeln!(out, "<td class=\"p-static__verdict--{word}\">{shape} {summary}, {link}</td>")?;
        }
        writeln!(out, "</tr>")?;
    }
    Ok(writeln!(out, "</tbody>\n</table>\n</div>")?)
}

/// Of every result that is not plainly well, the first cell that has it; else the first cell.
fn shown<'a>(rows: &[&'a Row]) -> Vec<&'a Cell> {
    let mut shown: Vec<&Cell> = Vec::new();
    for cell in rows.iter().flat_map(|row| &row.cells) {
        if cell.verdict != VerdictView::Ok && shown.iter().all(|known| known.summary != cell.summary) {
            shown.push(cell);
        }
    }
    shown.sort_by_key(|cell| cell.verdict);
    if shown.is_empty() { rows.iter().flat_map(|row| &row.cells).take(1).collect() } else { shown }
}

/// A shortest way to a verdict, step by step.
fn write_way(out: &mut dyn Write, cell: &Cell) -> Result<(), Failure> {
    let input = pagelock_plain::compile(setup(&cell.scenario, &cell.kernel, &cell.options))?;
    let trace = Trace::replay(&input.machine, &cell.schedule);
    let steps = pagelock_plain::steps(&input.machine, &trace);
    let mut table = Vec::new();
    replay::schedule_table(&steps).write(&mut table)?;
    let set = settings(cell, " with ");
    let what =
        format!("{} under {}{set}: {}", cell.summary, cell.kernel, counted(steps.len() as u64, "step"));
    let what = escape(&capitalised(&what));
    writeln!(out, "<h3>{what}</h3>")?;
    let label = format!("role=\"region\" aria-label=\"Steps: {what}\" tabindex=\"0\"");
    let table = escape(text(table).trim_end());
    writeln!(out, "<div class=\"p-static__box\" {label}><pre data-testid=\"way\">{table}</pre></div>")?;
    if let Some(end) =
        pagelock_plain::ending(&input.machine, &trace).end.filter(|end| !end.explanation.is_empty())
    {
        let sentences = end.explanation.iter().map(|sentence| format!("<li>{}</li>", escape(sentence)));
        writeln!(out, "<p>At its end:</p>\n<ul>{}</ul>", sentences.collect::<String>())?;
    }
    let set = settings(cell, " --set ");
    let schedule = encode_schedule(&cell.schedule);
    let again = format!("pagelock run {} --kernel {}{set} --schedule {schedule}", cell.scenario, cell.kernel);
    let link = escape(&fragment(cell)?);
    writeln!(out, "<p><a href=\"../{link}\">Play it</a>, or <code>{}</code></p>", escape(&again))?;
    Ok(())
}

/// A cell's options, each with `before` in front.
fn settings(cell: &Cell, before: &str) -> String {
    let words: Vec<String> =
        cell.options.iter().map(|(key, value)| format!("{before}{key}={value}")).collect();
    words.concat()
}

/// The link to the end of the shortest run of a cell, with what was found.
fn fragment(cell: &Cell) -> Result<String, Failure> {
    let link = FullLink {
        setup: setup(&cell.scenario, &cell.kernel, &cell.options),
        schedule: cell.schedule.clone(),
        step: u32::try_from(cell.schedule.len()).unwrap_or(u32::MAX),
        seen: Seen { verdict: cell.fingerprint, ..Seen::default() },
    };
    write_link(&link).map_err(|error| Failure::refused(format!("this makes no link: {error}")))
}

/// The beginning of a story, in whole words.
fn description(story: &str) -> String {
    let mut out = String::new();
    for word in story.split_whitespace() {
        if out.chars().count() + 1 + word.chars().count() > DESCRIPTION_MAX - 3 {
            return out + "...";
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_ends_with_a_word() {
        assert_eq!(description("one\n two"), "one two");
        let long = description(&"words ".repeat(40));
        assert_eq!(long.len(), 26 * 6 - 1 + 3, "{long}");
        assert!(long.ends_with(" words..."), "{long}");
    }
}
