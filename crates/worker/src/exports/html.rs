//! A page of its own with a run in it: story, verdict, the lanes, every step as a table, and a stepper.
//!
//! Arrow: `Record` -> **HTML**. It needs nothing but itself and asks nobody for anything; its policy allows the one
//! script and the one style that stand in it, by their sums. It shows a recorded run and knows no engine: it says so.

use std::fmt::Write as _;

use super::escape::{json_in_markup, markup};
use super::json::json_line;
use super::record::{About, Record};
use super::svg::element;
use super::words;

/// The style of such a page.
pub const STYLE: &str = concat!(include_str!("page.css"), include_str!("lanes.css"));
/// Its script.
pub const SCRIPT: &str = include_str!("page.js");
/// The sum of [`STYLE`] as a content policy has it.
pub const STYLE_HASH: &str = "sha256-S9E2SoUBPK54d/oi6/rV+x2Nc0ivmAXKEEgdXzDid3M=";
/// The sum of [`SCRIPT`].
pub const SCRIPT_HASH: &str = "sha256-3yzmj+XdViEZc8o4eaFOWDtV+bEgJsrhIwU6b0vPtuU=";

/// The page. `report` is the text for a mail.
pub fn html(record: &Record, report: &str) -> String {
    let about = &record.about;
    let mut out = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    let _ = writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{STYLE_HASH}'; \
         script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">"
    );
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    let title = format!("{}, {}: a run recorded by Pagelock", about.title, about.kernel);
    let _ =
        writeln!(out, "<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>", markup(&title));
    head(&mut out, record);
    out.push_str(STEPPER);
    let _ = writeln!(
        out,
        "<div class=\"box\" role=\"region\" aria-label=\"Lanes\" tabindex=\"0\">\n{}\n</div>",
        element(record, None)
    );
    out.push_str(TASKS);
    steps(&mut out, record);
    let _ =
        writeln!(out, "<h2>Report</h2>\n<pre class=\"box\" tabindex=\"0\">{}</pre>", report_markup(report));
    let json = json_in_markup(&json_line(record));
    let _ = writeln!(out, "</main>\n<script type=\"application/json\" id=\"run\">{json}</script>");
    let _ = writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>");
    out
}

/// What moves the cursor; shown by the script, which alone could use it.
const STEPPER: &str = "<div class=\"stepper\" id=\"stepper\" hidden>
<button type=\"button\" id=\"first\" aria-label=\"First state\">|&lt;</button>
<button type=\"button\" id=\"back\" aria-label=\"Back\">&lt;</button>
<button type=\"button\" id=\"next\" aria-label=\"Next\">&gt;</button>
<button type=\"button\" id=\"last\" aria-label=\"Last state\">&gt;|</button>
<input type=\"range\" id=\"step\" min=\"0\" max=\"0\" value=\"0\" aria-label=\"Step\">
<output id=\"where\" for=\"step\"></output>
</div>
";

const TASKS: &str = "<section id=\"state\" hidden>
<div class=\"box\" role=\"region\" aria-label=\"Tasks in this state\" tabindex=\"0\">
<table><caption>The tasks in this state</caption>
<thead><tr><th scope=\"col\">Task</th><th scope=\"col\">Status</th><th scope=\"col\">Where</th>\
<th scope=\"col\">Holds</th><th scope=\"col\">Waits for</th></tr></thead>
<tbody id=\"tasks\"></tbody></table>
</div>
</section>
";

fn head(out: &mut String, record: &Record) {
    let About { title, story, kernel, scenario, options, searched, .. } = &record.about;
    let _ = writeln!(out, "<h1>{}</h1>", markup(title));
    let _ = writeln!(out, "<p class=\"verdict\">This run: {}.</p>", markup(&record.end_words()));
    for sentence in record.end.iter().flat_map(|end| &end.explanation) {
        let _ = writeln!(out, "<p>{}</p>", markup(sentence));
    }
    let found = match searched {
        Some(searched) => words::searched(searched),
        None => "No search is recorded here: this is one run of many.".to_owned(),
    };
    let _ = writeln!(out, "<p>{}</p>", markup(&found));
    for paragraph in story.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        let _ =
            writeln!(out, "<p>{}</p>", markup(&paragraph.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let options: Vec<String> = options.iter().map(|(key, value)| format!(" {key}={value}")).collect();
    let _ = writeln!(
        out,
        "<p class=\"note\">Scenario <code>{}</code>, kernel <code>{}</code>{}. Simulated by Pagelock {}; not output of \
         a Linux kernel. This file is a recording with all its steps: it does not search, and it cannot go another \
         way.</p>",
        markup(scenario),
        markup(kernel),
        markup(&options.concat()),
        env!("CARGO_PKG_VERSION")
    );
}

/// Every step, for readers without a script too.
fn steps(out: &mut String, record: &Record) {
    out.push_str(
        "<div class=\"box\" role=\"region\" aria-label=\"Steps\" tabindex=\"0\">\n<table><caption>The steps</caption>\n\
         <thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Task</th><th scope=\"col\">Label</th>\
         <th scope=\"col\">Where</th><th scope=\"col\">What happens</th></tr></thead>\n<tbody id=\"steps\">\n",
    );
    for (number, step) in (1..).zip(&record.trace.steps) {
        let place = record.trace.place(step);
        let chain = place.map(|place| place.chain.join(" > ")).unwrap_or_default();
        let what: Vec<&str> = [&step.text].into_iter().chain(&step.notes).map(String::as_str).collect();
        let number: usize = number;
        let _ = writeln!(
            out,
            "<tr data-step=\"{number}\"><td>{number}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            markup(record.task_name(step.task)),
            markup(place.map_or("", |place| place.label.as_str())),
            markup(&chain),
            markup(&what.join("; "))
        );
    }
    out.push_str("</tbody></table>\n</div>\n");
}

/// The report, whose lines stay lines.
fn report_markup(report: &str) -> String {
    report.lines().map(|line| markup(line) + "\n").collect()
}
